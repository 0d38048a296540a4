import type { LoadSignal } from './adaptive-concurrency.js';
import type { AttemptRun } from './attempt-run.js';
import { emitAttempt } from './call-events.js';
import type { Classification } from './classification.js';
import { classifyError } from './classify-error.js';
import { ABORTED, type Failure, INDESCRIBABLE, toFailure, toVerdict } from './failure.js';
import type { PolicyCall } from './policy-call.js';
import { noteFailure } from './policy-health.js';
import type { ServicePolicy } from './service-policy.js';

/** Ends an attempt: judges it, hands its permits back, and tells of it. Undefined is success. */
export function conclude(policy: ServicePolicy, call: PolicyCall, run: AttemptRun): Failure | undefined {
  const { time, admission } = policy;
  let failure = judge(policy, call, run);
  // Only a plain success may be noted with a rough time: whatever moves the circuit needs the true one.
  const isPlain = failure === undefined && run.tookNoTime && admission.breaker.isUnbounded;
  const now = isPlain ? time.coarse() : time.now();
  const durationMs = run.tookNoTime ? 0 : now - run.startedAt;
  if (failure === undefined) {
    admission.leave(run.permit, 'success', 'success', call.operation, durationMs, now);
    policy.refundRetry();
    call.succeed(run.result);
  } else {
    admission.leave(run.permit, toVerdict(failure), toLoadSignal(failure, run), call.operation, durationMs, now);
    if (failure.code === 'RATE_LIMITED' || failure.pausesService === true) {
      admission.slowDown(now, failure.pausesService === false ? undefined : failure.retryAfterMs);
    }
    if (failure.result !== 'aborted') {
      failure = call.fail(failure);
      noteFailure(policy, call, failure);
    }
  }
  if (policy.telemetry !== undefined) emitAttempt(policy, call, run, failure, durationMs);
  return failure;
}

/** Never throws, whatever classifiers, redactors and errors do: the attempt would keep its permits for good. */
function judge(policy: ServicePolicy, call: PolicyCall, run: AttemptRun): Failure | undefined {
  const { state } = run;
  if (state === 'aborted' || state === 'cancelled') return ABORTED;
  if (state === 'timeout') return toTimeout(policy, call, run);
  const { retryPolicy } = policy.config;
  try {
    const classification = classify(policy, call, run);
    return classification && toFailure(classification, retryPolicy, call.readOnly);
  } catch (error) {
    try {
      return toFailure(classifyError(error, policy.redact), retryPolicy, call.readOnly);
    } catch {
      return toFailure(INDESCRIBABLE, retryPolicy, call.readOnly);
    }
  }
}

function classify(policy: ServicePolicy, call: PolicyCall, run: AttemptRun): Classification | undefined {
  if (run.state === 'value') return call.options.classifyResult?.(run.result as never);
  return policy.dependencies.classifyError?.(run.result) ?? classifyError(run.result, policy.redact);
}

/**
 * Time ran out: that of the attempt, or that of the whole call. An attempt that was cut by the call's deadline speaks
 * against the service only if it had at least half of the time that an attempt may take. With less, an impatient caller
 * would open the circuit for everyone else.
 */
function toTimeout(policy: ServicePolicy, call: PolicyCall, run: AttemptRun): Failure {
  const { circuitBreaker, retryPolicy } = policy.config;
  if (call.deadline - run.startedAt > circuitBreaker.timeout) {
    return toFailure(
      { code: 'TIMEOUT', message: `no answer within ${circuitBreaker.timeout} ms` },
      retryPolicy,
      call.readOnly,
    );
  }
  const message = `not done within ${call.timeout} ms`;
  const failure = toFailure({ code: 'DEADLINE_EXCEEDED', message, retryable: true }, retryPolicy, call.readOnly);
  const hadTime = call.deadline - run.startedAt >= circuitBreaker.timeout / 2;
  return { ...failure, speaksAgainstService: hadTime };
}

function toLoadSignal(failure: Failure, run: AttemptRun): LoadSignal {
  if (run.state === 'timeout') return 'timeout';
  return failure.speaksAgainstService || failure.code === 'RATE_LIMITED' ? 'failure' : 'neutral';
}
