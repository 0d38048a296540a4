import type { ErrorCode } from '../errors/error-code.js';
import type { Outcome } from '../errors/outcome.js';

/** What an adapter or the transport knows of a failure, before it becomes an `IntegrationError`. */
export interface Classification {
  readonly code: ErrorCode;
  /** Redacted text for people. */
  readonly message: string;
  /** Whether it may have been applied. @default decided by `code`: refusals are `not_applied`, the rest `unknown` */
  readonly outcome?: Outcome | undefined;
  /** Whether the same call may succeed later. @default whether `retryPolicy.retryableErrors` holds the code */
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
