import { PAGE, toPage } from './api-query.js';
import type { ClerkRoute, ParameterKind } from './api-request.js';
import { type ClerkState, mergeMetadata } from './clerk-state.js';
import { assertUnique, createUser } from './create-user.js';
import { toMembership } from './membership-routes.js';
import type { UserRecord } from './resources.js';
import { filterUsers, USER_FILTERS, USER_ORDERS } from './user-filters.js';

const METADATA = { public_metadata: 'object', private_metadata: 'object', unsafe_metadata: 'object' } as const;

/** Parameters of both routes that change a user. Source: Clerk's API description, 2026-05-12 */
const COMMON: Readonly<Record<string, ParameterKind>> = {
  external_id: 'string',
  first_name: 'string',
  last_name: 'string',
  locale: 'string',
  username: 'string',
  password: 'string',
  password_digest: 'string',
  password_hasher: 'string',
  skip_password_checks: 'boolean',
  totp_secret: 'string',
  backup_codes: 'strings',
  delete_self_enabled: 'boolean',
  legal_accepted_at: 'date',
  skip_legal_checks: 'boolean',
  create_organization_enabled: 'boolean',
  create_organizations_limit: 'integer',
  created_at: 'date',
  bypass_client_trust: 'boolean',
};

const NEW_USER: Readonly<Record<string, ParameterKind>> = {
  ...COMMON,
  ...METADATA,
  email_address: 'strings',
  email_address_identification_status: 'strings',
  phone_number: 'strings',
  phone_number_identification_status: 'strings',
  web3_wallet: 'strings',
  skip_password_requirement: 'boolean',
  skip_user_requirement: 'boolean',
  banned: 'boolean',
  locked: 'boolean',
};

const CHANGES: Readonly<Record<string, ParameterKind>> = {
  ...COMMON,
  primary_email_address_id: 'string',
  notify_primary_email_address_changed: 'boolean',
  primary_phone_number_id: 'string',
  primary_web3_wallet_id: 'string',
  profile_image_id: 'string',
  sign_out_of_other_sessions: 'boolean',
};

/** Parameters of which the emulator's users know nothing. */
const IGNORED = [
  'totp_secret',
  'backup_codes',
  'delete_self_enabled',
  'legal_accepted_at',
  'create_organization_enabled',
  'create_organizations_limit',
  'bypass_client_trust',
];
const IGNORED_AT_FIRST = [
  ...IGNORED,
  'email_address_identification_status',
  'phone_number',
  'phone_number_identification_status',
  'web3_wallet',
];
const IGNORED_LATER = [
  ...IGNORED,
  'created_at',
  'password',
  'password_digest',
  'notify_primary_email_address_changed',
  'primary_phone_number_id',
  'primary_web3_wallet_id',
  'profile_image_id',
  'sign_out_of_other_sessions',
];

/** The routes below `/v1/users`. */
export function createUserRoutes(state: ClerkState): Readonly<Record<string, ClerkRoute>> {
  const put = (user: UserRecord, change: Partial<UserRecord>): UserRecord => {
    const changed: UserRecord = { ...user, ...change, updated_at: state.now() };
    state.users.set(user.id, changed);
    state.emit('user.updated', changed);
    return changed;
  };
  const setting = (change: Partial<UserRecord>): ClerkRoute => ({
    answer: ({ parameters }) => put(state.user(parameters['user'] ?? ''), change),
  });
  const metadata = (merges: boolean): ClerkRoute => ({
    body: METADATA,
    answer: ({ parameters, body }) => {
      const user = state.user(parameters['user'] ?? '');
      const change = Object.entries(body).map(([name, value]) => {
        const before = user[name as keyof typeof METADATA];
        return [name, merges ? mergeMetadata(before, value as Record<string, unknown>) : value];
      });
      return put(user, Object.fromEntries(change) as Partial<UserRecord>);
    },
  });
  return {
    'GET /v1/users': {
      query: USER_FILTERS,
      answer: ({ query }) => toPage(filterUsers(state, query), query, USER_ORDERS),
    },
    'GET /v1/users/count': {
      query: USER_FILTERS,
      answer: ({ query }) => ({ object: 'total_count', total_count: filterUsers(state, query).length }),
    },
    'POST /v1/users': { body: NEW_USER, ignored: IGNORED_AT_FIRST, answer: (request) => createUser(state, request) },
    'GET /v1/users/{user}': { answer: ({ parameters }) => state.user(parameters['user'] ?? '') },
    'PATCH /v1/users/{user}': {
      body: CHANGES,
      ignored: IGNORED_LATER,
      answer: ({ parameters, body }) => {
        const user = state.user(parameters['user'] ?? '');
        assertUnique(state, body, user.id);
        const { external_id, first_name, last_name, locale, username, primary_email_address_id } = body;
        const change = { external_id, first_name, last_name, locale, username, primary_email_address_id };
        const given = Object.entries(change).filter(([, value]) => value !== undefined);
        return put(user, Object.fromEntries(given) as Partial<UserRecord>);
      },
    },
    'DELETE /v1/users/{user}': {
      answer: ({ parameters }) => {
        const user = state.user(parameters['user'] ?? '');
        for (const membership of [...state.memberships.values()].filter((one) => one.userId === user.id)) {
          const shown = toMembership(state, membership);
          state.memberships.delete(membership.id);
          state.emit('organizationMembership.deleted', shown);
        }
        state.users.delete(user.id);
        const left = {
          object: 'user',
          id: user.id,
          deleted: true,
          ...(user.external_id !== null && { external_id: user.external_id }),
        };
        state.emit('user.deleted', left);
        return left;
      },
    },
    'PATCH /v1/users/{user}/metadata': metadata(true),
    'PUT /v1/users/{user}/metadata': metadata(false),
    'POST /v1/users/{user}/ban': setting({ banned: true }),
    'POST /v1/users/{user}/unban': setting({ banned: false }),
    'POST /v1/users/{user}/lock': setting({ locked: true }),
    'POST /v1/users/{user}/unlock': setting({ locked: false }),
    'GET /v1/users/{user}/organization_memberships': {
      query: PAGE,
      answer: ({ parameters, query }) => {
        const user = state.user(parameters['user'] ?? '');
        const own = [...state.memberships.values()].filter((one) => one.userId === user.id);
        return { data: toPage(own, query).map((one) => toMembership(state, one)), total_count: own.length };
      },
    },
  };
}
