import { IntegrationError, type IntegrationErrorInit } from './integration-error.js';

/**
 * The same error with some of its fields restated: for an operation of several requests, which knows better than the request
 * that failed what has become of all of it, or what its caller can do.
 */
export function restateError(error: IntegrationError, changes: Partial<IntegrationErrorInit>): IntegrationError {
  const { code, service, operation, message, outcome, retryable, status, vendorCode, requestId } = error;
  const { retryAfterMs, idempotencyKey, attempts, elapsedMs, issues, cause } = error;
  return new IntegrationError({
    code,
    service,
    operation,
    message,
    outcome,
    retryable,
    status,
    vendorCode,
    requestId,
    retryAfterMs,
    idempotencyKey,
    attempts,
    elapsedMs,
    issues,
    cause,
    ...changes,
  });
}
