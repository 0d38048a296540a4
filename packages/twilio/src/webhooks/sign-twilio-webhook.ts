import { hashBody, signWebhook } from '@breakwater/core/webhooks';
import { isForm } from './form-body.js';
import { createTwilioScheme } from './twilio-scheme.js';

/** Options of {@link signTwilioWebhook}. */
export interface SignTwilioWebhookOptions {
  /** Auth token of the account. */
  readonly secret: string | Uint8Array;
  /** The URL that Twilio was told to call. */
  readonly url: string;
  /** Any other than that of a form is bound by a hash in the URL. @default 'application/x-www-form-urlencoded' */
  readonly contentType?: string | undefined;
}

/** What {@link signTwilioWebhook} returns. */
export interface SignedTwilioWebhook {
  /** The URL to call: for a body that is no form, with `bodySHA256` added; without fragment. */
  readonly url: string;
  /** The headers to send. */
  readonly headers: Record<string, string>;
}

/**
 * Signs a request as Twilio does: for tests and emulators.
 *
 * @throws RangeError for a blank secret, or a body that is not the form that it is said to be
 * @example
 * ```ts
 * import { signTwilioWebhook } from '@breakwater/twilio/webhooks';
 *
 * const body = new URLSearchParams({ MessageSid: 'SM1', MessageStatus: 'delivered' }).toString();
 * const { url, headers } = await signTwilioWebhook(body, { secret: 'token', url: 'https://shop.example/webhooks' });
 * export const request = new Request(url, { method: 'POST', headers, body });
 * ```
 */
export async function signTwilioWebhook(
  body: string | Uint8Array,
  options: SignTwilioWebhookOptions,
): Promise<SignedTwilioWebhook> {
  const { secret, contentType = 'application/x-www-form-urlencoded' } = options;
  const bare = options.url.replace(/#.*$/s, '');
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const binding = `${bare.includes('?') ? '&' : '?'}bodySHA256=${hashBody(bytes)}`;
  const url = isForm({ 'content-type': contentType }) ? bare : bare + binding;
  const scheme = createTwilioScheme((request) => request.url);
  const key = scheme.importKey(secret);
  return { url, headers: await signWebhook(bytes, { scheme, key, at: 0, url, contentType }) };
}
