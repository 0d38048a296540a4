import type { SignedPart } from '../../runtime/crypto.js';

/** A key that verifies signatures of one version of Standard Webhooks. It is never printed. */
export interface StandardKey {
  /** 0 when one of the signatures is right, else -1. */
  match(parts: readonly SignedPart[], signatures: readonly Uint8Array[]): number | Promise<number>;
}

/** A key that signs in one version of Standard Webhooks. It is never printed. */
export interface StandardSigningKey {
  sign(parts: readonly SignedPart[]): Uint8Array | Promise<Uint8Array>;
}

/** One version of the signatures of Standard Webhooks: {@link standardV1} or {@link standardV1a}. */
export interface StandardVersion {
  /** What stands before the comma. */
  readonly tag: string;
  /** Bytes of a signature. They tell the versions apart once signatures are decoded, so no two may have the same. */
  readonly length: number;
  /** The key in a secret, or undefined when it is not of this version, or blank. */
  importKey(secret: string | Uint8Array): StandardKey | undefined;
  /** The key of the sender, or undefined likewise. */
  importSigningKey(secret: string | Uint8Array): StandardSigningKey | undefined;
}
