/** Counts of a {@link SlidingWindow}. Fractions, because the older bucket counts by the part of it that is still inside. */
export interface WindowCounts {
  readonly calls: number;
  readonly failures: number;
  readonly slow: number;
}

export const NO_CALLS: WindowCounts = /* @__PURE__ */ Object.freeze({ calls: 0, failures: 0, slow: 0 });

/**
 * Counts calls over the last `length` milliseconds in constant time and space: one bucket that fills, and the one before
 * it, weighted by how much of it still lies in the window. It rolls by elapsed time when it is used, so that a pause of
 * any length forgets what it should, and no timer is needed.
 */
export class SlidingWindow {
  readonly #length: number;
  #start = 0;
  #calls = 0;
  #failures = 0;
  #slow = 0;
  #pastCalls = 0;
  #pastFailures = 0;
  #pastSlow = 0;

  constructor(length: number) {
    this.#length = length;
  }

  add(now: number, failed: boolean, slow: boolean): void {
    if (now - this.#start >= this.#length) this.#roll(now);
    this.#calls++;
    if (failed) this.#failures++;
    if (slow) this.#slow++;
  }

  counts(now: number): WindowCounts {
    if (now - this.#start >= this.#length) this.#roll(now);
    const weight = 1 - (now - this.#start) / this.#length;
    return {
      calls: this.#calls + this.#pastCalls * weight,
      failures: this.#failures + this.#pastFailures * weight,
      slow: this.#slow + this.#pastSlow * weight,
    };
  }

  #roll(now: number): void {
    // After one length the filled bucket becomes the past one; after two it has left the window as well.
    const adjoins = now - this.#start < 2 * this.#length;
    this.#pastCalls = adjoins ? this.#calls : 0;
    this.#pastFailures = adjoins ? this.#failures : 0;
    this.#pastSlow = adjoins ? this.#slow : 0;
    this.#calls = this.#failures = this.#slow = 0;
    this.#start = adjoins ? this.#start + this.#length : now;
  }
}
