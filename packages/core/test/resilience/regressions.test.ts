import { describe, expect, it } from 'vitest';
import { AdaptiveConcurrency } from '../../src/resilience/adaptive-concurrency.js';
import { createPolicy } from '../../src/resilience/create-policy.js';
import type { PolicyConfig } from '../../src/resilience/policy.js';
import { createHarness, Failed, HANG, refused } from './policy-harness.js';

/** Bugs that were reproduced in the current releases of other libraries. Each of them is a promise of ours. */
const NO_RETRY = { retryPolicy: { maxRetries: 0 } } as const;

describe('seen in cockatiel 4.0.0, not here:', () => {
  it('an abort during the backoff waits out the backoff and makes one more attempt', async () => {
    const { policy, script, clock, elapsed } = createHarness({ retryPolicy: { jitter: 'none', baseDelay: 1_000 } });
    const controller = new AbortController();
    const work = script(refused());
    const call = policy.execute(work, { signal: controller.signal });
    await clock.advance(10);
    controller.abort('enough');
    await expect(call).rejects.toBe('enough');
    expect(elapsed()).toBe(10);
    await clock.advance(10_000);
    expect(work.attempts).toHaveLength(1);
  });

  it.each([2, 4])('%i failures, an hour of silence and one failure open the circuit', async (before) => {
    const { policy, script, clock } = createHarness({
      ...NO_RETRY,
      circuitBreaker: { window: 30_000, minimumCalls: 3, errorThreshold: 50 },
    });
    const fail = (): Promise<unknown> => policy.execute(script(refused())).catch(() => 'failed');
    for (let call = 0; call < Math.min(before, 2); call++) await fail();
    await clock.advance(3_600_000);
    await fail();
    expect(policy.health().breaker).toMatchObject({ state: 'closed', calls: 1 });
  });

  it('a streak of failures survives an hour of silence', async () => {
    const { policy, script, clock } = createHarness(NO_RETRY);
    for (let call = 0; call < 4; call++) await policy.execute(script(refused())).catch(() => 'failed');
    await clock.advance(3_600_000);
    await policy.execute(script(refused())).catch(() => 'failed');
    expect(policy.health().breaker.state).toBe('closed');
  });

  it('a half-open probe that hangs hangs every caller', async () => {
    const { policy, script, clock } = createHarness({
      ...NO_RETRY,
      circuitBreaker: { halfOpenProbes: 1, timeout: 60_000 },
    });
    for (let call = 0; call < 5; call++) await policy.execute(script(refused())).catch(() => 'failed');
    await clock.advance(1_000);
    const probe = policy.execute(script(HANG)).catch(() => 'hung');
    const others = await Promise.all(
      Array.from({ length: 100 }, () => policy.execute(script('ok')).catch((error: unknown) => error)),
    );
    for (const other of others) expect(other).toMatchObject({ code: 'CIRCUIT_OPEN', attempts: 0 });
    await clock.settle(probe);
  });

  it('all callers that waited for a probe are released at once', async () => {
    const { policy, script, clock } = createHarness({ ...NO_RETRY, circuitBreaker: { halfOpenProbes: 1 } });
    for (let call = 0; call < 5; call++) await policy.execute(script(refused())).catch(() => 'failed');
    await clock.advance(1_000);
    await policy.execute(script('probe'));
    const herd = script(HANG);
    const calls = Array.from({ length: 500 }, () => policy.execute(herd).catch(() => 'ended'));
    await clock.drain();
    expect(herd.attempts).toHaveLength(1);
    await clock.settle(Promise.all(calls));
  });

  it('the rejection of an open circuit is retried with full backoff', async () => {
    const { policy, script, failure, elapsed } = createHarness();
    policy.isolate();
    await failure(policy.execute(script('never'), { idempotent: true }));
    expect(elapsed()).toBe(0);
  });
});

describe('seen in opossum 10.0.0, not here:', () => {
  it('the first failure ever opens the circuit', async () => {
    const { policy, script } = createHarness(NO_RETRY);
    await policy.execute(script(refused())).catch(() => 'failed');
    expect(policy.health().breaker.state).toBe('closed');
  });

  it('a circuit that opened two minutes after its construction is half-open at once when it is restored', async () => {
    const { policy, script, clock } = createHarness({ ...NO_RETRY, circuitBreaker: { resetTimeout: 30_000 } });
    await clock.advance(120_000);
    for (let call = 0; call < 5; call++) await policy.execute(script(refused())).catch(() => 'failed');
    const other = createHarness({ ...NO_RETRY, circuitBreaker: { resetTimeout: 30_000 } });
    await other.clock.advance(120_000);
    other.policy.restore(policy.snapshot());
    expect(other.policy.health().breaker).toMatchObject({ state: 'open', retryAfterMs: 15_000 });
  });

  it('one call that times out aborts every healthy call in flight, and the next ones', async () => {
    const { policy, clock } = createHarness({ ...NO_RETRY, circuitBreaker: { timeout: 1_000 } });
    const answer = (ms: number) => (): Promise<string> =>
      new Promise((resolve) => void clock.setTimeout(() => resolve('ok'), ms));
    const signals: AbortSignal[] = [];
    const watched =
      (ms: number) =>
      ({ signal }: { signal: AbortSignal }): Promise<string> => {
        signals.push(signal);
        return answer(ms)();
      };
    const slow = policy.execute(watched(5_000)).catch((error: Error) => error);
    await clock.advance(900);
    const healthy = [1, 2, 3].map(() => policy.execute(watched(500)));
    expect(await clock.settle(Promise.all(healthy))).toEqual(['ok', 'ok', 'ok']);
    expect(await slow).toMatchObject({ code: 'TIMEOUT' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, false, false]);
    expect(await clock.settle(policy.execute(watched(1)))).toBe('ok');
  });

  it('two policies made from one options object share what they cache', async () => {
    const config: PolicyConfig = { ...NO_RETRY, fallback: { type: 'stale', maxAge: 60_000, maxEntries: 10 } };
    const before = structuredClone(config);
    const left = createHarness(config);
    const right = createHarness(config);
    await left.policy.execute(left.script('left'), { cacheKey: 'k' });
    await right.failure(right.policy.execute(right.script(refused()), { cacheKey: 'k' }));
    expect(config).toEqual(before);
    expect(Object.isFrozen(config)).toBe(false);
  });

  it('a listener of successes that throws fails the call', async () => {
    const policy = createPolicy('acme', undefined, {
      telemetry: {
        emit: () => {
          throw new Error('listener');
        },
      },
    });
    expect(await policy.execute(async () => 'ok')).toBe('ok');
    expect(policy.health().breaker).toMatchObject({ calls: 1, failureRate: 0 });
  });

  it('rejections of the bulkhead open the circuit', async () => {
    const { policy, script, clock } = createHarness({
      ...NO_RETRY,
      rateLimiting: { concurrency: 1, queue: 0 },
      circuitBreaker: { failureStreak: 1, minimumCalls: 1, errorThreshold: 1 },
    });
    const healthy = policy.execute(
      () => new Promise<string>((resolve) => void clock.setTimeout(() => resolve('ok'), 100)),
    );
    for (let call = 0; call < 3; call++) await policy.execute(script('never')).catch(() => 'refused');
    expect(await clock.settle(healthy)).toBe('ok');
    expect(policy.health().breaker).toMatchObject({ state: 'closed', failureRate: 0 });
  });

  it('a half-open probe that hangs refuses everybody an hour later', async () => {
    const { policy, script, clock } = createHarness({
      ...NO_RETRY,
      circuitBreaker: { timeout: 86_400_000, halfOpenProbes: 1 },
      deadline: Number.POSITIVE_INFINITY,
    });
    for (let call = 0; call < 5; call++) await policy.execute(script(refused())).catch(() => 'failed');
    await clock.advance(1_000);
    const probe = policy.execute(script(HANG)).catch((error: unknown) => error);
    await clock.advance(86_400_000);
    expect(await probe).toMatchObject({ code: 'TIMEOUT' });
    await clock.advance(30_000);
    expect(await policy.execute(script('ok'))).toBe('ok');
  });

  it('the cost of a failure grows with the calls in the window', async () => {
    const { policy, script } = createHarness({
      ...NO_RETRY,
      circuitBreaker: { window: 3_600_000, errorThreshold: 100 },
    });
    for (let call = 0; call < 5_000; call++) await policy.execute(script('ok'));
    const before = Object.keys(policy.snapshot().breaker).length;
    await policy.execute(script(refused())).catch(() => 'failed');
    // Nothing is kept for each call: the state is as large as it was, whatever passed through.
    expect(Object.keys(policy.snapshot().breaker)).toHaveLength(before);
    expect(JSON.stringify(policy.snapshot()).length).toBeLessThan(300);
    expect(policy.health().breaker.calls).toBe(5_001);
  });
});

describe('seen in p-retry 9.0.0, not here:', () => {
  it('a success is thrown away when the signal was aborted meanwhile', async () => {
    const { policy, clock } = createHarness({ retryPolicy: { baseDelay: 0 } });
    const controller = new AbortController();
    let attempts = 0;
    const call = policy.execute(
      async () => {
        attempts++;
        if (attempts === 1) throw refused();
        queueMicrotask(() => controller.abort('too late'));
        return 'charged';
      },
      { signal: controller.signal },
    );
    expect(await clock.settle(call)).toBe('charged');
  });

  it.each([
    ['a TypeError', () => Object.assign(new TypeError('broken'), { code: 'ECONNREFUSED' })],
    ['a plain object', () => ({ code: 'ECONNREFUSED' })],
  ])('%s is never retried, and the original is lost', async (_kind, thrown) => {
    const { policy, clock } = createHarness();
    let attempts = 0;
    const call = policy.execute(async () => {
      attempts++;
      if (attempts < 3) throw thrown();
      return attempts;
    });
    expect(await clock.settle(call)).toBe(3);
  });

  it('jitter vanishes at the cap', async () => {
    const draws = [0.1, 0.6, 0.9];
    const { policy, script, failure, ofType } = createHarness(
      {
        retryPolicy: { maxRetries: 3, baseDelay: 1_000, maxDelay: 1_000, jitter: 'full' },
        circuitBreaker: { failureStreak: 100 },
      },
      { random: () => draws.shift() ?? 0 },
    );
    // The id of the first event takes a draw of its own.
    draws.unshift(0.5);
    await failure(policy.execute(script(refused())));
    expect(ofType('retry.scheduled').map(({ delayMs }) => delayMs)).toEqual([100, 600, 900]);
  });

  it('a hung attempt does not settle when it is aborted', async () => {
    const { policy, script, clock } = createHarness();
    const controller = new AbortController();
    const call = policy.execute(script(refused(), HANG), { signal: controller.signal });
    await clock.advance(1);
    controller.abort('enough');
    await expect(call).rejects.toBe('enough');
  });

  it('one more attempt runs at the very deadline', async () => {
    const { policy, script, failure } = createHarness({
      retryPolicy: { jitter: 'none', baseDelay: 600, maxRetries: 5 },
      deadline: 1_000,
    });
    const work = script(refused());
    await failure(policy.execute(work));
    expect(work.times).toEqual([0, 600]);
  });
});

describe('seen in Corsair b0e01d88, not here:', () => {
  it('D1: a retry that succeeds still throws the first error', async () => {
    const { policy, script, clock } = createHarness();
    const work = script(refused('RATE_LIMITED', { status: 429 }), 'second call succeeded');
    expect(await clock.settle(policy.execute(work))).toBe('second call succeeded');
    expect(work.attempts).toHaveLength(2);
  });

  it('D2: two stacked layers of retries multiply', async () => {
    const outer = createHarness();
    const inner = createHarness(undefined, { clock: outer.clock });
    const work = inner.script(new Failed('NETWORK'));
    const error = await outer.failure(
      outer.policy.execute(({ idempotencyKey }) => inner.policy.execute(work, { idempotencyKey }), {
        idempotencyKey: 'k_1',
      }),
    );
    expect(work.attempts.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['k_1', 'k_1', 'k_1']);
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'unknown', attempts: 3 });
    expect(outer.ofType('retry.refused')).toMatchObject([{ reason: 'not-retryable' }]);
  });
});

describe('met while the limiter was built, not any more:', () => {
  const T0 = 1_700_000_000_000;

  it('random failures of one call in twenty bring the limit down', () => {
    const adaptive = new AdaptiveConcurrency();
    for (let call = 0; call < 2_000; call++)
      adaptive.observe(call % 20 === 7 ? 'failure' : 'success', 'a.b', 20, 5, T0 + call * 20);
    expect(adaptive.limit).toBe(200);
  });

  it('one slow reply brings the limit down for good', () => {
    const adaptive = new AdaptiveConcurrency();
    for (let call = 0; call < 200; call++) adaptive.observe('success', 'a.b', 20, 5, T0 + call * 20);
    adaptive.observe('success', 'a.b', 9_000, 5, T0 + 13_000);
    for (let call = 0; call < 50; call++) adaptive.observe('success', 'a.b', 20, 5, T0 + 13_000 + call * 20);
    expect(adaptive.limit).toBe(200);
  });

  it('callers that are refused in the instant in which a stale limit is lifted stay refused', async () => {
    const { policy, script, clock } = createHarness({
      ...NO_RETRY,
      circuitBreaker: { minimumCalls: 1_000, failureStreak: 1_000 },
    });
    for (let call = 0; call < 12; call++) {
      await policy.execute(script(refused())).catch(() => 'failed');
      await clock.advance(1);
    }
    expect(policy.health().concurrency.limit).toBe(2);
    await clock.advance(61_000);
    const calls = Array.from({ length: 50 }, () =>
      policy.execute(() => new Promise<string>((resolve) => void clock.setTimeout(() => resolve('ok'), 10))),
    );
    expect(new Set(await clock.settle(Promise.all(calls)))).toEqual(new Set(['ok']));
  });
});
