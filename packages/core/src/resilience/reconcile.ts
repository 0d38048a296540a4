import { AttemptRun } from './attempt-run.js';
import { emitCallEvent } from './call-events.js';
import type { Failure } from './failure.js';
import { REFUSED } from './permit.js';
import type { PolicyCall } from './policy-call.js';
import type { ServicePolicy } from './service-policy.js';

/**
 * Asks the vendor whether a call of unknown outcome happened. Found means that the call succeeded; surely not found means
 * that it was not applied, so that it may be repeated. When the question itself fails, the outcome stays unknown.
 *
 * @returns what the failure now is, or undefined when the call has succeeded
 */
export async function reconcile(
  policy: ServicePolicy,
  call: PolicyCall,
  failure: Failure,
): Promise<Failure | undefined> {
  const { reconcile: ask } = call.options;
  const now = policy.time.now();
  if (ask === undefined || failure.outcome !== 'unknown' || now >= call.deadline) return failure;

  const run = new AttemptRun(call, REFUSED, false);
  run.start(ask);
  await Promise.resolve();
  if (run.state === 'running') await policy.settleRun(call, run);
  if (run.state === 'aborted') {
    call.aborted = true;
    return failure;
  }
  const result = run.state !== 'value' ? 'failed' : run.result === undefined ? 'not-found' : 'found';
  if (policy.telemetry !== undefined)
    emitCallEvent<'reconcile.finished'>(policy, call, { type: 'reconcile.finished', result });
  if (result === 'failed') return failure;
  if (result === 'found') {
    call.succeed(run.result);
    return undefined;
  }
  return call.ruleOut(failure);
}
