import { checkOptions, type OptionRule } from '../check-options.js';
import type { DeliveryKey } from '../inbox/inbox.js';
import { DecryptionFailure } from './decryption-failure.js';
import type { ContentCipher } from './encrypt-inbox.js';

/** A key of a {@link createAesGcmCipher}. */
export interface CipherKey {
  /** Stored with what it encrypts, readable for everybody: at most 64 letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  /** 32 random bytes, not a password. */
  readonly key: Uint8Array;
}

/** Options of {@link createAesGcmCipher}. */
export interface AesGcmCipherOptions {
  /**
   * The first encrypts; each decrypts what it has encrypted. To rotate, first add the new key at the end in every process,
   * then move it to the front, and drop the old one when nothing is left of it: when deliveries older than that are purged.
   * One key is good for 4 billion deliveries.
   */
  readonly keys: readonly CipherKey[];
}

/** Layout: version, length of the key's id, the id, nonce, and the encrypted bytes with their tag at the end. */
const VERSION = 1;
const NONCE = 12;
const TAG = 16;

const isKey = (value: unknown): boolean => {
  const { id, key } = Object(value) as Partial<CipherKey>;
  return typeof id === 'string' && /^[\w.-]{1,64}$/.test(id) && key instanceof Uint8Array && key.length === 32;
};
const areKeys = (keys: unknown): boolean =>
  Array.isArray(keys) &&
  keys.length > 0 &&
  keys.every(isKey) &&
  new Set(keys.map(({ id }: CipherKey) => id)).size === keys.length;
const rules: Readonly<Record<string, OptionRule>> = {
  'keys!': [
    areKeys,
    'an array of { id, key } with 32 bytes as key, and an id of 1 to 64 letters, digits or ._- that is its own',
  ],
};

function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The head says which key it was and is authenticated too. */
const toAad = (head: Uint8Array, { tenant, source, id }: DeliveryKey): Uint8Array<ArrayBuffer> =>
  concat(head, new TextEncoder().encode(JSON.stringify([tenant, source, id])));

/**
 * Encrypts with AES-256-GCM of WebCrypto, on every runtime. What is encrypted names its key, so that keys can be rotated, and
 * is bound to the key of its delivery.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong keys
 * @example
 * ```ts
 * import { createAesGcmCipher } from '@breakwater/core/webhooks';
 *
 * const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
 * export const makeCipher = (now: string, before: string) =>
 *   createAesGcmCipher({ keys: [{ id: '2026-02', key: fromBase64(now) }, { id: '2026-01', key: fromBase64(before) }] });
 * ```
 */
export function createAesGcmCipher(options: AesGcmCipherOptions): ContentCipher {
  checkOptions('inbox', 'options', options, rules);
  const given = options.keys.map(({ id, key }) => ({ id, key: new Uint8Array(key) }));
  const imported = new Map<string, Promise<CryptoKey>>();
  const load = (id: string): Promise<CryptoKey> => {
    const key = given.find((one) => one.id === id)?.key;
    if (!key) throw new DecryptionFailure(`It was encrypted with the key ${id}, which is not known here.`);
    const known = imported.get(id) ?? crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
    imported.set(id, known);
    return known;
  };
  const [{ id: current } = { id: '' }] = given;
  const head = concat(new Uint8Array([VERSION, current.length]), new TextEncoder().encode(current));

  return {
    async encrypt(bytes, context) {
      const iv = crypto.getRandomValues(new Uint8Array(NONCE));
      const algorithm = { name: 'AES-GCM', iv, additionalData: toAad(head, context) };
      const encrypted = await crypto.subtle.encrypt(algorithm, await load(current), new Uint8Array(bytes));
      return concat(head, iv, new Uint8Array(encrypted));
    },
    async decrypt(bytes, context) {
      const end = 2 + (bytes[1] ?? 0);
      const id = new TextDecoder().decode(bytes.subarray(2, end));
      if (bytes[0] !== VERSION || bytes.length < end + NONCE + TAG || !/^[\w.-]{1,64}$/.test(id)) {
        throw new DecryptionFailure('It is not of the form in which it is encrypted here.');
      }
      const key = await load(id);
      const iv = bytes.slice(end, end + NONCE);
      const algorithm = { name: 'AES-GCM', iv, additionalData: toAad(bytes.subarray(0, end), context) };
      try {
        return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, bytes.slice(end + NONCE)));
      } catch {
        throw new DecryptionFailure('It was changed, or belongs to another delivery.');
      }
    },
  };
}
