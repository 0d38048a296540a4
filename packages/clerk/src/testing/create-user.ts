import { ClerkApiError, invalid, taken } from './api-error.js';
import { type ApiRequest, objectOf, textOf, timeOf } from './api-request.js';
import type { ClerkState } from './clerk-state.js';
import type { EmailAddressRecord, UserRecord } from './resources.js';

/** Refuses what another user has. */
export function assertUnique(state: ClerkState, body: ApiRequest['body'], ownId?: string): void {
  const others = [...state.users.values()].filter(({ id }) => id !== ownId);
  const { external_id: externalId, username } = body;
  if (externalId !== undefined && others.some((user) => user.external_id === externalId)) throw taken('external_id');
  if (username !== undefined && others.some((user) => user.username === username)) throw taken('username');
  const addresses = (body['email_address'] as readonly string[] | undefined) ?? [];
  const isTaken = (address: string): boolean =>
    others.some((user) => user.email_addresses.some((one) => one.email_address === address.toLowerCase()));
  if (addresses.some(isTaken)) throw taken('email_address');
}

/** Makes a user, unless Clerk would refuse it. */
export function createUser(state: ClerkState, { body }: ApiRequest): UserRecord {
  const addresses = (body['email_address'] as readonly string[] | undefined) ?? [];
  const wrong = addresses.find((address) => !/^[^\s@]+@[^\s@]+$/.test(address));
  if (wrong !== undefined)
    throw invalid('email_address', 'email_address must be a valid email address.', 'form_param_format_invalid');
  if (addresses.length === 0 && body['username'] === undefined && body['skip_user_requirement'] !== true) {
    throw new ClerkApiError(422, 'form_data_missing', 'email_address or username must be given.');
  }
  assertUnique(state, body);
  const now = state.now();
  const emails = addresses.map((address) => toEmailAddress(state, address, now));
  const user: UserRecord = {
    id: state.identifier('user'),
    object: 'user',
    external_id: textOf(body, 'external_id') ?? null,
    username: textOf(body, 'username') ?? null,
    first_name: textOf(body, 'first_name') ?? null,
    last_name: textOf(body, 'last_name') ?? null,
    locale: textOf(body, 'locale') ?? null,
    has_image: false,
    image_url: 'https://img.clerk.com/emulated',
    profile_image_url: 'https://img.clerk.com/emulated',
    primary_email_address_id: emails[0]?.id ?? null,
    primary_phone_number_id: null,
    primary_web3_wallet_id: null,
    email_addresses: emails,
    phone_numbers: [],
    web3_wallets: [],
    passkeys: [],
    external_accounts: [],
    saml_accounts: [],
    enterprise_accounts: [],
    public_metadata: objectOf(body, 'public_metadata') ?? {},
    private_metadata: objectOf(body, 'private_metadata') ?? {},
    unsafe_metadata: objectOf(body, 'unsafe_metadata') ?? {},
    ...NEW_USER_DEFAULTS,
    password_enabled: body['password'] !== undefined || body['password_digest'] !== undefined,
    banned: body['banned'] === true,
    locked: body['locked'] === true,
    created_at: timeOf(body, 'created_at') ?? now,
    updated_at: now,
  };
  state.users.set(user.id, user);
  state.emit('user.created', user);
  return user;
}

const NEW_USER_DEFAULTS = {
  two_factor_enabled: false,
  totp_enabled: false,
  backup_code_enabled: false,
  mfa_enabled_at: null,
  mfa_disabled_at: null,
  lockout_expires_in_seconds: null,
  verification_attempts_remaining: 100,
  delete_self_enabled: true,
  create_organization_enabled: true,
  last_sign_in_at: null,
  last_active_at: null,
  legal_accepted_at: null,
} as const;

function toEmailAddress(state: ClerkState, address: string, now: number): EmailAddressRecord {
  return {
    id: state.identifier('idn'),
    object: 'email_address',
    email_address: address.toLowerCase(),
    reserved: false,
    verification: {
      object: 'verification_admin',
      status: 'verified',
      strategy: 'admin',
      attempts: null,
      expire_at: null,
    },
    linked_to: [],
    created_at: now,
    updated_at: now,
  };
}
