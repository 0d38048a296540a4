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
import type { UserRecord } from './resources.js';

/** What users and members can both be asked for by. */
export const PERSON_FILTERS: QueryRules = {
  user_id: 'string',
  username: 'string',
  email_address: 'string',
  phone_number: 'string',
  web3_wallet: 'string',
  query: 'string',
  email_address_query: 'string',
  phone_number_query: 'string',
  username_query: 'string',
  name_query: 'string',
  last_active_at_before: 'integer',
  last_active_at_after: 'integer',
};

/**
 * What users can be asked for by, but for `provider`, `provider_user_id` and `starting_after`. Source: Clerk's API
 * description, 2026-05-12
 */
export const USER_FILTERS: QueryRules = {
  ...PAGE,
  ...CREATED,
  ...PERSON_FILTERS,
  order_by: 'string',
  external_id: 'string',
  organization_id: 'string',
  banned: 'boolean',
  last_active_at_since: 'integer',
  last_sign_in_at_before: 'integer',
  last_sign_in_at_after: 'integer',
};

/** The orders of the SDK's own type. Read in `UserApi.d.ts` of @clerk/backend 3.25.0. */
export const USER_ORDERS: Orders<UserRecord> = {
  updated_at: (user) => user.updated_at,
  first_name: (user) => user.first_name,
  last_name: (user) => user.last_name,
  username: (user) => user.username,
  email_address: (user) => user.email_addresses[0]?.email_address,
  phone_number: () => null,
  web3wallet: () => null,
  last_active_at: (user) => user.last_active_at,
  last_sign_in_at: (user) => user.last_sign_in_at,
};

/** Whether a user passes the filters that lists of users and of members share. */
export function passesUserFilters(user: UserRecord | undefined, query: URLSearchParams): boolean {
  const addresses = user?.email_addresses.map(({ email_address }) => email_address) ?? [];
  const { username, first_name: first, last_name: last } = user ?? {};
  return (
    passes(query, 'email_address', addresses) &&
    passes(query, 'username', [username ?? null]) &&
    // Users of the emulator have neither.
    passes(query, 'phone_number', []) &&
    passes(query, 'web3_wallet', []) &&
    passesSearch(query, 'email_address_query', addresses) &&
    passesSearch(query, 'phone_number_query', []) &&
    passesSearch(query, 'username_query', [username]) &&
    passesSearch(query, 'name_query', [[first, last].join(' ')]) &&
    passesTime(query, 'last_active_at', user?.last_active_at ?? null)
  );
}

/** The users that pass all filters. */
export function filterUsers(state: ClerkState, query: URLSearchParams): readonly UserRecord[] {
  return [...state.users.values()].filter((user) => {
    const addresses = user.email_addresses.map(({ email_address }) => email_address);
    const memberships = [...state.memberships.values()].filter(({ userId }) => userId === user.id);
    const words = [user.id, user.username, user.first_name, user.last_name, user.external_id, ...addresses];
    return (
      passesIds(query, 'user_id', [user.id]) &&
      passes(query, 'external_id', [user.external_id]) &&
      passesIds(
        query,
        'organization_id',
        memberships.map(({ organizationId }) => organizationId),
      ) &&
      passes(query, 'banned', [String(user.banned)]) &&
      passesTime(query, 'created_at', user.created_at) &&
      passesTime(query, 'last_sign_in_at', user.last_sign_in_at) &&
      passesUserFilters(user, query) &&
      passesSearch(query, 'query', words)
    );
  });
}
