import { describe, expect, it } from 'vitest';
import { AdaptiveConcurrency, MAX_LIMIT } from '../../src/resilience/adaptive-concurrency.js';

const T0 = 1_700_000_000_000;
/** Half of the widest limit: so many calls may be the cause of a latency that rises, which then stays unusual. */
const BUSY = MAX_LIMIT / 2;
const USUAL = 20;
/** Just over three times the usual: overload, but not when a single call of this length has gone into the usual one. */
const OVERLOAD = 64;

/** Observes calls at moments that are told, so that the warm-up can be measured to the millisecond. */
function setUp() {
  const adaptive = new AdaptiveConcurrency();
  const succeed = (count: number, ms: number, at: number, operation = 'a.b'): void => {
    for (let index = 0; index < count; index++) adaptive.observe('success', operation, ms, BUSY, T0 + at);
  };
  /** Twenty calls of which the last is late enough. */
  const learn = (operation: string, at: number): void => {
    succeed(19, USUAL, at, operation);
    succeed(1, USUAL, at + 1_000, operation);
  };
  return { adaptive, succeed, learn };
}

describe('the usual latency of an operation', () => {
  it('is known after twenty calls', () => {
    const { adaptive, succeed } = setUp();
    succeed(19, USUAL, 1_000);
    succeed(1, USUAL, 2_000);
    succeed(40, OVERLOAD, 3_000);
    expect(adaptive.limit).toBeLessThan(MAX_LIMIT);
  });

  it('is still being learned from the twentieth call', () => {
    const { adaptive, succeed } = setUp();
    succeed(19, USUAL, 1_000);
    succeed(41, OVERLOAD, 3_000);
    expect(adaptive.limit).toBe(MAX_LIMIT);
  });

  it('is known when ten times itself have passed since the first call was sent', () => {
    const { adaptive, succeed } = setUp();
    succeed(19, USUAL, USUAL);
    succeed(1, USUAL, 10 * USUAL);
    succeed(40, OVERLOAD, 3_000);
    expect(adaptive.limit).toBeLessThan(MAX_LIMIT);
  });

  it('is still being learned a moment before, however many calls there were', () => {
    const { adaptive, succeed } = setUp();
    succeed(19, USUAL, USUAL);
    succeed(1, USUAL, 10 * USUAL - 1);
    succeed(40, OVERLOAD, 3_000);
    expect(adaptive.limit).toBe(MAX_LIMIT);
  });

  it('is the mean of those calls', () => {
    const { adaptive, succeed } = setUp();
    succeed(10, 10, 1_000);
    succeed(10, 30, 2_000);
    succeed(40, 3 * USUAL - 1, 3_000);
    expect(adaptive.limit).toBe(MAX_LIMIT);
    succeed(40, OVERLOAD, 3_000);
    expect(adaptive.limit).toBeLessThan(MAX_LIMIT);
  });

  it('is learned for a second operation from its own first call on', () => {
    const { adaptive, succeed, learn } = setUp();
    learn('a.b', 1_000);
    succeed(19, 1_000, 60_000, 'c.d');
    succeed(1, 1_000, 60_000 + 8_999, 'c.d');
    succeed(40, 3_200, 90_000, 'c.d');
    expect(adaptive.limit).toBe(MAX_LIMIT);
  });
});

describe('the records of operations', () => {
  it('are kept when a second operation comes along', () => {
    const { adaptive, succeed, learn } = setUp();
    learn('a.b', 1_000);
    succeed(1, 5_000, 6_000, 'c.d');
    succeed(40, OVERLOAD, 7_000, 'a.b');
    expect(adaptive.limit).toBeLessThan(MAX_LIMIT);
  });

  it('are kept when there are as many as there may be', () => {
    const { adaptive, succeed, learn } = setUp();
    learn('a.b', 1_000);
    for (let index = 0; index < 200; index++) succeed(1, 5_000, 6_000, `c.${index}`);
    succeed(40, OVERLOAD, 7_000, 'a.b');
    expect(adaptive.limit).toBeLessThan(MAX_LIMIT);
  });

  it('are a hundred: the next operation shares one with all that follow', () => {
    const { adaptive, succeed, learn } = setUp();
    for (let index = 1; index <= 100; index++) succeed(1, 5_000, 6_000, `a.${index}`);
    learn('a.101', 7_000);
    succeed(40, OVERLOAD, 9_000, 'a.102');
    expect(adaptive.limit).toBeLessThan(MAX_LIMIT);
  });

  it('are a hundred: the last of them is not shared', () => {
    const { adaptive, succeed, learn } = setUp();
    for (let index = 1; index <= 99; index++) succeed(1, 5_000, 6_000, `a.${index}`);
    learn('a.100', 7_000);
    for (let index = 0; index < 40; index++) succeed(1, OVERLOAD, 9_000, `b.${index}`);
    expect(adaptive.limit).toBe(MAX_LIMIT);
  });
});
