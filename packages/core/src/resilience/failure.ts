import type { RetryPolicy } from '../contract/retry-policy.js';
import type { ErrorCode } from '../errors/error-code.js';
import { isIntegrationError } from '../errors/integration-error.js';
import type { Outcome } from '../errors/outcome.js';
import type { CallResult } from '../monitoring/integration-event.js';
import type { Classification } from './classification.js';
import type { Verdict } from './permit.js';

/** How one attempt failed: a {@link Classification} in which everything is decided. */
export interface Failure extends Classification {
  readonly outcome: Outcome;
  readonly retryable: boolean;
  readonly result: Exclude<CallResult, 'success'>;
  /** Whether the circuit breaker counts it. */
  readonly speaksAgainstService: boolean;
}

/** What is left to say of a failure that nothing could be learned from: whoever was asked about it threw. */
export const INDESCRIBABLE: Classification = /* @__PURE__ */ Object.freeze({
  code: 'UNKNOWN',
  message: 'failed with an error that cannot be described',
});

/** A week, in milliseconds: within what timers can hold. */
const MAX_RETRY_AFTER = 604_800_000;

/** What the circuit breaker counts. A 429 is not among them: it is a matter of the limits. */
const SERVICE_FAILURES: ReadonlySet<ErrorCode> = /* @__PURE__ */ new Set<ErrorCode>([
  'TIMEOUT',
  'NETWORK',
  'UNAVAILABLE',
]);

/** Our own refusals and a passed deadline: they may be over later, but not within the same call. */
export const OWN_LIMITS: ReadonlySet<ErrorCode> = /* @__PURE__ */ new Set<ErrorCode>([
  'CIRCUIT_OPEN',
  'OVERLOADED',
  'DEADLINE_EXCEEDED',
]);

/** Codes after which the request may have been applied, unless the classification knows better. */
const UNCERTAIN: ReadonlySet<ErrorCode> = /* @__PURE__ */ new Set<ErrorCode>([
  'TIMEOUT',
  'NETWORK',
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'UNKNOWN',
]);

/** Decides what a classification left open. A read changes nothing, so that its failure is never uncertain. */
export function toFailure(classification: Classification, retryPolicy: RetryPolicy, readOnly: boolean): Failure {
  const { code, retryAfterMs = -1 } = classification;
  return {
    ...classification,
    // From outside, by way of an adapter: only a real wait is a wait.
    retryAfterMs: retryAfterMs >= 0 ? Math.min(retryAfterMs, MAX_RETRY_AFTER) : undefined,
    outcome: readOnly ? 'not_applied' : (classification.outcome ?? (UNCERTAIN.has(code) ? 'unknown' : 'not_applied')),
    retryable: classification.retryable ?? (retryPolicy.retryableErrors.includes(code) || OWN_LIMITS.has(code)),
    result: UNCERTAIN.has(code) || code === 'RATE_LIMITED' ? 'failure' : 'ignored',
    speaksAgainstService: SERVICE_FAILURES.has(code),
  };
}

/** What a failed attempt tells the circuit breaker. Status, vendor's code and request id come only with an answer. */
export function toVerdict(failure: Failure): Verdict {
  if (failure.speaksAgainstService) return 'failure';
  const { result, status, vendorCode, requestId } = failure;
  if (result !== 'ignored') return 'ignored';
  const isAnswer = status === undefined ? (vendorCode ?? requestId) !== undefined : status < 500;
  return isAnswer ? 'answered' : 'ignored';
}

/** A call that was not sent because of our own limits. */
export function toRefusal(
  code: 'CIRCUIT_OPEN' | 'OVERLOADED' | 'DEADLINE_EXCEEDED',
  message: string,
  retryAfterMs?: number,
): Failure {
  return {
    code,
    message,
    outcome: 'not_applied',
    retryable: true,
    retryAfterMs,
    result: 'refused',
    speaksAgainstService: false,
  };
}

/** The caller gave up, or another request was answered first. A call that was aborted rejects with the caller's reason. */
export const ABORTED: Failure = /* @__PURE__ */ Object.freeze({
  code: 'UNKNOWN',
  message: 'aborted',
  outcome: 'unknown',
  retryable: false,
  result: 'aborted',
  speaksAgainstService: false,
});

/**
 * Whether another policy, inside this call, has sent the requests: then the retries are its business. Two layers of
 * retries would multiply.
 */
export function isRetriedElsewhere({ cause }: Failure): boolean {
  return isIntegrationError(cause) && cause.attempts > 0;
}
