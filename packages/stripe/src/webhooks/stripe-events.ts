// Types only: nothing of the SDK is loaded, now or ever.
import type Stripe from 'stripe';

/**
 * An event of Stripe's second kind, as it is delivered: it names what has changed and leaves the fetching to you, with
 * `client.v2.core.events.retrieve(event.id)`.
 */
export interface StripeThinEvent {
  readonly id: string;
  readonly object: 'v2.core.event';
  readonly type: string;
  /** ISO 8601 with fractions of a second. */
  readonly created: string;
  readonly livemode: boolean;
  /** The account to fetch it under, where it is not your own. */
  readonly context?: string | null;
  readonly related_object?: { readonly id: string; readonly type: string; readonly url: string } | null;
  readonly reason?: Stripe.V2.Core.EventNotification['reason'] | null;
}

type SnapshotEvents = { readonly [Event in Stripe.Event as Event['type']]: Event };
type KnownThinEvents = {
  readonly [Type in Stripe.V2.Core.EventNotification['type']]: StripeThinEvent;
};

/**
 * The event for each event type: all of those that the SDK knows, and thin ones that are newer than it. To handle a newer
 * type of the first kind before the SDK knows it, use `onUnhandled`, or add it here by declaration merging.
 */
export interface StripeEvents extends SnapshotEvents, KnownThinEvents {
  readonly [type: `v1.${string}`]: StripeThinEvent;
  readonly [type: `v2.${string}`]: StripeThinEvent;
}

/** Any event that Stripe delivers. */
export type StripeWebhookEvent = Stripe.Event | StripeThinEvent;
