import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimiter } from '../../src/resilience/rate-limiter.js';

const T0 = 1_700_000_000_000;
const NEVER = Number.POSITIVE_INFINITY;

function takeAll(limiter: RateLimiter, now: number): number {
  let taken = 0;
  while (taken < 1_000 && limiter.tryTake(now)) taken++;
  return taken;
}

describe('a token bucket', () => {
  it('allows its burst at once and then the documented rate', () => {
    const limiter = new RateLimiter(10, 5, () => 0);
    expect(takeAll(limiter, T0)).toBe(5);
    expect(takeAll(limiter, T0 + 99)).toBe(0);
    expect(takeAll(limiter, T0 + 100)).toBe(1);
    expect(takeAll(limiter, T0 + 3_600_000)).toBe(5);
  });

  it('tells each caller how long to wait, one after the other', () => {
    const limiter = new RateLimiter(10, 1, () => 0);
    expect([1, 2, 3].map(() => limiter.reserve(T0, NEVER))).toEqual([0, 100, 200]);
    expect(limiter.retryAfter(T0)).toBe(300);
  });

  it('refuses who would have to wait too long, without taking a turn', () => {
    const limiter = new RateLimiter(10, 1, () => 0);
    limiter.reserve(T0, NEVER);
    expect(limiter.reserve(T0, 99)).toBe(-1);
    expect(limiter.reserve(T0, 100)).toBe(100);
  });

  it('takes back a turn that was not used', () => {
    const limiter = new RateLimiter(10, 1, () => 0);
    limiter.reserve(T0, NEVER);
    limiter.reserve(T0, NEVER);
    limiter.giveBack();
    expect(limiter.reserve(T0, NEVER)).toBe(100);
  });

  it('never holds anyone back when no rate is documented', () => {
    const limiter = new RateLimiter(NEVER, NEVER, () => 0);
    expect(takeAll(limiter, T0)).toBe(1_000);
    expect(limiter.slowDown(T0)).toBe(false);
    expect(limiter.retryAfter(T0)).toBe(0);
  });
});

describe('an answer 429', () => {
  it('lowers the rate once a second, and it recovers within ten', () => {
    const limiter = new RateLimiter(100, 100, () => 0);
    limiter.tryTake(T0);
    expect(limiter.slowDown(T0)).toBe(true);
    expect(limiter.rate).toBeCloseTo(70);
    expect(limiter.slowDown(T0 + 999)).toBe(false);
    expect(limiter.slowDown(T0 + 1_000)).toBe(true);
    expect(limiter.rate).toBeCloseTo(56);
    limiter.retryAfter(T0 + 3_000);
    expect(limiter.rate).toBeCloseTo(76);
    limiter.retryAfter(T0 + 30_000);
    expect(limiter.rate).toBe(100);
  });

  it('takes away what was saved up', () => {
    const limiter = new RateLimiter(100, 100, () => 0);
    limiter.slowDown(T0);
    expect(limiter.tryTake(T0)).toBe(false);
  });
});

describe('a Retry-After', () => {
  it('pauses everybody', () => {
    const limiter = new RateLimiter(NEVER, NEVER, () => 0);
    expect(limiter.pause(T0, 2_000)).toBe(2_000);
    expect(limiter.isPaused(T0 + 1_999)).toBe(true);
    expect(limiter.tryTake(T0 + 1_999)).toBe(false);
    expect(limiter.pausedMs(T0 + 500)).toBe(1_500);
    expect(limiter.reserve(T0 + 500, NEVER)).toBe(1_500);
    expect(limiter.reserve(T0 + 500, 1_499)).toBe(-1);
  });

  it('brings callers back spread over a tenth of it, at most over a second', () => {
    const spread = (pause: number, random: number): number => {
      const limiter = new RateLimiter(NEVER, NEVER, () => random);
      limiter.pause(T0, pause);
      return limiter.reserve(T0, NEVER);
    };
    expect(spread(2_000, 0.5)).toBe(2_100);
    expect(spread(2_000, 0.999)).toBeCloseTo(2_199.8);
    expect(spread(30_000, 0.5)).toBe(30_500);
  });

  it('spreads also those who come in the instant of its end', () => {
    const limiter = new RateLimiter(NEVER, NEVER, () => 0.5);
    limiter.pause(T0, 2_000);
    expect(limiter.tryTake(T0 + 2_000)).toBe(false);
    expect(limiter.reserve(T0 + 2_000, NEVER)).toBe(100);
    expect(limiter.tryTake(T0 + 2_200)).toBe(true);
  });

  it('leaves time for the request itself when the deadline is near', () => {
    const limiter = new RateLimiter(NEVER, NEVER, () => 0.999);
    limiter.pause(T0, 20_000);
    expect(limiter.reserve(T0, 20_100)).toBeLessThanOrEqual(20_050);
    expect(limiter.reserve(T0, 20_000)).toBe(20_000);
  });

  it('is not believed for longer than a minute, and a shorter one does not shorten it', () => {
    const limiter = new RateLimiter(NEVER, NEVER, () => 0);
    expect(limiter.pause(T0, 86_400_000)).toBe(60_000);
    expect(limiter.pause(T0 + 1_000, 5_000)).toBe(0);
    expect(limiter.pausedMs(T0 + 1_000)).toBe(59_000);
  });
});

describe('a snapshot', () => {
  it('carries rate and pause', () => {
    const limiter = new RateLimiter(100, 100, () => 0);
    limiter.slowDown(T0);
    limiter.pause(T0, 5_000);
    const snapshot = limiter.snapshot(T0);
    expect(snapshot).toEqual({ rate: 70, pausedMs: 5_000 });
    const other = new RateLimiter(100, 100, () => 0);
    other.tryTake(T0);
    other.restore(70, 5_000, T0);
    expect([other.rate, other.pausedMs(T0)]).toEqual([70, 5_000]);
  });

  it('leaves out a rate that is not documented, because JSON has no Infinity', () => {
    const limiter = new RateLimiter(NEVER, NEVER, () => 0);
    expect(JSON.parse(JSON.stringify(limiter.snapshot(T0)))).toEqual({ pausedMs: 0 });
    limiter.restore(undefined, 0, T0);
    expect(limiter.rate).toBe(NEVER);
    expect(limiter.pausedMs(T0)).toBe(0);
  });

  it('restores no rate beyond what is documented, and none of nothing', () => {
    const limiter = new RateLimiter(100, 100, () => 0);
    limiter.restore(1e9, 0, T0);
    expect(limiter.rate).toBe(100);
    limiter.restore(0, 0, T0);
    expect(limiter.rate).toBe(1);
  });
});

describe('a rate limiter, whatever happens', () => {
  it('sends no more than burst + rate x time, and nothing during a pause', () => {
    const command = fc.oneof(
      fc.constant({ type: 'send' as const }),
      fc.record({ type: fc.constant('wait' as const), ms: fc.nat({ max: 500 }) }),
      fc.record({ type: fc.constant('429' as const), pause: fc.option(fc.nat({ max: 1_000 }), { nil: undefined }) }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.array(command, { maxLength: 150 }),
        (rate, burst, random, commands) => {
          const limiter = new RateLimiter(rate, burst, () => random);
          const sent: number[] = [];
          let now = T0;
          let pausedUntil = T0;
          for (const step of commands) {
            if (step.type === 'wait') now += step.ms;
            else if (step.type === '429') {
              limiter.slowDown(now);
              if (step.pause !== undefined) {
                pausedUntil = Math.max(pausedUntil, now + step.pause);
                limiter.pause(now, step.pause);
              }
            } else {
              const wait = limiter.reserve(now, 60_000);
              if (wait < 0) continue;
              expect(now + wait).toBeGreaterThanOrEqual(pausedUntil);
              sent.push(now + wait);
            }
            expect(limiter.rate).toBeGreaterThan(0);
            expect(limiter.rate).toBeLessThanOrEqual(rate);
            expect(limiter.retryAfter(now)).toBeGreaterThanOrEqual(0);
          }
          for (const end of sent) {
            // Floating point may let a request go a thousandth of a millisecond early.
            expect(sent.filter((at) => at <= end).length).toBeLessThanOrEqual(
              burst + (rate * (end - T0)) / 1_000 + 1e-3 + 1e-6 * sent.length,
            );
          }
        },
      ),
    );
  });
});
