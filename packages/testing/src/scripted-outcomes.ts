import { type Clock, createSleep, systemClock } from '@breakwater/core';
import type { ScriptedOutcome } from './scripted-outcome.js';

/** Options of {@link scriptedOutcomes}. */
export interface ScriptOptions<T> {
  /** What `after` of the outcomes waits on. @default the clock of the machine */
  readonly clock?: Clock | undefined;
  /** How every call ends after the script is over. @default an error that says so */
  readonly afterwards?: ScriptedOutcome<T> | undefined;
}

/** A function that ends as scripted, to be handed to `policy.execute` or anything else that calls. */
export interface ScriptedCall<T> {
  (attempt?: { readonly idempotencyKey?: string | undefined }): Promise<T>;
  /** How often it was called. */
  readonly calls: number;
  /** The idempotency key of each call. */
  readonly idempotencyKeys: readonly (string | undefined)[];
}

/**
 * Makes a function whose first call ends as the first outcome says, the second as the second, and so on.
 *
 * @example
 * ```ts
 * import { createPolicy } from '@breakwater/core';
 * import { fail, ok, scriptedOutcomes } from '@breakwater/testing';
 *
 * const policy = createPolicy('acme', { retryPolicy: { baseDelay: 0 } });
 * const call = scriptedOutcomes([fail(503), fail('TIMEOUT'), ok('paid')]);
 * console.log(await policy.execute(call, { idempotent: true }), call.calls); // 'paid' 3
 * ```
 */
export function scriptedOutcomes<T>(
  outcomes: readonly ScriptedOutcome<T>[],
  options: ScriptOptions<T> = {},
): ScriptedCall<T> {
  const script = [...outcomes];
  const sleep = createSleep(options.clock ?? systemClock);
  const idempotencyKeys: (string | undefined)[] = [];

  const call = async (attempt?: { readonly idempotencyKey?: string | undefined }): Promise<T> => {
    idempotencyKeys.push(attempt?.idempotencyKey);
    const outcome = script[idempotencyKeys.length - 1] ?? options.afterwards;
    if (outcome === undefined) {
      throw new RangeError(`Call ${idempotencyKeys.length} is not scripted: the script has ${script.length} outcomes`);
    }
    if (outcome.type === 'hang') return new Promise<never>(() => {});
    if (outcome.after > 0) await sleep(outcome.after);
    if (outcome.type === 'fail') throw outcome.toError();
    return outcome.value;
  };

  return Object.defineProperties(call as ScriptedCall<T>, {
    calls: { get: () => idempotencyKeys.length },
    idempotencyKeys: { get: () => [...idempotencyKeys] },
  });
}
