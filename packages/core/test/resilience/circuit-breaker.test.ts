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
  slowCallRate: 100,
  halfOpenProbes: 3,
};

/** A breaker with a clock beside it. Jitter is drawn at its upper end unless told otherwise, so that times are round. */
function setUp(overrides: Partial<CircuitBreakerConfig> = {}, random: () => number = () => 1) {
  const changes: BreakerChange[] = [];
  const breaker = new CircuitBreaker({ ...CONFIG, ...overrides }, random, (change) => changes.push(change));
  const at = { now: T0 };
  const call = (verdict: Verdict, durationMs = 1): boolean => {
    const permit = breaker.acquire(at.now);
    if (permit === REFUSED) return false;
    breaker.release(permit, verdict, durationMs, at.now);
    return true;
  };
  const calls = (count: number, verdict: Verdict): void => {
    for (let index = 0; index < count; index++) call(verdict);
  };
  return { breaker, changes, at, call, calls, state: () => breaker.stateAt(at.now) };
}

function open(overrides: Partial<CircuitBreakerConfig> = {}, random?: () => number) {
  const set = setUp(overrides, random);
  set.calls(5, 'failure');
  expect(set.state()).toBe('open');
  return set;
}

describe('a closed circuit', () => {
  it('does not open on the first failure', () => {
    const { call, state } = setUp();
    call('failure');
    expect(state()).toBe('closed');
  });

  it('opens after five failures in a row while there is little traffic', () => {
    const { calls, state, changes } = setUp();
    calls(4, 'failure');
    expect(state()).toBe('closed');
    calls(1, 'failure');
    expect(state()).toBe('open');
    expect(changes).toEqual([{ from: 'closed', to: 'open', reason: 'failure-streak', openMs: 1_000 }]);
  });

  it('begins a streak anew after a success', () => {
    const { calls, state } = setUp({ minimumCalls: 100 });
    for (let round = 0; round < 5; round++) {
      calls(4, 'failure');
      calls(1, 'success');
    }
    expect(state()).toBe('closed');
  });

  it('opens by the share of failures once there are enough calls', () => {
    const { call, calls, state, changes } = setUp();
    calls(5, 'success');
    for (let index = 0; index < 4; index++) call('failure');
    expect(state()).toBe('closed');
    call('failure');
    expect(state()).toBe('open');
    expect(changes[0]?.reason).toBe('failure-ratio');
  });

  it('does not open by a streak while the share is low', () => {
    const { calls, state } = setUp();
    calls(20, 'success');
    calls(6, 'failure');
    expect(state()).toBe('closed');
  });

  it('counts what is ignored neither way', () => {
    const { calls, state, breaker, at } = setUp();
    calls(4, 'failure');
    calls(50, 'ignored');
    expect(breaker.health(at.now)).toEqual({ calls: 4, failureRate: 100 });
    calls(1, 'failure');
    expect(state()).toBe('open');
  });

  it('begins a streak anew after a refusal by the service, but leaves that out of the window', () => {
    const { calls, state, breaker, at } = setUp();
    for (let round = 0; round < 2; round++) {
      calls(4, 'failure');
      calls(50, 'answered');
    }
    expect(breaker.health(at.now)).toEqual({ calls: 8, failureRate: 100 });
    expect(state()).toBe('closed');
  });

  it('opens by the share of slow calls when asked to', () => {
    const { call, state, changes } = setUp({ slowCallThreshold: 500, slowCallRate: 60 });
    for (let index = 0; index < 4; index++) call('success', 500);
    for (let index = 0; index < 5; index++) call('success', 501);
    expect(state()).toBe('closed');
    call('success', 501);
    expect(state()).toBe('open');
    expect(changes[0]?.reason).toBe('slow-ratio');
  });

  it('never opens by slowness unless asked to', () => {
    const { call, state } = setUp();
    for (let index = 0; index < 100; index++) call('success', 1e9);
    expect(state()).toBe('closed');
  });

  it('reports the share of failures in the window', () => {
    const { calls, breaker, at } = setUp();
    expect(breaker.health(at.now)).toEqual({ calls: 0, failureRate: 0 });
    calls(3, 'success');
    calls(1, 'failure');
    expect(breaker.health(at.now)).toEqual({ calls: 4, failureRate: 25 });
  });
});

describe('an open circuit', () => {
  it('refuses, and says how long', () => {
    const { call, breaker, at } = open();
    expect(call('success')).toBe(false);
    expect(breaker.retryAfter(at.now)).toBe(1_000);
    at.now += 400;
    expect(breaker.retryAfter(at.now)).toBe(600);
    expect(breaker.isOpen(at.now)).toBe(true);
  });

  it('draws half of the open time, so that a fleet does not probe in step', () => {
    expect(open({}, () => 0).changes[0]?.openMs).toBe(500);
    expect(open({}, () => 0.5).changes[0]?.openMs).toBe(750);
  });

  it('lets probes through when its time is over, without any timer', () => {
    const { at, state, breaker, changes } = open();
    at.now += 1_000;
    expect(state()).toBe('half-open');
    expect(breaker.retryAfter(at.now)).toBe(0);
    expect(changes).toHaveLength(1);
    expect(breaker.acquire(at.now)).not.toBe(REFUSED);
    expect(changes[1]).toMatchObject({ from: 'open', to: 'half-open', reason: 'open-time-over' });
  });

  it('drops the results of calls that were sent before it opened', () => {
    const { breaker, at, calls, state } = setUp();
    const late = breaker.acquire(at.now);
    calls(5, 'failure');
    at.now += 1_000;
    const probe = breaker.acquire(at.now);
    expect(breaker.isCurrent(late)).toBe(false);
    breaker.release(late, 'failure', 1_000, at.now);
    expect(state()).toBe('half-open');
    for (let index = 0; index < 5; index++) breaker.release(late, 'success', 1_000, at.now);
    expect(state()).toBe('half-open');
    expect(breaker.isCurrent(probe)).toBe(true);
  });

  it('opens for an eighth of the time that the service has been down, up to thirty times', () => {
    const { at, call, changes } = open();
    const openings: number[] = [];
    for (let round = 0; round < 60; round++) {
      at.now += changes.at(-1)?.openMs ?? 0;
      at.now += 500;
      call('failure');
      openings.push(changes.at(-1)?.openMs ?? 0);
    }
    expect(openings.slice(0, 5)).toEqual([1_000, 1_000, 1_000, 1_000, 1_000]);
    expect(openings.every((ms, index) => index === 0 || ms >= (openings[index - 1] ?? 0))).toBe(true);
    expect(openings.at(-1)).toBe(30_000);
    const middle = openings.findIndex((ms) => ms > 5_000);
    const down = openings.slice(0, middle).reduce((sum, ms) => sum + ms + 500, 1_500);
    expect(openings[middle]).toBeCloseTo(down / 8, -3);
  });

  it('goes on with the same outage when it opens again within a window of closing', () => {
    const { at, call, calls, changes, state } = open();
    for (let round = 0; round < 20; round++) {
      at.now += 1_000;
      call('failure');
    }
    at.now += 5_000;
    calls(3, 'success');
    expect(state()).toBe('closed');
    at.now += 6_999;
    calls(5, 'failure');
    expect(changes.at(-1)?.openMs).toBeGreaterThan(3_000);
  });

  it('takes a failure after a lasting recovery for a new outage', () => {
    const { at, call, calls, changes } = open();
    for (let round = 0; round < 20; round++) {
      at.now += 1_000;
      call('failure');
    }
    at.now += 5_000;
    calls(3, 'success');
    at.now += 7_001;
    calls(5, 'failure');
    expect(changes.at(-1)).toMatchObject({ to: 'open', openMs: 1_000 });
  });
});

describe('a half-open circuit', () => {
  function halfOpen() {
    const set = open();
    set.at.now += 1_000;
    return set;
  }

  it('lets no more probes through than it is told', () => {
    const { breaker, at } = halfOpen();
    const permits = Array.from({ length: 10 }, () => breaker.acquire(at.now));
    expect(permits.filter((permit) => permit !== REFUSED)).toHaveLength(3);
    expect(breaker.retryAfter(at.now)).toBe(1_000);
  });

  it('closes after as many successes', () => {
    const { calls, state, changes } = halfOpen();
    calls(2, 'success');
    expect(state()).toBe('half-open');
    calls(1, 'success');
    expect(state()).toBe('closed');
    expect(changes.at(-1)).toMatchObject({ from: 'half-open', to: 'closed', reason: 'probes-succeeded' });
  });

  it('closes after as many refusals by the service, and lets calls back in with each further one', () => {
    const { calls, state, breaker, at } = halfOpen();
    calls(3, 'answered');
    expect(state()).toBe('closed');
    calls(1, 'answered');
    const permits = Array.from({ length: 10 }, () => breaker.acquire(at.now));
    expect(permits.filter((permit) => permit !== REFUSED)).toHaveLength(4);
  });

  it('opens again on the first failure', () => {
    const { calls, state, changes } = halfOpen();
    calls(2, 'success');
    calls(1, 'failure');
    expect(state()).toBe('open');
    expect(changes.at(-1)).toMatchObject({ reason: 'probe-failed' });
  });

  it('opens again on a slow probe when slowness counts', () => {
    const set = open({ slowCallThreshold: 100 });
    set.at.now += 1_000;
    set.call('success', 101);
    expect(set.state()).toBe('open');
  });

  it('gives the place of an ignored probe to another one', () => {
    const { calls, state, call } = halfOpen();
    calls(50, 'ignored');
    expect(state()).toBe('half-open');
    expect(call('success')).toBe(true);
  });

  it('takes the lease from probes that hang, and drops what they say later', () => {
    const { breaker, at, state } = halfOpen();
    const hung = [1, 2, 3].map(() => breaker.acquire(at.now));
    at.now += 9_999;
    expect(breaker.acquire(at.now)).toBe(REFUSED);
    at.now += 1;
    const fresh = breaker.acquire(at.now);
    expect(fresh).not.toBe(REFUSED);
    for (const permit of hung) breaker.release(permit, 'failure', 11_000, at.now);
    expect(state()).toBe('half-open');
    breaker.release(fresh, 'failure', 1, at.now);
    expect(state()).toBe('open');
  });
});

describe('a circuit that has just closed', () => {
  function justClosed() {
    const set = open();
    set.at.now += 1_000;
    set.calls(3, 'success');
    expect(set.state()).toBe('closed');
    return set;
  }

  it('lets calls back in slowly: one more in flight for each success', () => {
    const { breaker, at } = justClosed();
    const first = Array.from({ length: 10 }, () => breaker.acquire(at.now)).filter((permit) => permit !== REFUSED);
    expect(first).toHaveLength(3);
    expect(breaker.retryAfter(at.now)).toBe(2_000);
    for (const permit of first) breaker.release(permit, 'success', 1, at.now);
    const second = Array.from({ length: 10 }, () => breaker.acquire(at.now)).filter((permit) => permit !== REFUSED);
    expect(second).toHaveLength(6);
  });

  it('lets everybody in after two open times', () => {
    const { breaker, at } = justClosed();
    at.now += 2_000;
    const permits = Array.from({ length: 100 }, () => breaker.acquire(at.now));
    expect(permits).not.toContain(REFUSED);
  });

  it('starts with an empty window', () => {
    const { breaker, at } = justClosed();
    expect(breaker.health(at.now)).toEqual({ calls: 0, failureRate: 0 });
  });
});

describe('by hand', () => {
  it('opens until it is closed, however long', () => {
    const { breaker, at, call, state, changes } = setUp();
    breaker.isolate();
    breaker.isolate();
    at.now += 86_400_000;
    expect(call('success')).toBe(false);
    expect(state()).toBe('isolated');
    expect(breaker.isOpen(at.now)).toBe(true);
    expect(breaker.retryAfter(at.now)).toBe(Number.POSITIVE_INFINITY);
    breaker.closeByHand();
    expect(call('success')).toBe(true);
    expect(changes.map(({ to, reason }) => [to, reason])).toEqual([
      ['isolated', 'manual'],
      ['closed', 'manual'],
    ]);
  });

  it('closes at once, without a slow start, and forgets its window', () => {
    const { breaker, at } = open();
    breaker.closeByHand();
    expect(Array.from({ length: 50 }, () => breaker.acquire(at.now))).not.toContain(REFUSED);
    expect(breaker.health(at.now).calls).toBe(0);
  });

  it('ends a slow start', () => {
    const { breaker, at, calls, changes } = open();
    at.now += 1_000;
    calls(3, 'success');
    const before = changes.length;
    breaker.closeByHand();
    expect(Array.from({ length: 50 }, () => breaker.acquire(at.now))).not.toContain(REFUSED);
    expect(changes).toHaveLength(before);
  });
});

describe('a snapshot', () => {
  it('carries an open circuit with what is left of its open time', () => {
    const { breaker, at } = open();
    at.now += 300;
    expect(breaker.snapshot(at.now)).toEqual({ state: 'open', openMs: 700, downMs: 300 });
    const other = setUp();
    other.breaker.restore('open', 700, 300, other.at.now);
    expect(other.changes).toEqual([{ from: 'closed', to: 'open', reason: 'restored', openMs: 700 }]);
    other.at.now += 699;
    expect(other.call('success')).toBe(false);
    other.at.now += 1;
    expect(other.call('success')).toBe(true);
  });

  it('carries a half-open circuit as one that may probe', () => {
    const { breaker, at } = open();
    at.now += 1_000;
    breaker.acquire(at.now);
    expect(breaker.snapshot(at.now)).toEqual({ state: 'open', openMs: 0, downMs: 1_000 });
  });

  it('carries a closed and an isolated one', () => {
    const closed = setUp();
    expect(closed.breaker.snapshot(T0)).toEqual({ state: 'closed', openMs: 0, downMs: 0 });
    closed.breaker.restore('isolated', 0, 0, T0);
    expect(closed.state()).toBe('isolated');
    expect(closed.breaker.snapshot(T0)).toMatchObject({ state: 'isolated', openMs: 0 });
    closed.breaker.restore('closed', 0, 0, T0);
    expect(closed.state()).toBe('closed');
    expect(closed.call('success')).toBe(true);
  });

  it('restores no open time longer than the longest one', () => {
    const { breaker, at } = setUp();
    breaker.restore('open', 1e15, 0, at.now);
    expect(breaker.retryAfter(at.now)).toBe(30_000);
    breaker.restore('open', 5, 0, at.now);
    expect(breaker.retryAfter(at.now)).toBe(5);
  });
});
