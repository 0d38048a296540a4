import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { CryptoBuild, HmacAlgorithm, HmacKey, SignedPart } from './crypto.js';

interface NodeHmacKey {
  readonly algorithm: HmacAlgorithm;
  /** A KeyObject: `createHmac` with a Buffer as key is five times slower. */
  readonly secret: KeyObject;
}

export const importHmacKey: CryptoBuild['importHmacKey'] = (algorithm, secret) => {
  if (secret.length === 0) throw new RangeError('An empty secret is no key.');
  return { algorithm, secret: createSecretKey(secret) } satisfies NodeHmacKey as unknown as HmacKey;
};

function computeMac(key: HmacKey, parts: readonly SignedPart[]): Uint8Array {
  const { algorithm, secret } = key as unknown as NodeHmacKey;
  const hmac = createHmac(algorithm, secret);
  // An update costs a call into native code, also one without bytes.
  for (const part of parts) if (part.length > 0) hmac.update(part);
  return hmac.digest();
}

export const signHmac: CryptoBuild['signHmac'] = computeMac;

export const matchHmac: CryptoBuild['matchHmac'] = (keys, parts, candidates) => {
  let match = -1;
  for (const [index, key] of keys.entries()) {
    const mac = computeMac(key, parts);
    for (const candidate of candidates) {
      const equal = candidate.length === mac.length && timingSafeEqual(candidate, mac);
      if (equal && match === -1) match = index;
    }
  }
  return match;
};
