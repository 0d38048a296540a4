import type { IntegrationError } from '../errors/integration-error.js';
import { sendAttempt, type Work } from './attempt.js';
import { createCallError } from './call-error.js';
import { emitCall } from './call-events.js';
import type { Failure } from './failure.js';
import type { PolicyCall } from './policy-call.js';
import { retry } from './retry.js';
import { mayRepeat } from './retry-decision.js';
import type { ServicePolicy } from './service-policy.js';

/** Everything that follows a first attempt that failed: reconcile, retries, the error, the fallback. */
export async function recover(policy: ServicePolicy, call: PolicyCall, work: Work, first: Failure): Promise<unknown> {
  const { maxRetries } = policy.config.retryPolicy;
  let failure: Failure | undefined = first;
  if (first.result !== 'refused') {
    failure = await retry(first, maxRetries, {
      attempt: () => sendAttempt(policy, call, work),
      mayRepeat: (latest, retriesLeft) => mayRepeat(policy, call, latest, retriesLeft),
    });
  }
  if (failure === undefined || call.succeeded) return policy.complete(call);
  if (failure.result === 'aborted' || call.aborted) {
    if (policy.telemetry !== undefined) emitCall(policy, call, 'aborted', undefined);
    throw call.options.signal?.reason;
  }
  // A retry that could not be sent is not what happened to the call: its last request is.
  const told = call.failure ?? failure;
  const error = failCall(policy, call, told);
  const { fallback, cacheKey, attributes } = call.options;
  const callId = policy.telemetry && policy.idOf(call);
  return await policy.fallback.recover(error, {
    operation: call.operation,
    handler: fallback,
    cacheKey,
    callId,
    attributes,
  });
}

/** Ends a call that failed for good: tells of it, and makes its error. */
export function failCall(policy: ServicePolicy, call: PolicyCall, failure: Failure): IntegrationError {
  if (policy.telemetry !== undefined) emitCall(policy, call, failure.result, failure);
  return createCallError(policy.name, call, failure, policy.config.retryPolicy.maxRetries + 1);
}
