import {
  checkOptions,
  createWebhookSource,
  type HmacKey,
  type WebhookSecrets,
  type WebhookSource,
} from '@breakwater/core/webhooks';
import type { CalcomEvents } from './calcom-events.js';
import { calcomScheme } from './calcom-scheme.js';
import { decodeCalcomBody, readCalcomBody } from './read-calcom-body.js';

/** Options of {@link calcomWebhook}. */
export interface CalcomWebhookOptions {
  /**
   * Secrets of the webhook, as you gave them to Cal.com. List the old and the new one while you rotate. Without a usable
   * one the source loads, verifies nothing, and requests are answered 500; the reason, `missing_secret`, is told to
   * telemetry (`webhook.rejected`) and not to the sender.
   */
  readonly secrets: WebhookSecrets;
}

/** Cal.com delivers once, or a few times in a row from its task queue; this is the margin for a replay by hand. */
const RETENTION = 3 * 86_400_000;

/**
 * Cal.com's webhooks, typed by trigger. Cal.com does not deliver again what you do not take: give the handler a durable
 * inbox, so that it stores before it answers.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options; never for a missing secret
 * @example
 * ```ts
 * import { calcomWebhook } from '@breakwater/calcom/webhooks';
 *
 * export const source = calcomWebhook({ secrets: ['new-secret', 'old-secret'] });
 * ```
 */
export function calcomWebhook(options: CalcomWebhookOptions): WebhookSource<CalcomEvents> {
  // No time is signed, so there is no tolerance to be given. The secrets themselves are checked with the source.
  checkOptions('calcom', 'options', options, { secrets: [() => true, ''] });
  return createWebhookSource<CalcomEvents, HmacKey>({
    ...options,
    name: 'calcom',
    scheme: calcomScheme,
    delivery: {
      // No answer makes Cal.com come again. These say in its log what became of the event: somebody is at it, or it is lost.
      statuses: { inProgress: 200, failed: 500 },
      retention: RETENTION,
    },
    decode: decodeCalcomBody,
    events: (decoded, _headers, body) => readCalcomBody(decoded, body),
  });
}
