import {
  createWebhookSource,
  type HmacKey,
  type WebhookItem,
  type WebhookSecret,
  type WebhookSource,
} from '@breakwater/core/webhooks';
import type { AcmeEvents } from './acme-events.js';
import { createAcmeScheme } from './acme-scheme.js';

/** Options of {@link acmeWebhook}. */
export interface AcmeWebhookOptions {
  /** From Acme's settings; several while one is rotated. */
  readonly secrets: readonly WebhookSecret[];
  /** Greatest age of a signature in milliseconds. @default 300_000 */
  readonly tolerance?: number | undefined;
  /** How far ahead of our clock it may be signed, in milliseconds. @default 300_000 */
  readonly futureTolerance?: number | undefined;
}

/**
 * Acme as a sender of webhooks. Types that this version does not know arrive too, and are left to `onUnhandled`.
 *
 * @example
 * ```ts
 * import { acmeWebhook } from '@breakwater/acme/webhooks';
 * import { createMemoryInbox, createWebhookHandler } from '@breakwater/core/webhooks';
 *
 * export const POST = createWebhookHandler({
 *   source: acmeWebhook({ secrets: [process.env.ACME_WEBHOOK_SECRET] }),
 *   inbox: createMemoryInbox(),
 *   on: { 'order.shipped': (event) => console.log(event.order.id) },
 * });
 * ```
 */
export function acmeWebhook(options: AcmeWebhookOptions): WebhookSource<AcmeEvents> {
  return createWebhookSource<AcmeEvents, HmacKey>({
    name: 'acme',
    scheme: createAcmeScheme(),
    ...options,
    events: (payload) => {
      const item = toItem(payload);
      return item && [item];
    },
  });
}

/** The event in a body, or undefined when the body is not what Acme sends. */
function toItem(payload: unknown): WebhookItem<AcmeEvents[keyof AcmeEvents]> | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { id, type, created, order } = payload as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || typeof type !== 'string') return undefined;
  const subject = typeof order === 'object' && order !== null ? (order as { readonly id?: unknown }).id : undefined;
  return {
    id,
    idOrigin: 'sender',
    type,
    occurredAt: typeof created === 'number' ? created * 1_000 : undefined,
    subject: typeof subject === 'string' ? subject : undefined,
    event: payload as AcmeEvents[keyof AcmeEvents],
  };
}
