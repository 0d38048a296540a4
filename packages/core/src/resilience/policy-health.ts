import type { ErrorCode } from '../errors/error-code.js';
import type { Failure } from './failure.js';
import type { PolicyHealth } from './policy.js';
import type { PolicyCall } from './policy-call.js';
import type { ServicePolicy } from './service-policy.js';

const MAX_FAILURES = 5;

/** Answers to one request that say nothing on the health of the service or of its setup. */
const ORDINARY: ReadonlySet<ErrorCode> = /* @__PURE__ */ new Set<ErrorCode>([
  'NOT_FOUND',
  'VALIDATION',
  'CONFLICT',
  'DECLINED',
]);

/** Remembers a failure for {@link createHealth}. */
export function noteFailure(policy: ServicePolicy, call: PolicyCall, { code, status }: Failure): void {
  if (ORDINARY.has(code)) return;
  const entry = { at: policy.clock.now(), operation: call.operation, code, status };
  policy.lastFailures = [entry, ...policy.lastFailures.slice(0, MAX_FAILURES - 1)];
}

/** See {@link Policy.health}. */
export function createHealth(policy: ServicePolicy): PolicyHealth {
  const now = policy.time.now();
  const { breaker, bulkhead, rate } = policy.admission;
  const { failureRate, calls } = breaker.health(now);
  return {
    breaker: { state: breaker.stateAt(now), failureRate, calls, retryAfterMs: breaker.retryAfter(now) },
    retryBudget: policy.budget?.available(now) ?? Infinity,
    concurrency: { inFlight: bulkhead.inFlight, limit: bulkhead.limit, queued: bulkhead.queued },
    rateLimit: rate && { requestsPerSecond: rate.rate, pausedMs: rate.pausedMs(now) },
    lastFailures: policy.lastFailures,
  };
}
