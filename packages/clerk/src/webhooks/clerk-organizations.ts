import type { ClerkMetadata, ClerkTimes } from './clerk-resources.js';

/** An organization. */
export interface ClerkOrganization extends ClerkTimes {
  readonly id: string;
  readonly object: 'organization';
  readonly name: string;
  readonly slug: string;
  readonly image_url?: string;
  readonly has_image: boolean;
  readonly members_count?: number;
  readonly max_allowed_memberships: number;
  readonly admin_delete_enabled: boolean;
  readonly public_metadata: ClerkMetadata | null;
  readonly private_metadata?: ClerkMetadata;
  /** The user who made it. */
  readonly created_by?: string;
}

/** A domain whose people may join an organization. */
export interface ClerkOrganizationDomain extends ClerkTimes {
  readonly id: string;
  readonly object: 'organization_domain';
  readonly name: string;
  readonly organization_id: string;
  readonly enrollment_mode: 'manual_invitation' | 'automatic_invitation' | 'automatic_suggestion';
  readonly affiliation_email_address: string | null;
  readonly verification: { readonly status: 'unverified' | 'verified'; readonly strategy: string } | null;
  readonly total_pending_invitations: number;
  readonly total_pending_suggestions: number;
}

/** A user in an organization. */
export interface ClerkOrganizationMembership extends ClerkTimes {
  readonly id: string;
  readonly object: 'organization_membership';
  /** Key of the role, for example `org:admin`. */
  readonly role: string;
  readonly permissions: readonly string[];
  readonly public_metadata: ClerkMetadata;
  readonly private_metadata?: ClerkMetadata;
  readonly organization: ClerkOrganization;
  readonly public_user_data: {
    readonly user_id: string;
    readonly identifier: string;
    readonly first_name: string | null;
    readonly last_name: string | null;
    readonly image_url: string;
    readonly has_image: boolean;
  };
}

/** An invitation into an organization. */
export interface ClerkOrganizationInvitation extends ClerkTimes {
  readonly id: string;
  readonly object: 'organization_invitation';
  readonly email_address: string;
  /** Key of the role, for example `org:member`. */
  readonly role: string;
  readonly role_name: string;
  readonly organization_id: string;
  readonly status?: 'pending' | 'accepted' | 'revoked' | 'expired';
  readonly public_metadata: ClerkMetadata;
  readonly private_metadata: ClerkMetadata;
  readonly url: string | null;
  readonly expires_at: number;
}

/** An invitation that was accepted, and by whom. */
export interface ClerkAcceptedInvitation extends ClerkOrganizationInvitation {
  readonly status: 'accepted';
  readonly user_id: string;
}
