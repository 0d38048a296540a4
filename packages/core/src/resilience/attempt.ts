import type { AttemptRun } from './attempt-run.js';
import { conclude } from './conclude.js';
import { type Failure, toRefusal } from './failure.js';
import { hedge } from './hedging.js';
import type { Attempt } from './policy.js';
import type { PolicyCall } from './policy-call.js';
import type { ServicePolicy } from './service-policy.js';

/** What `execute` was given to do. */
export type Work = (attempt: Attempt) => unknown;

/** Makes one attempt, with further requests beside it where the call is hedged. Undefined is success. Never rejects. */
export function sendAttempt(policy: ServicePolicy, call: PolicyCall, work: Work): Promise<Failure | undefined> {
  const { hedging } = policy.config;
  if (hedging === false || !call.readOnly) return sendRequest(policy, call, work, false);
  return hedge({
    clock: policy.clock,
    delay: hedging.delay,
    maxHedges: hedging.maxHedges ?? 1,
    mayHedge: () => policy.budget?.take(policy.time.now()) !== false,
    send: (isHedge, onStart) => sendRequest(policy, call, work, isHedge, onStart),
  });
}

async function sendRequest(
  policy: ServicePolicy,
  call: PolicyCall,
  work: Work,
  isHedge: boolean,
  onStart?: (run: AttemptRun) => void,
): Promise<Failure | undefined> {
  // A hedge never waits: when there is no room at once, doubling the request is the wrong idea.
  const permit = isHedge ? policy.admission.tryEnter() : await policy.admission.enter(call);
  if (typeof permit !== 'number' || permit < 0) {
    // Every request but the first was paid for, and this one is not sent.
    if (call.attempts > 0) policy.budget?.giveBack();
    return typeof permit === 'number'
      ? toRefusal('OVERLOADED', 'not sent: there was no room for a further request')
      : permit;
  }
  const run = policy.startRun(call, permit, isHedge);
  onStart?.(run);
  run.start(work);
  await Promise.resolve();
  if (run.state === 'running') await policy.settleRun(call, run);
  return conclude(policy, call, run);
}
