import {
  createWebhookSource,
  type RawHeaders,
  type StandardKey,
  type WebhookItem,
  type WebhookSecrets,
  type WebhookSource,
} from '@breakwater/core/webhooks';
import type { ClerkEvents } from './clerk-events.js';
import { clerkScheme } from './clerk-scheme.js';

/** Options of {@link clerkWebhook}. */
export interface ClerkWebhookOptions {
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

/** The fields that all events have; everything beyond is the types' business. */
interface ClerkPayload {
  readonly type?: unknown;
  readonly timestamp?: unknown;
  readonly data?: unknown;
}

type Item = WebhookItem<ClerkEvents[keyof ClerkEvents]>;

const asLabel = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 255 ? value : undefined;

function toItem(payload: ClerkPayload, headers: RawHeaders): Item | undefined {
  const { type, timestamp, data } = payload;
  const id = clerkScheme.readId(headers);
  if (typeof id !== 'string' || typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  return {
    id,
    idOrigin: 'sender',
    // Every event has one; a genuine body without it is nobody's to handle, and no reason to be sent again.
    type: asLabel(type) ?? 'unknown',
    occurredAt: Number.isFinite(timestamp) ? Number(timestamp) : undefined,
    subject: asLabel((data as { readonly id?: unknown }).id),
    // The signature vouches for it, and the type for its form: an unknown type reaches `onUnhandled` only.
    event: payload as unknown as Item['event'],
  };
}

/** Svix tries for 27 hours and 35 minutes, and repeats by hand for five days. */
const RETENTION = 5 * 86_400_000;

/**
 * Clerk's webhooks, typed by event, without loading the SDK.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options; never for a missing secret
 * @example
 * ```ts
 * import { clerkWebhook } from '@breakwater/clerk/webhooks';
 *
 * export const source = clerkWebhook({ secrets: ['whsec_bmV3', 'whsec_b2xk'] });
 * ```
 */
export function clerkWebhook(options: ClerkWebhookOptions): WebhookSource<ClerkEvents> {
  return createWebhookSource<ClerkEvents, StandardKey>({
    ...options,
    name: 'clerk',
    scheme: clerkScheme,
    delivery: { retention: RETENTION },
    events(payload, headers) {
      const item = toItem(Object(payload) as ClerkPayload, headers);
      return item && [item];
    },
  });
}
