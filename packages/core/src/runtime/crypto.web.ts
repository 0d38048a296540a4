import type {
  CryptoBuild,
  DigestAlgorithm,
  HmacAlgorithm,
  HmacKey,
  PrivateKey,
  PublicKey,
  SignatureAlgorithm,
  SignedPart,
} from './crypto.js';
import { sha256 } from './sha256.js';

interface WebKey {
  /**
   * The key, imported on first use and kept. The promise itself is not kept: on workerd a promise that another request
   * has made must not be awaited.
   */
  load(): Promise<CryptoKey>;
}

interface WebPairKey extends WebKey {
  readonly algorithm: SignatureAlgorithm;
}

/** WebCrypto's own name for `sha256` is `SHA-256`. */
const toHashName = (algorithm: HmacAlgorithm | DigestAlgorithm): string => algorithm.replace('sha', 'SHA-');

export const importHmacKey: CryptoBuild['importHmacKey'] = (algorithm, secret) => {
  if (secret.length === 0) throw new RangeError('An empty secret is no key.');
  const kind = { name: 'HMAC', hash: toHashName(algorithm) };
  const raw = new Uint8Array(secret);
  let imported: CryptoKey | undefined;
  const load = async (): Promise<CryptoKey> =>
    (imported ??= await crypto.subtle.importKey('raw', raw, kind, false, ['sign']));
  return { load } satisfies WebKey as unknown as HmacKey;
};

/** WebCrypto takes one piece; the copy is small beside the MAC itself. */
function join(parts: readonly SignedPart[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const pieces = parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : part));
  const joined = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}

/** Takes as long wherever the first difference is. Lengths are public. */
export const equalBytes: CryptoBuild['equalBytes'] = (left, right) => {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let index = 0; index < left.length; index++) difference |= (left[index] ?? 0) ^ (right[index] ?? 0);
  return difference === 0;
};

async function sign(key: HmacKey, content: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const imported = await (key as unknown as WebKey).load();
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, content));
}

export const signHmac: CryptoBuild['signHmac'] = (key, parts) => sign(key, join(parts));

export const matchHmac: CryptoBuild['matchHmac'] = async (keys, parts, candidates) => {
  const content = join(parts);
  const macs = await Promise.all(keys.map((key) => sign(key, content)));
  let match = -1;
  for (const [index, mac] of macs.entries()) {
    for (const candidate of candidates) if (equalBytes(candidate, mac) && match === -1) match = index;
  }
  return match;
};

export const digest: CryptoBuild['digest'] = async (algorithm, parts) =>
  new Uint8Array(await crypto.subtle.digest(toHashName(algorithm), join(parts)));

export const fingerprint: CryptoBuild['fingerprint'] = sha256;

const isEd25519 = (algorithm: SignatureAlgorithm): boolean => algorithm === 'ed25519';

const importParameters = (algorithm: SignatureAlgorithm): { name: string; namedCurve?: string } =>
  isEd25519(algorithm) ? { name: 'Ed25519' } : { name: 'ECDSA', namedCurve: 'P-256' };

const signatureParameters = (algorithm: SignatureAlgorithm): { name: string; hash?: string } =>
  isEd25519(algorithm) ? { name: 'Ed25519' } : { name: 'ECDSA', hash: 'SHA-256' };

function importPairKey(
  algorithm: SignatureAlgorithm,
  format: 'spki' | 'pkcs8',
  der: Uint8Array,
  usage: KeyUsage,
): WebPairKey {
  const bytes = new Uint8Array(der);
  let imported: CryptoKey | undefined;
  const load = async (): Promise<CryptoKey> =>
    (imported ??= await crypto.subtle.importKey(format, bytes, importParameters(algorithm), false, [usage]));
  return { algorithm, load };
}

export const importPublicKey: CryptoBuild['importPublicKey'] = (algorithm, spki) =>
  importPairKey(algorithm, 'spki', spki, 'verify') as unknown as PublicKey;

export const importPrivateKey: CryptoBuild['importPrivateKey'] = (algorithm, pkcs8) =>
  importPairKey(algorithm, 'pkcs8', pkcs8, 'sign') as unknown as PrivateKey;

export const signWithPrivateKey: CryptoBuild['signWithPrivateKey'] = async (key, parts) => {
  const { algorithm, load } = key as unknown as WebPairKey;
  const loaded = await load().catch(() => {
    throw new RangeError(`This is no private key for ${algorithm}.`);
  });
  return new Uint8Array(await crypto.subtle.sign(signatureParameters(algorithm), loaded, join(parts)));
};

/** Bytes that are no key verify nothing. A runtime without the algorithm is nothing to keep quiet about. */
function excuse(failure: unknown): undefined {
  if ((failure as { readonly name?: unknown } | undefined)?.name === 'NotSupportedError') throw failure;
}

export const matchSignature: CryptoBuild['matchSignature'] = async (keys, parts, candidates) => {
  const content = join(parts);
  for (const [index, key] of keys.entries()) {
    const { algorithm, load } = key as unknown as WebPairKey;
    const loaded = await load().catch(excuse);
    if (!loaded) continue;
    const parameters = signatureParameters(algorithm);
    for (const candidate of candidates) {
      const signature = new Uint8Array(candidate);
      const isRight = signature.length === 64 && (await crypto.subtle.verify(parameters, loaded, signature, content));
      if (isRight) return index;
    }
  }
  return -1;
};
