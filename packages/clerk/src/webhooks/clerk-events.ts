import type { ClerkPaymentAttempt, ClerkSubscription, ClerkSubscriptionItem } from './clerk-billing.js';
import type {
  ClerkAcceptedInvitation,
  ClerkOrganization,
  ClerkOrganizationDomain,
  ClerkOrganizationInvitation,
  ClerkOrganizationMembership,
} from './clerk-organizations.js';
import type {
  ClerkDeleted,
  ClerkDeletedUser,
  ClerkEmail,
  ClerkPermission,
  ClerkRole,
  ClerkSession,
  ClerkSms,
  ClerkUser,
  ClerkWaitlistEntry,
} from './clerk-resources.js';

/** The form of every event. */
export interface ClerkEvent<Type extends string, Data> {
  readonly object: 'event';
  readonly type: Type;
  readonly data: Data;
  /** When it happened, in milliseconds since the epoch. */
  readonly timestamp: number;
  readonly instance_id: string;
  /** The request that caused it. */
  readonly event_attributes?: {
    readonly http_request: { readonly client_ip: string; readonly user_agent: string };
  };
}

type SubscriptionItemChange =
  | 'created'
  | 'updated'
  | 'active'
  | 'canceled'
  | 'upcoming'
  | 'ended'
  | 'abandoned'
  | 'incomplete'
  | 'pastDue'
  | 'freeTrialEnding';

type Events<Resource extends string, Change extends string, Data> = {
  readonly [Each in Change as `${Resource}.${Each}`]: ClerkEvent<`${Resource}.${Each}`, Data>;
};

/**
 * The event for each of the types that @clerk/backend 3.25.0 knows, and for `session.pending`, which Clerk's description of its
 * API has beside them, with the fields that matter; a body holds more. A newer type reaches `onUnhandled`, or is added here by
 * declaration merging.
 */
export interface ClerkEvents
  extends Events<'user', 'created' | 'updated', ClerkUser>,
    Events<'user', 'deleted', ClerkDeletedUser>,
    Events<'session', 'created' | 'pending' | 'ended' | 'removed' | 'revoked', ClerkSession>,
    Events<'email', 'created', ClerkEmail>,
    Events<'sms', 'created', ClerkSms>,
    Events<'organization', 'created' | 'updated', ClerkOrganization>,
    Events<'organization', 'deleted', ClerkDeleted>,
    Events<'organizationDomain', 'created' | 'updated', ClerkOrganizationDomain>,
    Events<'organizationDomain', 'deleted', ClerkDeleted>,
    Events<'organizationMembership', 'created' | 'updated' | 'deleted', ClerkOrganizationMembership>,
    Events<'organizationInvitation', 'created' | 'revoked', ClerkOrganizationInvitation>,
    Events<'organizationInvitation', 'accepted', ClerkAcceptedInvitation>,
    Events<'role', 'created' | 'updated' | 'deleted', ClerkRole>,
    Events<'permission', 'created' | 'updated' | 'deleted', ClerkPermission>,
    Events<'waitlistEntry', 'created' | 'updated', ClerkWaitlistEntry>,
    Events<'paymentAttempt', 'created' | 'updated', ClerkPaymentAttempt>,
    Events<'subscription', 'created' | 'updated' | 'active' | 'pastDue', ClerkSubscription>,
    Events<'subscriptionItem', SubscriptionItemChange, ClerkSubscriptionItem> {}
