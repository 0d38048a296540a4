import { matchSignature, signWithPrivateKey } from '#crypto';
import { decodeBase64 } from './base64.js';
import { toPrivateKey, toPublicKey } from './public-key-scheme.js';
import type { StandardVersion } from './standard-version.js';

/** What stands before public keys. */
export const PUBLIC_KEY_PREFIX = 'whpk_';
const SIGNING_KEY_PREFIX = 'whsk_';

function decodeKey(secret: string | Uint8Array, prefix: string): Uint8Array | undefined {
  const text = typeof secret === 'string' ? secret.trim() : '';
  return text.startsWith(prefix) ? decodeBase64(text.slice(prefix.length)) : undefined;
}

/**
 * Version `v1a` of Standard Webhooks: ed25519. Receivers have a public key, `whpk_` and base64; senders a signing key,
 * `whsk_` and base64 of its seed, alone or with the public key after it.
 */
export const standardV1a: StandardVersion = {
  tag: 'v1a',
  length: 64,
  importKey(secret) {
    const bytes = decodeKey(secret, PUBLIC_KEY_PREFIX);
    const key = bytes && toPublicKey('ed25519', bytes);
    return key && { match: (parts, signatures) => matchSignature([key], parts, signatures) };
  },
  importSigningKey(secret) {
    const bytes = decodeKey(secret, SIGNING_KEY_PREFIX);
    const key = bytes?.length ? toPrivateKey('ed25519', bytes) : undefined;
    return key && { sign: (parts) => signWithPrivateKey(key, parts) };
  },
};
