import { describe, expect, it } from 'vitest';
import { createHarness, Failed, HANG, refused } from './policy-harness.js';
import { watchListeners } from './watch-listeners.js';

const REASON = { why: 'the user left' };

describe('a caller that aborts', () => {
  it('before the call gets its own reason, and nothing is sent', async () => {
    const { policy, script, ofType } = createHarness();
    const work = script('never');
    await expect(policy.execute(work, { signal: AbortSignal.abort(REASON) })).rejects.toBe(REASON);
    expect(work.attempts).toHaveLength(0);
    expect(ofType('call.finished')).toMatchObject([{ result: 'aborted', attempts: 0, code: undefined }]);
  });

  it('during an attempt is answered at once, even if the call ignores its signal', async () => {
    const { policy, script, clock, elapsed, ofType } = createHarness();
    const { signal, abort, listeners } = watchListeners();
    const work = script(HANG);
    const call = policy.execute(work, { signal });
    await clock.advance(100);
    expect(listeners()).toBe(1);
    abort(REASON);
    await expect(call).rejects.toBe(REASON);
    expect(elapsed()).toBe(100);
    expect([clock.pending, listeners()]).toEqual([0, 0]);
    expect(work.attempts[0]?.signal.reason).toBe(REASON);
    expect(ofType('attempt.finished')).toMatchObject([{ result: 'aborted', code: undefined }]);
  });

  it('inside the call itself is answered at once', async () => {
    const { policy } = createHarness();
    const controller = new AbortController();
    const call = policy.execute(
      () => {
        controller.abort(REASON);
        return new Promise<never>(() => {});
      },
      { signal: controller.signal },
    );
    await expect(call).rejects.toBe(REASON);
  });

  it('passes its reason on to a signal that was read', async () => {
    const { policy, clock } = createHarness();
    const controller = new AbortController();
    let seen: unknown;
    const call = policy.execute(
      ({ signal }) => {
        signal.addEventListener('abort', () => {
          seen = signal.reason;
        });
        return new Promise<never>(() => {});
      },
      { signal: controller.signal },
    );
    await clock.drain();
    controller.abort(REASON);
    await expect(call).rejects.toBe(REASON);
    expect(seen).toBe(REASON);
  });

  it('between attempts is answered at once, and no further one is made', async () => {
    const { policy, script, clock, ofType } = createHarness({ retryPolicy: { jitter: 'none', baseDelay: 1_000 } });
    const { signal, abort, listeners } = watchListeners();
    const work = script(refused());
    const call = policy.execute(work, { signal });
    await clock.advance(500);
    expect(clock.pending).toBe(1);
    abort(REASON);
    await expect(call).rejects.toBe(REASON);
    expect(work.attempts).toHaveLength(1);
    expect([clock.pending, listeners()]).toEqual([0, 0]);
    expect(ofType('retry.refused')).toMatchObject([{ reason: 'aborted', attempt: 1, code: 'UNAVAILABLE' }]);
    expect(ofType('call.finished')).toMatchObject([{ result: 'aborted', attempts: 1, waitedMs: 500 }]);
    expect(policy.health().retryBudget).toBe(10);
  });

  it('during a retry is answered at once', async () => {
    const { policy, script, clock } = createHarness();
    const controller = new AbortController();
    const work = script(refused(), HANG);
    const call = policy.execute(work, { signal: controller.signal });
    await clock.advance(10);
    controller.abort(REASON);
    await expect(call).rejects.toBe(REASON);
    expect(work.attempts).toHaveLength(2);
  });

  it('gets a primitive reason as it is', async () => {
    const { policy, script, clock } = createHarness();
    const controller = new AbortController();
    const call = policy.execute(script(HANG), { signal: controller.signal });
    await clock.drain();
    controller.abort('because');
    await expect(call).rejects.toBe('because');
  });

  it('does not lose a success that has arrived', async () => {
    const { policy } = createHarness();
    const controller = new AbortController();
    const call = policy.execute(
      async () => {
        queueMicrotask(() => controller.abort(REASON));
        return 'charged';
      },
      { signal: controller.signal },
    );
    expect(await call).toBe('charged');
  });

  it('does not lose a success of a retry that arrived in the instant of the abort', async () => {
    const { policy, clock } = createHarness({ retryPolicy: { baseDelay: 0 } });
    const controller = new AbortController();
    let attempts = 0;
    let answer = (_value: string): void => {};
    const call = policy.execute(
      async () => {
        attempts++;
        if (attempts === 1) throw refused();
        return await new Promise<string>((resolve) => (answer = resolve));
      },
      { signal: controller.signal },
    );
    await clock.advance(1);
    expect(attempts).toBe(2);
    answer('charged');
    await Promise.resolve();
    controller.abort(REASON);
    expect(await call).toBe('charged');
  });

  it('is counted nowhere', async () => {
    const { policy, script, clock } = createHarness({
      circuitBreaker: { failureStreak: 1, minimumCalls: 1, errorThreshold: 1 },
    });
    for (let call = 0; call < 10; call++) {
      const controller = new AbortController();
      const aborted = policy.execute(script(HANG), { signal: controller.signal });
      await clock.advance(10);
      controller.abort(REASON);
      await expect(aborted).rejects.toBe(REASON);
    }
    const health = policy.health();
    expect(health).toMatchObject({ breaker: { state: 'closed', calls: 0 }, retryBudget: 10, lastFailures: [] });
    expect(health.concurrency.inFlight).toBe(0);
  });

  it('leaves no listener behind after a success', async () => {
    const { policy, clock } = createHarness();
    const { signal, listeners } = watchListeners();
    let answer = (_value: string): void => {};
    const call = policy.execute(() => new Promise<string>((resolve) => (answer = resolve)), { signal });
    await clock.drain();
    expect(listeners()).toBe(1);
    answer('ok');
    await call;
    expect(listeners()).toBe(0);
  });

  it('while reconciling is answered at once', async () => {
    const { policy, script, clock } = createHarness();
    const controller = new AbortController();
    const call = policy.execute(script(new Failed('NETWORK')), {
      signal: controller.signal,
      reconcile: () => new Promise(() => {}),
    });
    await clock.advance(10);
    controller.abort(REASON);
    await expect(call).rejects.toBe(REASON);
    expect(clock.pending).toBe(0);
  });

  it('is not answered by a fallback', async () => {
    const { policy, script } = createHarness({ fallback: { type: 'value', value: 'instead' } });
    await expect(
      policy.execute(script('never'), { signal: AbortSignal.abort(REASON), fallback: () => 'no' }),
    ).rejects.toBe(REASON);
  });
});

describe('a sleep of the caller’s own', () => {
  it('that fails is not hidden', async () => {
    const broken = new Error('broken sleep');
    const { policy, script } = createHarness(undefined, { sleep: () => Promise.reject(broken) });
    await expect(policy.execute(script(refused()))).rejects.toBe(broken);
    expect(policy.health().concurrency.inFlight).toBe(0);
  });

  it('that fails before a later retry is not hidden either', async () => {
    const broken = new Error('broken sleep');
    let waits = 0;
    const { policy, script } = createHarness(undefined, {
      sleep: () => (++waits === 2 ? Promise.reject(broken) : Promise.resolve()),
    });
    const work = script(refused());
    await expect(policy.execute(work)).rejects.toBe(broken);
    expect(work.attempts).toHaveLength(2);
  });

  it('that ignores the signal is checked after it', async () => {
    const controller = new AbortController();
    const { policy, script } = createHarness(undefined, {
      sleep: async () => controller.abort(REASON),
    });
    const work = script(refused());
    await expect(policy.execute(work, { signal: controller.signal })).rejects.toBe(REASON);
    expect(work.attempts).toHaveLength(1);
  });
});
