import { type Clock, createSleep, systemClock } from '@breakwater/core';
import { createSeededRandom } from './seeded-random.js';

/** Options of {@link chaos}. At least one of `error`, `answer` and `latency` is needed. */
export interface ChaosOptions<Answer = never> {
  /** Share of the calls that are struck, from 0 to 1. */
  readonly rate: number;
  /** What a struck call rejects with. A function is called for each one, and what it returns is thrown. */
  readonly error?: unknown;
  /** Makes what a struck call resolves with instead, such as a `Response` with status 503. Excludes `error`. */
  readonly answer?: (() => Answer) | undefined;
  /** Milliseconds that a struck call is delayed, fixed or drawn from a range. The call's own signal ends the wait. */
  readonly latency?: number | { readonly min: number; readonly max: number } | undefined;
  /**
   * Whether the fault strikes in place of the target, or `after` the target has done its work: then only the answer is
   * lost, and the caller cannot know the outcome. Without `error` and `answer` a struck call is only late, whichever.
   * @default 'before'
   */
  readonly when?: 'before' | 'after' | undefined;
  /** The same seed strikes the same calls. @default 1 */
  readonly seed?: number | undefined;
  /** What `latency` waits on. @default the clock of the machine */
  readonly clock?: Clock | undefined;
  /** Asked at each call; `false` lets it pass. For an experiment that can be stopped. @default always enabled */
  readonly isEnabled?: (() => boolean) | undefined;
}

/** Wraps functions so that some of their calls fail, and counts. */
export interface Chaos<Answer = never> {
  /** Returns a function that behaves as `target` does, except when it is struck. Works on `fetch` as on any other. */
  <Input extends readonly unknown[], Output>(
    target: (...input: Input) => Promise<Output>,
  ): (...input: Input) => Promise<Output | Answer>;
  /** Calls so far, of all functions that were wrapped. */
  readonly calls: number;
  /** Of those, the ones that were struck. */
  readonly struck: number;
}

/** The signal that belongs to a call: of fetch's options, of a Request, of a policy's attempt. */
function findSignal(input: readonly unknown[]): AbortSignal | undefined {
  const carrier = input.findLast((item) => typeof item === 'object' && item !== null && 'signal' in item);
  const signal = (carrier as { signal?: unknown } | undefined)?.signal;
  return signal instanceof AbortSignal ? signal : undefined;
}

function toLatencyRange(latency: ChaosOptions['latency']): { readonly min: number; readonly max: number } {
  const { min, max } = typeof latency === 'object' ? latency : { min: latency ?? 0, max: latency ?? 0 };
  if (!(min >= 0 && max >= min && max < Number.POSITIVE_INFINITY)) {
    throw new TypeError(
      `latency must be milliseconds, or { min, max } with min <= max; got ${JSON.stringify(latency)}`,
    );
  }
  return { min, max };
}

/**
 * Makes some of the calls of a function fail, come late, or answer something else: to see whether what stands around it
 * holds. Faults are drawn from a seed, so a failing test fails again.
 *
 * @throws TypeError when an option is out of range, or no kind of fault is given
 * @example
 * ```ts
 * import { chaos } from '@breakwater/testing';
 *
 * const flaky = chaos({ rate: 0.2, error: () => new TypeError('fetch failed'), latency: { min: 50, max: 400 }, seed: 7 });
 * const unreliableFetch = flaky(fetch);
 * ```
 */
export function chaos<Answer = never>(options: ChaosOptions<Answer>): Chaos<Answer> {
  const { rate, error, answer, seed = 1, clock = systemClock, when = 'before', isEnabled = () => true } = options;
  if (!(rate >= 0 && rate <= 1)) throw new TypeError(`rate must be from 0 to 1; got ${rate}`);
  if (error !== undefined && answer !== undefined) throw new TypeError('Give either error or answer, not both');
  if (error === undefined && answer === undefined && options.latency === undefined) {
    throw new TypeError('Give at least one of error, answer and latency');
  }
  const { min, max } = toLatencyRange(options.latency);
  const random = createSeededRandom(seed);
  const sleep = createSleep(clock);
  const counts = { calls: 0, struck: 0 };

  const draw = (): { readonly isStruck: boolean; readonly delay: number } => {
    counts.calls += 1;
    // Both numbers are drawn in any case: so a change of `latency` does not change which calls are struck.
    const [chance, part] = [random(), random()];
    const isStruck = chance < rate && isEnabled();
    if (isStruck) counts.struck += 1;
    return { isStruck, delay: min + part * (max - min) };
  };

  const wrap =
    <Input extends readonly unknown[], Output>(target: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output | Answer> => {
      const { isStruck, delay } = draw();
      if (!isStruck) return target(...input);
      if (delay > 0) await sleep(delay, findSignal(input));
      const isReplaced = error !== undefined || answer !== undefined;
      if (!isReplaced) return target(...input);
      if (when === 'after') await target(...input);
      if (answer) return answer();
      throw typeof error === 'function' ? (error as () => unknown)() : error;
    };

  return Object.defineProperties(wrap as Chaos<Answer>, {
    calls: { get: () => counts.calls },
    struck: { get: () => counts.struck },
  });
}
