import { signWebhook } from '@breakwater/core/webhooks';
import { sentryScheme } from './sentry-scheme.js';

/** Options of {@link signSentryWebhook}. */
export interface SignSentryWebhookOptions {
  /** Client secret of the integration. */
  readonly secret: string;
  /** For example `issue` or `event_alert`: the first half of the event type. The second is `action` in the body. */
  readonly resource: string;
  /** When it is sent, in milliseconds since the epoch. Sentry tells it in whole seconds, unsigned. */
  readonly at: number;
  /** Sentry makes one for each attempt. @default 32 zeros */
  readonly requestId?: string | undefined;
}

/**
 * Signs a body as Sentry does: for tests and emulators.
 *
 * @returns the headers to send with it
 * @throws RangeError for a blank secret
 * @example
 * ```ts
 * import { signSentryWebhook } from '@breakwater/sentry/webhooks';
 *
 * const body = JSON.stringify({ action: 'created', data: { issue: { id: '1170820242' } } });
 * const headers = await signSentryWebhook(body, { secret: 'client secret', resource: 'issue', at: Date.now() });
 * export const request = new Request('https://shop.example/webhooks', { method: 'POST', headers, body });
 * ```
 */
export async function signSentryWebhook(
  body: string | Uint8Array,
  { secret, resource, at, requestId = '0'.repeat(32) }: SignSentryWebhookOptions,
): Promise<Record<string, string>> {
  const key = sentryScheme.importKey(secret);
  return {
    ...(await signWebhook(body, { scheme: sentryScheme, key, at })),
    'request-id': requestId,
    'sentry-hook-resource': resource,
    'sentry-hook-timestamp': String(Math.floor(at / 1_000)),
  };
}
