import { describe, expect, it } from 'vitest';
import { IntegrationError } from '../../src/errors/integration-error.js';
import { createHarness, Failed, HANG, refused } from './policy-harness.js';

const IDEMPOTENT = { idempotent: true } as const;

describe('a call that fails', () => {
  it('is repeated until it succeeds', async () => {
    const { policy, script, clock, ofType } = createHarness();
    const work = script(refused(), refused(), 'done');
    expect(await clock.settle(policy.execute(work))).toBe('done');
    expect(work.attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(ofType('call.finished')).toMatchObject([{ result: 'success', attempts: 3 }]);
  });

  it('is sent maxRetries + 1 times, and then rejects with what the last attempt said', async () => {
    const { policy, script, failure, ofType } = createHarness({ retryPolicy: { maxRetries: 3 } });
    const work = script(
      refused('NETWORK'),
      refused('NETWORK'),
      refused('NETWORK'),
      refused('UNAVAILABLE', { status: 503 }),
    );
    const error = await failure(policy.execute(work, { operation: 'payments.create' }));
    expect(work.attempts).toHaveLength(4);
    expect(error).toMatchObject({
      code: 'UNAVAILABLE',
      status: 503,
      attempts: 4,
      outcome: 'not_applied',
      retryable: true,
    });
    expect(error.message).toBe('acme payments.create: answered UNAVAILABLE (attempt 4 of 4)');
    expect(ofType('retry.refused')).toMatchObject([{ attempt: 4, reason: 'attempts', code: 'UNAVAILABLE' }]);
  });

  it('is sent once when retries are switched off', async () => {
    const { policy, script, failure, ofType } = createHarness({ retryPolicy: { maxRetries: 0 } });
    const work = script(refused());
    expect(await failure(policy.execute(work))).toMatchObject({ attempts: 1 });
    expect(work.attempts).toHaveLength(1);
    expect(ofType('retry.refused')).toMatchObject([{ reason: 'attempts' }]);
  });

  it.each(['VALIDATION', 'AUTHENTICATION', 'NOT_FOUND', 'DECLINED', 'UNKNOWN'] as const)(
    'is not repeated after %s',
    async (code) => {
      const { policy, script, failure, ofType } = createHarness();
      const work = script(new Failed(code));
      expect(await failure(policy.execute(work, IDEMPOTENT))).toMatchObject({ code, attempts: 1, retryable: false });
      expect(ofType('retry.refused')).toMatchObject([{ reason: 'not-retryable', code }]);
    },
  );

  it('is repeated when the calling code throws an IntegrationError that says no more than that it passes', async () => {
    const { policy, script, clock, failure } = createHarness();
    const init = { code: 'UNAVAILABLE', service: 'acme', operation: 'a.b', message: 'down' } as const;
    expect(await clock.settle(policy.execute(script(new IntegrationError(init), 'done')))).toBe('done');
    const never = script(new IntegrationError({ ...init, retryable: false }));
    expect(await failure(policy.execute(never))).toMatchObject({ attempts: 1, retryable: false });
  });

  it('is not repeated after such an error when the policy takes its code out', async () => {
    const { policy, script, failure } = createHarness({ retryPolicy: { retryableErrors: ['TIMEOUT'] } });
    const own = new IntegrationError({ code: 'UNAVAILABLE', service: 'acme', operation: 'a.b', message: 'down' });
    expect(await failure(policy.execute(script(own)))).toMatchObject({ attempts: 1, retryable: false });
  });

  it('obeys a classification that contradicts the codes', async () => {
    const { policy, script, failure, clock } = createHarness();
    expect(await clock.settle(policy.execute(script(refused('CONFLICT', { retryable: true }), 'done')))).toBe('done');
    const never = script(refused('UNAVAILABLE', { retryable: false }));
    expect(await failure(policy.execute(never))).toMatchObject({ attempts: 1, retryable: false });
  });

  it('waits longer each time, in virtual time without a real one', async () => {
    const { policy, script, failure, ofType } = createHarness({
      retryPolicy: { maxRetries: 4, baseDelay: 100, maxDelay: 350, jitter: 'none' },
      circuitBreaker: { failureStreak: 100 },
    });
    const work = script(refused());
    await failure(policy.execute(work));
    expect(work.times).toEqual([0, 100, 300, 650, 1_000]);
    expect(ofType('retry.scheduled').map(({ delayMs, delayedBy }) => [delayMs, delayedBy])).toEqual([
      [100, 'backoff'],
      [200, 'backoff'],
      [350, 'backoff'],
      [350, 'backoff'],
    ]);
    expect(ofType('call.finished')).toMatchObject([{ waitedMs: 1_000, durationMs: 1_000 }]);
  });

  it.each([
    ['a plain string', 'nope'],
    ['nothing', undefined],
    ['a TypeError', new TypeError('x is not a function')],
    ['an object of another realm', { code: 'ECONNREFUSED' }],
  ])('rejects with an IntegrationError when %s is thrown', async (_kind, thrown) => {
    const { policy, failure } = createHarness();
    const error = await failure(
      policy.execute(() => {
        throw thrown;
      }),
    );
    expect(error.service).toBe('acme');
  });

  it('repeats what another realm threw', async () => {
    const { policy, clock } = createHarness();
    let calls = 0;
    const call = policy.execute(async () => {
      calls++;
      if (calls === 1) throw { name: 'TypeError', message: 'x', cause: { code: 'ECONNREFUSED' } };
      return calls;
    });
    expect(await clock.settle(call)).toBe(2);
  });
});

describe('a call that may have been applied', () => {
  it('is not repeated without a key', async () => {
    const { policy, script, failure, ofType } = createHarness();
    const work = script(new Failed('NETWORK'), 'again');
    const error = await failure(policy.execute(work, { operation: 'payments.create' }));
    expect(work.attempts).toHaveLength(1);
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'unknown', attempts: 1 });
    expect(error.message).toBe(
      'acme payments.create: answered NETWORK; it may have been applied: find out before you repeat it',
    );
    expect(ofType('retry.refused')).toMatchObject([{ reason: 'not-idempotent' }]);
  });

  it('is repeated with a key, the same for every attempt', async () => {
    const { policy, script, clock } = createHarness();
    const work = script(new Failed('NETWORK'), new Failed('TIMEOUT'), 'done');
    expect(await clock.settle(policy.execute(work, { idempotencyKey: 'k_1' }))).toBe('done');
    expect(work.attempts.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['k_1', 'k_1', 'k_1']);
  });

  it('is repeated when it is idempotent', async () => {
    const { policy, script, clock } = createHarness();
    expect(await clock.settle(policy.execute(script(new Failed('NETWORK'), 'done'), IDEMPOTENT))).toBe('done');
  });

  it('is not repeated when the caller says that it is not idempotent, key or not', async () => {
    const { policy, script, failure } = createHarness();
    const work = script(new Failed('NETWORK'));
    await failure(policy.execute(work, { idempotencyKey: 'k_1', idempotent: false }));
    expect(work.attempts).toHaveLength(1);
  });

  it('names the key with which to repeat it', async () => {
    const { policy, script, failure } = createHarness({ retryPolicy: { maxRetries: 1 } });
    const error = await failure(
      policy.execute(script(new Failed('NETWORK')), { operation: 'a.b', idempotencyKey: 'k_1' }),
    );
    expect(error).toMatchObject({ idempotencyKey: 'k_1', attempts: 2 });
    expect(error.message).toBe(
      'acme a.b: answered NETWORK (attempt 2 of 2); it may have been applied: repeat it with idempotency key k_1, or look it up',
    );
  });

  it('cannot be a read', async () => {
    const { policy, script, failure } = createHarness({ retryPolicy: { maxRetries: 1 } });
    const work = script(new Failed('NETWORK'));
    const error = await failure(policy.execute(work, { readOnly: true }));
    expect(work.attempts).toHaveLength(2);
    expect(error.outcome).toBe('not_applied');
  });

  it('is repeated without a key when it surely was not sent', async () => {
    const { policy, clock } = createHarness();
    let calls = 0;
    const call = policy.execute(async () => {
      calls++;
      if (calls < 3)
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) });
      return 'done';
    });
    expect(await clock.settle(call)).toBe('done');
  });
});

describe('a result that is a failure', () => {
  const classifyResult = (result: unknown) =>
    result === 'bad'
      ? ({ code: 'UNAVAILABLE', message: 'answered with status 503', outcome: 'not_applied', status: 503 } as const)
      : undefined;

  it('is repeated like an error', async () => {
    const { policy, script, clock } = createHarness();
    expect(await clock.settle(policy.execute(script('bad', 'good'), { classifyResult }))).toBe('good');
  });

  it('is thrown as an error when the retries are used up', async () => {
    const { policy, script, failure } = createHarness();
    expect(await failure(policy.execute(script('bad'), { classifyResult }))).toMatchObject({
      status: 503,
      attempts: 3,
    });
  });

  it('is an unknown failure when the classifier itself fails, and no permit is lost', async () => {
    const { policy, script, failure } = createHarness();
    const broken = (): never => {
      throw new Error('broken classifier');
    };
    const error = await failure(policy.execute(script('fine'), { classifyResult: broken }));
    expect(error).toMatchObject({ code: 'UNKNOWN', outcome: 'unknown' });
    expect(policy.health().concurrency.inFlight).toBe(0);
  });

  it('survives a broken error classifier as well', async () => {
    const { policy, script, failure } = createHarness(undefined, {
      classifyError: () => {
        throw new Error('broken classifier');
      },
    });
    expect(await failure(policy.execute(script(new Error('x'))))).toMatchObject({ code: 'UNKNOWN' });
    expect(policy.health().concurrency.inFlight).toBe(0);
  });
});

describe('the retry budget', () => {
  it('ends retries when the service fails for everyone', async () => {
    const { policy, script, failure, ofType } = createHarness({
      retryPolicy: { budget: { ratio: 0.2, burst: 3 }, baseDelay: 0 },
      circuitBreaker: { failureStreak: 1_000, minimumCalls: 1_000 },
    });
    const work = script(refused());
    for (let call = 0; call < 10; call++) await failure(policy.execute(work));
    expect(work.attempts).toHaveLength(10 + 3);
    expect(ofType('retry.refused').filter(({ reason }) => reason === 'budget')).toHaveLength(9);
    expect(policy.health().retryBudget).toBe(0);
  });

  it('is refunded by successes', async () => {
    const { policy, script, failure, clock } = createHarness({
      retryPolicy: { budget: { ratio: 0.5, burst: 1 }, baseDelay: 0 },
    });
    await failure(policy.execute(script(refused())));
    expect(policy.health().retryBudget).toBe(0);
    for (let call = 0; call < 2; call++) await policy.execute(script('ok'));
    expect(await clock.settle(policy.execute(script(refused(), 'ok')))).toBe('ok');
  });

  it('can be switched off', async () => {
    const { policy, script, failure } = createHarness({
      retryPolicy: { budget: false, baseDelay: 0 },
      circuitBreaker: { failureStreak: 1_000, minimumCalls: 1_000 },
    });
    const work = script(refused());
    for (let call = 0; call < 20; call++) await failure(policy.execute(work));
    expect(work.attempts).toHaveLength(60);
    expect(policy.health().retryBudget).toBe(Number.POSITIVE_INFINITY);
  });

  it('keeps the load on a dead service below 1 + ratio times the calls, burst aside', async () => {
    const { policy, script, failure } = createHarness({
      retryPolicy: { budget: { ratio: 0.2, burst: 10 }, baseDelay: 0 },
      circuitBreaker: { failureStreak: 1e6, minimumCalls: 1e6 },
    });
    const work = script(refused());
    for (let call = 0; call < 200; call++) await failure(policy.execute(work));
    expect(work.attempts.length).toBeLessThanOrEqual(200 + 10);
  });
});

describe('an open circuit', () => {
  it('ends the retries at once, and the error is that of the attempt that was made', async () => {
    const { policy, script, failure, ofType, elapsed } = createHarness({ circuitBreaker: { failureStreak: 1 } });
    const work = script(refused('UNAVAILABLE', { status: 500 }));
    const error = await failure(policy.execute(work));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', status: 500, attempts: 1 });
    expect(ofType('retry.refused')).toMatchObject([{ reason: 'breaker', attempt: 1 }]);
    expect(elapsed()).toBe(0);
  });

  it('that opens during the wait ends them when the attempt is due', async () => {
    const { policy, script, failure, ofType, clock } = createHarness({ retryPolicy: { jitter: 'none' } });
    const work = script(refused('UNAVAILABLE', { status: 500 }));
    const call = policy.execute(work);
    await clock.advance(50);
    policy.isolate();
    expect(await failure(call)).toMatchObject({ code: 'UNAVAILABLE', status: 500, attempts: 1 });
    expect(ofType('retry.refused')).toMatchObject([{ reason: 'breaker', code: 'CIRCUIT_OPEN' }]);
    expect(policy.health().retryBudget).toBe(10);
  });

  it('refuses a first attempt with the time to come back, and sends nothing', async () => {
    const { policy, script, failure, clock, ofType } = createHarness({ circuitBreaker: { failureStreak: 1 } });
    await failure(policy.execute(script(refused())));
    await clock.advance(100);
    const work = script('never');
    const error = await failure(policy.execute(work, { operation: 'a.b' }));
    expect(error).toMatchObject({
      code: 'CIRCUIT_OPEN',
      outcome: 'not_applied',
      attempts: 0,
      retryAfterMs: 400,
      retryable: true,
    });
    expect(error.message).toBe('acme a.b: not sent: the circuit is open, a probe is due in 400 ms');
    expect(error.stack).not.toContain('    at ');
    expect(work.attempts).toHaveLength(0);
    expect(ofType('call.finished').at(-1)).toMatchObject({ result: 'refused', attempts: 0, code: 'CIRCUIT_OPEN' });
  });
});

describe('retries of an attempt that hangs', () => {
  it('end each attempt after its timeout', async () => {
    const { policy, script, failure, clock } = createHarness({ circuitBreaker: { timeout: 1_000 } });
    const work = script(HANG);
    const error = await failure(policy.execute(work, { operation: 'a.b', idempotencyKey: 'k' }));
    expect(error).toMatchObject({ code: 'TIMEOUT', attempts: 3, outcome: 'unknown', elapsedMs: 3_000 });
    expect(error.message).toContain('no answer within 1000 ms (attempt 3 of 3)');
    expect(work.attempts.every(({ signal }) => signal.aborted)).toBe(true);
    expect(clock.pending).toBe(0);
  });
});
