import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from '../../src/resilience/circuit-breaker.js';
import { REFUSED, type Verdict } from '../../src/resilience/permit.js';

const T0 = 1_700_000_000_000;
const CONFIG = {
  timeout: 500,
  errorThreshold: 50,
  resetTimeout: 100,
  minimumCalls: 4,
  window: 1_000,
  failureStreak: 3,
  slowCallRate: 100,
  halfOpenProbes: 2,
} as const;

/**
 * What a breaker must do, told without its windows and streaks: they decide when it opens, and the model lets it open at
 * any failure. What it must never do is the model's business.
 */
interface Model {
  now: number;
  /** Permits that are out, with the state and number of changes at which they were given. */
  out: { permit: number; epoch: number; at: number }[];
  epoch: number;
  state: string;
  openUntil: number;
  probesSucceeded: number;
}
interface Real {
  readonly breaker: CircuitBreaker;
  readonly changes: { from: string; to: string; openMs?: number | undefined }[];
}

function follow(model: Model, real: Real): void {
  while (model.epoch < real.changes.length) {
    const change = real.changes[model.epoch++];
    expect(change?.from).toBe(model.state);
    model.state = change?.to ?? '';
    model.probesSucceeded = 0;
    if (change?.to === 'open') {
      expect(change.openMs).toBeGreaterThan(0);
      expect(change.openMs).toBeLessThanOrEqual(30 * CONFIG.resetTimeout);
      model.openUntil = model.now + (change.openMs ?? 0);
    }
  }
}

class Acquire implements fc.Command<Model, Real> {
  check = (): boolean => true;
  run(model: Model, real: Real): void {
    const before = model.state;
    const permit = real.breaker.acquire(model.now);
    follow(model, real);
    if (before === 'isolated' || (before === 'open' && model.now < model.openUntil)) expect(permit).toBe(REFUSED);
    if (before === 'open' && model.now >= model.openUntil) expect(model.state).toBe('half-open');
    if (permit === REFUSED) return;
    model.out.push({ permit, epoch: model.epoch, at: model.now });
    // Never more probes than allowed whose lease has not run out.
    const leased = model.out.filter((item) => item.epoch === model.epoch && model.now - item.at < CONFIG.timeout);
    if (model.state === 'half-open') expect(leased.length).toBeLessThanOrEqual(CONFIG.halfOpenProbes);
  }
  toString = (): string => 'acquire';
}

class Release implements fc.Command<Model, Real> {
  readonly index: number;
  readonly verdict: Verdict;
  constructor(index: number, verdict: Verdict) {
    this.index = index;
    this.verdict = verdict;
  }
  check = (model: Readonly<Model>): boolean => model.out.length > 0;
  run(model: Model, real: Real): void {
    const [item] = model.out.splice(this.index % model.out.length, 1);
    if (item === undefined) return;
    const stale = !real.breaker.isCurrent(item.permit);
    const { epoch, state } = model;
    real.breaker.release(item.permit, this.verdict, model.now - item.at, model.now);
    if (stale || this.verdict === 'ignored') expect(real.changes.length).toBe(epoch);
    if (!stale && state === 'half-open') {
      if (this.verdict === 'failure') expect(real.changes.at(-1)?.to).toBe('open');
      if (['success', 'answered'].includes(this.verdict) && ++model.probesSucceeded >= CONFIG.halfOpenProbes)
        expect(real.changes.at(-1)?.to).toBe('closed');
    }
    follow(model, real);
    const { calls, failureRate } = real.breaker.health(model.now);
    expect(calls).toBeGreaterThanOrEqual(0);
    expect(failureRate).toBeGreaterThanOrEqual(0);
    expect(failureRate).toBeLessThanOrEqual(100);
  }
  toString = (): string => `release(${this.index}, ${this.verdict})`;
}

class Advance implements fc.Command<Model, Real> {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = (): boolean => true;
  run(model: Model): void {
    model.now += this.ms;
  }
  toString = (): string => `advance(${this.ms})`;
}

class ByHand implements fc.Command<Model, Real> {
  readonly action: 'isolate' | 'closeByHand';
  constructor(action: 'isolate' | 'closeByHand') {
    this.action = action;
  }
  check = (): boolean => true;
  run(model: Model, real: Real): void {
    real.breaker[this.action]();
    follow(model, real);
    expect(model.state).toBe(this.action === 'isolate' ? 'isolated' : 'closed');
  }
  toString = (): string => this.action;
}

describe('a circuit breaker, whatever happens to it', () => {
  it('keeps to its probes, its open times and its states, and drops late results', () => {
    const commands = [
      fc.constant(new Acquire()),
      fc.constant(new Acquire()),
      fc
        .record({
          index: fc.nat({ max: 50 }),
          verdict: fc.constantFrom<Verdict>('success', 'failure', 'failure', 'answered', 'ignored'),
        })
        .map(({ index, verdict }) => new Release(index, verdict)),
      fc.nat({ max: 400 }).map((ms) => new Advance(ms)),
      fc.constantFrom('isolate' as const, 'closeByHand' as const).map((action) => new ByHand(action)),
    ];
    fc.assert(
      fc.property(
        fc.commands(commands, { maxCommands: 120 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (steps, random) => {
          const changes: Real['changes'] = [];
          const breaker = new CircuitBreaker(
            CONFIG,
            () => random,
            (change) => changes.push(change),
          );
          const model: Model = { now: T0, out: [], epoch: 0, state: 'closed', openUntil: 0, probesSucceeded: 0 };
          fc.modelRun(() => ({ model, real: { breaker, changes } }), steps);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('lets calls through again once the service answers, from any state it got into', () => {
    const event = fc.record({
      gap: fc.nat({ max: 300 }),
      verdict: fc.constantFrom<Verdict>('success', 'failure', 'answered', 'ignored'),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 100 }), (events) => {
        const breaker = new CircuitBreaker(CONFIG, () => 0.5);
        let now = T0;
        for (const { gap, verdict } of events) {
          now += gap;
          const permit = breaker.acquire(now);
          // Every fifth result never arrives: its caller hangs.
          if (permit !== REFUSED && gap % 5 !== 0) breaker.release(permit, verdict, 1, now);
        }
        now += 30 * CONFIG.resetTimeout + CONFIG.timeout;
        for (let success = 0; success < CONFIG.halfOpenProbes; success++) {
          const permit = breaker.acquire(now);
          expect(permit).not.toBe(REFUSED);
          breaker.release(permit, 'success', 1, now);
        }
        expect(breaker.stateAt(now)).toBe('closed');
      }),
    );
  });
});
