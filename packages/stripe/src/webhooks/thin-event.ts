// Types only: nothing of the SDK is loaded, now or ever.
import type Stripe from 'stripe';

type Notifications = {
  readonly [Known in Stripe.V2.Core.EventNotification as Known['type']]: Known;
};
type Events = { readonly [Known in Stripe.V2.Core.Event as Known['type']]: Known };

/** The type of a thin event that the SDK knows. */
export type ThinEventType = keyof Notifications;

/** What an event refers to: its object's place, and its id where it has one of its own. */
interface AnyReference {
  readonly related_object?: { readonly id?: string; readonly type: string; readonly url: string } | null;
}

/** By the SDK's types: a reference that is always there, or never. */
type Reference<Type extends string> = Type extends ThinEventType
  ? Notifications[Type] extends { readonly related_object: infer Related }
    ? { readonly related_object: Readonly<Related> }
    : { readonly related_object?: null }
  : AnyReference;

/**
 * An event of Stripe's second kind, as it is delivered: it names what has changed and leaves the fetching to you, with
 * `events.fetch` and `events.fetchRelatedObject` of `createStripe`.
 *
 * @typeParam Type the event's type, such as `v1.customer.created`, which says what it refers to
 */
export type StripeThinEvent<Type extends string = string> = {
  readonly id: string;
  readonly object: 'v2.core.event';
  readonly type: Type;
  /** ISO 8601 with fractions of a second. */
  readonly created: string;
  readonly livemode: boolean;
  /** The account to fetch it under, where it is not your own. */
  readonly context?: string | null;
  readonly reason?: Stripe.V2.Core.EventNotification['reason'] | null;
} & Reference<Type>;

/**
 * The object that an event of a type is about, by the SDK's own types: `Stripe.Customer` for `v1.customer.created`.
 * `undefined` for a type that is about none, `unknown` for one that is newer than the SDK.
 */
export type RelatedObject<Type extends string> = Type extends ThinEventType
  ? Notifications[Type] extends { fetchRelatedObject(): Promise<infer Related> }
    ? Related
    : undefined
  : unknown;

/** The whole event of a type, by the SDK's own types; any of them for a type that is newer than the SDK. */
export type WholeEvent<Type extends string> = Type extends keyof Events ? Events[Type] : Stripe.V2.Core.Event;
