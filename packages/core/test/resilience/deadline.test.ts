import { describe, expect, it } from 'vitest';
import { createHarness, HANG, refused } from './policy-harness.js';

describe('the deadline of a call', () => {
  it('ends an attempt that is under way, and leaves open what happened', async () => {
    const { policy, script, failure, clock } = createHarness({ deadline: 3_000 });
    const work = script(HANG);
    const error = await failure(policy.execute(work, { operation: 'a.b', idempotencyKey: 'k' }));
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown', attempts: 1, elapsedMs: 3_000 });
    expect(error.message).toContain('acme a.b: not done within 3000 ms; it may have been applied');
    expect(work.attempts[0]?.signal.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('leaves nothing open for a read', async () => {
    const { policy, script, failure } = createHarness({ deadline: 3_000 });
    expect(await failure(policy.execute(script(HANG), { readOnly: true }))).toMatchObject({ outcome: 'not_applied' });
  });

  it('is thirty seconds unless the call says otherwise', async () => {
    const { policy, script, failure } = createHarness();
    const work = script(HANG);
    expect(await failure(policy.execute(work, { readOnly: true }))).toMatchObject({
      elapsedMs: 30_000,
      code: 'DEADLINE_EXCEEDED',
    });
    expect(await failure(policy.execute(work, { readOnly: true, timeout: 50 }))).toMatchObject({
      elapsedMs: 50,
      attempts: 1,
    });
  });

  it('cuts the last attempt to what is left', async () => {
    const { policy, script, failure } = createHarness({ deadline: 2_500, circuitBreaker: { timeout: 1_000 } });
    const error = await failure(policy.execute(script(HANG), { idempotent: true }));
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', attempts: 3, elapsedMs: 2_500 });
  });

  it('is told to each attempt as a moment', async () => {
    const { policy, script, clock } = createHarness();
    const work = script(refused(), 'ok');
    const deadline = clock.now() + 30_000;
    await clock.settle(policy.execute(work));
    expect(work.attempts.map((attempt) => attempt.deadline)).toEqual([deadline, deadline]);
  });

  it('can be switched off', async () => {
    const { policy, script, failure } = createHarness({
      deadline: Number.POSITIVE_INFINITY,
      retryPolicy: { maxRetries: 10 },
      circuitBreaker: { failureStreak: 100 },
    });
    const work = script(HANG);
    expect(await failure(policy.execute(work, { idempotent: true }))).toMatchObject({ code: 'TIMEOUT', attempts: 11 });
    expect(work.attempts[0]?.deadline).toBe(Number.POSITIVE_INFINITY);
  });

  it('refuses at once a retry that would come too late, with the error of the attempt', async () => {
    const { policy, script, failure, ofType, elapsed } = createHarness({ deadline: 5_000 });
    const work = script(refused('RATE_LIMITED', { retryAfterMs: 6_000, status: 429 }));
    const error = await failure(policy.execute(work));
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 6_000, attempts: 1 });
    expect(elapsed()).toBe(0);
    expect(ofType('retry.refused')).toMatchObject([{ reason: 'deadline' }]);
  });

  it('leaves no time for a retry that would begin at the very deadline', async () => {
    const { policy, script, failure, ofType } = createHarness({
      deadline: 1_000,
      retryPolicy: { jitter: 'none', baseDelay: 1_000 },
    });
    await failure(policy.execute(script(refused())));
    expect(ofType('retry.refused')).toMatchObject([{ reason: 'deadline' }]);
  });

  it('sends nothing when there is no time left', async () => {
    const { policy, script, failure } = createHarness();
    const work = script('never');
    const error = await failure(policy.execute(work, { timeout: 0 }));
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied', attempts: 0 });
    expect(work.attempts).toHaveLength(0);
  });

  it.each([-1, Number.NaN, '5' as unknown as number])(
    'refuses %s as a timeout before anything is sent',
    async (timeout) => {
      const { policy, script, failure } = createHarness();
      const work = script('never');
      const error = await failure(policy.execute(work, { timeout }));
      expect(error).toMatchObject({ code: 'VALIDATION', issues: [{ path: 'options.timeout' }] });
      expect(work.attempts).toHaveLength(0);
    },
  );
});

describe('an attempt', () => {
  it('that answers at once arms no timer', async () => {
    const { policy, clock } = createHarness();
    let armed = 0;
    await policy.execute(async () => {
      armed = clock.pending;
    });
    expect([armed, clock.pending]).toEqual([0, 0]);
  });

  it('that takes time has one timer, and none is left afterwards', async () => {
    const { policy, clock } = createHarness();
    let answer = (_value: string): void => {};
    const call = policy.execute(() => new Promise<string>((resolve) => (answer = resolve)));
    await clock.drain();
    expect(clock.pending).toBe(1);
    answer('late');
    expect(await call).toBe('late');
    expect(clock.pending).toBe(0);
  });

  it('makes no abort controller unless its signal is read', async () => {
    const { policy } = createHarness();
    const RealController = globalThis.AbortController;
    let made = 0;
    globalThis.AbortController = class extends RealController {
      constructor() {
        super();
        made++;
      }
    };
    try {
      await policy.execute(async () => 1);
      expect(made).toBe(0);
      await policy.execute(async (attempt) => [attempt.signal, attempt.signal]);
      expect(made).toBe(1);
    } finally {
      globalThis.AbortController = RealController;
    }
  });

  it('whose signal was read is not aborted by its own success', async () => {
    const { policy } = createHarness();
    const signal = await policy.execute(async (attempt) => attempt.signal);
    expect(signal.aborted).toBe(false);
  });

  it('has an aborted signal when it is read after the attempt was given up', async () => {
    const { policy, script, failure } = createHarness({ deadline: 100 });
    const work = script(HANG);
    await failure(policy.execute(work));
    const signal = work.attempts[0]?.signal;
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('that answers after it was given up is ignored', async () => {
    const { policy, failure, clock } = createHarness({ deadline: 100 });
    let answer = (_value: string): void => {};
    const error = await failure(policy.execute(() => new Promise<string>((resolve) => (answer = resolve))));
    answer('too late');
    await clock.drain();
    expect(error.code).toBe('DEADLINE_EXCEEDED');
    expect(policy.health().concurrency.inFlight).toBe(0);
  });

  it('that fails after it was given up harms nobody', async () => {
    const { policy, failure, clock } = createHarness({ deadline: 100 });
    let fail = (_error: Error): void => {};
    await failure(policy.execute(() => new Promise<string>((_resolve, reject) => (fail = reject))));
    fail(new Error('too late'));
    await clock.drain();
    expect(policy.health().concurrency.inFlight).toBe(0);
  });

  it('cut by an impatient deadline does not speak against the service; one with half of its time does', async () => {
    const { policy, script, failure } = createHarness({ circuitBreaker: { timeout: 10_000, failureStreak: 1 } });
    await failure(policy.execute(script(HANG), { timeout: 4_999 }));
    expect(policy.health().breaker.state).toBe('closed');
    await failure(policy.execute(script(HANG), { timeout: 5_000 }));
    expect(policy.health().breaker.state).toBe('open');
  });
});
