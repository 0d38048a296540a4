import { describe, expect, it } from 'vitest';
import type { CircuitBreakerConfig } from '../../src/contract/circuit-breaker-config.js';
import { type BreakerChange, CircuitBreaker } from '../../src/resilience/circuit-breaker.js';
import { REFUSED, type Verdict } from '../../src/resilience/permit.js';

const T0 = 1_700_000_000_000;
const CONFIG: CircuitBreakerConfig = {
  timeout: 10_000,
  errorThreshold: 50,
  resetTimeout: 1_000,
  minimumCalls: 10,
  window: 5_000,
  failureStreak: 5,
  slowCallRate: 60,
  halfOpenProbes: 3,
};

/** A breaker with a clock beside it, whose open times are drawn at their upper end. */
function setUp(overrides: Partial<CircuitBreakerConfig> = {}) {
  const changes: BreakerChange[] = [];
  const breaker = new CircuitBreaker(
    { ...CONFIG, ...overrides },
    () => 1,
    (change) => changes.push(change),
  );
  const at = { now: T0 };
  const calls = (count: number, verdict: Verdict, durationMs = 1): void => {
    for (let index = 0; index < count; index++) breaker.release(breaker.acquire(at.now), verdict, durationMs, at.now);
  };
  return { breaker, changes, at, calls, state: () => breaker.stateAt(at.now) };
}

function open() {
  const set = setUp();
  set.calls(5, 'failure');
  return set;
}

/** One whose outage has lasted for 80 seconds, so that a further open time would take ten. */
function longDown() {
  const set = setUp();
  set.breaker.restore('open', 0, 80_000, T0);
  return set;
}

describe('a streak of failures', () => {
  it.each([
    [50_000, 'open'],
    [50_001, 'closed'],
  ])('that pauses for %d ms, of ten windows, leaves the circuit %s with the next one', (pause, state) => {
    const set = setUp();
    set.calls(4, 'failure');
    set.at.now += pause;
    set.calls(1, 'failure');
    expect(set.state()).toBe(state);
  });

  it('is forgotten when the circuit is restored or closed by hand', () => {
    const set = setUp();
    set.calls(4, 'failure');
    set.breaker.restore('closed', 0, 0, set.at.now);
    set.calls(4, 'failure');
    set.breaker.closeByHand();
    set.calls(4, 'failure');
    expect(set.state()).toBe('closed');
    expect(set.breaker.health(set.at.now).calls).toBe(4);
    expect(set.changes).toEqual([]);
  });
});

describe('slow calls', () => {
  it('are those that take longer than the threshold, not as long', () => {
    const { calls, state } = setUp({ slowCallThreshold: 500 });
    calls(20, 'success', 500);
    expect(state()).toBe('closed');
    calls(30, 'success', 501);
    expect(state()).toBe('open');
  });

  it('open nothing while there are few of them among many', () => {
    const { calls, state } = setUp({ slowCallThreshold: 500 });
    calls(20, 'success');
    calls(1, 'success', 501);
    expect(state()).toBe('closed');
  });

  it('open nothing while there are few calls at all', () => {
    const { calls, state } = setUp({ slowCallThreshold: 500 });
    calls(9, 'success', 501);
    expect(state()).toBe('closed');
    calls(1, 'success', 501);
    expect(state()).toBe('open');
  });

  it('that failed as well open the circuit once', () => {
    const { calls, changes } = setUp({ slowCallThreshold: 500, failureStreak: 100, slowCallRate: 1 });
    calls(9, 'failure', 400);
    calls(1, 'failure', 501);
    expect(changes.map(({ to, reason }) => [to, reason])).toEqual([['open', 'failure-ratio']]);
  });
});

describe('a circuit that did not open by itself', () => {
  it('lets everybody through, whatever it is told', () => {
    const { breaker, calls } = setUp();
    calls(50, 'success');
    calls(2, 'failure');
    calls(3, 'answered');
    expect(breaker.isUnbounded).toBe(true);
    breaker.restore('isolated', 0, 0, T0);
    breaker.restore('closed', 0, 0, T0);
    expect(breaker.isUnbounded).toBe(true);
  });
});

describe('an outage', () => {
  it('goes on in a circuit that was restored', () => {
    const { breaker, at, calls, changes } = longDown();
    calls(1, 'failure');
    expect(changes.at(-1)).toMatchObject({ to: 'open', reason: 'probe-failed', openMs: 10_000 });
    expect(breaker.snapshot(at.now)).toEqual({ state: 'open', openMs: 10_000, downMs: 80_000 });
  });

  it('goes on when the recovery held for exactly a window after the slow start', () => {
    const { at, calls, changes } = longDown();
    calls(3, 'success');
    at.now += 2_000 + 5_000;
    calls(5, 'failure');
    expect(changes.at(-1)?.openMs).toBe(87_000 / 8);
  });

  it('goes on when a probe fails long after its lease is over', () => {
    const { breaker, at, changes } = longDown();
    const probe = breaker.acquire(at.now);
    at.now += 40_000;
    breaker.release(probe, 'failure', 40_000, at.now);
    expect(changes.at(-1)).toMatchObject({ reason: 'probe-failed', openMs: 15_000 });
  });

  it('is over in a circuit that was restored as closed, whatever times came with it', () => {
    const { breaker, at, calls, changes } = setUp();
    breaker.restore('closed', 1_000, 800_000, at.now);
    expect(changes).toEqual([]);
    at.now += 5_500;
    calls(5, 'failure');
    expect(changes).toEqual([{ from: 'closed', to: 'open', reason: 'failure-streak', openMs: 1_000 }]);
  });
});

describe('the time until a call has a chance', () => {
  it('is never below zero, however long nobody called', () => {
    const { breaker, at } = open();
    at.now += 60_000;
    expect(breaker.retryAfter(at.now)).toBe(0);
    expect(breaker.snapshot(at.now)).toEqual({ state: 'open', openMs: 0, downMs: 60_000 });
  });

  it('is none while the half-open circuit has places left', () => {
    const { breaker, at } = open();
    at.now += 1_000;
    breaker.acquire(at.now);
    breaker.acquire(at.now);
    expect(breaker.retryAfter(at.now)).toBe(0);
    breaker.acquire(at.now);
    expect(breaker.retryAfter(at.now)).toBe(1_000);
  });

  it('is what is left of the lease when that is shorter than the open time', () => {
    const { breaker, at } = open();
    at.now += 1_000;
    for (let probe = 0; probe < 3; probe++) breaker.acquire(at.now);
    at.now += 9_600;
    expect(breaker.retryAfter(at.now)).toBe(400);
    at.now += 1_000;
    expect(breaker.retryAfter(at.now)).toBe(0);
  });
});

describe('probes that hung', () => {
  it('have no say after others have closed the circuit in their place', () => {
    const { breaker, at, calls, state } = open();
    at.now += 1_000;
    const hung = Array.from({ length: 3 }, () => breaker.acquire(at.now));
    at.now += 10_000;
    calls(3, 'success');
    expect(state()).toBe('closed');
    for (let turn = 0; turn < 2; turn++) for (const permit of hung) breaker.release(permit, 'failure', 10_000, at.now);
    expect(state()).toBe('closed');
    expect(breaker.health(at.now).calls).toBe(0);
  });

  it('leave all of their places to the next ones', () => {
    const { breaker, at } = open();
    at.now += 1_000;
    for (let probe = 0; probe < 3; probe++) breaker.acquire(at.now);
    at.now += 10_000;
    const next = Array.from({ length: 5 }, () => breaker.acquire(at.now));
    expect(next.filter((permit) => permit !== REFUSED)).toHaveLength(3);
  });
});

describe('a restored circuit', () => {
  it('that was open before still refuses', () => {
    const { breaker, at, changes } = open();
    breaker.restore('open', 700, 0, at.now);
    expect(breaker.acquire(at.now + 699)).toBe(REFUSED);
    expect(changes).toHaveLength(1);
  });

  it('that was isolated has no open time', () => {
    const { breaker, at, changes } = setUp();
    breaker.restore('isolated', 700, 0, at.now);
    expect(changes).toEqual([{ from: 'closed', to: 'isolated', reason: 'restored', openMs: undefined }]);
    expect(breaker.snapshot(at.now).openMs).toBe(0);
  });
});
