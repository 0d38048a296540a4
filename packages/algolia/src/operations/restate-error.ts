import { IntegrationError, type Outcome } from '@breakwater/core';

/** What an operation of several requests knows better than the request that failed. */
export interface Restatement {
  readonly outcome: Outcome;
  /** What is to be added to the message. */
  readonly note: string;
}

/** What core adds to the message of an unknown outcome. */
const ADVICE = /; it may have been applied.*$/s;

/** The same error, which says what has become of the whole operation. */
export function restateError(error: IntegrationError, { outcome, note }: Restatement): IntegrationError {
  const { code, service, operation, retryable, status, vendorCode, requestId, retryAfterMs } = error;
  const { attempts, elapsedMs, issues, cause } = error;
  return new IntegrationError({
    code,
    service,
    operation,
    message: `${error.message.replace(ADVICE, '')}; ${note}`,
    outcome,
    retryable,
    status,
    vendorCode,
    requestId,
    retryAfterMs,
    attempts,
    elapsedMs,
    issues,
    cause: cause instanceof Error ? cause : undefined,
  });
}
