import { matchHmac, signHmac } from '#crypto';
import type { HmacAlgorithm, HmacKey } from '../../runtime/crypto.js';
import { type ClaimsDefinition, createClaimsScheme, type SignatureClaims } from './claims-scheme.js';
import { toHmacKey } from './hmac-key.js';
import type { WebhookScheme } from './webhook-scheme.js';

/** What the headers of a request claim: the signatures are MACs. */
export type HmacClaims = SignatureClaims;

/** A vendor's way to sign with an HMAC. */
export interface HmacSchemeDefinition extends ClaimsDefinition {
  readonly algorithm: HmacAlgorithm;
  /** The key in a secret. @default its UTF-8 bytes */
  readonly toKey?: (secret: string) => Uint8Array | undefined;
}

/**
 * Any scheme that signs with an HMAC over the raw body: what differs is in the definition.
 *
 * @example
 * ```ts
 * import { createHmacScheme, decodeHex, encodeHex, readHeader } from '@breakwater/core/webhooks';
 *
 * export const scheme = createHmacScheme({
 *   name: 'acme',
 *   algorithm: 'sha256',
 *   headers: ['x-acme-signature'],
 *   parse: (headers) => {
 *     const header = readHeader(headers, 'x-acme-signature');
 *     if (typeof header !== 'string') return header;
 *     const mac = decodeHex(header, 32);
 *     return { signatures: mac === undefined ? [] : [mac] };
 *   },
 *   compose: () => ({ headers: (mac) => ({ 'x-acme-signature': encodeHex(mac) }) }),
 * });
 * ```
 */
export function createHmacScheme(definition: HmacSchemeDefinition): WebhookScheme<HmacKey> {
  const { algorithm } = definition;
  const toKey = definition.toKey ?? ((secret: string): Uint8Array => new TextEncoder().encode(secret));
  return createClaimsScheme<HmacKey, HmacKey>(definition, {
    importKey: (secret) => toHmacKey(algorithm, typeof secret === 'string' ? toKey(secret) : secret),
    match: matchHmac,
    sign: signHmac,
  });
}
