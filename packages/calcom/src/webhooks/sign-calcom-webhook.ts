import { signWebhook } from '@breakwater/core/webhooks';
import { calcomScheme } from './calcom-scheme.js';

/** Options of {@link signCalcomWebhook}. */
export interface SignCalcomWebhookOptions {
  /** The secret of the webhook. */
  readonly secret: string;
  /** Taken because all signers take it; Cal.com signs no time. In milliseconds since the epoch. */
  readonly at?: number | undefined;
  /** What Cal.com says of the body: a payload template that is not JSON is sent as a form. @default application/json */
  readonly contentType?: 'application/json' | 'application/x-www-form-urlencoded' | undefined;
}

/**
 * Signs a body as Cal.com does: for tests and emulators.
 *
 * @returns the headers to send with it
 * @throws RangeError for a blank secret
 * @example
 * ```ts
 * import { signCalcomWebhook } from '@breakwater/calcom/webhooks';
 *
 * const body = JSON.stringify({ triggerEvent: 'BOOKING_CREATED', createdAt: new Date(), payload: { uid: 'bFJeNb2u' } });
 * const headers = await signCalcomWebhook(body, { secret: 'secret' });
 * export const request = new Request('https://shop.example/webhooks', { method: 'POST', headers, body });
 * ```
 */
export async function signCalcomWebhook(
  body: string | Uint8Array,
  { secret, at = 0, contentType }: SignCalcomWebhookOptions,
): Promise<Record<string, string>> {
  return signWebhook(body, { scheme: calcomScheme, key: calcomScheme.importKey(secret), at, contentType });
}
