import type { RetryRefusal } from '../monitoring/integration-event.js';
import { backoffDelay } from './backoff.js';
import { emitCallEvent } from './call-events.js';
import { type Failure, isRetriedElsewhere, OWN_LIMITS } from './failure.js';
import type { PolicyCall } from './policy-call.js';
import { reconcile } from './reconcile.js';
import type { ServicePolicy } from './service-policy.js';

/** Decides whether a failed attempt is repeated, and waits until the next one is due. */
export async function mayRepeat(
  policy: ServicePolicy,
  call: PolicyCall,
  failed: Failure,
  retriesLeft: number,
): Promise<boolean> {
  if (failed.result === 'aborted') return false;
  if (failed.result === 'refused') {
    return refuse(policy, call, failed, failed.code === 'CIRCUIT_OPEN' ? 'breaker' : 'not-retryable');
  }
  const failure = await reconcile(policy, call, failed);
  if (failure === undefined || call.aborted) return false;

  const now = policy.time.now();
  const retry = policy.config.retryPolicy.maxRetries - retriesLeft + 1;
  const backoff = backoffDelay(policy.config.retryPolicy, retry, policy.random);
  const delayMs = Math.max(failure.retryAfterMs ?? 0, backoff);
  const reason = findObstacle(policy, call, failure, retriesLeft, now + delayMs);
  if (reason !== undefined) return refuse(policy, call, failure, reason);
  if (policy.budget?.take(now) === false) return refuse(policy, call, failure, 'budget');

  if (policy.telemetry !== undefined) {
    const delayedBy = delayMs > backoff ? 'retry-after' : 'backoff';
    emitCallEvent<'retry.scheduled'>(policy, call, {
      type: 'retry.scheduled',
      attempt: call.attempts,
      delayMs,
      code: failure.code,
      delayedBy,
    });
  }
  return await wait(policy, call, failure, delayMs);
}

function findObstacle(
  policy: ServicePolicy,
  call: PolicyCall,
  failure: Failure,
  retriesLeft: number,
  dueAt: number,
): RetryRefusal | undefined {
  if (!failure.retryable || OWN_LIMITS.has(failure.code) || isRetriedElsewhere(failure)) return 'not-retryable';
  if (failure.outcome === 'unknown' && !call.idempotent) return 'not-idempotent';
  if (retriesLeft <= 0) return 'attempts';
  if (policy.admission.breaker.isOpen(policy.time.now())) return 'breaker';
  return dueAt >= call.deadline ? 'deadline' : undefined;
}

async function wait(policy: ServicePolicy, call: PolicyCall, failure: Failure, delayMs: number): Promise<boolean> {
  const { signal } = call.options;
  const startedAt = policy.time.now();
  try {
    await policy.sleep(delayMs, signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
  call.waitedMs += policy.time.now() - startedAt;
  if (signal?.aborted !== true) return true;
  call.aborted = true;
  policy.budget?.giveBack();
  return refuse(policy, call, failure, 'aborted');
}

function refuse(policy: ServicePolicy, call: PolicyCall, failure: Failure, reason: RetryRefusal): false {
  if (policy.telemetry !== undefined) {
    emitCallEvent<'retry.refused'>(policy, call, {
      type: 'retry.refused',
      attempt: call.attempts,
      reason,
      code: failure.code,
    });
  }
  return false;
}
