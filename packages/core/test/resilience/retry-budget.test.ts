import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetryBudget } from '../../src/resilience/retry-budget.js';

const T0 = 1_700_000_000_000;

function spend(budget: RetryBudget, now: number): number {
  let taken = 0;
  while (budget.take(now)) taken++;
  return taken;
}

describe('a retry budget', () => {
  it('starts with its burst', () => {
    expect(spend(new RetryBudget({ ratio: 0.2, burst: 10 }, T0), T0)).toBe(10);
  });

  it('regains one retry for five successes at a ratio of 0.2', () => {
    const budget = new RetryBudget({ ratio: 0.2, burst: 10 }, T0);
    spend(budget, T0);
    for (let success = 0; success < 4; success++) budget.refund();
    expect(budget.take(T0)).toBe(false);
    budget.refund();
    expect(budget.available(T0)).toBeCloseTo(1);
    expect(spend(budget, T0)).toBe(1);
  });

  it('regains one retry each ten seconds, so that it does not stay empty', () => {
    const budget = new RetryBudget({ ratio: 0, burst: 10 }, T0);
    spend(budget, T0);
    expect(budget.take(T0 + 9_999)).toBe(false);
    expect(spend(budget, T0 + 10_000)).toBe(1);
    expect(spend(budget, T0 + 3_600_000)).toBe(10);
  });

  it('saves up no more than its burst', () => {
    const budget = new RetryBudget({ ratio: 1, burst: 3 }, T0);
    for (let success = 0; success < 100; success++) budget.refund();
    budget.giveBack();
    expect(spend(budget, T0 + 3_600_000)).toBe(3);
  });

  it('returns the cost of a retry that was not sent', () => {
    const budget = new RetryBudget({ ratio: 0, burst: 1 }, T0);
    expect(budget.take(T0)).toBe(true);
    budget.giveBack();
    expect(budget.take(T0)).toBe(true);
  });

  it('comes back from a snapshot within its bounds', () => {
    const budget = new RetryBudget({ ratio: 0.2, burst: 10 }, T0);
    budget.restore(2.5, T0);
    expect(budget.snapshot(T0)).toEqual({ tokens: 2.5 });
    budget.restore(1e9, T0);
    expect(budget.available(T0)).toBe(10);
  });

  it('never allows more retries than burst + ratio x successes + one each ten seconds', () => {
    const command = fc.oneof(
      fc.constant({ type: 'success' as const }),
      fc.constant({ type: 'retry' as const }),
      fc.record({ type: fc.constant('wait' as const), ms: fc.nat({ max: 30_000 }) }),
    );
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.nat({ max: 20 }),
        fc.array(command, { maxLength: 200 }),
        (ratio, burst, commands) => {
          const budget = new RetryBudget({ ratio, burst }, T0);
          let now = T0;
          let successes = 0;
          let retries = 0;
          for (const step of commands) {
            if (step.type === 'success') {
              successes++;
              budget.refund();
            } else if (step.type === 'wait') now += step.ms;
            else if (budget.take(now)) retries++;
            expect(retries).toBeLessThanOrEqual(burst + ratio * successes + (now - T0) / 10_000 + 1e-6);
            expect(budget.available(now)).toBeGreaterThanOrEqual(0);
            expect(budget.available(now)).toBeLessThanOrEqual(burst);
          }
        },
      ),
    );
  });
});
