/** Hash functions that vendors sign with. */
export type HmacAlgorithm = 'sha1' | 'sha256' | 'sha512';

declare const hmacKey: unique symbol;

/** An imported HMAC key. What is inside depends on the build; it is never printed and cannot be exported. */
export interface HmacKey {
  readonly [hmacKey]: true;
}

/** Hash functions for plain digests, as some vendors take them over content and secret. */
export type DigestAlgorithm = 'sha1' | 'sha256';

/** How vendors sign with a key pair. ECDSA signatures are r and s side by side, 64 bytes. */
export type SignatureAlgorithm = 'ed25519' | 'ecdsa-p256-sha256';

declare const publicKey: unique symbol;
declare const privateKey: unique symbol;

/** An imported public key: it verifies, and signs nothing. */
export interface PublicKey {
  readonly [publicKey]: true;
}

/** An imported private key, for tests and emulators. It is never printed and cannot be exported. */
export interface PrivateKey {
  readonly [privateKey]: true;
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
  /** The plain hash over the parts, in order, without anything between them. */
  digest(algorithm: DigestAlgorithm, parts: readonly SignedPart[]): Uint8Array | Promise<Uint8Array>;
  /** SHA-256 at once, on both builds: for identifiers, which are needed between steps that do not wait. */
  fingerprint(bytes: Uint8Array): Uint8Array;
  /** Whether two stretches of bytes are equal, in constant time for a given length. */
  equalBytes(left: Uint8Array, right: Uint8Array): boolean;
  /**
   * A public key as DER (SubjectPublicKeyInfo). One that is none, such as a point beside the curve, is imported too and
   * verifies nothing. Weak keys of ed25519 are the caller's to refuse.
   */
  importPublicKey(algorithm: SignatureAlgorithm, spki: Uint8Array): PublicKey;
  /** A private key as DER (PKCS #8). Signing with one that is none rejects. */
  importPrivateKey(algorithm: SignatureAlgorithm, pkcs8: Uint8Array): PrivateKey;
  signWithPrivateKey(key: PrivateKey, parts: readonly SignedPart[]): Promise<Uint8Array>;
  /**
   * Like {@link CryptoBuild.matchHmac}: the first key under which one of `candidates` is a signature of the parts, or -1.
   * Rejects, on the web build, where the runtime does not have the algorithm at all.
   */
  matchSignature(
    keys: readonly PublicKey[],
    parts: readonly SignedPart[],
    candidates: readonly Uint8Array[],
  ): number | Promise<number>;
}
