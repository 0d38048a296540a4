import type { Clock } from '../../runtime/clock.js';

/** How long to wait for an answer. */
export interface AnswerLimit {
  /** In milliseconds. */
  readonly limit: number;
  readonly clock: Clock;
  /** Lifts the limit when aborted, and leaves no timer behind: whoever aborts it has a limit of its own. */
  readonly lift?: AbortSignal | undefined;
}

/** What a timer can hold at most, in milliseconds: a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Settles like `ask`, also when that throws at once, but rejects when it takes longer than the limit: a store that hangs
 * must not keep the one who asks for ever.
 */
export async function answerWithin<T>(
  what: string,
  ask: () => Promise<T>,
  { limit, clock, lift }: AnswerLimit,
): Promise<T> {
  const asked = (async () => ask())();
  if (lift?.aborted) return asked;
  let timer: unknown;
  const disarm = (): void => clock.clearTimeout(timer);
  const late = new Promise<never>((_, reject) => {
    const fail = (): void => reject(new Error(`${what} did not answer within ${limit} ms.`));
    timer = clock.setTimeout(fail, Math.min(limit, LONGEST_TIMER));
  });
  lift?.addEventListener('abort', disarm, { once: true });
  try {
    return await Promise.race([asked, late]);
  } finally {
    disarm();
    lift?.removeEventListener('abort', disarm);
  }
}
