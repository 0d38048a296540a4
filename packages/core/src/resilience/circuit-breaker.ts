import type { CircuitBreakerConfig } from '../contract/circuit-breaker-config.js';
import type { BreakerChangedEvent, BreakerState } from '../monitoring/integration-event.js';
import { REFUSED, type Verdict } from './permit.js';
import { NO_CALLS, SlidingWindow, type WindowCounts } from './sliding-window.js';

/** A change of state. */
export type BreakerChange = Pick<BreakerChangedEvent, 'from' | 'to' | 'reason' | 'openMs'>;

/** No bound on the calls in flight. A small integer, because it is compared on every call. */
const UNBOUNDED = 0x3fff_ffff;
/** Part of the time since the first trip that each further open time takes. */
const GROWTH = 0.125;
/** The open time stops growing at this multiple of `resetTimeout`. */
const MAX_GROWTH = 30;
/** A streak of failures is forgotten after this many windows without one. */
const STREAK_WINDOWS = 10;
/** Length of the slow start after closing, in open times of a first trip. */
const SLOW_START = 2;

/**
 * A circuit breaker without timers: everything that time changes is found out by the next call.
 *
 * Each permit is the number of the state (generation) that gave it. A result of an earlier generation is dropped: a call
 * that hung through an open phase says nothing on the service of now. `#active` and `#limit` bound the calls of the
 * generation: the probes while half-open, and a limit that grows with each success just after closing, so that callers
 * do not all come back in one instant.
 */
export class CircuitBreaker {
  readonly #config: CircuitBreakerConfig;
  readonly #random: () => number;
  readonly #listener: ((change: BreakerChange) => void) | undefined;
  #calls: SlidingWindow | undefined = undefined;
  #state: BreakerState = 'closed';
  #generation = 0;
  #active = 0;
  #limit = UNBOUNDED;
  /** Failures in a row while closed; successes while half-open. */
  #streak = 0;
  #failedAt = 0;
  /** When it first opened without a lasting recovery since. */
  #downSince = 0;
  /** End of the open time, of the youngest probe's lease, or of the slow start. */
  #until = 0;

  constructor(config: CircuitBreakerConfig, random: () => number, listener?: (change: BreakerChange) => void) {
    this.#config = config;
    this.#random = random;
    this.#listener = listener;
  }

  /** Whether it lets everybody through, whatever time it is. */
  get isUnbounded(): boolean {
    return this.#limit === UNBOUNDED;
  }

  /** The permit for one call, or {@link REFUSED}. Each permit must be handed back by {@link release}. */
  acquire(now: number): number {
    if (this.#limit !== UNBOUNDED && !this.#admits(now)) return REFUSED;
    this.#active++;
    return this.#generation;
  }

  /** Whether the permit was given in the present state. */
  isCurrent(permit: number): boolean {
    return permit === this.#generation;
  }

  release(permit: number, verdict: Verdict, durationMs: number, now: number): void {
    if (permit !== this.#generation) return;
    this.#active--;
    if (verdict === 'ignored') return;
    const slow = durationMs > (this.#config.slowCallThreshold ?? Infinity);
    const failed = verdict === 'failure';
    if (this.#state === 'half-open') {
      if (failed || slow) this.#open(now, 'probe-failed');
      else if (++this.#streak >= this.#config.halfOpenProbes) this.#close(now, 'probes-succeeded');
      return;
    }
    // A refused request is neither a success nor a failure of the service, so that the window leaves it out.
    if (verdict !== 'answered') (this.#calls ??= new SlidingWindow(this.#config.window)).add(now, failed, slow);
    if (failed) this.#countFailure(now);
    else {
      this.#streak = 0;
      if (this.#limit !== UNBOUNDED) this.#limit++;
    }
    if (slow && this.#state === 'closed') this.#checkSlowCalls(now);
  }

  /** Milliseconds until a call has a chance: 0 when it has one now, Infinity when only a hand can close the circuit. */
  retryAfter(now: number): number {
    if (this.#state === 'isolated') return Infinity;
    if (this.#active < this.#limit) return 0;
    const wait = Math.max(0, this.#until - now);
    // The probes in flight decide long before their lease ends.
    return this.#state === 'half-open' ? Math.min(wait, this.#config.resetTimeout) : wait;
  }

  /** Whether a call at `now` would surely be refused. */
  isOpen(now: number): boolean {
    const state = this.stateAt(now);
    return state === 'open' || state === 'isolated';
  }

  /** The state as a call at `now` would find it. */
  stateAt(now: number): BreakerState {
    return this.#state === 'open' && now >= this.#until ? 'half-open' : this.#state;
  }

  health(now: number): { readonly failureRate: number; readonly calls: number } {
    const { calls, failures } = this.#counts(now);
    return { calls, failureRate: calls > 0 ? (100 * failures) / calls : 0 };
  }

  isolate(): void {
    if (this.#state !== 'isolated') this.#change('isolated', 'manual', 0);
  }

  closeByHand(): void {
    this.#reset();
    if (this.#state !== 'closed') this.#change('closed', 'manual', UNBOUNDED);
  }

  snapshot(now: number): { readonly state: BreakerState; readonly openMs: number; readonly downMs: number } {
    // The probes of a half-open circuit are lost with the process: the next one probes again.
    const state = this.#state === 'half-open' ? 'open' : this.#state;
    return {
      state,
      openMs: this.#state === 'open' ? Math.max(0, this.#until - now) : 0,
      downMs: state === 'closed' ? 0 : now - this.#downSince,
    };
  }

  restore(state: 'closed' | 'open' | 'isolated', openMs: number, downMs: number, now: number): void {
    this.#reset();
    const remaining = Math.min(openMs, MAX_GROWTH * this.#config.resetTimeout);
    this.#downSince = now - downMs;
    if (state === 'open') this.#until = now + remaining;
    if (state !== this.#state)
      this.#change(state, 'restored', state === 'closed' ? UNBOUNDED : 0, state === 'open' ? remaining : undefined);
  }

  #reset(): void {
    this.#calls = undefined;
    // This also ends a slow start.
    this.#streak = this.#until = 0;
  }

  /** The rules for every state but the ordinary closed one. */
  #admits(now: number): boolean {
    if (this.#state === 'isolated') return false;
    if (this.#state === 'closed') {
      if (now >= this.#until) this.#limit = UNBOUNDED;
      return this.#active < this.#limit;
    }
    if (this.#state === 'open') {
      if (now < this.#until) return false;
      this.#streak = 0;
      this.#change('half-open', 'open-time-over', this.#config.halfOpenProbes);
    } else if (this.#active >= this.#limit) {
      // Each probe holds a lease. When even the youngest has run out, all of them hang: they lose their say.
      if (now < this.#until) return false;
      this.#generation++;
      this.#active = 0;
    }
    this.#until = now + this.#config.timeout;
    return true;
  }

  #counts(now: number): WindowCounts {
    return this.#calls?.counts(now) ?? NO_CALLS;
  }

  #countFailure(now: number): void {
    const { window, minimumCalls, errorThreshold, failureStreak } = this.#config;
    this.#streak = now - this.#failedAt > STREAK_WINDOWS * window ? 1 : this.#streak + 1;
    this.#failedAt = now;
    const { calls, failures } = this.#counts(now);
    if (calls >= minimumCalls) {
      if (100 * failures >= errorThreshold * calls) this.#open(now, 'failure-ratio');
    } else if (this.#streak >= failureStreak) {
      this.#open(now, 'failure-streak');
    }
  }

  #checkSlowCalls(now: number): void {
    const { calls, slow } = this.#counts(now);
    if (calls >= this.#config.minimumCalls && 100 * slow >= this.#config.slowCallRate * calls)
      this.#open(now, 'slow-ratio');
  }

  #open(now: number, reason: BreakerChangedEvent['reason']): void {
    const { resetTimeout, window } = this.#config;
    // Closed for less than a window: the recovery did not hold, so that the outage is still the same one.
    if (this.#state === 'closed' && now - this.#until > window) this.#downSince = now;
    // The longer the outage, the longer the open time, in proportion: recovery is noticed within an eighth of it.
    const whole = Math.min(Math.max(resetTimeout, GROWTH * (now - this.#downSince)), MAX_GROWTH * resetTimeout);
    // Half of it is drawn, so that the processes of a fleet do not probe in step.
    const openMs = whole * (0.5 + this.#random() / 2);
    this.#until = now + openMs;
    this.#change('open', reason, 0, openMs);
  }

  #close(now: number, reason: BreakerChangedEvent['reason']): void {
    this.#calls = undefined;
    this.#streak = 0;
    this.#until = now + SLOW_START * this.#config.resetTimeout;
    this.#change('closed', reason, this.#config.halfOpenProbes);
  }

  #change(to: BreakerState, reason: BreakerChangedEvent['reason'], limit: number, openMs?: number): void {
    const from = this.#state;
    this.#state = to;
    this.#limit = limit;
    this.#generation++;
    this.#active = 0;
    this.#listener?.({ from, to, reason, openMs });
  }
}
