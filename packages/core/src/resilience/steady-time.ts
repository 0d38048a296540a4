import type { Clock } from '../runtime/clock.js';

/**
 * A clock's time that never runs backwards. System clocks step; durations measured across a step would be negative, and
 * a circuit opened before it would stay open for the length of the step. Here such a step counts as no time at all.
 */
export class SteadyTime {
  readonly #clock: Clock;
  #last = 0;
  #offset = 0;
  #looks = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    const now = this.#clock.now() + this.#offset;
    if (now >= this.#last) return (this.#last = now);
    this.#offset += this.#last - now;
    return this.#last;
  }

  /**
   * The time of a recent look at the clock, for what has taken no time. A look costs as much as all the bookkeeping of a
   * call, so that only one in thirty-two is made.
   */
  coarse(): number {
    return (this.#looks++ & 31) === 0 ? this.now() : this.#last;
  }

  /** The time of the wall clock for a steady time, to show to others. */
  toEpoch(time: number): number {
    return time - this.#offset;
  }
}
