import { type CallOptions, createInputError } from '@breakwater/core';
import { isPermissionStore, PERMISSION_STORE, type PermissionStore } from '../permission-store.js';
import { checkAnswer, isText } from './answers.js';
import type { ClerkHost } from './clerk-host.js';
import { findMembership } from './memberships.js';

/** What became of the permissions of a user in an organization. */
export type PermissionSync =
  | { readonly status: 'granted'; readonly role: string; readonly permissions: readonly string[] }
  | { readonly status: 'revoked' };

/** Options of `syncPermissions`. */
export interface SyncPermissionsOptions extends CallOptions<never> {
  /**
   * Where to write this time, such as inside a transaction. One of the two is needed.
   * @default `permissionStore` of createClerk
   */
  readonly store?: PermissionStore | undefined;
}

/**
 * Brings an application's own permissions in line with a membership, and takes them away when there is none any more.
 * Nothing is written when Clerk does not answer, or answers with something else than was asked for.
 */
export async function syncPermissions(
  host: ClerkHost,
  kept: PermissionStore | undefined,
  userId: string,
  organizationId: string,
  given: SyncPermissionsOptions = {},
): Promise<PermissionSync> {
  const operation = 'syncPermissions';
  const { store = kept, ...options } = given;
  if (!isPermissionStore(store)) {
    const [path, expected] =
      store === undefined
        ? ['options.permissionStore', 'given to createClerk, or `store` to this call']
        : ['options.store', PERMISSION_STORE];
    const issue = { path, expected, received: store === null ? 'null' : typeof store };
    const code = store === undefined ? 'CONFIGURATION' : 'VALIDATION';
    throw createInputError([issue], { service: 'clerk', operation, code });
  }
  // Before the question and not after the answer: what changes in between is newer than this.
  const asOf = host.now();
  const membership = await findMembership(host, operation, { userId, organizationId }, options);
  if (membership === undefined) {
    await store.revoke({ userId, organizationId, asOf });
    return { status: 'revoked' };
  }
  const { role, permissions } = checkAnswer(
    membership,
    operation,
    'a membership with its role and permissions',
    holdsRights,
  );
  await store.grant({ userId, organizationId, asOf, role, permissions: [...permissions] });
  return { status: 'granted', role, permissions: [...permissions] };
}

function holdsRights({ role, permissions }: Readonly<Record<string, unknown>>): boolean {
  return isText(role) && Array.isArray(permissions) && permissions.every((permission) => isText(permission));
}
