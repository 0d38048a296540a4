import type { RawRequest } from '../request/raw-request.js';
import type { SignatureVerdict } from '../verification/verdict.js';

/** How far the time of signing may be off. */
export interface Freshness {
  /** The time to judge by, in milliseconds since the epoch. */
  readonly now: number;
  /** Greatest age in milliseconds; `Infinity` for any. */
  readonly tolerance: number;
  /** How far in the future it may be, in milliseconds: the sender's clock may be ahead of ours. */
  readonly futureTolerance: number;
}

/** What some schemes sign beside the body. */
export interface SigningContext {
  /** The id of the message. @default `msg_` and the time of signing */
  readonly id?: string | undefined;
  /** The URL to which it is sent. */
  readonly url?: string | undefined;
  /** The media type of the body. */
  readonly contentType?: string | undefined;
  /** The type of the event, for senders that tell it in a header. */
  readonly type?: string | undefined;
}

/**
 * How a sender proves that a request is its own: pure functions over raw bytes. They may answer at once or with a promise,
 * as the crypto of the runtime does.
 *
 * @typeParam SigningKey The key of the sender, where it is another than ours.
 */
export interface WebhookScheme<Key, SigningKey = Key> {
  readonly name: string;
  /** Lower-case names of the headers that {@link WebhookScheme.verify} reads. */
  readonly headers: readonly string[];
  /**
   * Makes the key out of a secret as the vendor shows it.
   *
   * @returns undefined for a secret that verifies nothing, such as a blank one
   */
  importKey(secret: string | Uint8Array): Key | undefined;
  /** Checks a request. Never throws on input. `keyIndex` of the verdict is the position in `keys`. */
  verify(request: RawRequest, keys: readonly Key[], freshness: Freshness): SignatureVerdict | Promise<SignatureVerdict>;
  /**
   * Signs a body as the sender does: for tests and emulators.
   *
   * @param at When, in milliseconds since the epoch.
   * @returns the headers to send with it
   */
  sign(body: Uint8Array, key: SigningKey, at: number, context?: SigningContext): Promise<Record<string, string>>;
}
