/** Hash functions that vendors sign with. */
export type HmacAlgorithm = 'sha1' | 'sha256' | 'sha512';

declare const hmacKey: unique symbol;

/** An imported HMAC key. What is inside depends on the build; it is never printed and cannot be exported. */
export interface HmacKey {
  readonly [hmacKey]: true;
}

/** A stretch of signed content. Text is signed as UTF-8. */
export type SignedPart = string | Uint8Array;

/**
 * What the two builds behind `#crypto` offer: `crypto.node.ts` answers at once, with keys imported once, and
 * `crypto.web.ts` answers with promises, because WebCrypto does. Callers take both, so that Node never pays for a promise.
 */
export interface CryptoBuild {
  /** @throws RangeError for an empty secret, which would verify what anybody signs with the empty key */
  importHmacKey(algorithm: HmacAlgorithm, secret: Uint8Array): HmacKey;
  /** The MAC over the parts, in order, without anything between them. */
  signHmac(key: HmacKey, parts: readonly SignedPart[]): Uint8Array | Promise<Uint8Array>;
  /**
   * The position of the first key under which one of `candidates` is the MAC over the parts, or -1. Every key is tried
   * with every candidate, and bytes are compared in constant time.
   */
  matchHmac(
    keys: readonly HmacKey[],
    parts: readonly SignedPart[],
    candidates: readonly Uint8Array[],
  ): number | Promise<number>;
}
