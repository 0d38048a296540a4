import { ClerkApiError, invalid, notFound } from './api-error.js';
import { toPage } from './api-query.js';
import { type ClerkRoute, objectOf, textOf } from './api-request.js';
import { type ClerkState, mergeMetadata } from './clerk-state.js';
import { MEMBER_FILTERS, orderMembersOf, passesMemberFilters } from './member-filters.js';
import type { MembershipRecord, Metadata, UserRecord } from './resources.js';

/** A membership as Clerk shows it, with the organization and the user that it joins. */
export function toMembership(state: ClerkState, membership: MembershipRecord): Readonly<Record<string, unknown>> {
  const { userId, organizationId, ...own } = membership;
  const user = state.users.get(userId);
  return {
    ...own,
    object: 'organization_membership',
    role_name: toRoleName(own.role),
    permissions: [...(state.roles[own.role] ?? [])],
    organization: state.organizations.get(organizationId),
    public_user_data: user && toPublicUserData(user),
  };
}

/** `org:admin` is shown as `Admin`. */
export const toRoleName = (role: string): string => {
  const word = role.slice(role.indexOf(':') + 1);
  return word.charAt(0).toUpperCase() + word.slice(1);
};

function toPublicUserData(user: UserRecord): Readonly<Record<string, unknown>> {
  return {
    user_id: user.id,
    first_name: user.first_name,
    last_name: user.last_name,
    image_url: user.image_url,
    profile_image_url: user.profile_image_url,
    has_image: user.has_image,
    identifier: user.email_addresses[0]?.email_address ?? user.username ?? '',
    username: user.username,
    banned: user.banned,
  };
}

/** Makes a user a member, unless Clerk would refuse it. */
export function addMember(
  state: ClerkState,
  organizationId: string,
  userId: string,
  role: string,
  metadata: { readonly public?: Metadata | undefined; readonly private?: Metadata | undefined } = {},
): MembershipRecord {
  const { id, max_allowed_memberships: most } = state.organization(organizationId);
  state.user(userId);
  assertRole(state, role);
  if (state.membership(id, userId) !== undefined) {
    const message = 'User is already a member of the organization.';
    throw new ClerkApiError(400, 'already_a_member_in_organization', message, { parameter: 'user_id' });
  }
  const members = [...state.memberships.values()].filter((one) => one.organizationId === id).length;
  if (most > 0 && members >= most) {
    const message = `You have reached your limit of ${most} organization memberships.`;
    throw new ClerkApiError(403, 'organization_membership_quota_exceeded', message);
  }
  const now = state.now();
  const membership: MembershipRecord = {
    id: state.identifier('orgmem'),
    userId,
    organizationId: id,
    role,
    public_metadata: metadata.public ?? {},
    private_metadata: metadata.private ?? {},
    created_at: now,
    updated_at: now,
  };
  state.memberships.set(membership.id, membership);
  state.emit('organizationMembership.created', toMembership(state, membership));
  return membership;
}

/** Refuses a role that the instance does not have. */
export function assertRole(state: ClerkState, role: string): void {
  if (!Object.hasOwn(state.roles, role)) throw invalid('role', `${role} is no role of this instance.`);
}

/** The routes below `/v1/organizations/{organization}/memberships`. */
export function createMembershipRoutes(state: ClerkState): Readonly<Record<string, ClerkRoute>> {
  const find = (organizationId: string, userId: string): MembershipRecord => {
    const found = state.membership(state.organization(organizationId).id, userId);
    if (found === undefined) throw notFound('organization membership', userId);
    return found;
  };
  const put = (membership: MembershipRecord, change: Partial<MembershipRecord>): unknown => {
    const changed = { ...membership, ...change, updated_at: state.now() };
    state.memberships.set(membership.id, changed);
    const shown = toMembership(state, changed);
    state.emit('organizationMembership.updated', shown);
    return shown;
  };
  return {
    'GET /v1/organizations/{organization}/memberships': {
      query: MEMBER_FILTERS,
      answer: ({ parameters, query }) => {
        const { id } = state.organization(parameters['organization'] ?? '');
        const found = [...state.memberships.values()].filter(
          (one) => one.organizationId === id && passesMemberFilters(state.users.get(one.userId), one, query),
        );
        const page = toPage(found, query, orderMembersOf(state));
        return { data: page.map((one) => toMembership(state, one)), total_count: found.length };
      },
    },
    'POST /v1/organizations/{organization}/memberships': {
      body: { user_id: 'string', role: 'string', public_metadata: 'object', private_metadata: 'object' },
      required: ['user_id', 'role'],
      answer: ({ parameters, body }) => {
        const metadata = { public: objectOf(body, 'public_metadata'), private: objectOf(body, 'private_metadata') };
        const [userId, role] = [textOf(body, 'user_id') ?? '', textOf(body, 'role') ?? ''];
        return toMembership(state, addMember(state, parameters['organization'] ?? '', userId, role, metadata));
      },
    },
    'PATCH /v1/organizations/{organization}/memberships/{user}': {
      body: { role: 'string' },
      required: ['role'],
      answer: ({ parameters, body }) => {
        const role = textOf(body, 'role') ?? '';
        const membership = find(parameters['organization'] ?? '', parameters['user'] ?? '');
        assertRole(state, role);
        return put(membership, { role });
      },
    },
    'PATCH /v1/organizations/{organization}/memberships/{user}/metadata': {
      body: { public_metadata: 'object', private_metadata: 'object' },
      answer: ({ parameters, body }) => {
        const membership = find(parameters['organization'] ?? '', parameters['user'] ?? '');
        return put(membership, {
          public_metadata: mergeMetadata(membership.public_metadata, objectOf(body, 'public_metadata') ?? {}),
          private_metadata: mergeMetadata(membership.private_metadata, objectOf(body, 'private_metadata') ?? {}),
        });
      },
    },
    'DELETE /v1/organizations/{organization}/memberships/{user}': {
      answer: ({ parameters }) => {
        const membership = find(parameters['organization'] ?? '', parameters['user'] ?? '');
        const shown = toMembership(state, membership);
        state.memberships.delete(membership.id);
        state.emit('organizationMembership.deleted', shown);
        return shown;
      },
    },
  };
}
