import type { Clock } from '../runtime/clock.js';
import { Wait, type WaitEnd } from './wait.js';

/**
 * Bounds the calls in flight. Those beyond the limit wait in a queue of bounded length, first come first served, or are
 * refused.
 */
export class Bulkhead {
  readonly #clock: Clock;
  readonly #maxQueue: number;
  #limit: number;
  #inFlight = 0;
  #queue: Wait[] | undefined;

  constructor(limit: number, maxQueue: number, clock: Clock) {
    this.#limit = limit;
    this.#maxQueue = maxQueue;
    this.#clock = clock;
  }

  get limit(): number {
    return this.#limit;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get queued(): number {
    return this.#queue?.length ?? 0;
  }

  /** Takes a place if one is free and nobody waits for it. */
  tryAcquire(): boolean {
    if (this.#inFlight >= this.#limit) return false;
    this.#inFlight++;
    return true;
  }

  /** Waits for a place. `refused` when the queue is full; only `settled` means that the caller holds a place. */
  async acquire(maxWaitMs: number, signal: AbortSignal | undefined): Promise<WaitEnd | 'refused'> {
    if (this.tryAcquire()) return 'settled';
    const queue = (this.#queue ??= []);
    if (queue.length >= this.#maxQueue) return 'refused';
    const wait = new Wait(this.#clock, maxWaitMs, signal);
    queue.push(wait);
    const end = await wait.end;
    const index = queue.indexOf(wait);
    if (index >= 0) queue.splice(index, 1);
    return end;
  }

  release(): void {
    this.#inFlight--;
    if (this.#queue !== undefined) this.#admitWaiting();
  }

  /** Sets another limit. Calls in flight above it are not ended; places are given out again below it. */
  resize(limit: number): void {
    this.#limit = limit;
    this.#admitWaiting();
  }

  #admitWaiting(): void {
    while (this.#inFlight < this.#limit) {
      const next = this.#queue?.shift();
      if (next === undefined) return;
      // One that was aborted a moment ago may still stand in the queue: it must not take a place with it.
      if (next.settle()) this.#inFlight++;
    }
  }
}
