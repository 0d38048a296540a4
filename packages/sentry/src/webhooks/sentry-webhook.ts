import {
  checkOptions,
  createWebhookSource,
  type HmacKey,
  type WebhookSecrets,
  type WebhookSource,
} from '@breakwater/core/webhooks';
import { RESOURCE_HEADER, readSentryBody } from './read-sentry-body.js';
import type { SentryEvents } from './sentry-events.js';
import { sentryScheme } from './sentry-scheme.js';

/** Options of {@link sentryWebhook}. */
export interface SentryWebhookOptions {
  /**
   * Client secrets of the integration. List the old and the new one while you rotate. Without a usable one the source
   * loads, verifies nothing, and requests are answered 503; the reason, `missing_secret`, is told to telemetry
   * (`webhook.rejected`) and not to the sender.
   */
  readonly secrets: WebhookSecrets;
}

/**
 * Sentry tries three times more, five minutes apart. One day leaves room for a task queue that is behind, and is short
 * because two changes of one issue can look the same: the second of them counts as a duplicate for this long.
 */
const RETENTION = 86_400_000;

/** Sentry takes events of up to 1 MB, and its JSON writes all that is not ASCII as escapes, up to three times as long. */
const MAX_BODY_BYTES = 4 * 1_048_576;

/**
 * Sentry's webhooks, typed by resource and action. Sentry waits for one second, and delivers to internal integrations once
 * only: give the handler a durable inbox, so that it stores and answers before it works.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options; never for a missing secret
 * @example
 * ```ts
 * import { sentryWebhook } from '@breakwater/sentry/webhooks';
 *
 * export const source = sentryWebhook({ secrets: ['new client secret', 'old client secret'] });
 * ```
 */
export function sentryWebhook(options: SentryWebhookOptions): WebhookSource<SentryEvents> {
  // No time is signed, so there is no tolerance to be given. The secrets themselves are checked with the source.
  checkOptions('sentry', 'options', options, { secrets: [() => true, ''] });
  return createWebhookSource<SentryEvents, HmacKey>({
    ...options,
    name: 'sentry',
    scheme: sentryScheme,
    headers: [RESOURCE_HEADER],
    delivery: {
      // Sentry comes again after 5xx only: what is to come again must not be answered with 4xx.
      statuses: { inProgress: 503, failed: 503, missingSecret: 503 },
      retention: RETENTION,
      maxBodyBytes: MAX_BODY_BYTES,
    },
    events: readSentryBody,
  });
}
