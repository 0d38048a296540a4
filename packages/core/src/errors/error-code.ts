/**
 * Why a call failed. The list is closed: a new member is a breaking change.
 *
 * - `AUTHENTICATION` the credential is missing, wrong or expired
 * - `PERMISSION` the credential is valid but may not do this
 * - `NOT_FOUND` the thing addressed does not exist
 * - `VALIDATION` the vendor (or we, before any I/O) refused the input
 * - `CONFLICT` the vendor's state, or an idempotency key, contradicts the request
 * - `DECLINED` a person or bank said no: a declined card, an opted-out recipient
 * - `RATE_LIMITED` too many requests; the vendor did not process this one
 * - `TIMEOUT` no complete answer within the attempt timeout
 * - `NETWORK` the connection failed
 * - `UNAVAILABLE` the vendor answered that it cannot serve now (5xx), or answered nonsense
 * - `CIRCUIT_OPEN` not sent: the circuit breaker is open
 * - `OVERLOADED` not sent: our own concurrency or rate limit is exhausted
 * - `DEADLINE_EXCEEDED` the time the caller allowed is over, or the next attempt would begin after it
 * - `CONFIGURATION` the integration is set up wrongly
 * - `FEATURE_DISABLED` not sent: the feature is switched off in the options
 * - `UNKNOWN` none of these
 */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Every {@link ErrorCode}, for validation and documentation. */
export const ERROR_CODES = [
  'AUTHENTICATION',
  'PERMISSION',
  'NOT_FOUND',
  'VALIDATION',
  'CONFLICT',
  'DECLINED',
  'RATE_LIMITED',
  'TIMEOUT',
  'NETWORK',
  'UNAVAILABLE',
  'CIRCUIT_OPEN',
  'OVERLOADED',
  'DEADLINE_EXCEEDED',
  'CONFIGURATION',
  'FEATURE_DISABLED',
  'UNKNOWN',
] as const;
