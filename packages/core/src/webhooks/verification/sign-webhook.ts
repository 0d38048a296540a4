import type { SigningContext, WebhookScheme } from '../schemes/webhook-scheme.js';

/** Options of {@link signWebhook}. */
export interface SignWebhookOptions<SigningKey> extends SigningContext {
  readonly scheme: Pick<WebhookScheme<never, SigningKey>, 'sign'>;
  /** Undefined for a secret that is none. */
  readonly key: SigningKey | undefined;
  /** When it is signed, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Signs a body as a sender does: for tests and emulators.
 *
 * @returns the headers to send with it
 * @throws RangeError for a secret that signs nothing, such as a blank one
 * @example
 * ```ts
 * import { createHmacScheme, encodeHex, signWebhook } from '@breakwater/core/webhooks';
 *
 * const scheme = createHmacScheme({
 *   name: 'acme',
 *   algorithm: 'sha256',
 *   headers: ['x-acme-signature'],
 *   parse: () => ({ signatures: [] }),
 *   compose: () => ({ headers: (mac) => ({ 'x-acme-signature': encodeHex(mac) }) }),
 * });
 *
 * export const headers = await signWebhook('{}', { scheme, key: scheme.importKey('secret'), at: Date.now() });
 * ```
 */
export async function signWebhook<SigningKey>(
  body: string | Uint8Array,
  options: SignWebhookOptions<SigningKey>,
): Promise<Record<string, string>> {
  const { scheme, key, at, contentType = 'application/json', ...context } = options;
  if (key === undefined) throw new RangeError('This secret signs nothing.');
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { 'content-type': contentType, ...(await scheme.sign(bytes, key, at, { ...context, contentType })) };
}
