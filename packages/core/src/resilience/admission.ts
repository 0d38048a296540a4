import type { BreakerChangedEvent, LimiterEvent } from '../monitoring/integration-event.js';
import type { Telemetry } from '../monitoring/telemetry.js';
import type { Clock } from '../runtime/clock.js';
import { AdaptiveConcurrency, type LoadSignal, MAX_LIMIT } from './adaptive-concurrency.js';
import { Bulkhead } from './bulkhead.js';
import { type BreakerChange, CircuitBreaker } from './circuit-breaker.js';
import { ABORTED, type Failure, toRefusal } from './failure.js';
import { MUST_WAIT, REFUSED, type Verdict } from './permit.js';
import type { PolicyCall } from './policy-call.js';
import { RateLimiter } from './rate-limiter.js';
import type { ResolvedPolicyConfig } from './resolve-policy-config.js';
import type { SteadyTime } from './steady-time.js';
import { Wait, type WaitEnd } from './wait.js';

/** What an admission is given. */
export interface AdmissionParts {
  readonly name: string;
  readonly config: ResolvedPolicyConfig;
  readonly time: SteadyTime;
  readonly clock: Clock;
  readonly random: () => number;
  readonly telemetry: Telemetry | undefined;
}

/** The gates before each attempt, in their order: circuit breaker, concurrency, rate. */
export class Admission {
  readonly breaker: CircuitBreaker;
  readonly bulkhead: Bulkhead;
  readonly #parts: AdmissionParts;
  #adaptive: AdaptiveConcurrency | undefined;
  #rate: RateLimiter | undefined;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    const { circuitBreaker, rateLimiting } = parts.config;
    const { concurrency, queue = 0, requestsPerSecond } = rateLimiting;
    const listener =
      parts.telemetry && ((change: BreakerChange): void => this.#emit({ type: 'breaker.changed', ...change }));
    this.breaker = new CircuitBreaker(circuitBreaker, parts.random, listener);
    this.bulkhead = new Bulkhead(concurrency === 'adaptive' ? MAX_LIMIT : concurrency, queue, parts.clock);
    if (requestsPerSecond !== undefined) this.#rate = this.#createRate();
  }

  /** Undefined when the concurrency is fixed. */
  get adaptive(): AdaptiveConcurrency | undefined {
    if (this.#parts.config.rateLimiting.concurrency !== 'adaptive') return undefined;
    return (this.#adaptive ??= new AdaptiveConcurrency());
  }

  get rate(): RateLimiter | undefined {
    return this.#rate;
  }

  /** A permit for a call that has to wait for nothing. One that gets MUST_WAIT is for {@link enter}. */
  tryEnter(): number {
    const { time } = this.#parts;
    const permit = this.breaker.acquire(this.breaker.isUnbounded ? 0 : time.now());
    if (permit === REFUSED) return REFUSED;
    if (this.bulkhead.tryAcquire()) {
      if (this.#rate === undefined || this.#rate.tryTake(time.now())) return permit;
      this.bulkhead.release();
    }
    this.breaker.release(permit, 'ignored', 0, 0);
    return MUST_WAIT;
  }

  /** A permit, or why there is none. Waits for a place and for the rate, as far as the call's deadline allows. */
  async enter(call: PolicyCall): Promise<number | Failure> {
    const { time } = this.#parts;
    const { signal } = call.options;
    let permit = this.breaker.acquire(time.now());
    if (permit === REFUSED) return this.refusal();
    const refuse = (failure: Failure): Failure => {
      this.breaker.release(permit, 'ignored', 0, time.now());
      return failure;
    };
    const place = await this.#enterBulkhead(call);
    if (place === 'refused') return refuse(this.#overloaded('concurrency', this.bulkhead.limit));
    if (place === 'aborted') return refuse(ABORTED);
    if (place === 'timeout')
      return refuse(toRefusal('DEADLINE_EXCEEDED', 'not sent: no place became free before the deadline'));
    const failure = (await this.#enterRate(call)) ?? (signal?.aborted === true ? ABORTED : undefined);
    if (failure !== undefined) {
      this.bulkhead.release();
      return refuse(failure);
    }
    // The circuit may have opened while the call waited.
    if (!this.breaker.isCurrent(permit)) permit = this.breaker.acquire(time.now());
    if (permit !== REFUSED) return permit;
    this.#rate?.giveBack();
    this.bulkhead.release();
    return this.refusal();
  }

  /** Hands everything back that a call held, with what it learned of the service. */
  leave(permit: number, verdict: Verdict, load: LoadSignal, operation: string, durationMs: number, now: number): void {
    this.breaker.release(permit, verdict, durationMs, now);
    this.bulkhead.release();
    const { adaptive } = this;
    if (adaptive === undefined) return;
    adaptive.observe(load, operation, durationMs, this.bulkhead.inFlight, now);
    if (adaptive.limit === this.bulkhead.limit) return;
    this.bulkhead.resize(adaptive.limit);
    this.#emit({ type: 'limiter.changed', limiter: 'concurrency', limit: adaptive.limit });
  }

  /** The vendor said that it gets too many requests. */
  slowDown(now: number, pauseMs: number | undefined): void {
    if (this.#rate?.slowDown(now) === true)
      this.#emit({ type: 'limiter.changed', limiter: 'rate', limit: this.#rate.rate });
    if (pauseMs === undefined || pauseMs <= 0) return;
    const rate = (this.#rate ??= this.#createRate());
    const pause = rate.pause(now, pauseMs);
    if (pause > 0) this.#emit({ type: 'limiter.paused', limiter: 'rate', limit: rate.rate, pauseMs: pause });
  }

  restore(
    limit: number | undefined,
    rate: { readonly rate?: number | undefined; readonly pausedMs: number } | undefined,
    now: number,
  ): void {
    if (limit !== undefined && this.adaptive !== undefined) {
      this.adaptive.restore(limit);
      this.bulkhead.resize(this.adaptive.limit);
    }
    if (rate !== undefined) (this.#rate ??= this.#createRate()).restore(rate.rate, rate.pausedMs, now);
  }

  async #enterBulkhead(call: PolicyCall): Promise<WaitEnd | 'refused'> {
    const { bulkhead } = this;
    const now = this.#parts.time.now();
    const place = await bulkhead.acquire(call.deadline - now, call.options.signal);
    const { adaptive } = this;
    if (place !== 'refused') return place;
    if (adaptive?.noteRefusal(now) === true) bulkhead.resize(adaptive.limit);
    // Also for the others that were refused in the same instant: the first of them has lifted the limit.
    return bulkhead.tryAcquire() ? 'settled' : 'refused';
  }

  async #enterRate(call: PolicyCall): Promise<Failure | undefined> {
    const rate = this.#rate;
    if (rate === undefined) return undefined;
    const { time, clock } = this.#parts;
    for (;;) {
      const now = time.now();
      const waitMs = rate.reserve(now, call.deadline - now);
      if (waitMs < 0) return this.#overloaded('rate', rate.rate, rate.retryAfter(now));
      if (waitMs === 0) return undefined;
      const end = await new Wait(clock, waitMs, call.options.signal).end;
      if (end === 'timeout' && !rate.isPaused(time.now())) return undefined;
      // Aborted, or the vendor asked for a further pause meanwhile: then the wait begins anew.
      rate.giveBack();
      if (end === 'aborted') return ABORTED;
    }
  }

  /** What the circuit says to a call that it refused. */
  refusal(): Failure {
    const retryAfterMs = this.breaker.retryAfter(this.#parts.time.now());
    if (retryAfterMs === Infinity) return toRefusal('CIRCUIT_OPEN', 'not sent: the circuit was opened by hand');
    return toRefusal(
      'CIRCUIT_OPEN',
      `not sent: the circuit is open, a probe is due in ${Math.ceil(retryAfterMs)} ms`,
      retryAfterMs,
    );
  }

  #overloaded(limiter: 'concurrency' | 'rate', limit: number, retryAfterMs?: number): Failure {
    this.#emit({ type: 'limiter.rejected', limiter, limit });
    const { inFlight } = this.bulkhead;
    const message =
      retryAfterMs === undefined
        ? `not sent: ${inFlight === 1 ? '1 call is' : `${inFlight} calls are`} in flight, and the limit is ${limit}`
        : `not sent: the rate limit has room in ${Math.ceil(retryAfterMs)} ms, after the deadline`;
    return toRefusal('OVERLOADED', message, retryAfterMs);
  }

  #emit(facts: Omit<BreakerChangedEvent, 'service' | 'at'> | Omit<LimiterEvent, 'service' | 'at'>): void {
    const { telemetry, name, clock } = this.#parts;
    telemetry?.emit({ service: name, at: clock.now(), ...facts });
  }

  #createRate(): RateLimiter {
    const { requestsPerSecond = Infinity, burst = requestsPerSecond } = this.#parts.config.rateLimiting;
    return new RateLimiter(requestsPerSecond, burst, this.#parts.random);
  }
}
