import type { SignedPart } from '../../runtime/crypto.js';
import type { RawHeaders } from '../request/raw-request.js';
import { type Rejection, reject, type SignatureVerdict } from '../verification/verdict.js';
import { checkFreshness } from './check-freshness.js';
import type { Freshness, SigningContext, WebhookScheme } from './webhook-scheme.js';

/** What the headers of a request claim. */
export interface SignatureClaims {
  /** Signed before the body. */
  readonly before?: string;
  /** Signed after the body. */
  readonly after?: string;
  /** Signatures, decoded; the request is genuine if one of them is right. Undecodable ones may be left out. */
  readonly signatures: readonly Uint8Array[];
  /** In milliseconds since the epoch. */
  readonly signedAt?: number;
}

/** What differs between vendors that sign the body with something before or after it, and send signatures in headers. */
export interface ClaimsDefinition {
  readonly name: string;
  /** Lower-case names of the headers that `parse` reads. */
  readonly headers: readonly string[];
  /** Whether a body without bytes can be genuine. @default true */
  readonly allowEmptyBody?: boolean;
  /** More signatures than the sender has keys: the rest is somebody who makes us work. @default 16 */
  readonly maxSignatures?: number;
  /** Reads the headers, strictly. */
  readonly parse: (headers: RawHeaders) => SignatureClaims | Rejection;
  /** The other way round, for tests: what is signed at `at` (milliseconds), and the headers that carry the signature. */
  readonly compose: (
    at: number,
    context: SigningContext,
  ) => Pick<SignatureClaims, 'before' | 'after'> & {
    readonly headers: (signature: Uint8Array) => Record<string, string>;
  };
}

/** How the signatures themselves are made and checked. */
export interface SignaturePrimitive<Key, SigningKey> {
  importKey(secret: string | Uint8Array): Key | undefined;
  /** The position of the first key that fits, or -1. */
  match(
    keys: readonly Key[],
    parts: readonly SignedPart[],
    signatures: readonly Uint8Array[],
  ): number | Promise<number>;
  sign(key: SigningKey, parts: readonly SignedPart[]): Uint8Array | Promise<Uint8Array>;
}

/** Tells a rejection from claims. */
const isRejection = (claims: object): claims is Rejection => 'ok' in claims;

/** The verdict on a request, when it is known which key fits (-1 for none) and when it was signed. */
function judgeMatch(
  match: number | Promise<number>,
  signedAt: number | undefined,
  freshness: Freshness,
): SignatureVerdict | Promise<SignatureVerdict> {
  const decide = (keyIndex: number): SignatureVerdict => {
    if (keyIndex < 0) return reject('signature_mismatch', 'No signature fits this body and a secret of ours.');
    if (signedAt === undefined) return { ok: true, keyIndex };
    return checkFreshness(signedAt, freshness) ?? { ok: true, keyIndex, signedAt };
  };
  return typeof match === 'number' ? decide(match) : match.then(decide);
}

/** Whether a secret holds nothing: an empty key would verify what anybody signs with the empty key. */
const isBlankSecret = (secret: string | Uint8Array): boolean =>
  typeof secret === 'string' ? secret.trim() === '' : secret.length === 0;

/** A scheme out of what differs between vendors and a way to sign. */
export function createClaimsScheme<Key, SigningKey>(
  definition: ClaimsDefinition,
  primitive: SignaturePrimitive<Key, SigningKey>,
): WebhookScheme<Key, SigningKey> {
  const { name, parse, compose, allowEmptyBody = true, maxSignatures = 16 } = definition;
  return {
    name,
    headers: definition.headers,
    importKey: (secret) => (isBlankSecret(secret) ? undefined : primitive.importKey(secret)),
    verify({ headers, body }, keys, freshness): SignatureVerdict | Promise<SignatureVerdict> {
      if (keys.length === 0) return reject('missing_secret', 'No usable secret is configured.');
      if (body.length === 0 && !allowEmptyBody) return reject('empty_body', 'The request has no body.');
      const claims = parse(headers);
      if (isRejection(claims)) return claims;
      const { before = '', after = '', signatures, signedAt } = claims;
      if (signatures.length > maxSignatures) {
        return reject('malformed_header', `There are more than ${maxSignatures} signatures.`);
      }
      return judgeMatch(primitive.match(keys, [before, body, after], signatures), signedAt, freshness);
    },
    async sign(body, key, at, context = {}) {
      const { before = '', after = '', headers } = compose(at, context);
      return headers(await primitive.sign(key, [before, body, after]));
    },
  };
}
