/** Data that applications attach. */
export type ClerkMetadata = Readonly<Record<string, unknown>>;

/** Times here are in milliseconds since the epoch. */
export interface ClerkTimes {
  readonly created_at: number;
  readonly updated_at: number;
}

/** How an address or account was proven to be the user's. */
export interface ClerkVerification {
  /** For example `unverified`, `verified`, `transferable`, `failed`, `expired`. */
  readonly status: string;
  readonly strategy: string;
  readonly attempts: number | null;
  readonly expire_at: number | null;
}

/** An address of a user. */
export interface ClerkEmailAddress {
  readonly id: string;
  readonly object: 'email_address';
  readonly email_address: string;
  readonly verification: ClerkVerification | null;
}

/** A phone number of a user. */
export interface ClerkPhoneNumber {
  readonly id: string;
  readonly object: 'phone_number';
  readonly phone_number: string;
  readonly reserved_for_second_factor: boolean;
  readonly verification: ClerkVerification | null;
}

/** A wallet of a user. */
export interface ClerkWeb3Wallet {
  readonly id: string;
  readonly object: 'web3_wallet';
  readonly web3_wallet: string;
  readonly verification: ClerkVerification | null;
}

/** An account at another provider that the user signs in with. */
export interface ClerkExternalAccount {
  readonly id: string;
  readonly object: string;
  readonly provider: string;
  readonly provider_user_id: string;
  readonly email_address: string;
  readonly username?: string | null;
  readonly verification: ClerkVerification | null;
}

/** A user. */
export interface ClerkUser extends ClerkTimes {
  readonly id: string;
  readonly object: 'user';
  readonly username: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly image_url: string;
  readonly has_image: boolean;
  readonly primary_email_address_id: string | null;
  readonly primary_phone_number_id: string | null;
  readonly primary_web3_wallet_id: string | null;
  readonly email_addresses: readonly ClerkEmailAddress[];
  readonly phone_numbers: readonly ClerkPhoneNumber[];
  readonly web3_wallets: readonly ClerkWeb3Wallet[];
  readonly external_accounts: readonly ClerkExternalAccount[];
  readonly external_id: string | null;
  readonly public_metadata: ClerkMetadata;
  readonly private_metadata: ClerkMetadata;
  readonly unsafe_metadata: ClerkMetadata;
  readonly password_enabled: boolean;
  readonly two_factor_enabled: boolean;
  readonly banned: boolean;
  readonly locked: boolean;
  readonly last_sign_in_at: number | null;
  readonly last_active_at: number | null;
}

/** What is left of something that was deleted. */
export interface ClerkDeleted {
  readonly object: string;
  readonly id?: string;
  readonly slug?: string;
  readonly deleted: boolean;
}

/** What is left of a user who was deleted. */
export interface ClerkDeletedUser extends ClerkDeleted {
  readonly external_id?: string;
}

/** A session of a user. */
export interface ClerkSession extends ClerkTimes {
  readonly id: string;
  readonly object: 'session';
  readonly client_id: string;
  readonly user_id: string;
  /** For example `active`, `ended`, `removed`, `revoked`. */
  readonly status: string;
  readonly actor: ClerkMetadata | null;
  readonly last_active_organization_id?: string | null;
  readonly last_active_at: number;
  readonly expire_at: number;
  readonly abandon_at: number;
  readonly user: ClerkUser | null;
}

/** A mail that Clerk has sent, or leaves to you. Its body may hold a code to sign in with. */
export interface ClerkEmail {
  readonly id: string;
  readonly object: 'email';
  readonly slug?: string | null;
  readonly from_email_name: string;
  readonly to_email_address?: string;
  readonly email_address_id: string | null;
  readonly user_id?: string | null;
  readonly subject?: string;
  readonly body?: string;
  readonly body_plain?: string | null;
  readonly status?: string;
  readonly data?: ClerkMetadata | null;
  readonly delivered_by_clerk: boolean;
}

/** A short message that Clerk has sent, or leaves to you. It may hold a code to sign in with. */
export interface ClerkSms {
  readonly id: string;
  readonly object: 'sms_message';
  readonly slug?: string | null;
  readonly from_phone_number: string;
  readonly to_phone_number: string;
  readonly phone_number_id: string | null;
  readonly user_id?: string;
  readonly message: string;
  readonly status: string;
  readonly data?: ClerkMetadata | null;
  readonly delivered_by_clerk: boolean;
}

/** A permission that roles can have. */
export interface ClerkPermission extends ClerkTimes {
  readonly id: string;
  readonly object: 'permission';
  readonly key: string;
  readonly name: string;
  readonly description: string;
}

/** A role in organizations. */
export interface ClerkRole extends ClerkTimes {
  readonly id: string;
  readonly object: 'role';
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly permissions: readonly ClerkPermission[];
  readonly is_creator_eligible: boolean;
}

/** Somebody who waits to be let in. */
export interface ClerkWaitlistEntry extends ClerkTimes {
  readonly id: string;
  readonly object: 'waitlist_entry';
  readonly status: 'pending' | 'invited' | 'completed' | 'rejected';
  readonly email_address: string;
  readonly is_locked: boolean;
}
