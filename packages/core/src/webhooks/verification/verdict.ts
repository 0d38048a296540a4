/**
 * Why a webhook request proves nothing.
 *
 * - `missing_header` a header that the scheme needs is absent or blank
 * - `malformed_header` it is there, but repeated, too long, or not of its form
 * - `unsupported_version` it holds signatures, none of a version that we know
 * - `signature_mismatch` no signature belongs to this body and one of our secrets
 * - `timestamp_too_old`, `timestamp_too_new` rightly signed, but not now: a replay, or a clock that is off
 * - `missing_secret` we have no secret to verify with: our configuration, not the sender's fault
 * - `missing_body_hash`, `body_hash_mismatch` for schemes that bind the body by its hash
 * - `empty_body`, `body_too_large` nothing to verify, or more than the source takes
 */
export type WebhookRejection =
  | 'missing_header'
  | 'malformed_header'
  | 'unsupported_version'
  | 'signature_mismatch'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'missing_secret'
  | 'missing_body_hash'
  | 'body_hash_mismatch'
  | 'empty_body'
  | 'body_too_large';

/** A request that is refused. `detail` is for people; it never holds a secret, a signature or a part of the body. */
export interface Rejection<Reason extends string = WebhookRejection> {
  readonly ok: false;
  readonly reason: Reason;
  readonly detail: string;
}

/** What a signature proves, before anybody has looked into the body. */
export interface Verified {
  readonly ok: true;
  /** When the sender signed it, in milliseconds since the epoch, where the scheme says. */
  readonly signedAt?: number;
  /** Position in `secrets` of the secret that verified it. After a rotation it tells when the old one is out of use. */
  readonly keyIndex: number;
}

/** The result of a scheme: verified or refused. */
export type SignatureVerdict = Verified | Rejection;

/** The result of {@link verifyWebhook}. `eventIds` is empty when the body, though genuine, holds no event. */
export type Verdict = (Verified & { readonly eventIds: readonly string[] }) | Rejection;

/** Builds a {@link Rejection}. */
export function reject<Reason extends string>(reason: Reason, detail: string): Rejection<Reason> {
  return { ok: false, reason, detail };
}
