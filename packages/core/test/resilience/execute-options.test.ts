import { describe, expect, it } from 'vitest';
import type { ExecuteOptions } from '../../src/resilience/policy.js';
import { createHarness, Failed, refused } from './policy-harness.js';

type Changeable = { -readonly [Name in keyof ExecuteOptions<unknown>]: ExecuteOptions<unknown>[Name] };

describe('the options of a call', () => {
  it('are read once, so that an object used for the next call does not change the key of a later attempt', async () => {
    const { policy, script, clock } = createHarness();
    const options: Changeable = { idempotencyKey: 'order-1' };
    const first = script(new Failed('NETWORK'), 'first');
    const second = script('second');
    const calls = [policy.execute(first, options)];
    options.idempotencyKey = 'order-2';
    calls.push(policy.execute(second, options));
    expect(await clock.settle(Promise.all(calls))).toEqual(['first', 'second']);
    expect(first.attempts.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['order-1', 'order-1']);
    expect(second.attempts.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['order-2']);
  });

  it('are those of the time of the call, also for whether it may be repeated, and for what is told of it', async () => {
    const { policy, script, failure, ofType } = createHarness();
    const attributes: Record<string, string> = { tenant: 't1' };
    const options: Changeable = { operation: 'a.b', attributes };
    const work = script(new Failed('NETWORK'));
    const call = policy.execute(work, options);
    Object.assign(options, { operation: 'c.d', idempotent: true, readOnly: true, fallback: () => 'instead' });
    attributes['tenant'] = 't2';
    expect(await failure(call)).toMatchObject({ operation: 'a.b', outcome: 'unknown', attempts: 1 });
    expect(ofType('call.finished')).toMatchObject([{ operation: 'a.b', attributes: { tenant: 't1' } }]);
  });

  it('may be changed by the call itself without effect', async () => {
    const { policy, script, clock } = createHarness();
    const options: Changeable = { idempotencyKey: 'order-1' };
    const work = script(() => {
      options.idempotencyKey = 'order-2';
      throw refused();
    }, 'done');
    expect(await clock.settle(policy.execute(work, options))).toBe('done');
    expect(work.attempts.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['order-1', 'order-1']);
  });

  it('may be inherited', async () => {
    const { policy, script } = createHarness();
    const work = script('done');
    await policy.execute(work, Object.create({ idempotencyKey: 'order-1' }) as ExecuteOptions<unknown>);
    expect(work.attempts[0]?.idempotencyKey).toBe('order-1');
  });
});

describe('a signal that is none', () => {
  it.each<[string, unknown]>([
    ['an object', {}],
    ['an object', { aborted: false, addEventListener: () => {} }],
    ['an object', new AbortController()],
    ['null', null],
    ['true', true],
    ['"abort"', 'abort'],
  ])('is refused before anything is taken: %s', async (received, signal) => {
    const { policy, script, failure, events, clock } = createHarness({ rateLimiting: { concurrency: 1, queue: 0 } });
    const work = script('never');
    const options = { operation: 'a.b', signal: signal as AbortSignal };
    expect(await failure(policy.execute(work, options))).toMatchObject({
      code: 'VALIDATION',
      service: 'acme',
      operation: 'a.b',
      message: `acme a.b: options.signal must be an AbortSignal; got ${received}`,
      issues: [{ path: 'options.signal', expected: 'an AbortSignal', received }],
      attempts: 0,
    });
    expect(work.attempts).toHaveLength(0);
    expect(events).toEqual([]);
    expect(policy.health().concurrency).toEqual({ inFlight: 0, limit: 1, queued: 0 });
    const next = policy.execute(() => new Promise((resolve) => void clock.setTimeout(() => resolve('next'), 10)));
    expect(await clock.settle(next)).toBe('next');
  });

  it('is refused also of a call without a name', async () => {
    const { policy, script, failure } = createHarness();
    const error = await failure(policy.execute(script('never'), { signal: {} as AbortSignal }));
    expect(error).toMatchObject({ code: 'VALIDATION', operation: 'call' });
  });
});

describe('a timeout that is none', () => {
  it.each([-1, Number.NaN, '5'])('is named with what it must be: %s', async (timeout) => {
    const { policy, script, failure } = createHarness();
    const options = { timeout: timeout as number };
    expect(await failure(policy.execute(script('never'), options))).toMatchObject({
      operation: 'call',
      message: `acme call: options.timeout must be a number of milliseconds of at least 0; got ${timeout}`,
    });
    expect(await failure(policy.execute(script('never'), { ...options, operation: 'a.b' }))).toMatchObject({
      service: 'acme',
      operation: 'a.b',
    });
  });
});
