/** A secret that counts for a time only, as during a rotation that was agreed upon. */
export interface DatedSecret {
  readonly secret: string | Uint8Array | undefined;
  /** In milliseconds since the epoch. @default always */
  readonly notBefore?: number | undefined;
  /** In milliseconds since the epoch; it counts at this time still. @default for ever */
  readonly notAfter?: number | undefined;
}

/**
 * A secret as the vendor shows it, or its raw bytes, perhaps with a period in which it counts. Undefined is a variable that
 * is not set, as in a build without secrets: such a source loads, and verifies nothing.
 */
export type WebhookSecret = string | Uint8Array | DatedSecret | undefined;
