import pRetry from 'p-retry';
import type { Failure } from './failure.js';

/** Carries a failure through p-retry, which only repeats errors, and turns values of other kinds into TypeErrors. */
class AttemptFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** What {@link retry} works with. */
export interface RetryParts {
  /** One more attempt. Undefined is success. */
  readonly attempt: () => Promise<Failure | undefined>;
  /** Decides whether a failure is followed by another attempt, and waits until it is due. */
  readonly mayRepeat: (failure: Failure, retriesLeft: number) => Promise<boolean>;
}

/**
 * Repeats a call whose first attempt failed, with p-retry as the loop. It is given no delay, because its own jitter
 * vanishes at the cap, knows no Retry-After and no deadline: the wait is in `mayRepeat`. It is given no signal, because
 * it would throw a success away that arrived just after an abort.
 *
 * @returns the last failure, or undefined for success
 */
export async function retry(first: Failure, maxRetries: number, parts: RetryParts): Promise<Failure | undefined> {
  if (!(await parts.mayRepeat(first, maxRetries))) return first;
  let again = false;
  const once = async (): Promise<void> => {
    const failure = await parts.attempt();
    if (failure !== undefined) throw new AttemptFailed(failure);
  };
  try {
    await pRetry(once, {
      retries: maxRetries - 1,
      minTimeout: 0,
      // Asked after every failure, also the last one, which `shouldRetry` is not asked about.
      onFailedAttempt: async ({ error, retriesLeft }) => {
        again = error instanceof AttemptFailed && (await parts.mayRepeat(error.failure, retriesLeft));
      },
      shouldRetry: () => again,
    });
    return undefined;
  } catch (error) {
    if (error instanceof AttemptFailed) return error.failure;
    throw error;
  }
}
