// Types only: nothing of the SDK is loaded, now or ever.
import type Stripe from 'stripe';
import type { StripeThinEvent, ThinEventType } from './thin-event.js';

type SnapshotEvents = { readonly [Event in Stripe.Event as Event['type']]: Event };
type KnownThinEvents = { readonly [Type in ThinEventType]: StripeThinEvent<Type> };

/**
 * The event for each event type that the SDK knows, of both kinds. To handle a newer one before the SDK knows it, use
 * `onUnhandled`, or add it here by declaration merging:
 *
 * ```ts
 * import type { StripeThinEvent } from '@breakwater/stripe/webhooks';
 *
 * declare module '@breakwater/stripe/webhooks' {
 *   interface StripeEvents {
 *     readonly 'v2.core.thing.created': StripeThinEvent<'v2.core.thing.created'>;
 *   }
 * }
 * ```
 */
export interface StripeEvents extends SnapshotEvents, KnownThinEvents {}

/** Any event that Stripe delivers. */
export type StripeWebhookEvent = Stripe.Event | StripeThinEvent;
