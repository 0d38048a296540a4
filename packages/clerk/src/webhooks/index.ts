export type {
  ClerkMoney,
  ClerkPayer,
  ClerkPaymentAttempt,
  ClerkSubscription,
  ClerkSubscriptionItem,
  ClerkSubscriptionStatus,
} from './clerk-billing.js';
export type { ClerkEvent, ClerkEvents } from './clerk-events.js';
export type {
  ClerkAcceptedInvitation,
  ClerkOrganization,
  ClerkOrganizationDomain,
  ClerkOrganizationInvitation,
  ClerkOrganizationMembership,
} from './clerk-organizations.js';
export type {
  ClerkDeleted,
  ClerkDeletedUser,
  ClerkEmail,
  ClerkEmailAddress,
  ClerkExternalAccount,
  ClerkMetadata,
  ClerkPermission,
  ClerkPhoneNumber,
  ClerkRole,
  ClerkSession,
  ClerkSms,
  ClerkTimes,
  ClerkUser,
  ClerkVerification,
  ClerkWaitlistEntry,
  ClerkWeb3Wallet,
} from './clerk-resources.js';
export { type ClerkWebhookOptions, clerkWebhook } from './clerk-webhook.js';
export { type SignClerkWebhookOptions, signClerkWebhook } from './sign-clerk-webhook.js';
