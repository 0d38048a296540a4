import { describe, expect, it } from 'vitest';
import { createHarness, Failed, HANG, refused } from './policy-harness.js';

const NO_RETRY = { retryPolicy: { maxRetries: 0 } } as const;
/** Leaves it to the limits to deal with trouble. */
const NO_BREAKER = { minimumCalls: 1_000, failureStreak: 1_000 } as const;

describe('a limit', () => {
  it('that stays as it was is not told of', async () => {
    const { policy, script, ofType } = createHarness(NO_RETRY);
    for (let call = 0; call < 5; call++) await policy.execute(script('ok'));
    await policy.execute(script(refused())).catch(() => 'failed');
    expect(ofType('limiter.changed')).toEqual([]);
  });

  it('that is fixed does not move with what calls tell', async () => {
    const { policy, script, ofType } = createHarness({ ...NO_RETRY, rateLimiting: { concurrency: 50 } });
    for (let call = 0; call < 50; call++) await policy.execute(script(refused('RATE_LIMITED'))).catch(() => 'failed');
    expect(policy.health().concurrency.limit).toBe(50);
    expect(ofType('limiter.changed')).toEqual([]);
  });

  it('is cut by answers 429, and by timeouts, but not by other failures of a call', async () => {
    const limitAfter = async (error: Error): Promise<number> => {
      const { policy, script } = createHarness({ ...NO_RETRY, circuitBreaker: NO_BREAKER });
      for (let call = 0; call < 20; call++) await policy.execute(script(error)).catch(() => 'failed');
      return policy.health().concurrency.limit;
    };
    expect(await limitAfter(refused('RATE_LIMITED'))).toBeLessThan(200);
    expect(await limitAfter(refused('TIMEOUT'))).toBeLessThan(200);
    expect(await limitAfter(new Failed('NOT_FOUND', { status: 404 }))).toBe(200);
    expect(await limitAfter(new Failed('UNKNOWN'))).toBe(200);
  });

  it('of the rate is not made for a Retry-After of no time', async () => {
    const { policy, script, ofType } = createHarness(NO_RETRY);
    await policy.execute(script(refused('RATE_LIMITED', { retryAfterMs: 0 }))).catch(() => 'failed');
    expect(policy.health().rateLimit).toBeUndefined();
    expect(ofType('limiter.paused')).toEqual([]);
  });

  it('is not cut because failures take long while fewer than half of the calls fail', async () => {
    const { policy, clock } = createHarness({ ...NO_RETRY, circuitBreaker: NO_BREAKER });
    const call = async (ms: number, error?: Error): Promise<void> => {
      const work = (): Promise<string> =>
        new Promise((resolve, reject) => clock.setTimeout(() => (error ? reject(error) : resolve('ok')), ms));
      const others = Array.from({ length: 100 }, () => new AbortController());
      const busy = others.map(({ signal }) =>
        policy.execute(() => new Promise(() => {}), { signal }).catch(() => 'left'),
      );
      await clock.settle(policy.execute(work).catch(() => 'failed'));
      for (const other of others) other.abort();
      await Promise.all(busy);
    };
    for (let round = 0; round < 25; round++) await call(20);
    for (let round = 0; round < 20; round++) {
      await call(2_000, refused());
      await call(20);
      await call(2_000, refused());
      await call(2_000);
      await call(20);
    }
    expect(policy.health().concurrency.limit).toBe(200);
  });

  it('is not cut because callers were in a hurry', async () => {
    const { policy, script, failure, clock } = createHarness({
      ...NO_RETRY,
      circuitBreaker: { ...NO_BREAKER, timeout: 1_000 },
    });
    const answer = (): Promise<string> => new Promise((resolve) => void clock.setTimeout(() => resolve('ok'), 900));
    for (let call = 0; call < 30; call++) await clock.settle(policy.execute(answer));
    for (let call = 0; call < 20; call++) await failure(policy.execute(script(HANG), { timeout: 600 }));
    expect(policy.health().concurrency.limit).toBe(200);
    for (let call = 0; call < 20; call++) await failure(policy.execute(script(HANG), { timeout: 950 }));
    expect(policy.health().concurrency.limit).toBeLessThan(200);
  });
});

describe('limits that are restored', () => {
  it('are those of the snapshot, and take effect at once', () => {
    const { policy, clock } = createHarness();
    const told = { version: 1, name: 'acme', takenAt: clock.now(), breaker: policy.snapshot().breaker } as const;
    policy.restore({ ...told, concurrency: { limit: 7 } });
    expect(policy.health().concurrency.limit).toBe(7);
    expect(policy.snapshot().concurrency).toEqual({ limit: 7 });
    policy.restore(told);
    expect(policy.health().concurrency.limit).toBe(7);
  });

  it('hold a policy back that had no limit of the rate', () => {
    const { policy, clock } = createHarness();
    const { breaker } = policy.snapshot();
    policy.restore({ version: 1, name: 'acme', takenAt: clock.now(), breaker, rateLimit: { pausedMs: 5_000 } });
    expect(policy.health().rateLimit).toEqual({ requestsPerSecond: Number.POSITIVE_INFINITY, pausedMs: 5_000 });
  });
});
