import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type Hmac,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { toDerSignature } from '../webhooks/schemes/der-signature.js';
import type {
  CryptoBuild,
  HmacAlgorithm,
  HmacKey,
  PrivateKey,
  PublicKey,
  SignatureAlgorithm,
  SignedPart,
} from './crypto.js';

interface NodeHmacKey {
  readonly algorithm: HmacAlgorithm;
  /** A KeyObject: `createHmac` with a Buffer as key is five times slower. */
  readonly secret: KeyObject;
}

interface NodePairKey {
  readonly algorithm: SignatureAlgorithm;
  /** Undefined for bytes that are no key. */
  readonly key: KeyObject | undefined;
}

export const importHmacKey: CryptoBuild['importHmacKey'] = (algorithm, secret) => {
  if (secret.length === 0) throw new RangeError('An empty secret is no key.');
  return { algorithm, secret: createSecretKey(secret) } satisfies NodeHmacKey as unknown as HmacKey;
};

function createMac(key: HmacKey, parts: readonly SignedPart[]): Hmac {
  const { algorithm, secret } = key as unknown as NodeHmacKey;
  const hmac = createHmac(algorithm, secret);
  // An update costs a call into native code, also one without bytes.
  for (const part of parts) if (part.length > 0) hmac.update(part);
  return hmac;
}

export const signHmac: CryptoBuild['signHmac'] = (key, parts) => createMac(key, parts).digest();

/**
 * Where MACs are written before they are compared, one for each length. A digest as bytes allocates memory outside the
 * heap, which costs a fifth of a whole verification; as text it does not. Nothing here waits, so nobody shares one.
 */
const scratch = new Map<number, Buffer>();

function toBytes(mac: string): Buffer {
  let bytes = scratch.get(mac.length);
  if (!bytes) scratch.set(mac.length, (bytes = Buffer.alloc(mac.length)));
  bytes.write(mac, 'latin1');
  return bytes;
}

export const matchHmac: CryptoBuild['matchHmac'] = (keys, parts, candidates) => {
  let match = -1;
  let index = 0;
  for (const key of keys) {
    const mac = toBytes(createMac(key, parts).digest('binary'));
    for (const candidate of candidates) {
      const equal = candidate.length === mac.length && timingSafeEqual(candidate, mac);
      if (equal && match === -1) match = index;
    }
    index += 1;
  }
  return match;
};

export const digest: CryptoBuild['digest'] = (algorithm, parts) => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const fingerprint: CryptoBuild['fingerprint'] = (bytes) => createHash('sha256').update(bytes).digest();

export const equalBytes: CryptoBuild['equalBytes'] = (left, right) =>
  left.length === right.length && timingSafeEqual(left, right);

function join(parts: readonly SignedPart[]): Uint8Array {
  const lengthOf = (part: SignedPart): number => (typeof part === 'string' ? Buffer.byteLength(part) : part.length);
  const joined = Buffer.allocUnsafe(parts.reduce((length, part) => length + lengthOf(part), 0));
  let offset = 0;
  for (const part of parts) {
    if (typeof part !== 'string') joined.set(part, offset);
    offset += typeof part === 'string' ? joined.write(part, offset) : part.length;
  }
  return joined;
}

/** The name of the hash for node:crypto; ed25519 has its own inside. */
const hashOf = (algorithm: SignatureAlgorithm): string | undefined => (algorithm === 'ed25519' ? undefined : 'sha256');

const TYPES: Readonly<Record<SignatureAlgorithm, string>> = { ed25519: 'ed25519', 'ecdsa-p256-sha256': 'ec' };

/** The key, when it is one for this algorithm. */
function importPairKey(algorithm: SignatureAlgorithm, load: () => KeyObject): NodePairKey {
  let key: KeyObject | undefined;
  try {
    key = load();
  } catch {
    key = undefined; // Bytes that are no key verify nothing. The other build finds out at first use.
  }
  const { namedCurve } = key?.asymmetricKeyDetails ?? {};
  const isRight = key?.asymmetricKeyType === TYPES[algorithm] && (namedCurve ?? 'prime256v1') === 'prime256v1';
  return { algorithm, key: isRight ? key : undefined };
}

export const importPublicKey: CryptoBuild['importPublicKey'] = (algorithm, spki) =>
  importPairKey(algorithm, () =>
    createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }),
  ) as unknown as PublicKey;

export const importPrivateKey: CryptoBuild['importPrivateKey'] = (algorithm, pkcs8) =>
  importPairKey(algorithm, () =>
    createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }),
  ) as unknown as PrivateKey;

export const signWithPrivateKey: CryptoBuild['signWithPrivateKey'] = async (privateKey, parts) => {
  const { algorithm, key } = privateKey as unknown as NodePairKey;
  if (!key) throw new RangeError(`This is no private key for ${algorithm}.`);
  return sign(hashOf(algorithm), join(parts), { key, dsaEncoding: 'ieee-p1363' });
};

export const matchSignature: CryptoBuild['matchSignature'] = (keys, parts, candidates) => {
  const content = join(parts);
  return keys.findIndex((publicKey) => {
    const { algorithm, key } = publicKey as unknown as NodePairKey;
    if (!key) return false;
    // With `dsaEncoding` Node would take r and s side by side, in half as much time again: for each call it looks up the
    // curve, and wraps the key anew.
    const toNative = (signature: Uint8Array): Uint8Array =>
      algorithm === 'ed25519' ? signature : toDerSignature(signature);
    return candidates.some(
      (candidate) => candidate.length === 64 && verify(hashOf(algorithm), content, key, toNative(candidate)),
    );
  });
};
