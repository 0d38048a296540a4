import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/errors/error-code.js';
import { IntegrationError } from '../../src/errors/integration-error.js';
import { createFallback } from '../../src/resilience/fallback.js';
import { createHarness, Failed, refused } from './policy-harness.js';

describe('a fallback of one call', () => {
  it('answers in place of the vendor, with the error in hand', async () => {
    const { policy, script, clock, ofType } = createHarness();
    const call = policy.execute(script(refused()), {
      operation: 'a.b',
      attributes: { tenant: 't1' },
      fallback: (error) => `${error.code} ${error.attempts}`,
    });
    expect(await clock.settle(call)).toBe('UNAVAILABLE 3');
    expect(ofType('fallback.used')).toMatchObject([
      { operation: 'a.b', code: 'UNAVAILABLE', source: 'function', attributes: { tenant: 't1' } },
    ]);
    const ids = new Set([...ofType('fallback.used'), ...ofType('call.finished')].map(({ callId }) => callId));
    expect(ids.size).toBe(1);
  });

  it('may be asynchronous', async () => {
    const { policy, script, clock } = createHarness();
    expect(await clock.settle(policy.execute(script(refused()), { fallback: async () => 'later' }))).toBe('later');
  });

  it('sees every failure, also a refusal, and may throw it again', async () => {
    const { policy, script, failure } = createHarness();
    const error = await failure(
      policy.execute(script(new Failed('VALIDATION')), {
        fallback: (seen) => {
          throw seen;
        },
      }),
    );
    expect(error.code).toBe('VALIDATION');
  });

  it('answers also when nothing could be sent', async () => {
    const { policy, script, clock } = createHarness();
    policy.isolate();
    expect(await clock.settle(policy.execute(script('never'), { fallback: () => 'instead' }))).toBe('instead');
  });

  it('rejects with its own error when it throws one, and tells of no answer', async () => {
    const { policy, script, clock, ofType } = createHarness();
    const own = new Error('no answer either');
    const call = policy.execute(script(refused()), {
      fallback: () => {
        throw own;
      },
    });
    await expect(clock.settle(call)).rejects.toBe(own);
    expect(ofType('fallback.used')).toEqual([]);
  });
});

describe('a configured fallback', () => {
  it.each<ErrorCode>([
    'RATE_LIMITED',
    'TIMEOUT',
    'NETWORK',
    'UNAVAILABLE',
    'CIRCUIT_OPEN',
    'OVERLOADED',
    'DEADLINE_EXCEEDED',
  ])('answers with its value after %s', async (code) => {
    const { policy, script, clock, ofType } = createHarness({
      fallback: { type: 'value', value: [] },
      retryPolicy: { maxRetries: 0 },
    });
    expect(await clock.settle(policy.execute(script(refused(code))))).toEqual([]);
    expect(ofType('fallback.used')).toMatchObject([{ source: 'value' }]);
  });

  it.each<ErrorCode>(['NOT_FOUND', 'VALIDATION', 'AUTHENTICATION', 'DECLINED', 'CONFIGURATION', 'UNKNOWN'])(
    'does not hide %s behind a value',
    async (code) => {
      const { policy, script, failure } = createHarness({ fallback: { type: 'value', value: [] } });
      expect(await failure(policy.execute(script(new Failed(code))))).toMatchObject({ code });
    },
  );

  it('never hides behind a value that the call may have been applied', async () => {
    const { policy, script, failure, ofType } = createHarness({ fallback: { type: 'value', value: [] } });
    const error = await failure(policy.execute(script(new Failed('NETWORK')), { idempotencyKey: 'k_1' }));
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'unknown', idempotencyKey: 'k_1' });
    const later = script(new Failed('NETWORK'), refused('RATE_LIMITED'));
    expect((await failure(policy.execute(later, { idempotencyKey: 'k_1' }))).outcome).toBe('unknown');
    expect(ofType('fallback.used')).toEqual([]);
  });

  it('that is a function, and the one of a call, may answer also then', async () => {
    const { policy, script, clock } = createHarness({
      fallback: { type: 'function', handler: (error) => error.outcome },
    });
    const work = script(new Failed('NETWORK'));
    expect(await clock.settle(policy.execute(work))).toBe('unknown');
    expect(await clock.settle(policy.execute(work, { fallback: (error) => `mine: ${error.outcome}` }))).toBe(
      'mine: unknown',
    );
  });

  it('asks its function about every error', async () => {
    const { policy, script, clock } = createHarness({ fallback: { type: 'function', handler: (error) => error.code } });
    expect(await clock.settle(policy.execute(script(new Failed('NOT_FOUND'))))).toBe('NOT_FOUND');
  });

  it('is replaced or switched off by the call', async () => {
    const { policy, script, clock, failure } = createHarness({ fallback: { type: 'value', value: 'configured' } });
    expect(await clock.settle(policy.execute(script(refused()), { fallback: () => 'mine' }))).toBe('mine');
    expect(await failure(policy.execute(script(refused()), { fallback: false }))).toMatchObject({
      code: 'UNAVAILABLE',
    });
  });
});

describe('a stale fallback', () => {
  const STALE = { fallback: { type: 'stale', maxAge: 60_000, maxEntries: 2 }, retryPolicy: { maxRetries: 0 } } as const;
  const read = (cacheKey?: string, operation = 'a.b') => ({ readOnly: true, operation, cacheKey }) as const;

  it('answers with the last good answer of the same operation and key', async () => {
    const { policy, script, clock, failure, ofType } = createHarness(STALE);
    await policy.execute(script('old'), read('1'));
    await policy.execute(script('good'), read('1'));
    expect(await clock.settle(policy.execute(script(refused()), read('1')))).toBe('good');
    expect(ofType('fallback.used')).toMatchObject([{ source: 'stale' }]);
    await failure(policy.execute(script(refused()), read('2')));
    await failure(policy.execute(script(refused()), read('1', 'c.d')));
    await failure(policy.execute(script(refused()), read()));
  });

  it('keeps an answer that was undefined', async () => {
    const { policy, script, clock } = createHarness(STALE);
    await policy.execute(script(undefined), read('1'));
    expect(await clock.settle(policy.execute(script(refused()), read('1')))).toBeUndefined();
  });

  it('does not answer with what is too old', async () => {
    const { policy, script, clock, failure } = createHarness(STALE);
    await policy.execute(script('good'), read('1'));
    await clock.advance(60_001);
    expect(await failure(policy.execute(script(refused()), read('1')))).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('does not answer in place of a refusal', async () => {
    const { policy, script, failure } = createHarness(STALE);
    await policy.execute(script('good'), read('1'));
    expect(await failure(policy.execute(script(new Failed('NOT_FOUND')), read('1')))).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('does not answer for a call that may have been applied', async () => {
    const { policy, script, clock, failure } = createHarness(STALE);
    const write = { operation: 'a.b', cacheKey: '1' } as const;
    await policy.execute(script('good'), write);
    expect(await failure(policy.execute(script(new Failed('NETWORK')), write))).toMatchObject({ outcome: 'unknown' });
    expect(await clock.settle(policy.execute(script(refused()), write))).toBe('good');
  });

  it('keeps no more answers than it may', async () => {
    const { policy, script, clock, failure } = createHarness(STALE);
    for (const key of ['1', '2', '3']) await policy.execute(script(key), read(key));
    await failure(policy.execute(script(refused()), read('1')));
    expect(await clock.settle(policy.execute(script(refused()), read('3')))).toBe('3');
  });
});

describe('createFallback on its own', () => {
  it('throws the error when there is no answer, and keeps nothing without a cache', async () => {
    const fallback = createFallback(false, { service: 'acme', clock: { now: () => 0 } });
    const error = new IntegrationError({ code: 'UNAVAILABLE', service: 'acme', operation: 'a.b', message: 'x' });
    fallback.remember('a.b', 'k', 1);
    await expect(fallback.recover(error, { operation: 'a.b', cacheKey: 'k' })).rejects.toBe(error);
  });

  it('tells of an answer without a call id when it is given none', async () => {
    const events: unknown[] = [];
    const fallback = createFallback(
      { type: 'value', value: 1 },
      { service: 'acme', clock: { now: () => 7 }, telemetry: { emit: (event) => void events.push(event) } },
    );
    const error = new IntegrationError({ code: 'UNAVAILABLE', service: 'acme', operation: 'a.b', message: 'x' });
    expect(await fallback.recover(error, { operation: 'a.b' })).toBe(1);
    expect(events).toMatchObject([{ type: 'fallback.used', callId: '', at: 7, source: 'value' }]);
  });
});
