export type { ClerkRoles } from './clerk-state.js';
export type { ClerkTestHelpers, SessionTokenInput } from './clerk-test-helpers.js';
export type { ClerkWebhookEndpoint, ClerkWebhookEndpoints } from './clerk-webhook-endpoints.js';
export {
  type ClerkBook,
  type ClerkEmulator,
  type ClerkEmulatorOptions,
  createClerkEmulator,
} from './create-clerk-emulator.js';
export type {
  EmailAddressRecord,
  EventRecord,
  InvitationRecord,
  MembershipRecord,
  Metadata,
  OrganizationInvitationRecord,
  OrganizationRecord,
  SessionRecord,
  UserRecord,
} from './resources.js';
