import type { Clock } from '../runtime/clock.js';

/** How a {@link Wait} ended. */
export type WaitEnd = 'settled' | 'timeout' | 'aborted';

/** The longest time that timers can hold. A longer one would fire at once. */
const MAX_TIMER = 2_147_483_647;

/** Waits for what comes first: {@link settle}, the time, or the caller's abort. Leaves no timer and no listener behind. */
export class Wait {
  /** Never rejects. */
  readonly end: Promise<WaitEnd>;
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: (() => void) | undefined;
  #timer: unknown;
  #resolve: ((end: WaitEnd) => void) | undefined;

  /** @param ms `Infinity` for no bound */
  constructor(clock: Clock, ms: number, signal: AbortSignal | undefined) {
    this.#clock = clock;
    this.#signal = signal;
    this.end = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    if (signal !== undefined) {
      if (signal.aborted) {
        this.#finish('aborted');
        return;
      }
      this.#onAbort = () => this.#finish('aborted');
      signal.addEventListener('abort', this.#onAbort);
    }
    if (ms !== Infinity) this.#timer = clock.setTimeout(() => this.#finish('timeout'), Math.min(ms, MAX_TIMER));
  }

  /** @returns whether it was still waiting */
  settle(): boolean {
    return this.#finish('settled');
  }

  #finish(end: WaitEnd): boolean {
    if (this.#resolve === undefined) return false;
    this.#resolve(end);
    this.#resolve = undefined;
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }
}
