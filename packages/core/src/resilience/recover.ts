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
  if (first.result !== 'aborted' && first.result !== 'refused') {
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
  if (policy.telemetry !== undefined) emitCall(policy, call, told.result, told);
  const error = createCallError(policy.name, call, told, maxRetries + 1, policy.time.now());
  return await policy.fallback.recover(error, {
    operation: call.operation,
    handler: call.options.fallback,
    cacheKey: call.options.cacheKey,
    callId: policy.telemetry && policy.idOf(call),
    attributes: call.options.attributes,
  });
}
