import { describe, expect, it } from 'vitest';
import { createHarness, HANG, refused } from './policy-harness.js';

/** Work that answers when it is told to. */
function createGate() {
  const open: (() => void)[] = [];
  return {
    work: () => new Promise<string>((resolve) => open.push(() => resolve('ok'))),
    get waiting() {
      return open.length;
    },
    next: () => open.shift()?.(),
  };
}

describe('a fixed concurrency', () => {
  it('keeps further calls waiting and lets them in as places become free', async () => {
    const { policy, clock } = createHarness({ rateLimiting: { concurrency: 2 } });
    const gate = createGate();
    const calls = [1, 2, 3].map(() => policy.execute(gate.work));
    await clock.drain();
    expect(gate.waiting).toBe(2);
    expect(policy.health().concurrency).toEqual({ inFlight: 2, limit: 2, queued: 1 });
    gate.next();
    await clock.drain();
    expect(gate.waiting).toBe(2);
    gate.next();
    gate.next();
    expect(await Promise.all(calls)).toEqual(['ok', 'ok', 'ok']);
    expect(policy.health().concurrency).toEqual({ inFlight: 0, limit: 2, queued: 0 });
  });

  it('does not count the wait for a place as time of the attempt', async () => {
    const { policy, clock, ofType } = createHarness({
      rateLimiting: { concurrency: 1 },
      circuitBreaker: { timeout: 100 },
    });
    const work = (): Promise<string> => new Promise((resolve) => void clock.setTimeout(() => resolve('ok'), 80));
    const calls = [1, 2, 3].map(() => policy.execute(work));
    expect(await clock.settle(Promise.all(calls))).toEqual(['ok', 'ok', 'ok']);
    expect(ofType('attempt.finished').map(({ durationMs }) => durationMs)).toEqual([80, 80, 80]);
    expect(ofType('call.finished').map(({ durationMs }) => durationMs)).toEqual([80, 160, 240]);
  });

  it('refuses what does not fit into the queue, and says so', async () => {
    const { policy, script, failure, clock, ofType } = createHarness({ rateLimiting: { concurrency: 1, queue: 0 } });
    const first = policy.execute(script(HANG)).catch(() => 'ended');
    const work = script('never');
    const error = await failure(policy.execute(work, { operation: 'a.b' }));
    expect(error).toMatchObject({ code: 'OVERLOADED', outcome: 'not_applied', attempts: 0, retryable: true });
    expect(error.message).toBe('acme a.b: not sent: 1 call is in flight, and the limit is 1');
    expect(ofType('limiter.rejected')).toMatchObject([{ limiter: 'concurrency', limit: 1 }]);
    expect(policy.health().breaker).toMatchObject({ state: 'closed', calls: 0 });
    await clock.settle(first);
  });

  it('speaks of several calls in flight as several', async () => {
    const { policy, script, failure, clock } = createHarness({ rateLimiting: { concurrency: 2, queue: 0 } });
    const hung = [1, 2].map(() => policy.execute(script(HANG)).catch(() => 'ended'));
    expect((await failure(policy.execute(script('never')))).message).toContain('2 calls are in flight');
    await clock.settle(Promise.all(hung));
  });

  it('lets nobody wait beyond its deadline', async () => {
    const { policy, script, failure, clock } = createHarness({ rateLimiting: { concurrency: 1 } });
    const first = policy.execute(script(HANG)).catch(() => 'ended');
    const error = await failure(policy.execute(script('never'), { timeout: 200 }));
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied', attempts: 0, elapsedMs: 200 });
    await clock.settle(first);
    expect(policy.health().concurrency).toEqual({ inFlight: 0, limit: 1, queued: 0 });
  });

  it('lets a waiting caller leave at once', async () => {
    const { policy, script, clock } = createHarness({ rateLimiting: { concurrency: 1 } });
    const first = policy.execute(script(HANG)).catch(() => 'ended');
    const controller = new AbortController();
    const second = policy.execute(script('never'), { signal: controller.signal });
    await clock.drain();
    controller.abort('gone');
    await expect(second).rejects.toBe('gone');
    expect(policy.health().concurrency.queued).toBe(0);
    await clock.settle(first);
  });

  it('gives the place on of who left in the instant of getting it', async () => {
    const controller = new AbortController();
    const telemetry = {
      emit: ({ type }: { type: string }) => void (type === 'attempt.finished' && controller.abort('gone')),
    };
    const { policy, script, clock } = createHarness({ rateLimiting: { concurrency: 1 } }, { telemetry });
    const gate = createGate();
    const first = policy.execute(gate.work);
    const work = script('never');
    const second = policy.execute(work, { signal: controller.signal });
    await clock.drain();
    gate.next();
    await expect(second).rejects.toBe('gone');
    expect(await first).toBe('ok');
    expect(work.attempts).toHaveLength(0);
    expect(policy.health().concurrency).toEqual({ inFlight: 0, limit: 1, queued: 0 });
  });

  it('refuses who waited when the circuit has opened meanwhile, and gives the place on', async () => {
    const { policy, script, failure, clock } = createHarness({ rateLimiting: { concurrency: 1 } });
    const gate = createGate();
    const first = policy.execute(gate.work);
    const second = policy.execute(script('never'));
    await clock.drain();
    policy.isolate();
    gate.next();
    expect(await failure(second)).toMatchObject({ code: 'CIRCUIT_OPEN', attempts: 0 });
    expect(await first).toBe('ok');
    policy.close();
    expect(await clock.settle(policy.execute(script('again')))).toBe('again');
  });

  it('does not open the circuit by its refusals', async () => {
    const { policy, script, clock } = createHarness({
      rateLimiting: { concurrency: 1, queue: 0 },
      circuitBreaker: { failureStreak: 1 },
    });
    const first = policy.execute(script(HANG), { timeout: 100 }).catch(() => 'ended');
    for (let call = 0; call < 20; call++) await policy.execute(script('never')).catch(() => 'refused');
    expect(policy.health().breaker.state).toBe('closed');
    await clock.settle(first);
  });
});

describe('an adaptive concurrency', () => {
  it('takes a burst of two hundred at once', async () => {
    const { policy, clock } = createHarness();
    const gate = createGate();
    const calls = Array.from({ length: 200 }, () => policy.execute(gate.work));
    await clock.drain();
    expect(gate.waiting).toBe(200);
    while (gate.waiting > 0) gate.next();
    await Promise.all(calls);
  });

  it('sheds load when most calls fail, tells so, and grows again', async () => {
    const { policy, script, clock, ofType } = createHarness({
      circuitBreaker: { minimumCalls: 1_000, failureStreak: 1_000 },
      retryPolicy: { maxRetries: 0 },
    });
    for (let call = 0; call < 12; call++) {
      await policy.execute(script(refused())).catch(() => 'failed');
      await clock.advance(1);
    }
    const { limit } = policy.health().concurrency;
    expect(limit).toBe(2);
    expect(ofType('limiter.changed').at(-1)).toMatchObject({ limiter: 'concurrency', limit: 2 });
    for (let call = 0; call < 100; call++) await policy.execute(script('ok'));
    expect(policy.health().concurrency.limit).toBeGreaterThan(limit);
  });

  it('refuses beyond its limit, and forgets a limit that is a minute old', async () => {
    const { policy, script, failure, clock } = createHarness({
      circuitBreaker: { minimumCalls: 1_000, failureStreak: 1_000 },
      retryPolicy: { maxRetries: 0 },
    });
    for (let call = 0; call < 12; call++) {
      await policy.execute(script(refused())).catch(() => 'failed');
      await clock.advance(1);
    }
    const gate = createGate();
    const calls = [policy.execute(gate.work), policy.execute(gate.work)];
    expect(await failure(policy.execute(gate.work))).toMatchObject({ code: 'OVERLOADED' });
    gate.next();
    gate.next();
    await Promise.all(calls);
    await clock.advance(61_000);
    const later = Array.from({ length: 20 }, () => policy.execute(gate.work));
    await clock.drain();
    expect(gate.waiting).toBe(20);
    while (gate.waiting > 0) gate.next();
    await Promise.all(later);
  });

  it('may have a queue', async () => {
    const { policy, script, clock } = createHarness({
      rateLimiting: { queue: 10 },
      circuitBreaker: { minimumCalls: 1_000, failureStreak: 1_000 },
      retryPolicy: { maxRetries: 0 },
    });
    for (let call = 0; call < 12; call++) {
      await policy.execute(script(refused())).catch(() => 'failed');
      await clock.advance(1);
    }
    const gate = createGate();
    const calls = [1, 2, 3, 4].map(() => policy.execute(gate.work));
    await clock.drain();
    expect(policy.health().concurrency).toMatchObject({ inFlight: 2, queued: 2 });
    for (let turn = 0; turn < 4; turn++) {
      gate.next();
      await clock.drain();
    }
    expect(await Promise.all(calls)).toHaveLength(4);
  });
});

describe('a documented rate', () => {
  it('paces calls beyond the burst', async () => {
    const { policy, script, clock } = createHarness({ rateLimiting: { requestsPerSecond: 10, burst: 2 } });
    const work = script('ok');
    await clock.settle(Promise.all(Array.from({ length: 5 }, () => policy.execute(work))));
    expect(work.times).toEqual([0, 0, 100, 200, 300]);
    expect(policy.health().rateLimit).toEqual({ requestsPerSecond: 10, pausedMs: 0 });
  });

  it('has a burst of one second unless told otherwise', async () => {
    const { policy, script, clock } = createHarness({ rateLimiting: { requestsPerSecond: 3 } });
    const work = script('ok');
    await clock.settle(Promise.all(Array.from({ length: 4 }, () => policy.execute(work))));
    expect(work.times.map(Math.round)).toEqual([0, 0, 0, 333]);
  });

  it('refuses a call that would have to wait beyond its deadline', async () => {
    const { policy, script, failure, ofType } = createHarness({ rateLimiting: { requestsPerSecond: 1, burst: 1 } });
    await policy.execute(script('ok'));
    const work = script('never');
    const error = await failure(policy.execute(work, { operation: 'a.b', timeout: 500 }));
    expect(error).toMatchObject({ code: 'OVERLOADED', retryAfterMs: 1_000, attempts: 0, outcome: 'not_applied' });
    expect(error.message).toBe('acme a.b: not sent: the rate limit has room in 1000 ms, after the deadline');
    expect(ofType('limiter.rejected')).toMatchObject([{ limiter: 'rate', limit: 1 }]);
    expect(policy.health().concurrency.inFlight).toBe(0);
  });

  it('gives the turn of an aborted call to another one', async () => {
    const { policy, script, clock } = createHarness({ rateLimiting: { requestsPerSecond: 1, burst: 1 } });
    await policy.execute(script('ok'));
    const controller = new AbortController();
    const aborted = policy.execute(script('never'), { signal: controller.signal });
    await clock.advance(100);
    controller.abort('gone');
    await expect(aborted).rejects.toBe('gone');
    const work = script('ok');
    await clock.settle(policy.execute(work));
    expect(work.times).toEqual([1_000]);
    expect(policy.health().concurrency.inFlight).toBe(0);
  });

  it('gives the turn of a call back when the circuit opened while it waited', async () => {
    const { policy, script, failure, clock } = createHarness({ rateLimiting: { requestsPerSecond: 1, burst: 1 } });
    await policy.execute(script('ok'));
    const waiting = policy.execute(script('never'));
    await clock.advance(500);
    policy.isolate();
    expect(await failure(waiting)).toMatchObject({ code: 'CIRCUIT_OPEN' });
    policy.close();
    const work = script('ok');
    await clock.settle(policy.execute(work));
    expect(work.times).toEqual([1_000]);
  });

  it('is lowered by an answer 429', async () => {
    const { policy, script, clock, ofType } = createHarness({ rateLimiting: { requestsPerSecond: 10 } });
    await clock.settle(policy.execute(script(refused('RATE_LIMITED'), 'ok')));
    expect(ofType('limiter.changed')).toMatchObject([{ limiter: 'rate', limit: 7 }]);
    expect(ofType('limiter.paused')).toEqual([]);
  });
});

describe('a Retry-After', () => {
  const told = (retryAfterMs: number) => refused('RATE_LIMITED', { retryAfterMs, status: 429 });

  it('is waited for by the call that was told', async () => {
    const { policy, script, clock, ofType } = createHarness();
    const work = script(told(2_000), 'ok');
    expect(await clock.settle(policy.execute(work))).toBe('ok');
    expect(work.times).toEqual([0, 2_000]);
    expect(ofType('retry.scheduled')).toMatchObject([{ delayMs: 2_000, delayedBy: 'retry-after' }]);
    expect(ofType('limiter.paused')).toMatchObject([{ limiter: 'rate', pauseMs: 2_000 }]);
  });

  it('does not shorten our own wait', async () => {
    const { policy, script, clock, ofType } = createHarness({ retryPolicy: { jitter: 'none', baseDelay: 500 } });
    const work = script(told(100), 'ok');
    await clock.settle(policy.execute(work));
    expect(work.times).toEqual([0, 500]);
    expect(ofType('retry.scheduled')).toMatchObject([{ delayedBy: 'backoff' }]);
  });

  it('pauses every caller of the service', async () => {
    const { policy, script, failure, clock } = createHarness();
    const first = policy.execute(script(told(2_000), 'ok'));
    await clock.advance(500);
    expect(policy.health().rateLimit).toEqual({ requestsPerSecond: Number.POSITIVE_INFINITY, pausedMs: 1_500 });
    const other = script('ok');
    const patient = policy.execute(other);
    expect(await failure(policy.execute(script('never'), { timeout: 1_000 }))).toMatchObject({
      code: 'OVERLOADED',
      retryAfterMs: 1_500,
      attempts: 0,
    });
    await clock.settle(Promise.all([first, patient]));
    expect(other.times).toEqual([2_000]);
  });

  it('that grows while callers wait keeps them waiting', async () => {
    const { policy, script, clock } = createHarness();
    const gate = createGate();
    const running = policy.execute(gate.work, {
      classifyResult: () => ({ code: 'RATE_LIMITED', message: 'no', retryAfterMs: 5_000 }),
    });
    running.catch(() => 'failed');
    await clock.drain();
    policy.execute(script(told(1_000), 'ok')).catch(() => 'failed');
    await clock.advance(100);
    const work = script('ok');
    const waiting = policy.execute(work);
    await clock.advance(100);
    gate.next();
    await clock.settle(waiting);
    expect(work.times).toEqual([5_200]);
  });

  it('that is shorter than the pause in force changes nothing', async () => {
    const { policy, script, failure, ofType } = createHarness({ retryPolicy: { maxRetries: 0 } });
    await Promise.all([told(5_000), told(1_000)].map((answer) => failure(policy.execute(script(answer)))));
    expect(ofType('limiter.paused')).toMatchObject([{ pauseMs: 5_000 }]);
  });

  it('of another kind of failure pauses nobody, unless it says so', async () => {
    const { policy, script, failure } = createHarness({ retryPolicy: { maxRetries: 0 } });
    await failure(policy.execute(script(refused('UNAVAILABLE', { retryAfterMs: 2_000 }))));
    expect(policy.health().rateLimit).toBeUndefined();
    await failure(policy.execute(script(refused('UNAVAILABLE', { retryAfterMs: 2_000, pausesService: true }))));
    expect(policy.health().rateLimit?.pausedMs).toBe(2_000);
  });

  it('of a single call’s limit pauses nobody', async () => {
    const { policy, script, failure } = createHarness({ retryPolicy: { maxRetries: 0 } });
    await failure(policy.execute(script(refused('RATE_LIMITED', { retryAfterMs: 2_000, pausesService: false }))));
    expect(policy.health().rateLimit).toBeUndefined();
  });

  it.each([Number.NaN, -5, Number.NEGATIVE_INFINITY])('of %d is none', async (retryAfterMs) => {
    const { policy, script, clock } = createHarness();
    const work = script(refused('RATE_LIMITED', { retryAfterMs }), 'ok');
    await clock.settle(policy.execute(work));
    expect(work.times).toEqual([0, 0]);
  });

  it('is not the breaker’s matter', async () => {
    const { policy, script } = createHarness({
      circuitBreaker: { failureStreak: 1, minimumCalls: 1, errorThreshold: 1 },
      retryPolicy: { maxRetries: 0 },
    });
    for (let call = 0; call < 20; call++) await policy.execute(script(refused('RATE_LIMITED'))).catch(() => 'failed');
    expect(policy.health().breaker).toMatchObject({ state: 'closed', calls: 0 });
  });
});
