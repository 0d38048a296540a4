import type { Claim, DeliveryResult } from '@breakwater/core/webhooks';
import { toKeyArguments } from './row-codec.js';
import type { RunScript } from './run-script.js';
import { completeScript } from './scripts/settle-script.js';

/** A claim whose delivery is done. */
export interface Completion {
  readonly claim: Claim;
  /** The same when it is tried again, so that what was done the first time is not taken for lost. */
  readonly token: string;
  readonly result: DeliveryResult;
  /** Milliseconds for which that must be remembered. */
  readonly keep: number;
}

/** Records deliveries as done by one script, and tells of each whether its claim still held it. */
export async function completeDeliveries(
  run: RunScript,
  completions: readonly Completion[],
): Promise<readonly boolean[]> {
  const args = completions.flatMap(({ claim: { delivery, fence }, token, result, keep }) => [
    ...toKeyArguments(delivery),
    fence,
    token,
    result,
    keep,
  ]);
  const held = (await run('inbox.complete', completeScript, args)) as readonly unknown[];
  return held.map((one) => one === 1);
}
