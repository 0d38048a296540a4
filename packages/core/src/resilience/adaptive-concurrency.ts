/** Bounds of the limit, in calls in flight. It starts wide: only evidence of trouble may refuse anyone. */
const MIN_LIMIT = 2;
export const MAX_LIMIT = 200;
/** Part of the calls in flight that a cut leaves room for. */
const CUT = 0.6;
/** Weight of the newest call in every smoothed value. */
const WEIGHT = 0.1;
/** The vendor is overloaded when calls take this many times their usual latency on average, */
const TOLERANCE = 3;
/** and more than half of them take more than twice as long: slow replies of a few are not overload. */
const SLOW = 2;
const MAJORITY = 0.5;
/** One reply counts as at most this many times the usual latency. */
const OUTLIER = 10;
/** Latencies below this, in milliseconds, are all the same to us: their ratios are noise. */
const NEGLIGIBLE = 5;
/**
 * An operation's latency is judged after this many calls, and after this many times that latency: the first answers to
 * arrive are the quick ones, and would make every later one look slow.
 */
const WARM_UP = 20;
const WARM_UP_LATENCIES = 10;
/** How fast the usual latency follows the recent one: down, up, and up while the limit is at its lowest. */
const FALL = 0.05;
const RISE = 0.001;
const RISE_AT_FLOOR = 0.01;
/** Milliseconds without a cut after which a low limit is a memory of old trouble. */
const STALE = 60_000;
/** Operations whose latency is remembered; further ones share one record. */
const MAX_OPERATIONS = 100;

/** A share that is smaller has faded. Left to itself it would end in numbers so small that arithmetic gets slow. */
const FADED = 1e-6;

/** The smoothed value after one more sample. */
function smooth(value: number, sample: number): number {
  const next = value + WEIGHT * (sample - value);
  return next < FADED ? 0 : next;
}

/** Latencies of one operation, in milliseconds. */
interface Latency {
  /** Smoothed latency of the last calls. */
  recent: number;
  /** What it is when the vendor is not overloaded. */
  usual: number;
  calls: number;
  /** When its first call was sent. */
  readonly since: number;
  /** The warm-up is over. */
  judged: boolean;
}

function createLatency(since: number): Latency {
  return { recent: 0, usual: 0, calls: 0, since, judged: false };
}

/** What a call tells of the vendor's load. A `timeout` took at least its duration; `neutral` tells nothing. */
export type LoadSignal = 'success' | 'failure' | 'timeout' | 'neutral';

/**
 * Finds the number of calls in flight that the vendor can serve: additive increase, multiplicative decrease.
 *
 * It is cut on a majority of failures, and on latency that has risen against what is usual for the operation: an overloaded
 * vendor queues before it fails. Single failures and single slow replies never cut it. Latency is measured against each
 * operation's own, so that a slow report beside fast look-ups is no overload.
 */
export class AdaptiveConcurrency {
  #limit = MAX_LIMIT;
  /** Smoothed ratio of latency to the usual one, and the shares of slow and of failed calls. */
  #load = 1;
  #slow = 0;
  #failing = 0;
  #cutAt = 0;
  #refused = false;
  #latencies: Map<string, Latency> | undefined = undefined;
  #lastOperation = '';
  #lastLatency: Latency | undefined = undefined;

  /** Calls that may be in flight. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** A call found no place. Returns whether the limit was stale and has been lifted. */
  noteRefusal(now: number): boolean {
    this.#refused = true;
    if (this.#limit === MAX_LIMIT || now - this.#cutAt < STALE) return false;
    this.restore(MAX_LIMIT);
    return true;
  }

  /** @param inFlight calls in flight beside this one */
  observe(signal: LoadSignal, operation: string, durationMs: number, inFlight: number, now: number): void {
    if (signal === 'neutral') return;
    if (signal !== 'failure') {
      const latency =
        operation === this.#lastOperation && this.#lastLatency
          ? this.#lastLatency
          : this.#find(operation, now - durationMs);
      // Cut off sooner than the call would usually have been answered: that was the caller's haste.
      if (signal === 'timeout' && durationMs < latency.recent) return;
      this.#measure(latency, durationMs, inFlight, now);
    }
    this.#failing = smooth(this.#failing, signal === 'success' ? 0 : 1);
    if (this.#failing > MAJORITY || (this.#load > TOLERANCE && this.#slow > MAJORITY)) {
      // One cut a round trip: a call sent before the last cut does not know of it.
      if (now - durationMs < this.#cutAt) return;
      this.#cutAt = now;
      this.#limit = Math.max(MIN_LIMIT, Math.min(this.#limit, inFlight + 1) * CUT);
    } else if (signal === 'success') {
      this.#limit = Math.min(MAX_LIMIT, this.#limit + (this.#refused ? 1 : 1 / this.#limit));
      this.#refused = false;
    }
  }

  snapshot(): { readonly limit: number } {
    return { limit: this.#limit };
  }

  restore(limit: number): void {
    this.#limit = Math.min(MAX_LIMIT, Math.max(MIN_LIMIT, limit));
    this.#load = 1;
    this.#slow = this.#failing = 0;
  }

  #measure(latency: Latency, durationMs: number, inFlight: number, now: number): void {
    const duration = Math.max(NEGLIGIBLE, durationMs);
    if (!latency.judged) {
      latency.calls++;
      latency.recent += (duration - latency.recent) / latency.calls;
      latency.usual = latency.recent;
      latency.judged = latency.calls >= WARM_UP && now - latency.since >= WARM_UP_LATENCIES * latency.recent;
      return;
    }
    const ratio = Math.min(duration / latency.usual, OUTLIER);
    latency.recent = smooth(latency.recent, ratio * latency.usual);
    latency.usual += this.#pace(latency, inFlight) * (latency.recent - latency.usual);
    this.#load = smooth(this.#load, ratio);
    this.#slow = smooth(this.#slow, ratio > SLOW ? 1 : 0);
  }

  /**
   * A higher latency becomes the usual one only where our own calls cannot be its cause: with the fewest calls in flight,
   * or far below the limit. Otherwise a long overload would be taken for normal.
   */
  #pace(latency: Latency, inFlight: number): number {
    if (latency.recent <= latency.usual) return FALL;
    if (this.#limit < MIN_LIMIT + 1) return RISE_AT_FLOOR;
    return 2 * inFlight < this.#limit ? RISE : 0;
  }

  #find(operation: string, since: number): Latency {
    const latency =
      this.#lastLatency === undefined ? createLatency(since) : this.#look(operation, this.#lastLatency, since);
    this.#lastOperation = operation;
    return (this.#lastLatency = latency);
  }

  /** The map is made for the second operation: many policies only ever see one. */
  #look(operation: string, last: Latency, since: number): Latency {
    const latencies = (this.#latencies ??= new Map([[this.#lastOperation, last]]));
    const key = latencies.size < MAX_OPERATIONS || latencies.has(operation) ? operation : '';
    const latency = latencies.get(key) ?? createLatency(since);
    latencies.set(key, latency);
    return latency;
  }
}
