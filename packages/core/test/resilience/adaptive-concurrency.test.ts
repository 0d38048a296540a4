import { describe, expect, it } from 'vitest';
import { AdaptiveConcurrency, type LoadSignal, MAX_LIMIT } from '../../src/resilience/adaptive-concurrency.js';

const T0 = 1_700_000_000_000;

function setUp() {
  const adaptive = new AdaptiveConcurrency();
  const at = { now: T0 };
  const call = (signal: LoadSignal, ms: number, { inFlight = 10, operation = 'a.b' } = {}): void => {
    at.now += 20;
    adaptive.observe(signal, operation, ms, inFlight, at.now);
  };
  const calls = (
    count: number,
    signal: LoadSignal,
    ms: number,
    options?: { inFlight?: number; operation?: string },
  ): void => {
    for (let index = 0; index < count; index++) call(signal, ms, options);
  };
  return { adaptive, at, call, calls };
}

/** With 20 in flight, and latency at its usual 20 ms. */
function warm() {
  const set = setUp();
  set.calls(100, 'success', 20);
  return set;
}

describe('adaptive concurrency', () => {
  it('starts wide, so that a burst is not refused without evidence', () => {
    expect(setUp().adaptive.limit).toBe(MAX_LIMIT);
  });

  it('keeps its limit while latency is what it was', () => {
    const { adaptive } = warm();
    expect(adaptive.limit).toBe(MAX_LIMIT);
  });

  it('cuts to less than what is in flight when latency rises to several times the usual', () => {
    const { adaptive, calls } = warm();
    calls(20, 'success', 200, { inFlight: 29 });
    expect(adaptive.limit).toBeLessThan(20);
  });

  it('cuts when a majority of the calls fail', () => {
    const { adaptive, calls } = warm();
    calls(6, 'failure', 5, { inFlight: 29 });
    expect(adaptive.limit).toBe(MAX_LIMIT);
    calls(1, 'failure', 5, { inFlight: 29 });
    expect(adaptive.limit).toBe(18);
  });

  it('cuts once a round trip: calls sent before the cut do not know of it', () => {
    const { adaptive, at, calls } = warm();
    calls(7, 'failure', 5, { inFlight: 29 });
    for (let index = 0; index < 20; index++) adaptive.observe('failure', 'a.b', 500, 29, at.now);
    expect(adaptive.limit).toBe(18);
    at.now += 501;
    adaptive.observe('failure', 'a.b', 500, 17, at.now);
    expect(adaptive.limit).toBe(10);
  });

  it('never goes below two', () => {
    const { adaptive, calls } = warm();
    calls(200, 'failure', 5, { inFlight: 0 });
    expect(adaptive.limit).toBe(2);
  });

  it('grows by one for a success after a refusal, and slowly without', () => {
    const { adaptive, at, call, calls } = warm();
    calls(10, 'failure', 5, { inFlight: 20 });
    calls(20, 'success', 20);
    const limit = adaptive.limit;
    adaptive.noteRefusal(at.now);
    call('success', 20);
    expect(adaptive.limit).toBe(limit + 1);
    call('success', 20);
    expect(adaptive.limit).toBe(limit + 1);
    calls(1_000, 'success', 20);
    expect(adaptive.limit).toBeGreaterThan(limit + 20);
  });

  it('never grows beyond its bound', () => {
    const { adaptive, at, call } = warm();
    for (let index = 0; index < 1_000; index++) {
      adaptive.noteRefusal(at.now);
      call('success', 20);
    }
    expect(adaptive.limit).toBe(MAX_LIMIT);
  });

  it('is not fooled by the replies of a few slow calls', () => {
    const { adaptive, calls } = warm();
    for (let round = 0; round < 50; round++) {
      calls(9, 'success', 20);
      calls(1, 'success', 2_000);
    }
    expect(adaptive.limit).toBe(MAX_LIMIT);
  });

  it('measures each operation against itself', () => {
    const { adaptive, calls } = warm();
    for (let round = 0; round < 1_200; round++) {
      calls(1, 'success', 20, { operation: 'customers.retrieve' });
      calls(1, 'success', 4_000, { operation: 'reports.run' });
    }
    expect(adaptive.limit).toBe(MAX_LIMIT);
    calls(20, 'success', 16_000, { operation: 'reports.run', inFlight: 29 });
    expect(adaptive.limit).toBeLessThan(MAX_LIMIT);
  });

  it('does not take the first answers of a slow vendor, which are its quick ones, for the usual', () => {
    const { adaptive, calls } = setUp();
    for (const ms of [100, 300, 600, 1_000, 1_500, 2_000, 3_000]) calls(10, 'success', ms);
    calls(100, 'success', 2_000);
    expect(adaptive.limit).toBe(MAX_LIMIT);
  });

  it('puts what comes after a hundred operations into one record', () => {
    const { adaptive, calls } = setUp();
    for (let index = 0; index < 300; index++) calls(2, 'success', 20, { operation: `op.${index}` });
    calls(30, 'success', 20, { operation: 'op.299' });
    calls(20, 'success', 400, { operation: 'op.298', inFlight: 29 });
    expect(adaptive.limit).toBeLessThan(MAX_LIMIT);
  });

  it('takes a vendor that has become slower for good for the new normal', () => {
    const { adaptive, at, calls } = warm();
    calls(10, 'success', 200);
    const cut = adaptive.limit;
    expect(cut).toBeLessThan(20);
    for (let index = 0; index < 1_000; index++) {
      adaptive.noteRefusal(at.now);
      calls(1, 'success', 200, { inFlight: adaptive.limit - 1 });
    }
    expect(adaptive.limit).toBeGreaterThan(100);
  });

  it('does not take an overload of its own making for the new normal', () => {
    const { adaptive, calls } = warm();
    calls(10, 'success', 200, { inFlight: 100 });
    for (let index = 0; index < 300; index++)
      calls(1, 'success', 20 * adaptive.limit, { inFlight: adaptive.limit - 1 });
    expect(adaptive.limit).toBeLessThan(20);
  });

  it('ignores differences of a few milliseconds', () => {
    const { adaptive, calls } = setUp();
    calls(50, 'success', 0);
    calls(50, 'success', 9);
    expect(adaptive.limit).toBe(MAX_LIMIT);
  });

  it('learns from a timeout, unless the caller cut the call off early', () => {
    const { adaptive, calls } = warm();
    calls(50, 'timeout', 10);
    expect(adaptive.limit).toBe(MAX_LIMIT);
    calls(8, 'timeout', 1_000);
    expect(adaptive.limit).toBeLessThan(MAX_LIMIT);
  });

  it('learns nothing from calls that say nothing', () => {
    const { adaptive, calls } = warm();
    calls(50, 'neutral', 100_000);
    expect(adaptive.limit).toBe(MAX_LIMIT);
  });

  it('forgets trouble that is a minute old when a call finds no place', () => {
    const { adaptive, at, calls } = warm();
    calls(100, 'failure', 5, { inFlight: 0 });
    expect(adaptive.limit).toBe(2);
    expect(adaptive.noteRefusal(at.now + 50_000)).toBe(false);
    expect(adaptive.noteRefusal(at.now + 60_001)).toBe(true);
    expect(adaptive.limit).toBe(MAX_LIMIT);
    expect(adaptive.noteRefusal(at.now + 60_001)).toBe(false);
  });

  it('comes back from a snapshot within its bounds', () => {
    const { adaptive } = setUp();
    adaptive.restore(17.5);
    expect(adaptive.snapshot()).toEqual({ limit: 17.5 });
    adaptive.restore(1e9);
    expect(adaptive.limit).toBe(MAX_LIMIT);
    adaptive.restore(0);
    expect(adaptive.limit).toBe(2);
  });
});
