/** Part of the documented rate that is left after each answer 429. */
const CUT = 0.7;
/** Cuts are at least this far apart: requests in flight are answered 429 together, and that is one sign, not many. */
const CUT_INTERVAL = 1_000;
/** Milliseconds in which a rate that was cut to nothing is back at what is documented. */
const RECOVERY = 10_000;
/** Longest pause taken from one answer. Afterwards a request asks again, so that a wrong header cannot silence us. */
const MAX_PAUSE = 60_000;
/** After a pause, callers come back spread over this part of it, but at most over a second. */
const SPREAD = 0.1;
const MAX_SPREAD = 1_000;

/**
 * A token bucket with the rate that the vendor documents. An answer 429 lowers the rate for a while, and a Retry-After
 * pauses every caller of the service, not only the one that was told.
 */
export class RateLimiter {
  readonly #documented: number;
  readonly #burst: number;
  readonly #random: () => number;
  #rate: number;
  #tokens: number;
  #refilledAt = 0;
  #cutAt = -Infinity;
  #resumeAt = 0;
  #spread = 0;

  /** @param requestsPerSecond `Infinity` when nothing is documented: then only pauses hold requests back */
  constructor(requestsPerSecond: number, burst: number, random: () => number) {
    this.#documented = this.#rate = requestsPerSecond;
    this.#burst = this.#tokens = Math.max(1, burst);
    this.#random = random;
  }

  /** Requests per second at present. */
  get rate(): number {
    return this.#rate;
  }

  /** Whether a request that waited must wait anew, because the vendor asked for a pause meanwhile. */
  isPaused(now: number): boolean {
    return now < this.#resumeAt;
  }

  /** Milliseconds that the vendor's pause still lasts. */
  pausedMs(now: number): number {
    return Math.max(0, this.#resumeAt - now);
  }

  /** Milliseconds until a further request could be sent. */
  retryAfter(now: number): number {
    this.#refill(now);
    return Math.max(this.pausedMs(now), this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / this.#rate) * 1_000);
  }

  /** Takes one request that has to wait for nothing. */
  tryTake(now: number): boolean {
    if (now < this.#resumeAt + this.#spread || this.retryAfter(now) > 0) return false;
    this.#tokens--;
    return true;
  }

  /**
   * Reserves one request and returns how long it has to wait, or -1 when that is more than `maxWaitMs`. A request that is
   * not sent after all must be given back.
   */
  reserve(now: number, maxWaitMs: number): number {
    const earliest = this.retryAfter(now);
    if (earliest > maxWaitMs) return -1;
    this.#tokens--;
    // Spread over what is left of the spread, but never so far that no time is left for the request itself.
    const room = Math.min(this.#resumeAt + this.#spread - now, (earliest + maxWaitMs) / 2) - earliest;
    return room > 0 ? earliest + this.#random() * room : earliest;
  }

  giveBack(): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + 1);
  }

  /** The vendor answered that it gets too many requests. Returns whether the rate was lowered. */
  slowDown(now: number): boolean {
    if (this.#documented === Infinity || now - this.#cutAt < CUT_INTERVAL) return false;
    this.#refill(now);
    this.#cutAt = now;
    this.#rate *= CUT;
    this.#tokens = Math.min(this.#tokens, 0);
    return true;
  }

  /** The vendor asked to be left alone. Returns the length of the pause when it is longer than the one in force. */
  pause(now: number, ms: number): number {
    const pause = Math.min(ms, MAX_PAUSE);
    if (now + pause <= this.#resumeAt) return 0;
    this.#resumeAt = now + pause;
    this.#spread = Math.min(MAX_SPREAD, pause * SPREAD);
    return pause;
  }

  /** JSON has no Infinity, so that an undocumented rate is left out. */
  snapshot(now: number): Readonly<Record<string, number>> {
    this.#refill(now);
    const pausedMs = this.pausedMs(now);
    return this.#rate === Infinity ? { pausedMs } : { rate: this.#rate, pausedMs };
  }

  restore(rate: number | undefined, pausedMs: number, now: number): void {
    if (rate !== undefined) this.#rate = Math.min(this.#documented, Math.max(this.#documented / 100, rate));
    this.#resumeAt = 0;
    if (pausedMs > 0) this.pause(now, pausedMs);
  }

  #refill(now: number): void {
    if (this.#documented === Infinity) return;
    const elapsed = now - this.#refilledAt;
    this.#refilledAt = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsed / 1_000) * this.#rate);
    this.#rate = Math.min(this.#documented, this.#rate + this.#documented * (elapsed / RECOVERY));
  }
}
