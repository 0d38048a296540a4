export { type ClerkIntegration, createClerk } from './create-clerk.js';
export { clerkDefinition } from './definition.js';
export type { ClerkFeature, ClerkFeatures } from './features.js';
export type { AuthenticateOptions, ClerkAuthentication, SignedInAuth } from './operations/authenticate.js';
export type { CreateInvitationInput, InvitationOperations, ListInvitationsInput } from './operations/invitations.js';
export type {
  AddMembershipInput,
  ListMembershipsInput,
  MembershipInput,
  MembershipOperations,
} from './operations/memberships.js';
export type {
  CreateOrganizationInput,
  ListOrganizationsInput,
  OrganizationOperations,
} from './operations/organizations.js';
export type { PermissionSync, SyncPermissionsOptions } from './operations/sync-permissions.js';
export type { TokenOptions } from './operations/token-options.js';
export type { CreateUserInput, ListUsersInput, UserOperations } from './operations/users.js';
export type { ClerkTokenClaims, TokenVerdict } from './operations/verify-token.js';
export type { AuthorizedParties, ClerkOptions } from './options.js';
export type { PermissionGrant, PermissionStore, PermissionSubject } from './permission-store.js';
