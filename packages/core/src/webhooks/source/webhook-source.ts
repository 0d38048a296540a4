import type { RawHeaders, RawRequest } from '../request/raw-request.js';
import type { Rejection, SignatureVerdict } from '../verification/verdict.js';
import type { DeliveryProfile } from './delivery-profile.js';

/**
 * Where the id of an event comes from: the sender gave it (and repeats it when it delivers again), or it is derived from
 * fields that together do not change, or from the bytes of the body.
 */
export type EventIdOrigin = 'sender' | 'derived' | 'body-hash';

/** One event of a webhook request. */
export interface WebhookItem<Event = unknown> {
  /** The same for every delivery of the event. Its effect is applied once for it. At most 255 characters. */
  readonly id: string;
  readonly idOrigin: EventIdOrigin;
  /** The vendor's own name for the kind of event. At most 255 characters. */
  readonly type: string;
  /** When it happened at the vendor, in milliseconds since the epoch, as exactly as the vendor tells. */
  readonly occurredAt?: number | undefined;
  /** The id of what it is about, for ordering. At most 255 characters. */
  readonly subject?: string | undefined;
  readonly event: Event;
  /** The bytes to store for it, when a request carries several events. @default the body of the request */
  readonly body?: Uint8Array | undefined;
}

/** Why a genuine body holds no events that can be used. */
export type UnreadableReason = 'invalid_utf8' | 'invalid_json' | 'invalid_payload';

/** The events of a body, or why there are none to be had. */
export type SplitResult<Event> =
  | { readonly ok: true; readonly items: readonly WebhookItem<Event>[] }
  | Rejection<UnreadableReason>;

/**
 * What Breakwater needs to know of a sender of webhooks. Made by `stripeWebhook` and its like, or for any other sender
 * with `createWebhookSource`.
 *
 * @typeParam Events The type of the event for each event type: `{ 'invoice.paid': InvoicePaid; ... }`.
 */
export interface WebhookSource<Events extends object = Record<string, unknown>> {
  /** The integration, for example `stripe`. Part of the key under which an event is stored. */
  readonly name: string;
  /**
   * Checks signature and freshness as of `now`, in milliseconds since the epoch, with the secrets of `tenant`. Never throws
   * on input.
   */
  verify(request: RawRequest, now: number, tenant?: string): SignatureVerdict | Promise<SignatureVerdict>;
  /** Finds the events in a verified body. Never throws on input. */
  split(body: Uint8Array, headers: RawHeaders): SplitResult<Events[keyof Events]>;
  /** Lower-case names of the headers that a later check of the same bytes needs; they are stored with the event. */
  readonly headers: readonly string[];
  readonly delivery: DeliveryProfile;
  /** Hides the secrets of this source in a text. */
  redact(text: string): string;
  /** For the compiler only; never set. */
  readonly '~events'?: Events | undefined;
}
