import type { Clock } from '@breakwater/core';
import { createSeededRandom, type Random } from '@breakwater/testing';
import { notFound } from './api-error.js';
import type {
  EventRecord,
  InvitationRecord,
  MembershipRecord,
  OrganizationInvitationRecord,
  OrganizationRecord,
  SessionRecord,
  UserRecord,
} from './resources.js';

/** Keys of roles with the permissions that they give. */
export type ClerkRoles = Readonly<Record<string, readonly string[]>>;

/** What Clerk believes. */
export interface ClerkState {
  readonly users: Map<string, UserRecord>;
  readonly organizations: Map<string, OrganizationRecord>;
  readonly memberships: Map<string, MembershipRecord>;
  readonly organizationInvitations: Map<string, OrganizationInvitationRecord>;
  readonly invitations: Map<string, InvitationRecord>;
  readonly sessions: Map<string, SessionRecord>;
  readonly events: EventRecord[];
  readonly roles: ClerkRoles;
  now(): number;
  identifier(prefix: string): string;
  emit(type: string, data: unknown): void;
  user(id: string): UserRecord;
  organization(idOrSlug: string): OrganizationRecord;
  membership(organizationId: string, userId: string): MembershipRecord | undefined;
}

/** What the roles of a new instance may do. Source: https://clerk.com/docs/guides/organizations/control-access/roles-and-permissions */
export const DEFAULT_ROLES: ClerkRoles = /* @__PURE__ */ Object.freeze({
  'org:admin': Object.freeze([
    'org:sys_profile:manage',
    'org:sys_profile:delete',
    'org:sys_memberships:read',
    'org:sys_memberships:manage',
    'org:sys_domains:read',
    'org:sys_domains:manage',
  ]),
  'org:member': Object.freeze(['org:sys_memberships:read']),
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Makes an empty instance. */
export function createClerkState(parts: {
  readonly clock: Clock;
  readonly roles: ClerkRoles;
  readonly seed: number;
  readonly onEvent: (event: EventRecord) => void;
}): ClerkState {
  const random: Random = createSeededRandom(parts.seed);
  const identifier = (prefix: string): string =>
    `${prefix}_${Array.from({ length: 27 }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('')}`;
  const events: EventRecord[] = [];
  const users = new Map<string, UserRecord>();
  const organizations = new Map<string, OrganizationRecord>();
  const memberships = new Map<string, MembershipRecord>();
  return {
    users,
    organizations,
    memberships,
    organizationInvitations: new Map(),
    invitations: new Map(),
    sessions: new Map(),
    events,
    roles: parts.roles,
    now: () => parts.clock.now(),
    identifier,
    emit(type, data) {
      // No two events at one time: their bodies, which carry no id, tell them apart.
      const timestamp = Math.max(parts.clock.now(), (events.at(-1)?.timestamp ?? 0) + 1);
      const event = { id: identifier('msg'), type, data: structuredClone(data), timestamp };
      events.push(event);
      parts.onEvent(event);
    },
    user(id) {
      const user = users.get(id);
      if (user === undefined) throw notFound('user', id);
      return user;
    },
    organization(idOrSlug) {
      const found = organizations.get(idOrSlug) ?? [...organizations.values()].find(({ slug }) => slug === idOrSlug);
      if (found === undefined) throw notFound('organization', idOrSlug);
      return found;
    },
    membership: (organizationId, userId) =>
      [...memberships.values()].find((one) => one.organizationId === organizationId && one.userId === userId),
  };
}

/** Merges as Clerk does: deeply, and null takes a key away. */
export function mergeMetadata(
  base: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const before = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isPlain(value) && isPlain(before) ? mergeMetadata(before, value) : value;
  }
  return merged;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
