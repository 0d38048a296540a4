import {
  createRefusal,
  IntegrationError,
  type IntegrationErrorInit,
  isIntegrationError,
} from '../errors/integration-error.js';
import { type Failure, isRetriedElsewhere } from './failure.js';
import type { PolicyCall } from './policy-call.js';

/** The error that a call rejects with. */
export function createCallError(
  service: string,
  call: PolicyCall,
  failure: Failure,
  maxAttempts: number,
): IntegrationError {
  const { code, outcome, retryable, status, vendorCode, requestId, retryAfterMs, cause } = failure;
  // Raised by the calling code, or by another integration inside the call: it is complete as it is, unless an earlier
  // attempt, of which it knows nothing, may have been applied.
  if (isIntegrationError(cause) && (failure.result === 'ignored' || isRetriedElsewhere(failure)))
    if (outcome !== 'unknown' || cause.outcome === 'unknown') return cause;
  const init: IntegrationErrorInit = {
    code,
    service,
    operation: call.operation,
    message: describe(service, call, failure, maxAttempts),
    outcome,
    retryable,
    status,
    vendorCode,
    requestId,
    retryAfterMs,
    idempotencyKey: call.options.idempotencyKey,
    attempts: call.attempts,
    elapsedMs: call.elapsed(),
    cause,
  };
  return failure.result === 'refused' ? createRefusal(init) : new IntegrationError(init);
}

function describe(service: string, call: PolicyCall, failure: Failure, maxAttempts: number): string {
  const subject = `${service} ${call.operation}: `;
  const text = failure.message.startsWith(subject) ? failure.message.slice(subject.length) : failure.message;
  const attempts = call.attempts > 1 ? ` (attempt ${call.attempts} of ${Math.max(maxAttempts, call.attempts)})` : '';
  if (failure.outcome !== 'unknown') return subject + text + attempts;
  const key = call.options.idempotencyKey;
  const advice =
    key === undefined ? 'find out before you repeat it' : `repeat it with idempotency key ${key}, or look it up`;
  return `${subject}${text}${attempts}; it may have been applied: ${advice}`;
}
