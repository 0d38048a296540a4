import { importHmacKey } from '#crypto';
import type { HmacAlgorithm, HmacKey } from '../../runtime/crypto.js';

/**
 * The HMAC key in the bytes of a secret.
 *
 * @returns undefined for none, and for zeros only: HMAC fills keys up with zeros, so that they are the empty key, under
 * which anybody can sign
 */
export function toHmacKey(algorithm: HmacAlgorithm, bytes: Uint8Array | undefined): HmacKey | undefined {
  return bytes?.some((byte) => byte !== 0) ? importHmacKey(algorithm, bytes) : undefined;
}
