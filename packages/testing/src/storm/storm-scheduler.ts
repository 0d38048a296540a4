import type { Clock } from '@breakwater/core';
import { createEventQueue } from './event-queue.js';

/**
 * Virtual time for many calls at once. Callers see the {@link Clock} side, whose time moves in whole milliseconds as
 * `Date.now()` does; the server works on exact times, so that rounding does not cost it capacity.
 */
export interface StormScheduler extends Clock {
  /** Exact milliseconds since the start of the run. */
  elapsed(): number;
  /** Runs `callback` at an exact time, in milliseconds since the start of the run. */
  at(time: number, callback: () => void): void;
  /** Moves time up to `until`, in milliseconds since the start of the run, or until `isDone` answers true. */
  run(until: number, isDone?: () => boolean): Promise<void>;
}

/** When every run begins: a fixed moment, so that a run is the same whenever it is made. */
const EPOCH = /* @__PURE__ */ Date.UTC(2026, 0, 1);

/** The longest wait that real timers accept; beyond it they fire after one millisecond. */
const LONGEST_TIMER = 2_147_483_647;

/** Creates a {@link StormScheduler}. */
export function createStormScheduler(): StormScheduler {
  // Taken now and not when used: whoever replaces the timers of the process (to simulate a library that knows no
  // clock) must not stop this loop.
  const realImmediate: (callback: () => void) => unknown =
    globalThis.setImmediate ?? ((callback) => globalThis.setTimeout(callback, 0));
  const queue = createEventQueue();
  let tick = 0;
  let exact = 0;

  // One turn of the event loop runs all promise reactions, also those that come of reactions.
  const settlePromises = (): Promise<void> => new Promise((resolve) => realImmediate(resolve));

  return {
    now: () => EPOCH + tick,
    // At least one millisecond, whole ones only: what timers do in Node. It also keeps a tick finite.
    setTimeout: (callback, ms) => {
      const wait = ms >= 1 && ms <= LONGEST_TIMER ? Math.trunc(ms) : 1;
      return queue.add(tick + wait, callback);
    },
    clearTimeout: (handle) => {
      if (typeof handle === 'object' && handle !== null) (handle as { run: unknown }).run = undefined;
    },
    elapsed: () => exact,
    at: (time, callback) => {
      queue.add(Math.max(time, exact), callback);
    },
    async run(until, isDone = () => false) {
      while (queue.nextAt() <= until && !isDone()) {
        tick = Math.max(tick, Math.ceil(queue.nextAt()));
        while (queue.nextAt() <= tick) {
          const event = queue.take();
          if (event?.run === undefined) continue;
          exact = Math.max(exact, event.at);
          event.run();
        }
        exact = tick;
        await settlePromises();
      }
    },
  };
}
