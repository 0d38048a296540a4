/** Milliseconds in which an unused budget regains one retry. */
const TRICKLE = 10_000;

/**
 * Retries that a service may spend. A retry costs 1, a success refunds `ratio`: when most calls fail, retries end, and
 * the load on a struggling vendor stays below 1 + `ratio` times the calls. One retry is regained each ten seconds, so
 * that a quiet caller is not left without any for ever.
 */
export class RetryBudget {
  readonly #ratio: number;
  readonly #burst: number;
  #tokens: number;
  #refilledAt: number;

  constructor(config: { readonly ratio: number; readonly burst: number }, now: number) {
    this.#refilledAt = now;
    this.#ratio = config.ratio;
    this.#burst = config.burst;
    this.#tokens = config.burst;
  }

  /** A call succeeded. */
  refund(): void {
    if (this.#tokens < this.#burst) this.#tokens = Math.min(this.#burst, this.#tokens + this.#ratio);
  }

  /** Takes the cost of one retry, if it is there. */
  take(now: number): boolean {
    if (this.available(now) < 1) return false;
    this.#tokens--;
    return true;
  }

  /** Returns the cost of a retry that was never sent. */
  giveBack(): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + 1);
  }

  available(now: number): number {
    const regained = (now - this.#refilledAt) / TRICKLE;
    this.#refilledAt = now;
    return (this.#tokens = Math.min(this.#burst, this.#tokens + regained));
  }

  snapshot(now: number): { readonly tokens: number } {
    return { tokens: this.available(now) };
  }

  restore(tokens: number, now: number): void {
    this.#tokens = Math.min(this.#burst, Math.max(0, tokens));
    this.#refilledAt = now;
  }
}
