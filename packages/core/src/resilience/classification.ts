import type { ErrorCode } from '../errors/error-code.js';
import type { Outcome } from '../errors/outcome.js';
import type { Redact } from '../errors/redact.js';

/** What an adapter or the transport knows of a failure, before it becomes an `IntegrationError`. */
export interface Classification {
  readonly code: ErrorCode;
  /** Redacted text for people. */
  readonly message: string;
  /** Whether it may have been applied. @default decided by `code`: refusals are `not_applied`, the rest `unknown` */
  readonly outcome?: Outcome | undefined;
  /**
   * The answer proves what became of the earlier attempts of the call too. Only then does its `outcome` replace theirs:
   * otherwise a call of which one attempt may have been applied stays `unknown`, whatever a later attempt is told. Set it
   * where the vendor found the earlier request by its idempotency key and answers with what it stored then, such as
   * Stripe with the header `idempotent-replayed`.
   * @default false
   */
  readonly settlesOutcome?: boolean | undefined;
  /** Whether the same call may succeed later. @default whether `retryPolicy.retryableErrors` holds the code, or it is a limit of our own */
  readonly retryable?: boolean | undefined;
  readonly status?: number | undefined;
  readonly vendorCode?: string | undefined;
  readonly requestId?: string | undefined;
  /** Milliseconds to wait at least before another attempt. */
  readonly retryAfterMs?: number | undefined;
  /** The whole service asked to be left alone for `retryAfterMs`, not only this call. @default code is RATE_LIMITED */
  readonly pausesService?: boolean | undefined;
  /** A sanitised copy of the cause. */
  readonly cause?: Error | undefined;
}

/** Without the credentials that a gateway may have echoed into an answer: into an id, or into a code, as well as into a text. */
export function redactClassification(classification: Classification, redact: Redact): Classification {
  const { message, vendorCode, requestId } = classification;
  return {
    ...classification,
    message: redact(message),
    ...(vendorCode !== undefined && { vendorCode: redact(vendorCode) }),
    ...(requestId !== undefined && { requestId: redact(requestId) }),
  };
}
