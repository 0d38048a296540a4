import { describe, expect, it } from 'vitest';
import { createHarness, Failed, HANG, refused } from './policy-harness.js';

const NO_RETRY = { retryPolicy: { maxRetries: 0 } } as const;

describe('a call that is not sent', () => {
  it('because there is no time says so', async () => {
    const { policy, script, failure } = createHarness();
    expect((await failure(policy.execute(script('never'), { timeout: 0 }))).message).toBe(
      'acme call: not sent: there was no time left',
    );
  });

  it('because no place became free says so', async () => {
    const { policy, script, failure, clock } = createHarness({ rateLimiting: { concurrency: 1 } });
    const first = policy.execute(script(HANG)).catch(() => 'ended');
    expect((await failure(policy.execute(script('never'), { timeout: 200 }))).message).toBe(
      'acme call: not sent: no place became free before the deadline',
    );
    await clock.settle(first);
  });

  it('because the circuit is open does not wait for a place first', async () => {
    const { policy, script, failure, clock, elapsed } = createHarness({
      hedging: { delay: 100 },
      rateLimiting: { concurrency: 1 },
    });
    const first = policy.execute(script(HANG)).catch(() => 'ended');
    await clock.drain();
    policy.isolate();
    expect(await failure(policy.execute(script('never')))).toMatchObject({ code: 'CIRCUIT_OPEN' });
    expect(elapsed()).toBe(0);
    await clock.settle(first);
  });

  it('because its caller left while it waited gives up no place that it never had', async () => {
    const { policy, script, clock } = createHarness({ rateLimiting: { concurrency: 1 } });
    const first = policy.execute(script(HANG)).catch(() => 'ended');
    const controller = new AbortController();
    const second = policy.execute(script('never'), { signal: controller.signal });
    await clock.drain();
    controller.abort('gone');
    await expect(second).rejects.toBe('gone');
    expect(policy.health().concurrency).toEqual({ inFlight: 1, limit: 1, queued: 0 });
    await clock.settle(first);
    expect(policy.health().concurrency.inFlight).toBe(0);
  });

  it('because the circuit is open is not spoken of as a retry', async () => {
    const { policy, script, failure, events } = createHarness();
    policy.isolate();
    await failure(policy.execute(script('never')));
    await policy.execute(script('never'), { fallback: () => 'instead' });
    expect(events.map(({ type }) => type)).toEqual([
      'breaker.changed',
      'call.finished',
      'call.finished',
      'fallback.used',
    ]);
  });

  it('because the circuit is open is answered by the policy’s fallback, unless the call switches it off', async () => {
    const { policy, script, failure } = createHarness({ fallback: { type: 'value', value: 'instead' } });
    policy.isolate();
    expect(await policy.execute(script('never'))).toBe('instead');
    expect(await failure(policy.execute(script('never'), { fallback: false }))).toMatchObject({ code: 'CIRCUIT_OPEN' });
  });

  it('names the time until a probe in whole milliseconds', async () => {
    const { policy, script, failure } = createHarness(
      { circuitBreaker: { failureStreak: 1 } },
      { random: () => 0.0007 },
    );
    await failure(policy.execute(script(refused())));
    expect((await failure(policy.execute(script('never')))).message).toBe(
      'acme call: not sent: the circuit is open, a probe is due in 501 ms',
    );
  });

  it('names the time until the rate has room in whole milliseconds', async () => {
    const { policy, script, failure } = createHarness({ rateLimiting: { requestsPerSecond: 3, burst: 1 } });
    await policy.execute(script('ok'));
    expect((await failure(policy.execute(script('never'), { timeout: 100 }))).message).toBe(
      'acme call: not sent: the rate limit has room in 334 ms, after the deadline',
    );
  });
});

describe('a probe that had to wait', () => {
  /** Opens the circuit and lets its open time pass. */
  async function probing(config: Parameters<typeof createHarness>[0]) {
    const harness = createHarness({ ...NO_RETRY, ...config });
    const { policy, script, clock } = harness;
    for (let call = 0; call < 5; call++) await clock.settle(policy.execute(script(refused())).catch(() => 'failed'));
    await clock.advance(1_000);
    return harness;
  }

  it('for nothing takes one place of the half-open circuit, and closes it', async () => {
    const { policy, script, clock } = await probing({
      hedging: { delay: 100 },
      circuitBreaker: { failureStreak: 5, halfOpenProbes: 1 },
    });
    expect(await clock.settle(policy.execute(script('ok')))).toBe('ok');
    expect(policy.health().breaker.state).toBe('closed');
  });

  it('for the rate and was refused by it leaves its place to the next one', async () => {
    const { policy, script, failure, clock } = await probing({
      circuitBreaker: { halfOpenProbes: 1 },
      rateLimiting: { requestsPerSecond: 1, burst: 5 },
    });
    await policy.execute(script(new Failed('VALIDATION'))).catch(() => 'failed');
    for (let call = 0; call < 3; call++)
      expect(await failure(policy.execute(script('never'), { timeout: 10 }))).toMatchObject({ code: 'OVERLOADED' });
    expect(policy.health().breaker).toMatchObject({ state: 'half-open', calls: 5 });
    await clock.advance(2_000);
    expect(await clock.settle(policy.execute(script('ok')))).toBe('ok');
    expect(policy.health().breaker.state).toBe('closed');
  });
});

describe('a retry that finds no place', () => {
  it('ends the call with what its attempt was told, and costs the budget nothing', async () => {
    const { policy, script, failure, clock, ofType } = createHarness({
      rateLimiting: { concurrency: 1, queue: 0 },
      retryPolicy: { jitter: 'none', baseDelay: 200, budget: { ratio: 0, burst: 10 } },
    });
    const call = policy.execute(script(refused('UNAVAILABLE', { status: 503 })));
    await clock.advance(100);
    const other = policy.execute(script(HANG)).catch(() => 'ended');
    expect(await failure(call)).toMatchObject({ code: 'UNAVAILABLE', status: 503, attempts: 1 });
    expect(ofType('retry.refused')).toMatchObject([{ reason: 'not-retryable', code: 'OVERLOADED' }]);
    expect(policy.health().retryBudget).toBe(10);
    await clock.settle(other);
  });
});

describe('a call of which the last attempt is not the last that was allowed', () => {
  it('says how many there may be', async () => {
    const { policy, script, failure } = createHarness();
    expect((await failure(policy.execute(script(refused(), new Failed('VALIDATION'))))).message).toBe(
      'acme call: answered VALIDATION (attempt 2 of 3)',
    );
  });
});

describe('an answer without a cache key', () => {
  it('takes no room from the kept ones', async () => {
    const { policy, script, clock } = createHarness({
      ...NO_RETRY,
      fallback: { type: 'stale', maxAge: 60_000, maxEntries: 1 },
    });
    await policy.execute(script('kept'), { cacheKey: '1' });
    await policy.execute(script('passing'));
    expect(await clock.settle(policy.execute(script(refused()), { cacheKey: '1' }))).toBe('kept');
  });
});
