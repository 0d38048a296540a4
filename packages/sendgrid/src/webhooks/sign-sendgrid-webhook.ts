import { signWebhook } from '@breakwater/core/webhooks';
import { sendGridScheme } from './sendgrid-scheme.js';

/** Options of {@link signSendGridWebhook}. */
export interface SignSendGridWebhookOptions {
  /** The private half of a key pair over P-256: PKCS #8, as base64 of its DER or as bytes. */
  readonly privateKey: string | Uint8Array;
  /** When it is signed, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Signs a body as SendGrid does: for tests and emulators, with a key pair of your own.
 *
 * @returns the headers to send with it
 * @throws RangeError for a key that is none
 * @example
 * ```ts
 * import { generateKeyPairSync } from 'node:crypto';
 * import { sendGridWebhook, signSendGridWebhook } from '@breakwater/sendgrid/webhooks';
 *
 * const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
 * const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' });
 * const privateKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
 *
 * export const source = sendGridWebhook({ publicKeys: [publicKey] });
 * export const headers = await signSendGridWebhook('[]', { privateKey, at: Date.now() });
 * ```
 */
export async function signSendGridWebhook(
  body: string | Uint8Array,
  { privateKey, at }: SignSendGridWebhookOptions,
): Promise<Record<string, string>> {
  const key = sendGridScheme.importSigningKey(privateKey);
  return signWebhook(body, { scheme: sendGridScheme, key, at, contentType: 'application/json;charset=utf-8' });
}
