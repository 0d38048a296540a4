import type { CryptoBuild, HmacAlgorithm, HmacKey, SignedPart } from './crypto.js';

interface WebHmacKey {
  /**
   * The key, imported on first use and kept. The promise itself is not kept: on workerd a promise that another request
   * has made must not be awaited.
   */
  load(): Promise<CryptoKey>;
}

/** WebCrypto's own name for `sha256` is `SHA-256`. */
const toHashName = (algorithm: HmacAlgorithm): string => algorithm.replace('sha', 'SHA-');

export const importHmacKey: CryptoBuild['importHmacKey'] = (algorithm, secret) => {
  if (secret.length === 0) throw new RangeError('An empty secret is no key.');
  const kind = { name: 'HMAC', hash: toHashName(algorithm) };
  const raw = new Uint8Array(secret);
  let imported: CryptoKey | undefined;
  const load = async (): Promise<CryptoKey> =>
    (imported ??= await crypto.subtle.importKey('raw', raw, kind, false, ['sign']));
  return { load } satisfies WebHmacKey as unknown as HmacKey;
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
function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let index = 0; index < left.length; index++) difference |= (left[index] ?? 0) ^ (right[index] ?? 0);
  return difference === 0;
}

async function sign(key: HmacKey, content: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const imported = await (key as unknown as WebHmacKey).load();
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
