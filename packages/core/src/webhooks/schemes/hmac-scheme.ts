import { importHmacKey, matchHmac, signHmac } from '#crypto';
import type { HmacAlgorithm, HmacKey } from '../../runtime/crypto.js';
import type { RawHeaders } from '../raw-request.js';
import { type Rejection, reject, type SignatureVerdict } from '../verdict.js';
import { checkFreshness } from './check-freshness.js';
import type { WebhookScheme } from './webhook-scheme.js';

/** More signatures than any sender has keys: the rest is somebody who makes us work. */
const MAX_SIGNATURES = 16;

/** What the headers of a request claim. */
export interface HmacClaims {
  /** Signed before the body. */
  readonly before?: string;
  /** Signed after the body. */
  readonly after?: string;
  /** MACs, decoded; the request is genuine if one of them is right. Undecodable ones may be left out. */
  readonly signatures: readonly Uint8Array[];
  /** In milliseconds since the epoch. */
  readonly signedAt?: number;
}

/** A vendor's way to sign with an HMAC. */
export interface HmacSchemeDefinition {
  readonly name: string;
  readonly algorithm: HmacAlgorithm;
  /** Lower-case names of the headers that `parse` reads. */
  readonly headers: readonly string[];
  /** The key in a secret. @default its UTF-8 bytes */
  readonly toKey?: (secret: string) => Uint8Array | undefined;
  /** Whether a body without bytes can be genuine. @default true */
  readonly allowEmptyBody?: boolean;
  /** Reads the headers, strictly. */
  readonly parse: (headers: RawHeaders) => HmacClaims | Rejection;
  /** The other way round, for tests: what is signed at `at` (milliseconds), and the headers that carry the MAC. */
  readonly compose: (at: number) => Pick<HmacClaims, 'before' | 'after'> & {
    readonly headers: (mac: Uint8Array) => Record<string, string>;
  };
}

const isRejection = (claims: HmacClaims | Rejection): claims is Rejection => 'ok' in claims;

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
  const { name, algorithm, parse, compose, allowEmptyBody = true } = definition;
  const toKey = definition.toKey ?? ((secret: string): Uint8Array => new TextEncoder().encode(secret));

  return {
    name,
    headers: definition.headers,
    importKey(secret) {
      // An empty key would verify what anybody signs with the empty key.
      if (typeof secret === 'string' && secret.trim() === '') return undefined;
      const bytes = typeof secret === 'string' ? toKey(secret) : secret;
      return bytes === undefined || bytes.length === 0 ? undefined : importHmacKey(algorithm, bytes);
    },
    verify({ headers, body }, keys, freshness): SignatureVerdict | Promise<SignatureVerdict> {
      if (keys.length === 0) return reject('missing_secret', 'No secret is configured.');
      if (body.length === 0 && !allowEmptyBody) return reject('empty_body', 'The request has no body.');
      const claims = parse(headers);
      if (isRejection(claims)) return claims;
      const { before = '', after = '', signatures, signedAt } = claims;
      if (signatures.length > MAX_SIGNATURES) {
        return reject('malformed_header', `There are more than ${MAX_SIGNATURES} signatures.`);
      }
      const decide = (keyIndex: number): SignatureVerdict => {
        if (keyIndex < 0) return reject('signature_mismatch', 'No signature fits this body and a secret of ours.');
        if (signedAt === undefined) return { ok: true, keyIndex };
        return checkFreshness(signedAt, freshness) ?? { ok: true, keyIndex, signedAt };
      };
      const match = matchHmac(keys, [before, body, after], signatures);
      return typeof match === 'number' ? decide(match) : match.then(decide);
    },
    async sign(body, key, at) {
      const { before = '', after = '', headers } = compose(at);
      return headers(await signHmac(key, [before, body, after]));
    },
  };
}
