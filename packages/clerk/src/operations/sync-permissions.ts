import { type CallOptions, createInputError } from '@breakwater/core';
import type { PermissionStore } from '../permission-store.js';
import type { ClerkHost } from './clerk-host.js';
import { findMembership } from './memberships.js';

/** What became of the permissions of a user in an organization. */
export type PermissionSync =
  | { readonly status: 'granted'; readonly role: string; readonly permissions: readonly string[] }
  | { readonly status: 'revoked' };

/**
 * Brings an application's own permissions in line with a membership, and takes them away when there is none any more.
 * Nothing is written when Clerk does not answer, or answers with something else than was asked for.
 */
export async function syncPermissions(
  host: ClerkHost,
  store: PermissionStore | undefined,
  userId: string,
  organizationId: string,
  options?: CallOptions<never>,
): Promise<PermissionSync> {
  const operation = 'syncPermissions';
  if (store === undefined) {
    const issue = { path: 'options.permissionStore', expected: 'given to createClerk', received: 'undefined' };
    throw createInputError([issue], { service: 'clerk', operation, code: 'CONFIGURATION' });
  }
  // Before the question and not after the answer: what changes in between is newer than this.
  const asOf = host.now();
  const membership = await findMembership(host, operation, { userId, organizationId }, options);
  if (membership === undefined) {
    await store.revoke({ userId, organizationId, asOf });
    return { status: 'revoked' };
  }
  const { role, permissions } = membership;
  await store.grant({ userId, organizationId, asOf, role, permissions: [...permissions] });
  return { status: 'granted', role, permissions: [...permissions] };
}
