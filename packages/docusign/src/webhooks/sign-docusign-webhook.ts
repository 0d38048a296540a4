import { signWebhook } from '@breakwater/core/webhooks';
import { docusignScheme, MAX_KEYS, signatureHeader } from './docusign-scheme.js';

/** Options of {@link signDocusignWebhook}. */
export interface SignDocusignWebhookOptions {
  /** A Connect key. */
  readonly secret: string;
  /** Taken because all signers take it; DocuSign signs no time beside the body. In milliseconds since the epoch. */
  readonly at?: number | undefined;
  /** Number of the key among those of the account, from 1 to 100; it is in the name of the header. @default 1 */
  readonly position?: number | undefined;
}

/**
 * Signs a body as DocuSign Connect does: for tests and emulators. For an account with several keys, merge what each gives.
 *
 * @returns the headers to send with it
 * @throws RangeError for a blank secret, or a position that is none
 * @example
 * ```ts
 * import { signDocusignWebhook } from '@breakwater/docusign/webhooks';
 *
 * const body = JSON.stringify({ event: 'envelope-completed', data: { envelopeId: 'envelope-1' } });
 * const old = await signDocusignWebhook(body, { secret: 'old key' });
 * const headers = { ...old, ...(await signDocusignWebhook(body, { secret: 'new key', position: 2 })) };
 * export const request = new Request('https://shop.example/webhooks', { method: 'POST', headers, body });
 * ```
 */
export async function signDocusignWebhook(
  body: string | Uint8Array,
  { secret, at = 0, position = 1 }: SignDocusignWebhookOptions,
): Promise<Record<string, string>> {
  if (!Number.isInteger(position) || position < 1 || position > MAX_KEYS) {
    throw new RangeError(`options.position must be an integer from 1 to ${MAX_KEYS}; got ${position}.`);
  }
  const key = docusignScheme.importKey(secret);
  const { [signatureHeader(1)]: signature = '', ...rest } = await signWebhook(body, {
    scheme: docusignScheme,
    key,
    at,
  });
  return { ...rest, 'x-authorization-digest': 'HMACSHA256', [signatureHeader(position)]: signature };
}
