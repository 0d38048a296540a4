import type { Clock } from '@breakwater/core';

/** Replaced timers, dates and random numbers of this process. */
export interface VirtualGlobals {
  /** From now on they follow this clock. Before, time stands still and no timer may be set. */
  attach(clock: Clock, random: () => number): void;
}

type Callback = (...input: unknown[]) => void;

/** What libraries expect of Node's timers. */
class VirtualTimer {
  readonly #clock: Clock;
  readonly #fire: () => void;
  readonly #ms: number;
  #handle: unknown;

  constructor(clock: Clock, fire: () => void, ms: number) {
    this.#clock = clock;
    this.#fire = fire;
    this.#ms = ms;
    this.refresh();
  }

  refresh(): this {
    this.close();
    this.#handle = this.#clock.setTimeout(this.#fire, this.#ms);
    return this;
  }

  close(): this {
    this.#clock.clearTimeout(this.#handle);
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

/**
 * Replaces what libraries without an injectable clock use, so that they too run in the virtual time of a storm. Must be
 * called before they are loaded, since some keep a reference. `setImmediate` stays: the storm's own loop stands on it.
 */
export function replaceGlobals(): VirtualGlobals {
  const RealDate = globalThis.Date;
  let clock: Clock | undefined;
  let random: (() => number) | undefined;
  const epoch = RealDate.UTC(2026, 0, 1);
  const now = (): number => clock?.now() ?? epoch;
  const attached = (): Clock => {
    if (!clock) throw new Error('A library set a timer while it was being loaded');
    return clock;
  };
  const setTimeout = (callback: Callback, ms = 1, ...input: unknown[]): VirtualTimer =>
    new VirtualTimer(attached(), () => callback(...input), ms);
  const setInterval = (callback: Callback, ms = 1, ...input: unknown[]): VirtualTimer => {
    const timer: VirtualTimer = new VirtualTimer(
      attached(),
      () => {
        timer.refresh();
        callback(...input);
      },
      ms,
    );
    return timer;
  };
  const clear = (timer: unknown): void => {
    if (timer instanceof VirtualTimer) timer.close();
  };
  class VirtualDate extends RealDate {
    constructor(...input: unknown[]) {
      super(...((input.length === 0 ? [now()] : input) as [number]));
    }
    static override now(): number {
      return now();
    }
  }
  Object.assign(globalThis, { setTimeout, setInterval, clearTimeout: clear, clearInterval: clear, Date: VirtualDate });
  performance.now = () => now() - epoch;
  Math.random = () => {
    if (!random) throw new Error('A library drew a random number while it was being loaded');
    return random();
  };
  return {
    attach(newClock, newRandom) {
      clock = newClock;
      random = newRandom;
    },
  };
}
