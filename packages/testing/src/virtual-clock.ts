import type { Clock } from '@breakwater/core';

/** A {@link Clock} that stands still until a test moves it. */
export interface VirtualClock extends Clock {
  /** How many timers are armed. Zero after a test means that nothing was left running. */
  readonly pending: number;
  /**
   * Moves time forward. Each timer that falls due is fired in order, at its own time, and promises are given the chance
   * to react before the next one. Rejects with whatever a timer's callback throws.
   */
  advance(ms: number): Promise<void>;
  /** Moves time to the next armed timer and fires it. Resolves with `false` when no timer is armed. */
  advanceToNext(): Promise<boolean>;
  /**
   * Moves from timer to timer until `promise` settles, and settles like it. Timers that are due at that same moment fire
   * as well. Rejects when no timer is armed and the promise still hangs, or when it needs more virtual time than `within`.
   *
   * Work that no timer stands for (a first `import()`, a socket) is only waited for while no timer is armed: let a lazily
   * loaded SDK load before, or a timeout may come first.
   */
  settle<T>(promise: PromiseLike<T>, options?: SettleOptions): Promise<T>;
  /** Moves from timer to timer until none is armed. Rejects when timers are still armed after `within`. */
  runUntilIdle(options?: SettleOptions): Promise<void>;
  /** Lets pending promises and immediate callbacks run without moving time. */
  drain(): Promise<void>;
  /**
   * Steps what {@link Clock.now} answers, as an operator or NTP does. Armed timers keep the time that they had left.
   */
  set(now: number): void;
}

/** How far {@link VirtualClock.settle} and {@link VirtualClock.runUntilIdle} go. */
export interface SettleOptions {
  /**
   * Virtual milliseconds after which to give up; a poller that re-arms itself would otherwise keep a test going for ever.
   * @default 86_400_000 (a day)
   */
  within?: number;
}

/** Turns of the event loop that {@link VirtualClock.drain} waits: enough for streams and chains of fetch handlers. */
const turnsPerDrain = 8;

/** Turns to wait, real ones with a pause, for work that no virtual timer stands for (WebCrypto, files, sockets). */
const pausesBeforeGivingUp = 200;

/** The longest wait that real timers accept. Beyond it they fire after one millisecond. */
const longestTimer = 2_147_483_647;

const aDay = 86_400_000;

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * Creates a clock that a test moves by hand.
 *
 * @param start What `now()` answers at first, in epoch milliseconds. By default 2026-01-01T00:00:00Z.
 * @example
 * ```ts
 * import { createSleep } from '@breakwater/core';
 * import { createVirtualClock } from '@breakwater/testing';
 *
 * const clock = createVirtualClock();
 * await clock.settle(createSleep(clock)(60_000)); // at once; clock.now() is a minute later
 * ```
 */
export function createVirtualClock(start: number = Date.UTC(2026, 0, 1)): VirtualClock {
  // Taken now and not at import: whoever installs fake timers afterwards does not stop this clock from draining.
  const realTimeout = globalThis.setTimeout;
  const realImmediate: (callback: () => void) => unknown =
    globalThis.setImmediate ?? ((callback) => realTimeout(callback, 0));
  const timers: Timer[] = [];
  // Timers run on elapsed time, `now` is that plus an offset: a step of the clock must not move the timers.
  let elapsed = 0;
  let offset = start;

  const drain = (): Promise<void> =>
    new Promise<void>((resolve) => {
      const turn = (left: number): unknown => (left === 0 ? resolve() : realImmediate(() => turn(left - 1)));
      turn(turnsPerDrain);
    });

  const fireNext = (): void => {
    const timer = timers.shift();
    if (!timer) return;
    elapsed = Math.max(elapsed, timer.at);
    timer.callback();
  };

  const isDue = (): boolean => timers[0] !== undefined && timers[0].at <= elapsed;

  const advance = async (ms: number): Promise<void> => {
    if (!(ms >= 0)) throw new RangeError(`advance(${ms}): time only moves forward. Use set() to step the clock.`);
    const target = elapsed + ms;
    await drain();
    while (timers[0] && timers[0].at <= target) {
      fireNext();
      await drain();
    }
    elapsed = Math.max(elapsed, target);
  };

  const advanceToNext = async (): Promise<boolean> => {
    await drain();
    if (timers.length === 0) return false;
    fireNext();
    await drain();
    return true;
  };

  const settle = async <T>(promise: PromiseLike<T>, { within = aDay }: SettleOptions = {}): Promise<T> => {
    const from = elapsed;
    const state = { settled: false };
    const outcome = Promise.resolve(promise).finally(() => {
      state.settled = true;
    });
    outcome.catch(() => {}); // Observed below; until then it is not unhandled.
    await drain();
    let pauses = 0;
    while (!state.settled) {
      const next = timers[0];
      if (next) {
        if (next.at - from > within) throw new Error(`The promise still hangs after ${within} ms of virtual time.`);
        pauses = 0;
        fireNext();
      } else {
        if (pauses >= pausesBeforeGivingUp) {
          throw new Error(`The promise hangs and no timer is armed that could settle it (after ${elapsed - from} ms).`);
        }
        pauses += 1;
        await new Promise<void>((resolve) => {
          realTimeout(resolve, 1);
        });
      }
      await drain();
    }
    for (let due = timers.filter(({ at }) => at <= elapsed).length; due > 0 && isDue(); due -= 1) {
      fireNext();
      await drain();
    }
    return outcome;
  };

  const runUntilIdle = async ({ within = aDay }: SettleOptions = {}): Promise<void> => {
    const limit = elapsed + within;
    await drain();
    while (timers[0]) {
      if (timers[0].at > limit) throw new Error(`${timers.length} timers are still armed after ${within} ms.`);
      fireNext();
      await drain();
    }
  };

  return Object.freeze({
    get pending(): number {
      return timers.length;
    },
    now: () => offset + elapsed,
    setTimeout: (callback: () => void, ms: number): unknown => {
      if (!(ms <= longestTimer)) throw new RangeError(`A real timer cannot wait ${ms} ms: it would fire at once.`);
      const timer: Timer = { at: elapsed + Math.max(0, ms), callback };
      // Behind all timers that are due no later, so that equal times fire in the order of arming.
      timers.splice(timers.findLastIndex((other) => other.at <= timer.at) + 1, 0, timer);
      return timer;
    },
    clearTimeout: (handle: unknown): void => {
      const index = timers.findIndex((timer) => timer === handle);
      if (index >= 0) timers.splice(index, 1);
    },
    advance,
    advanceToNext,
    settle,
    runUntilIdle,
    drain,
    set: (now: number): void => {
      offset = now - elapsed;
    },
  });
}
