import {
  createWebhookSource,
  type HmacKey,
  type WebhookItem,
  type WebhookSecrets,
  type WebhookSource,
} from '@breakwater/core/webhooks';
import type { StripeEvents } from './stripe-events.js';
import { stripeScheme } from './stripe-scheme.js';

/** Options of {@link stripeWebhook}. */
export interface StripeWebhookOptions {
  /**
   * Signing secrets of the endpoint, `whsec_...`, as the dashboard shows them. List the old and the new one while you
   * rotate. Without a usable one the source loads, verifies nothing, and requests are answered 500; the reason,
   * `missing_secret`, is told to telemetry (`webhook.rejected`) and not to the sender.
   */
  readonly secrets: WebhookSecrets;
  /** Greatest age of a signature in milliseconds; `Infinity` for any. @default 300_000 */
  readonly tolerance?: number | undefined;
  /** How far ahead of our clock it may be signed, in milliseconds. @default 300_000 */
  readonly futureTolerance?: number | undefined;
}

/** The fields that both kinds of events have; everything beyond is the SDK's types' business. */
interface StripePayload {
  readonly id?: unknown;
  readonly object?: unknown;
  readonly type?: unknown;
  readonly created?: unknown;
  readonly data?: { readonly object?: { readonly id?: unknown } | null } | null;
  readonly related_object?: { readonly id?: unknown } | null;
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Snapshot events tell whole seconds, thin ones an ISO date. */
function toMilliseconds(created: unknown): number | undefined {
  const ms = typeof created === 'number' ? created * 1_000 : Date.parse(String(created));
  return Number.isFinite(ms) ? ms : undefined;
}

function toItem(payload: StripePayload): WebhookItem<StripeEvents[keyof StripeEvents]> | undefined {
  const { id, object, type, created } = payload;
  const isThin = object === 'v2.core.event';
  if (typeof id !== 'string' || (object !== 'event' && !isThin)) return undefined;
  return {
    id,
    idOrigin: 'sender',
    // Every event has one; a genuine body without it is nobody's to handle, and no reason to be sent again.
    type: asText(type) ?? 'unknown',
    occurredAt: toMilliseconds(created),
    subject: asText(isThin ? payload.related_object?.id : payload.data?.object?.id),
    // The signature vouches for it, and the type for its form: an unknown type reaches `onUnhandled` only.
    event: payload as unknown as StripeEvents[keyof StripeEvents],
  };
}

/** How long Stripe may deliver an event again: three days, and one more for a replay by hand. */
const RETENTION = 4 * 86_400_000;

/**
 * Stripe's webhooks: events of both kinds, typed by the SDK's own types, without loading the SDK.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options; never for a missing secret
 * @example
 * ```ts
 * import { stripeWebhook } from '@breakwater/stripe/webhooks';
 *
 * export const source = stripeWebhook({ secrets: ['whsec_new', 'whsec_old'] });
 * ```
 */
export function stripeWebhook(options: StripeWebhookOptions): WebhookSource<StripeEvents> {
  return createWebhookSource<StripeEvents, HmacKey>({
    ...options,
    name: 'stripe',
    scheme: stripeScheme,
    delivery: {
      // 400 is what Stripe's own examples answer; anything but 2xx is delivered again.
      statuses: { unverified: 400 },
      retention: RETENTION,
    },
    events(payload) {
      const item = toItem(Object(payload) as StripePayload);
      return item && [item];
    },
  });
}
