import { describe, expect, it } from 'vitest';
import { createHarness, Failed, refused } from './policy-harness.js';

describe('the events of a call', () => {
  it('tell its whole story under one id', async () => {
    const { policy, script, clock, events } = createHarness({ retryPolicy: { jitter: 'none' } });
    const startedAt = clock.now();
    const work = script(refused('UNAVAILABLE', { status: 503, requestId: 'req_1' }), 'ok');
    await clock.settle(
      policy.execute(work, { operation: 'payments.create', idempotencyKey: 'k', attributes: { tenant: 't1' } }),
    );
    const shared = {
      service: 'acme',
      operation: 'payments.create',
      callId: expect.any(String),
      attributes: { tenant: 't1' },
    };
    expect(events).toEqual([
      {
        ...shared,
        type: 'attempt.finished',
        at: startedAt,
        attempt: 1,
        result: 'failure',
        durationMs: 0,
        code: 'UNAVAILABLE',
        status: 503,
        requestId: 'req_1',
        hedge: undefined,
      },
      {
        ...shared,
        type: 'retry.scheduled',
        at: startedAt,
        attempt: 1,
        delayMs: 200,
        code: 'UNAVAILABLE',
        delayedBy: 'backoff',
      },
      {
        ...shared,
        type: 'attempt.finished',
        at: startedAt + 200,
        attempt: 2,
        result: 'success',
        durationMs: 0,
        code: undefined,
        status: undefined,
        requestId: undefined,
        hedge: undefined,
      },
      {
        ...shared,
        type: 'call.finished',
        at: startedAt + 200,
        result: 'success',
        attempts: 2,
        durationMs: 200,
        waitedMs: 200,
        code: undefined,
        outcome: undefined,
        status: undefined,
        requestId: undefined,
        idempotencyKey: 'k',
      },
    ]);
    expect(new Set(events.map((event) => 'callId' in event && event.callId)).size).toBe(1);
  });

  it('of two calls, and of two policies, have different ids', async () => {
    const ids = new Set<string>();
    for (let round = 0; round < 2; round++) {
      const { policy, script, ofType } = createHarness(undefined, { random: Math.random });
      await policy.execute(script('ok'));
      await policy.execute(script('ok'));
      for (const event of ofType('call.finished')) ids.add(event.callId);
    }
    expect(ids.size).toBe(4);
  });

  it.each([
    ['VALIDATION', 'ignored'],
    ['NOT_FOUND', 'ignored'],
    ['RATE_LIMITED', 'failure'],
    ['NETWORK', 'failure'],
    ['UNKNOWN', 'failure'],
  ] as const)('call %s %s', async (code, result) => {
    const { policy, script, ofType } = createHarness({ retryPolicy: { maxRetries: 0 } });
    await policy.execute(script(new Failed(code))).catch(() => 'failed');
    expect(ofType('attempt.finished')).toMatchObject([{ result, code }]);
    expect(ofType('call.finished')).toMatchObject([{ result, code }]);
  });

  it('measure how long an attempt took', async () => {
    const { policy, clock, ofType } = createHarness();
    await clock.settle(policy.execute(() => new Promise<void>((resolve) => void clock.setTimeout(resolve, 70))));
    expect(ofType('attempt.finished')).toMatchObject([{ durationMs: 70 }]);
  });

  it('are not sent when monitoring is switched off', async () => {
    const { policy, script, failure, clock, events } = createHarness({
      monitoring: { enabled: false },
      rateLimiting: { concurrency: 1, queue: 0 },
    });
    await failure(policy.execute(script(refused())));
    await policy.execute(script('x'), { fallback: () => 'y' });
    await policy.execute(script(refused('RATE_LIMITED', { retryAfterMs: 1_000 })), {
      timeout: 10,
      fallback: () => 'z',
    });
    const running = clock.settle(
      policy.execute(() => new Promise<void>((resolve) => void clock.setTimeout(resolve, 50)), {
        reconcile: async () => undefined,
      }),
    );
    policy.isolate();
    await running.catch(() => 'failed');
    await failure(policy.execute(script('never')));
    await expect(policy.execute(script('never'), { signal: AbortSignal.abort('gone') })).rejects.toBe('gone');
    expect(events).toEqual([]);
  });
});

describe('a telemetry sink that throws', () => {
  it('harms neither the call nor the other sinks', async () => {
    const seen: string[] = [];
    const { policy, script, clock } = createHarness(
      { circuitBreaker: { failureStreak: 1 } },
      {
        telemetry: [
          {
            emit: () => {
              throw new Error('broken sink');
            },
          },
          { emit: ({ type }) => void seen.push(type) },
        ],
      },
    );
    expect(await clock.settle(policy.execute(script('ok')))).toBe('ok');
    await expect(policy.execute(script(refused()))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(seen).toEqual([
      'attempt.finished',
      'call.finished',
      'breaker.changed',
      'attempt.finished',
      'retry.refused',
      'call.finished',
    ]);
    expect(policy.health().concurrency.inFlight).toBe(0);
  });
});
