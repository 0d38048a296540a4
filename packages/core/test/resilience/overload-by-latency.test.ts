import { describe, expect, it } from 'vitest';
import { AdaptiveConcurrency, type LoadSignal, MAX_LIMIT } from '../../src/resilience/adaptive-concurrency.js';

const T0 = 1_700_000_000_000;
/** Half of the widest limit: so many calls may be the cause of a latency that rises, which then stays unusual. */
const BUSY = MAX_LIMIT / 2;
const USUAL = 20;
const OVERLOAD = 64;

/** A limit that knows its operation's latency. */
function createWarm(usual = USUAL) {
  const adaptive = new AdaptiveConcurrency();
  const at = { now: T0 };
  const observe = (signal: LoadSignal, ms: number, inFlight = BUSY): void => {
    at.now += 20;
    adaptive.observe(signal, 'a.b', ms, inFlight, at.now);
  };
  const succeed = (count: number, ms: number, inFlight = BUSY): void => {
    for (let index = 0; index < count; index++) observe('success', ms, inFlight);
  };
  succeed(100, usual);
  return { adaptive, at, observe, succeed };
}

/** Whether calls of this length are taken for overload, with the limit at its widest and no memory of trouble. */
function isOverload({ adaptive, succeed }: ReturnType<typeof createWarm>, ms: number): boolean {
  adaptive.restore(MAX_LIMIT);
  succeed(60, ms);
  return adaptive.limit < MAX_LIMIT;
}

describe('a latency above the usual one', () => {
  it('is no overload while its average is below three times the usual, however many calls are slow', () => {
    const { adaptive, succeed } = createWarm();
    succeed(500, 59);
    expect(adaptive.limit).toBe(MAX_LIMIT);
    succeed(60, 62);
    expect(adaptive.limit).toBeLessThan(MAX_LIMIT);
  });

  it('is no overload while most calls are not slow, whatever the average', () => {
    const { adaptive, succeed } = createWarm();
    for (let round = 0; round < 50; round++) {
      succeed(1, 2_000);
      succeed(2, USUAL);
    }
    expect(adaptive.limit).toBe(MAX_LIMIT);
  });

  it('is slow above twice the usual, and not at it', () => {
    const { adaptive, succeed } = createWarm();
    for (let round = 0; round < 50; round++) {
      succeed(1, 2_000);
      succeed(2, 2 * USUAL);
    }
    expect(adaptive.limit).toBe(MAX_LIMIT);
    for (let round = 0; round < 50; round++) {
      succeed(1, 2_000);
      succeed(2, 2 * USUAL + 1);
    }
    expect(adaptive.limit).toBeLessThan(MAX_LIMIT);
  });

  it('counts for no more than ten times the usual in a single call', () => {
    const { adaptive, succeed } = createWarm();
    succeed(1, 1e9);
    succeed(30, 2 * USUAL + 1);
    expect(adaptive.limit).toBe(MAX_LIMIT);
  });

  it('is not learned from failures, which may be slow for reasons of their own', () => {
    const warm = createWarm();
    for (let round = 0; round < 50; round++) {
      warm.observe('failure', 2_000);
      warm.succeed(1, USUAL);
      warm.observe('failure', 2_000);
      warm.succeed(1, 2_000);
      warm.succeed(1, USUAL);
    }
    expect(warm.adaptive.limit).toBe(MAX_LIMIT);
    expect(isOverload(warm, OVERLOAD)).toBe(true);
  });
});

describe('the usual latency', () => {
  it('falls when the vendor gets quicker', () => {
    const warm = createWarm(100);
    warm.succeed(300, USUAL);
    expect(isOverload(warm, OVERLOAD)).toBe(true);
  });

  it('rises slowly while less than half of the limit is in flight', () => {
    const warm = createWarm();
    warm.succeed(5_000, 30, BUSY - 1);
    expect(isOverload(warm, OVERLOAD)).toBe(false);
    expect(isOverload(warm, 100)).toBe(true);
  });

  it('does not follow a few calls', () => {
    const warm = createWarm();
    warm.succeed(50, 30, BUSY - 1);
    expect(isOverload(warm, OVERLOAD)).toBe(true);
  });

  it('does not rise while half of the limit is in flight: our own calls may be the cause', () => {
    const warm = createWarm();
    warm.succeed(5_000, 30, BUSY);
    expect(isOverload(warm, OVERLOAD)).toBe(true);
  });

  it.each([
    [2.9, false],
    [3, true],
  ])('rises fast only where the limit is at its lowest: of %d, %s', (limit, staysUnusual) => {
    const warm = createWarm();
    for (let call = 0; call < 300; call++) {
      warm.adaptive.restore(limit);
      warm.succeed(1, 40, 2);
    }
    expect(isOverload(warm, OVERLOAD)).toBe(staysUnusual);
  });
});

describe('a timeout', () => {
  it('counts when it took as long as the operation usually does', () => {
    const { adaptive, observe } = createWarm();
    for (let call = 0; call < 20; call++) observe('timeout', USUAL);
    expect(adaptive.limit).toBeLessThan(MAX_LIMIT);
  });

  it('or any other failure never widens the limit', () => {
    const { adaptive, observe } = createWarm();
    adaptive.restore(10);
    observe('timeout', 30);
    observe('failure', 30);
    expect(adaptive.snapshot()).toEqual({ limit: 10 });
    observe('success', USUAL);
    expect(adaptive.snapshot()).toEqual({ limit: 10.1 });
  });
});

describe('a refusal', () => {
  it('while the limit was at its widest does not speed its growth up after a later cut', () => {
    const { adaptive, at, observe } = createWarm();
    adaptive.noteRefusal(at.now);
    observe('success', USUAL);
    adaptive.restore(10);
    observe('success', USUAL);
    expect(adaptive.snapshot()).toEqual({ limit: 10.1 });
  });
});

describe('a cut', () => {
  it('may follow on a call that was sent in the very moment of the last one', () => {
    const { adaptive, at, observe } = createWarm();
    for (let call = 0; call < 7; call++) observe('failure', 5, 29);
    expect(adaptive.limit).toBe(18);
    adaptive.observe('failure', 'a.b', 500, 17, at.now + 499);
    expect(adaptive.limit).toBe(18);
    adaptive.observe('failure', 'a.b', 500, 17, at.now + 500);
    expect(adaptive.limit).toBe(10);
  });

  it('never raises a limit that is below what is in flight', () => {
    const { adaptive, observe } = createWarm();
    adaptive.restore(10);
    for (let call = 0; call < 7; call++) observe('failure', 5, 150);
    expect(adaptive.snapshot()).toEqual({ limit: 6 });
  });

  it('is old after a minute, to the millisecond', () => {
    const { adaptive, at, observe } = createWarm();
    for (let call = 0; call < 7; call++) observe('failure', 5, 29);
    expect(adaptive.noteRefusal(at.now + 59_999)).toBe(false);
    expect(adaptive.noteRefusal(at.now + 60_000)).toBe(true);
  });
});
