import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/errors/error-code.js';
import { createHarness, Failed, HANG, refused } from './policy-harness.js';

const NO_RETRY = { retryPolicy: { maxRetries: 0 } } as const;

describe('the circuit of a policy', () => {
  it.each(['TIMEOUT', 'NETWORK', 'UNAVAILABLE'] as const)('counts %s', async (code) => {
    const { policy, script } = createHarness(NO_RETRY);
    for (let call = 0; call < 5; call++) await policy.execute(script(refused(code))).catch(() => 'failed');
    expect(policy.health().breaker.state).toBe('open');
  });

  it.each<ErrorCode>([
    'AUTHENTICATION',
    'PERMISSION',
    'NOT_FOUND',
    'VALIDATION',
    'CONFLICT',
    'DECLINED',
    'RATE_LIMITED',
    'CIRCUIT_OPEN',
    'OVERLOADED',
    'CONFIGURATION',
    'FEATURE_DISABLED',
    'UNKNOWN',
  ])('does not count %s', async (code) => {
    const { policy, script } = createHarness(NO_RETRY);
    for (let call = 0; call < 50; call++) await policy.execute(script(new Failed(code))).catch(() => 'failed');
    expect(policy.health().breaker).toMatchObject({ state: 'closed', calls: 0 });
  });

  it.each<[string, Failed]>([
    ['with a status', new Failed('NOT_FOUND', { status: 404 })],
    ['with a success as status', new Failed('NOT_FOUND', { status: 200 })],
    ['with a code of the vendor', new Failed('DECLINED', { vendorCode: 'card_declined' })],
    ['with a request id', new Failed('CONFLICT', { requestId: 'req_1' })],
  ])('closes after probes that the service refuses %s', async (_kind, answer) => {
    const { policy, script, clock } = createHarness(NO_RETRY);
    for (let call = 0; call < 5; call++) await policy.execute(script(refused())).catch(() => 'failed');
    await clock.advance(500);
    for (let call = 0; call < 3; call++) await policy.execute(script(answer)).catch(() => 'failed');
    expect(policy.health().breaker).toMatchObject({ state: 'closed', calls: 0 });
  });

  it('counts no streak of failures over answers between them', async () => {
    const { policy, script, clock } = createHarness(NO_RETRY);
    for (let round = 0; round < 6; round++) {
      await policy.execute(script(new Failed('NOT_FOUND', { status: 404 }))).catch(() => 'failed');
      await policy.execute(script(refused())).catch(() => 'failed');
      await clock.advance(10_000);
    }
    expect(policy.health().breaker.state).toBe('closed');
  });

  it.each<[string, Failed | Error]>([
    ['the calling code refused before it was sent', new Failed('VALIDATION')],
    ['that is 429', new Failed('RATE_LIMITED', { status: 429 })],
    [
      'that an adapter takes for the caller’s doing although the service failed',
      new Failed('CONFLICT', { status: 500 }),
    ],
    ['that ended in a mistake of the calling code', new TypeError('x is not a function')],
  ])('learns nothing from a probe %s', async (_kind, thrown) => {
    const { policy, script, clock } = createHarness({ ...NO_RETRY, circuitBreaker: { failureStreak: 2 } });
    for (let call = 0; call < 2; call++) await policy.execute(script(refused())).catch(() => 'failed');
    await clock.advance(500);
    for (let call = 0; call < 9; call++) await policy.execute(script(thrown)).catch(() => 'failed');
    expect(policy.health().breaker.state).toBe('half-open');
  });

  it('learns nothing from a probe that the caller aborts', async () => {
    const { policy, script, clock } = createHarness(NO_RETRY);
    for (let call = 0; call < 5; call++) await policy.execute(script(refused())).catch(() => 'failed');
    await clock.advance(500);
    for (let call = 0; call < 9; call++) {
      const controller = new AbortController();
      const aborted = policy.execute(script(HANG), { signal: controller.signal }).catch(() => 'aborted');
      await clock.drain();
      controller.abort();
      await aborted;
    }
    expect(policy.health().breaker.state).toBe('half-open');
  });

  it('counts each attempt, so that retries open it', async () => {
    const { policy, script, failure } = createHarness({ circuitBreaker: { failureStreak: 3 } });
    await failure(policy.execute(script(refused())));
    expect(policy.health().breaker.state).toBe('open');
  });

  it('goes through its life and tells of it', async () => {
    const { policy, script, clock, ofType } = createHarness({ ...NO_RETRY, circuitBreaker: { halfOpenProbes: 2 } });
    for (let call = 0; call < 5; call++) await policy.execute(script(refused())).catch(() => 'failed');
    await clock.advance(500);
    for (let call = 0; call < 2; call++) await policy.execute(script('ok'));
    expect(policy.health().breaker).toEqual({ state: 'closed', failureRate: 0, calls: 0, retryAfterMs: 0 });
    expect(ofType('breaker.changed').map(({ from, to, reason, openMs }) => [from, to, reason, openMs])).toEqual([
      ['closed', 'open', 'failure-streak', 500],
      ['open', 'half-open', 'open-time-over', undefined],
      ['half-open', 'closed', 'probes-succeeded', undefined],
    ]);
    expect(clock.pending).toBe(0);
  });

  it('is exact on the time of everything that moves it, also for calls that take none', async () => {
    const { policy, script, clock } = createHarness(NO_RETRY);
    for (let call = 0; call < 40; call++) await policy.execute(script('ok'));
    await clock.advance(3_600_000);
    for (let call = 0; call < 4; call++) await policy.execute(script(refused())).catch(() => 'failed');
    expect(policy.health().breaker).toMatchObject({ state: 'closed', calls: 4, failureRate: 100 });
    await policy.execute(script(refused())).catch(() => 'failed');
    await clock.advance(500);
    for (let call = 0; call < 3; call++) await policy.execute(script('ok'));
    expect(policy.health().breaker.state).toBe('closed');
    await clock.advance(2_000);
    // The slow start is over: a herd is let in.
    const herd = Array.from({ length: 50 }, () =>
      policy.execute(script(HANG), { timeout: 10 }).catch((error: unknown) => error),
    );
    for (const end of await clock.settle(Promise.all(herd)))
      expect(end).toMatchObject({ code: 'DEADLINE_EXCEEDED', attempts: 1 });
  });

  it('is opened and closed by hand', async () => {
    const { policy, script, failure, clock } = createHarness();
    policy.isolate();
    const error = await failure(policy.execute(script('never'), { operation: 'a.b' }));
    expect(error).toMatchObject({ code: 'CIRCUIT_OPEN', retryAfterMs: undefined, attempts: 0 });
    expect(error.message).toBe('acme a.b: not sent: the circuit was opened by hand');
    expect(policy.health().breaker).toMatchObject({ state: 'isolated', retryAfterMs: Number.POSITIVE_INFINITY });
    policy.close();
    expect(await clock.settle(policy.execute(script('ok')))).toBe('ok');
  });

  it.each([-3_600_000, 3_600_000])(
    'stays open no longer than its open time when the clock steps by %d ms',
    async (step) => {
      const { policy, script, clock } = createHarness(NO_RETRY);
      for (let call = 0; call < 5; call++) await policy.execute(script(refused())).catch(() => 'failed');
      expect(policy.health().breaker.retryAfterMs).toBe(500);
      clock.set(clock.now() + step);
      expect(policy.health().breaker.retryAfterMs).toBeLessThanOrEqual(500);
      await clock.advance(500);
      expect(await clock.settle(policy.execute(script('ok')))).toBe('ok');
    },
  );

  it('counts nothing below zero when the clock steps back', async () => {
    const { policy, script, clock, ofType } = createHarness({ ...NO_RETRY, rateLimiting: { requestsPerSecond: 5 } });
    for (let call = 0; call < 3; call++) {
      await policy.execute(script(refused())).catch(() => 'failed');
      clock.set(clock.now() - 3_600_000);
      await clock.settle(policy.execute(script('ok')));
    }
    const { breaker, retryBudget, rateLimit } = policy.health();
    expect(breaker).toMatchObject({ state: 'closed', calls: 6, failureRate: 50 });
    expect(retryBudget).toBe(10);
    expect(rateLimit?.pausedMs).toBe(0);
    expect(ofType('call.finished').every(({ durationMs }) => durationMs >= 0)).toBe(true);
  });
});

describe('the health of a policy', () => {
  it('names the five newest failures, the latest first, but no ordinary refusals', async () => {
    const { policy, script, clock } = createHarness(NO_RETRY);
    const fail = async (operation: string, error: Failed): Promise<void> => {
      await clock.advance(1);
      await policy.execute(script(error), { operation }).catch(() => 'failed');
    };
    for (let call = 1; call <= 4; call++) await fail(`a.${call}`, refused('UNAVAILABLE', { status: 500 + call }));
    await fail('b.1', new Failed('AUTHENTICATION', { status: 401 }));
    await fail('b.2', new Failed('RATE_LIMITED', { status: 429 }));
    for (const code of ['NOT_FOUND', 'VALIDATION', 'CONFLICT', 'DECLINED'] as const)
      await fail('c.1', new Failed(code));
    const { lastFailures } = policy.health();
    expect(lastFailures.map(({ operation, code, status }) => [operation, code, status])).toEqual([
      ['b.2', 'RATE_LIMITED', 429],
      ['b.1', 'AUTHENTICATION', 401],
      ['a.4', 'UNAVAILABLE', 504],
      ['a.3', 'UNAVAILABLE', 503],
      ['a.2', 'UNAVAILABLE', 502],
    ]);
    expect(lastFailures[0]?.at).toBe(clock.now() - 4);
  });

  it('of a new policy is good', () => {
    const { policy } = createHarness();
    expect(policy.health()).toEqual({
      breaker: { state: 'closed', failureRate: 0, calls: 0, retryAfterMs: 0 },
      retryBudget: 10,
      concurrency: { inFlight: 0, limit: 200, queued: 0 },
      rateLimit: undefined,
      lastFailures: [],
    });
  });
});
