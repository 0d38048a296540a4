import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_CALLS, SlidingWindow } from '../../src/resilience/sliding-window.js';

const T0 = 1_700_000_000_000;

describe('a sliding window', () => {
  it('is empty at first', () => {
    expect(new SlidingWindow(1_000).counts(T0)).toEqual(NO_CALLS);
  });

  it('counts calls, failures and slow calls', () => {
    const window = new SlidingWindow(1_000);
    window.add(T0, false, false);
    window.add(T0, true, false);
    window.add(T0, true, true);
    expect(window.counts(T0)).toEqual({ calls: 3, failures: 2, slow: 1 });
  });

  it('weighs the older bucket by the part of it that is still inside', () => {
    const window = new SlidingWindow(1_000);
    window.add(T0, true, true);
    window.add(T0, true, false);
    window.add(T0 + 1_250, false, false);
    expect(window.counts(T0 + 1_250)).toEqual({ calls: 2.5, failures: 1.5, slow: 0.75 });
    expect(window.counts(T0 + 1_750)).toEqual({ calls: 1.5, failures: 0.5, slow: 0.25 });
  });

  it('forgets everything after two lengths, however long the pause', () => {
    const window = new SlidingWindow(1_000);
    window.add(T0, true, true);
    expect(window.counts(T0 + 2_000)).toEqual(NO_CALLS);
    expect(window.counts(T0 + 3_600_000)).toEqual(NO_CALLS);
  });

  it('stays between what the last length and the last two lengths hold, and never goes below zero', () => {
    const step = fc.record({ gap: fc.nat({ max: 2_500 }), failed: fc.boolean(), slow: fc.boolean() });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.array(step, { maxLength: 60 }),
        fc.nat({ max: 5_000 }),
        (length, steps, wait) => {
          const window = new SlidingWindow(length);
          const all: { at: number; failed: boolean; slow: boolean }[] = [];
          let now = T0;
          for (const { gap, failed, slow } of steps) {
            now += gap;
            window.add(now, failed, slow);
            all.push({ at: now, failed, slow });
          }
          now += wait;
          const { calls, failures, slow } = window.counts(now);
          const within = (span: number, pick: (call: (typeof all)[number]) => boolean): number =>
            all.filter((call) => call.at > now - span && pick(call)).length;
          for (const [count, pick] of [
            [calls, () => true],
            [failures, (call: (typeof all)[number]) => call.failed],
            [slow, (call: (typeof all)[number]) => call.slow],
          ] as const) {
            expect(count).toBeGreaterThanOrEqual(0);
            expect(count).toBeLessThanOrEqual(within(2 * length, pick) + 1e-9);
          }
          expect(failures).toBeLessThanOrEqual(calls);
          expect(slow).toBeLessThanOrEqual(calls);
        },
      ),
    );
  });

  it('counts exactly what happened in a bucket that is not full yet', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 10 }), { maxLength: 50 }), (gaps) => {
        const window = new SlidingWindow(1_000);
        let now = T0;
        for (const gap of gaps) window.add((now += gap), true, false);
        const { calls } = window.counts(now);
        expect(calls).toBe(gaps.length);
      }),
    );
  });
});
