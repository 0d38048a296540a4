import { importPrivateKey, importPublicKey, matchSignature, signWithPrivateKey } from '#crypto';
import type { PrivateKey, PublicKey, SignatureAlgorithm } from '../../runtime/crypto.js';
import { decodeBase64 } from './base64.js';
import { type ClaimsDefinition, createClaimsScheme } from './claims-scheme.js';
import { decodeHex } from './decode-hex.js';
import { isWeakEd25519Key } from './ed25519-key.js';
import type { WebhookScheme } from './webhook-scheme.js';

/** DER around the bare keys, up to where the key begins: RFC 5480 for P-256, RFC 8410 for ed25519. */
const PUBLIC_PREFIX: Readonly<Record<SignatureAlgorithm, string>> = {
  'ecdsa-p256-sha256': '3059301306072a8648ce3d020106082a8648ce3d030107034200',
  ed25519: '302a300506032b6570032100',
};
const ED25519_PRIVATE_PREFIX = '302e020100300506032b657004220420';

const BARE_LENGTH: Readonly<Record<SignatureAlgorithm, number>> = { 'ecdsa-p256-sha256': 65, ed25519: 32 };
const SEED_LENGTH = 32;

function prepend(prefix: string, bytes: Uint8Array): Uint8Array {
  const head = decodeHex(prefix, prefix.length / 2) ?? new Uint8Array();
  const joined = new Uint8Array(head.length + bytes.length);
  joined.set(head);
  joined.set(bytes, head.length);
  return joined;
}

/**
 * A public key from its bytes: bare (an uncompressed point of P-256, 32 bytes of ed25519) or in DER
 * (SubjectPublicKeyInfo).
 *
 * @returns undefined for anything else, and for a weak key of ed25519, under which signatures can be made up
 */
export function toPublicKey(algorithm: SignatureAlgorithm, bytes: Uint8Array): PublicKey | undefined {
  const length = BARE_LENGTH[algorithm];
  const prefixLength = PUBLIC_PREFIX[algorithm].length / 2;
  if (bytes.length !== length && bytes.length !== prefixLength + length) return undefined;
  const bare = bytes.subarray(-length);
  const der = prepend(PUBLIC_PREFIX[algorithm], bare);
  if (bytes.length !== length && bytes.some((byte, index) => byte !== der[index])) return undefined;
  const isWrong = algorithm === 'ed25519' ? isWeakEd25519Key(bare) : bare[0] !== 0x04;
  return isWrong ? undefined : importPublicKey(algorithm, der);
}

/** A private key from its bytes: PKCS #8, or the seed of ed25519, alone or with the public key after it. */
export function toPrivateKey(algorithm: SignatureAlgorithm, bytes: Uint8Array): PrivateKey {
  const isSeed = algorithm === 'ed25519' && (bytes.length === SEED_LENGTH || bytes.length === SEED_LENGTH * 2);
  const der = isSeed ? prepend(ED25519_PRIVATE_PREFIX, bytes.subarray(0, SEED_LENGTH)) : bytes;
  return importPrivateKey(algorithm, der);
}

/** A vendor's way to sign with a key pair. */
export interface PublicKeySchemeDefinition extends ClaimsDefinition {
  readonly algorithm: SignatureAlgorithm;
}

/** A scheme with a key pair: what verifies cannot sign. */
export interface PublicKeyScheme extends WebhookScheme<PublicKey, PrivateKey> {
  /** The sender's key, for tests: PKCS #8 as base64 or bytes, or the seed of ed25519. Undefined for what is blank or no base64. */
  importSigningKey(secret: string | Uint8Array): PrivateKey | undefined;
}

/**
 * A scheme that signs with a private key: ed25519, or ECDSA over P-256 with SHA-256. Signatures are 64 bytes; what comes as
 * DER goes through `parseDerSignature`.
 *
 * @example
 * ```ts
 * import { createPublicKeyScheme, decodeBase64, encodeBase64, readHeader } from '@breakwater/core/webhooks';
 *
 * export const scheme = createPublicKeyScheme({
 *   name: 'acme',
 *   algorithm: 'ed25519',
 *   headers: ['x-acme-signature'],
 *   parse: (headers) => {
 *     const header = readHeader(headers, 'x-acme-signature');
 *     if (typeof header !== 'string') return header;
 *     const signature = decodeBase64(header);
 *     return { signatures: signature === undefined ? [] : [signature] };
 *   },
 *   compose: () => ({ headers: (signature) => ({ 'x-acme-signature': encodeBase64(signature) }) }),
 * });
 * ```
 */
export function createPublicKeyScheme(definition: PublicKeySchemeDefinition): PublicKeyScheme {
  const { algorithm } = definition;
  const toBytes = (key: string | Uint8Array): Uint8Array | undefined =>
    typeof key === 'string' ? decodeBase64(key.trim()) : key;
  const scheme = createClaimsScheme<PublicKey, PrivateKey>(definition, {
    importKey(key) {
      const bytes = toBytes(key);
      return bytes && toPublicKey(algorithm, bytes);
    },
    match: matchSignature,
    sign: signWithPrivateKey,
  });
  return {
    ...scheme,
    importSigningKey(key) {
      const bytes = toBytes(key);
      return bytes?.length ? toPrivateKey(algorithm, bytes) : undefined;
    },
  };
}
