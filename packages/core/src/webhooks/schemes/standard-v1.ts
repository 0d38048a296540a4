import { matchHmac, signHmac } from '#crypto';
import type { HmacKey } from '../../runtime/crypto.js';
import { decodeBase64 } from './base64.js';
import { toHmacKey } from './hmac-key.js';
import type { StandardVersion } from './standard-version.js';

function importKey(secret: string | Uint8Array): HmacKey | undefined {
  return toHmacKey('sha256', typeof secret === 'string' ? decodeBase64(secret.trim().replace(/^whsec_/, '')) : secret);
}

/**
 * Version `v1` of Standard Webhooks: HMAC-SHA256. Secrets are base64 after `whsec_`, which may be missing, or raw bytes.
 * Keys of other kinds have prefixes of their own, and are never taken for the secret of an HMAC.
 */
export const standardV1: StandardVersion = {
  tag: 'v1',
  length: 32,
  importKey(secret) {
    const key = importKey(secret);
    return key && { match: (parts, signatures) => matchHmac([key], parts, signatures) };
  },
  importSigningKey(secret) {
    const key = importKey(secret);
    return key && { sign: (parts) => signHmac(key, parts) };
  },
};
