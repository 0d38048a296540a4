import { IntegrationError, isIntegrationError } from '@breakwater/core';

/**
 * The same error with advice in its message, where its outcome is unknown: what the caller can do about it. Any other error
 * is given back as it is.
 */
export function adviseOn(error: unknown, advice: string): unknown {
  if (!isIntegrationError(error) || error.outcome !== 'unknown') return error;
  const { code, service, operation, outcome, retryable, status, vendorCode, requestId, retryAfterMs } = error;
  const { attempts, elapsedMs, idempotencyKey, issues, cause } = error;
  return new IntegrationError({
    code,
    service,
    operation,
    message: `${error.message}; ${advice}`,
    outcome,
    retryable,
    status,
    vendorCode,
    requestId,
    retryAfterMs,
    attempts,
    elapsedMs,
    idempotencyKey,
    issues,
    cause,
  });
}
