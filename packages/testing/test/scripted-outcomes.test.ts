import { createPolicy, IntegrationError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { fail, hang, ok } from '../src/scripted-outcome.js';
import { scriptedOutcomes } from '../src/scripted-outcomes.js';
import { createVirtualClock } from '../src/virtual-clock.js';

const errorOf = (call: () => Promise<unknown>): Promise<unknown> =>
  call().then(
    () => undefined,
    (error: unknown) => error,
  );

describe('scriptedOutcomes', () => {
  it('ends each call as its outcome says, in order, and counts', async () => {
    const call = scriptedOutcomes([ok('first'), fail(503), ok('third')]);
    expect(call.calls).toBe(0);
    expect(await call()).toBe('first');
    await expect(call()).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 503 });
    expect(await call()).toBe('third');
    expect(call.calls).toBe(3);
  });

  it('remembers the key of each attempt', async () => {
    const call = scriptedOutcomes([ok(1), ok(2)]);
    await call({ idempotencyKey: 'key-1' });
    await call();
    expect(call.idempotencyKeys).toEqual(['key-1', undefined]);
  });

  it('says which call is not scripted', async () => {
    const call = scriptedOutcomes([ok(1)]);
    await call();
    await expect(call()).rejects.toThrow('Call 2 is not scripted: the script has 1 outcomes');
    expect(call.calls).toBe(2);
  });

  it('goes on with the outcome for afterwards', async () => {
    const call = scriptedOutcomes([fail(500)], { afterwards: ok('up') });
    await expect(call()).rejects.toMatchObject({ status: 500 });
    expect([await call(), await call()]).toEqual(['up', 'up']);
  });

  it('keeps its own copy of the script', async () => {
    const script = [ok(1), ok(2)];
    const call = scriptedOutcomes(script);
    script.length = 0;
    expect(await call()).toBe(1);
  });

  it('ends a call after the time that its outcome names', async () => {
    const clock = createVirtualClock();
    const from = clock.now();
    const call = scriptedOutcomes([ok('slow', { after: 700 }), fail(502, { after: 300 })], { clock });
    expect(await clock.settle(call())).toBe('slow');
    expect(clock.now() - from).toBe(700);
    await expect(clock.settle(call())).rejects.toMatchObject({ status: 502 });
    expect(clock.now() - from).toBe(1_000);
  });

  it('never ends a call that hangs', async () => {
    const clock = createVirtualClock();
    const call = scriptedOutcomes<string>([hang()], { clock });
    let isSettled = false;
    void call().finally(() => {
      isSettled = true;
    });
    await clock.advance(3_600_000);
    expect(isSettled).toBe(false);
  });
});

describe('fail', () => {
  it.each([
    [400, 'VALIDATION', 'not_applied', false],
    [401, 'AUTHENTICATION', 'not_applied', false],
    [429, 'RATE_LIMITED', 'not_applied', true],
    [500, 'UNAVAILABLE', 'unknown', true],
    [501, 'UNAVAILABLE', 'not_applied', false],
    [503, 'UNAVAILABLE', 'unknown', true],
  ] as const)('takes status %i for %s, %s, retryable: %s', async (status, code, outcome, retryable) => {
    expect(await errorOf(scriptedOutcomes([fail(status)]))).toMatchObject({ code, outcome, retryable, status });
  });

  it.each([
    ['NETWORK', 'unknown', true],
    ['TIMEOUT', 'unknown', true],
    ['RATE_LIMITED', 'not_applied', true],
    ['DECLINED', 'not_applied', false],
  ] as const)('takes the code %s for %s, retryable: %s', async (code, outcome, retryable) => {
    expect(await errorOf(scriptedOutcomes([fail(code)]))).toMatchObject({
      code,
      outcome,
      retryable,
      status: undefined,
    });
  });

  it('says when to come back: a 503 that does was surely not applied', async () => {
    const error = await errorOf(scriptedOutcomes([fail(503, { retryAfterMs: 1_500 })]));
    expect(error).toMatchObject({ retryAfterMs: 1_500, outcome: 'not_applied' });
  });

  it('lets the script decide the outcome', async () => {
    expect(await errorOf(scriptedOutcomes([fail('NETWORK', { outcome: 'not_applied' })]))).toMatchObject({
      outcome: 'not_applied',
    });
  });

  it('is a failure that a policy tries again, as one of the vendor is', async () => {
    const clock = createVirtualClock();
    const policy = createPolicy('acme', {}, { clock });
    const call = scriptedOutcomes([fail(503), fail('TIMEOUT'), ok('paid')], { clock });
    expect(await clock.settle(policy.execute(call, { idempotent: true }))).toBe('paid');
    expect(call.calls).toBe(3);
  });

  it('makes an IntegrationError of its own for each call', async () => {
    const call = scriptedOutcomes<string>([], { afterwards: fail(500) });
    const [first, second] = [await errorOf(call), await errorOf(call)];
    expect(first).toBeInstanceOf(IntegrationError);
    expect(first).not.toBe(second);
  });

  it('rejects with the very error that it is given', async () => {
    const error = new TypeError('fetch failed');
    expect(await errorOf(scriptedOutcomes([fail(error)]))).toBe(error);
  });

  it.each([200, 304, 0, Number.NaN])('refuses %d, which is not the status of a failure', (status) => {
    expect(() => fail(status)).toThrow('a status must be 400 or above');
  });
});
