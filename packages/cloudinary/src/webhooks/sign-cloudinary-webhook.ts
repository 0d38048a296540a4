import { type DigestAlgorithm, signWebhook } from '@breakwater/core/webhooks';
import { cloudinaryScheme } from './cloudinary-scheme.js';

/** Options of {@link signCloudinaryWebhook}. */
export interface SignCloudinaryWebhookOptions {
  /** API secret of the product environment. */
  readonly secret: string | Uint8Array;
  /** When it is signed, in milliseconds since the epoch. */
  readonly at: number;
  /** @default 'sha1' */
  readonly algorithm?: DigestAlgorithm | undefined;
}

/**
 * Signs a body as Cloudinary does: for tests and emulators.
 *
 * @returns the headers to send with it
 * @throws RangeError for a blank secret
 * @example
 * ```ts
 * import { signCloudinaryWebhook } from '@breakwater/cloudinary/webhooks';
 *
 * const body = JSON.stringify({ notification_type: 'upload', public_id: 'sample', request_id: 'r1' });
 * const headers = await signCloudinaryWebhook(body, { secret: 'secret', at: Date.now(), algorithm: 'sha256' });
 * export const request = new Request('https://shop.example/webhooks', { method: 'POST', headers, body });
 * ```
 */
export async function signCloudinaryWebhook(
  body: string | Uint8Array,
  { secret, at, algorithm = 'sha1' }: SignCloudinaryWebhookOptions,
): Promise<Record<string, string>> {
  const scheme = cloudinaryScheme(algorithm);
  return signWebhook(body, { scheme, key: scheme.importKey(secret), at });
}
