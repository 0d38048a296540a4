import type { LoadSignal } from './adaptive-concurrency.js';
import type { AttemptRun } from './attempt-run.js';
import { emitAttempt } from './call-events.js';
import type { Classification } from './classification.js';
import { classifyError } from './classify-error.js';
import { ABORTED, type Failure, toFailure } from './failure.js';
import type { PolicyCall } from './policy-call.js';
import { noteFailure } from './policy-health.js';
import type { ServicePolicy } from './service-policy.js';

/** Ends an attempt: judges it, hands its permits back, and tells of it. Undefined is success. */
export function conclude(policy: ServicePolicy, call: PolicyCall, run: AttemptRun): Failure | undefined {
  const { time, admission } = policy;
  const failure = judge(policy, call, run);
  // Only a plain success may be noted with a rough time: whatever moves the circuit needs the true one.
  const isPlain = failure === undefined && run.tookNoTime && admission.breaker.isUnbounded;
  const now = isPlain ? time.coarse() : time.now();
  const durationMs = run.tookNoTime ? 0 : now - run.startedAt;
  if (failure === undefined) {
    admission.leave(run.permit, 'success', 'success', call.operation, durationMs, now);
    policy.refundRetry();
    call.succeed(run.result);
  } else {
    const verdict = failure.speaksAgainstService ? 'failure' : 'ignored';
    admission.leave(run.permit, verdict, toLoadSignal(failure, run), call.operation, durationMs, now);
    if (failure.code === 'RATE_LIMITED' || failure.pausesService === true) {
      admission.slowDown(now, failure.pausesService === false ? undefined : failure.retryAfterMs);
    }
    if (failure.result !== 'aborted') {
      call.failure = failure;
      noteFailure(policy, call, failure);
    }
  }
  if (policy.telemetry !== undefined) emitAttempt(policy, call, run, failure, durationMs);
  return failure;
}

function judge(policy: ServicePolicy, call: PolicyCall, run: AttemptRun): Failure | undefined {
  const { state } = run;
  if (state === 'value' && call.options.classifyResult === undefined) return undefined;
  if (state === 'aborted' || state === 'cancelled') return ABORTED;
  if (state === 'timeout') return toTimeout(policy, call, run);
  let classification: Classification | undefined;
  try {
    const { classifyResult } = call.options;
    if (state === 'value') classification = classifyResult?.(run.result as never);
    else classification = policy.dependencies.classifyError?.(run.result) ?? classifyError(run.result, policy.redact);
  } catch (error) {
    // A classifier that throws must not take the permits of the attempt with it.
    classification = classifyError(error, policy.redact);
  }
  return classification && toFailure(classification, policy.config.retryPolicy, call.readOnly);
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
