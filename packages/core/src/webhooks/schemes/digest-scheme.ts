import { digest, equalBytes } from '#crypto';
import type { DigestAlgorithm, SignedPart } from '../../runtime/crypto.js';
import { type ClaimsDefinition, createClaimsScheme } from './claims-scheme.js';
import type { WebhookScheme } from './webhook-scheme.js';
import { whenAll } from './when-all.js';

declare const digestSecret: unique symbol;

/** A secret that is hashed with the content. It is never printed. */
export interface DigestSecret {
  readonly [digestSecret]: true;
}

/** A vendor's way to sign with a plain hash over content and secret. */
export interface DigestSchemeDefinition extends ClaimsDefinition {
  readonly algorithm: DigestAlgorithm;
}

const bytesOf = (secret: DigestSecret): Uint8Array => (secret as unknown as { readonly read: () => Uint8Array }).read();

/**
 * A scheme that signs with a plain hash over what comes before the body, the body, what comes after it, and the secret. It
 * is weaker than an HMAC: prefer SHA-256, because whoever can make two bodies with the same SHA-1 can swap them.
 *
 * @example
 * ```ts
 * import { createDigestScheme, decodeHex, encodeHex, readHeader } from '@breakwater/core/webhooks';
 *
 * export const scheme = createDigestScheme({
 *   name: 'acme',
 *   algorithm: 'sha256',
 *   headers: ['x-acme-signature'],
 *   parse: (headers) => {
 *     const header = readHeader(headers, 'x-acme-signature');
 *     if (typeof header !== 'string') return header;
 *     const hash = decodeHex(header, 32);
 *     return { signatures: hash === undefined ? [] : [hash] };
 *   },
 *   compose: () => ({ headers: (hash) => ({ 'x-acme-signature': encodeHex(hash) }) }),
 * });
 * ```
 */
export function createDigestScheme(definition: DigestSchemeDefinition): WebhookScheme<DigestSecret> {
  const { algorithm } = definition;
  const sign = (secret: DigestSecret, parts: readonly SignedPart[]): Uint8Array | Promise<Uint8Array> =>
    digest(algorithm, [...parts, bytesOf(secret)]);
  /** All keys and signatures are compared, whichever fits. */
  const compare = (hashes: readonly Uint8Array[], signatures: readonly Uint8Array[]): number => {
    let match = -1;
    for (const [index, hash] of hashes.entries()) {
      for (const signature of signatures) if (equalBytes(signature, hash) && match === -1) match = index;
    }
    return match;
  };

  return createClaimsScheme<DigestSecret, DigestSecret>(definition, {
    importKey(secret) {
      const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : Uint8Array.from(secret);
      return { read: () => bytes } as unknown as DigestSecret;
    },
    match(keys, parts, signatures) {
      const hashes = keys.map((key) => sign(key, parts));
      return whenAll(hashes, (ready) => compare(ready, signatures));
    },
    sign,
  });
}
