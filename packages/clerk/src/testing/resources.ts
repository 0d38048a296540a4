/** Data that applications attach. */
export type Metadata = Readonly<Record<string, unknown>>;

interface Times {
  readonly created_at: number;
  readonly updated_at: number;
}

/** An address of a user, verified: what the Backend API makes. */
export interface EmailAddressRecord extends Times {
  readonly id: string;
  readonly object: 'email_address';
  readonly email_address: string;
  readonly reserved: boolean;
  readonly verification: {
    readonly object: 'verification_admin';
    readonly status: 'verified';
    readonly strategy: 'admin';
    readonly attempts: null;
    readonly expire_at: null;
  };
  readonly linked_to: readonly never[];
}

/** A user, as the emulator has it. */
export interface UserRecord extends Times {
  readonly id: string;
  readonly object: 'user';
  readonly external_id: string | null;
  readonly username: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly locale: string | null;
  readonly has_image: boolean;
  readonly image_url: string;
  readonly profile_image_url: string;
  readonly primary_email_address_id: string | null;
  readonly primary_phone_number_id: string | null;
  readonly primary_web3_wallet_id: string | null;
  readonly email_addresses: readonly EmailAddressRecord[];
  readonly phone_numbers: readonly never[];
  readonly web3_wallets: readonly never[];
  readonly passkeys: readonly never[];
  readonly external_accounts: readonly never[];
  readonly saml_accounts: readonly never[];
  readonly enterprise_accounts: readonly never[];
  readonly public_metadata: Metadata;
  readonly private_metadata: Metadata;
  readonly unsafe_metadata: Metadata;
  readonly password_enabled: boolean;
  readonly two_factor_enabled: boolean;
  readonly totp_enabled: boolean;
  readonly backup_code_enabled: boolean;
  readonly mfa_enabled_at: number | null;
  readonly mfa_disabled_at: number | null;
  readonly banned: boolean;
  readonly locked: boolean;
  readonly lockout_expires_in_seconds: number | null;
  readonly verification_attempts_remaining: number | null;
  readonly delete_self_enabled: boolean;
  readonly create_organization_enabled: boolean;
  readonly last_sign_in_at: number | null;
  readonly last_active_at: number | null;
  readonly legal_accepted_at: number | null;
}

/** An organization, as the emulator has it. */
export interface OrganizationRecord extends Times {
  readonly id: string;
  readonly object: 'organization';
  readonly name: string;
  readonly slug: string;
  readonly image_url: string;
  readonly has_image: boolean;
  /** 0 for any number. */
  readonly max_allowed_memberships: number;
  readonly admin_delete_enabled: boolean;
  readonly public_metadata: Metadata;
  readonly private_metadata: Metadata;
  readonly created_by?: string;
  readonly members_count?: number;
}

/** A user in an organization, as the emulator keeps it: the rest is looked up when it is shown. */
export interface MembershipRecord extends Times {
  readonly id: string;
  readonly userId: string;
  readonly organizationId: string;
  readonly role: string;
  readonly public_metadata: Metadata;
  readonly private_metadata: Metadata;
}

/** An invitation into an organization. */
export interface OrganizationInvitationRecord extends Times {
  readonly id: string;
  readonly object: 'organization_invitation';
  readonly email_address: string;
  readonly role: string;
  readonly role_name: string;
  readonly organization_id: string;
  readonly inviter_id: string | null;
  readonly public_inviter_data: null;
  readonly status: 'pending' | 'accepted' | 'revoked';
  readonly public_metadata: Metadata;
  readonly private_metadata: Metadata;
  readonly url: string | null;
  readonly expires_at: number;
}

/** An invitation into the application. */
export interface InvitationRecord extends Times {
  readonly id: string;
  readonly object: 'invitation';
  readonly email_address: string;
  readonly public_metadata: Metadata;
  readonly revoked: boolean;
  readonly status: 'pending' | 'accepted' | 'revoked';
  readonly url: string | null;
  readonly expires_at: number;
}

/** A session of a user. */
export interface SessionRecord extends Times {
  readonly id: string;
  readonly object: 'session';
  readonly user_id: string;
  readonly client_id: string;
  readonly actor: null;
  readonly status: 'active' | 'revoked' | 'ended';
  readonly last_active_organization_id: string | null;
  readonly last_active_at: number;
  readonly expire_at: number;
  readonly abandon_at: number;
}

/** What Clerk has sent, or would have. */
export interface EventRecord {
  /** The `svix-id`. */
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly timestamp: number;
}
