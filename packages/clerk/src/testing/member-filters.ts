import {
  CREATED,
  type Orders,
  PAGE,
  passes,
  passesIds,
  passesSearch,
  passesTime,
  type QueryRules,
} from './api-query.js';
import type { ClerkState } from './clerk-state.js';
import type { MembershipRecord, UserRecord } from './resources.js';
import { PERSON_FILTERS, passesUserFilters } from './user-filters.js';

/** What members can be asked for by. Source: Clerk's API description, 2026-05-12 */
export const MEMBER_FILTERS: QueryRules = {
  ...PAGE,
  ...CREATED,
  ...PERSON_FILTERS,
  order_by: 'string',
  role: 'string',
};

/** The orders of the SDK's own type. Read in `OrganizationApi.d.ts` of @clerk/backend 3.25.0. */
export const orderMembersOf = (state: ClerkState): Orders<MembershipRecord> => {
  const of = ({ userId }: MembershipRecord): UserRecord | undefined => state.users.get(userId);
  return {
    first_name: (one) => of(one)?.first_name,
    last_name: (one) => of(one)?.last_name,
    username: (one) => of(one)?.username,
    email_address: (one) => of(one)?.email_addresses[0]?.email_address,
    phone_number: () => null,
  };
};

/** Whether a member passes them. */
export function passesMemberFilters(
  user: UserRecord | undefined,
  membership: MembershipRecord,
  query: URLSearchParams,
): boolean {
  const addresses = user?.email_addresses.map(({ email_address }) => email_address) ?? [];
  return (
    passesIds(query, 'user_id', [membership.userId]) &&
    passes(query, 'role', [membership.role]) &&
    passesTime(query, 'created_at', membership.created_at) &&
    passesUserFilters(user, query) &&
    passesSearch(query, 'query', [user?.first_name, user?.last_name, user?.username, ...addresses])
  );
}
