import type { Clock } from '../runtime/clock.js';
import type { AttemptRun } from './attempt-run.js';
import type { Failure } from './failure.js';

/** What {@link hedge} works with. */
export interface HedgeParts {
  readonly clock: Clock;
  /** Milliseconds without an answer after which a further request is sent. */
  readonly delay: number;
  readonly maxHedges: number;
  /** Sends one request and tells its run, so that it can be cancelled. Undefined is success. Never rejects. */
  readonly send: (isHedge: boolean, onStart: (run: AttemptRun) => void) => Promise<Failure | undefined>;
  /** Whether a further request may be sent now. */
  readonly mayHedge: () => boolean;
}

/**
 * Sends a request, and further ones while there is no answer. The first success counts and the other requests are given
 * up; a failure counts only when no request is left that could still succeed.
 */
export function hedge(parts: HedgeParts): Promise<Failure | undefined> {
  const { clock, send } = parts;
  return new Promise((resolve) => {
    const runs: AttemptRun[] = [];
    let pending = 0;
    let failure: Failure | undefined;
    let timer: unknown;

    const finish = (result: Failure | undefined): void => {
      if (timer !== undefined) clock.clearTimeout(timer);
      for (const run of runs) run.cancel();
      resolve(result);
    };
    const launch = async (isHedge: boolean): Promise<void> => {
      pending++;
      const result = await send(isHedge, (run) => {
        runs.push(run);
        // Armed when a request is really under way: one that waits for a place must not be doubled.
        if (runs.length <= parts.maxHedges)
          timer = clock.setTimeout(() => void (parts.mayHedge() && launch(true)), parts.delay);
      });
      pending--;
      if (result === undefined) return finish(undefined);
      // That a further request was refused says nothing on the call: what the vendor answered does.
      if (failure === undefined || result.result !== 'refused') failure = result;
      if (pending === 0) finish(failure);
    };
    void launch(false);
  });
}
