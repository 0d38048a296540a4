import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../testing/src/virtual-clock.js';
import { AttemptRun } from '../../src/resilience/attempt-run.js';
import type { Attempt } from '../../src/resilience/policy.js';
import { PolicyCall } from '../../src/resilience/policy-call.js';
import { SteadyTime } from '../../src/resilience/steady-time.js';
import { createHarness, HANG } from './policy-harness.js';

const HEDGED = { hedging: { delay: 100 }, retryPolicy: { maxRetries: 0 } } as const;
const READ = { readOnly: true } as const;

describe('the signal of an attempt that was given up', () => {
  it('says so with what happened, also when it is read afterwards', async () => {
    const { policy, script, failure } = createHarness({ deadline: 100 });
    const work = script(HANG);
    await failure(policy.execute(work));
    expect(work.attempts[0]?.signal.reason).toMatchObject({
      name: 'TimeoutError',
      message: 'The attempt timed out',
    });
  });

  it('says so also after a late answer', async () => {
    const { policy, failure, clock } = createHarness({ deadline: 100 });
    const given: Attempt[] = [];
    let answer = (_value: string): void => {};
    const work = (attempt: Attempt): Promise<string> => {
      given.push(attempt);
      return new Promise((resolve) => (answer = resolve));
    };
    await failure(policy.execute(work));
    answer('too late');
    await clock.drain();
    expect(given[0]?.signal.aborted).toBe(true);
  });

  it('has the reason of the caller who left, also when it is read afterwards', async () => {
    const { policy, script, clock } = createHarness();
    const controller = new AbortController();
    const work = script(HANG);
    const call = policy.execute(work, { signal: controller.signal });
    await clock.drain();
    controller.abort('gone');
    await expect(call).rejects.toBe('gone');
    expect(work.attempts[0]?.signal.reason).toBe('gone');
  });

  it('is aborted in a hedge that lost, also when it is read afterwards', async () => {
    const { policy, script, clock } = createHarness(HEDGED);
    const answer = (): Promise<string> => new Promise((resolve) => void clock.setTimeout(() => resolve('second'), 20));
    const work = script(HANG, answer);
    await clock.settle(policy.execute(work, READ));
    expect(work.attempts.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    expect(work.attempts[0]?.signal.reason).toMatchObject({
      name: 'AbortError',
      message: 'Another request was answered first',
    });
  });
});

describe('the signal of an attempt that was answered', () => {
  it('is not aborted in the hedge that won, whenever it is read', async () => {
    const { policy, script, clock } = createHarness(HEDGED);
    let read: AbortSignal | undefined;
    const answer = ({ signal }: Attempt): Promise<string> => {
      read = signal;
      return new Promise((resolve) => void clock.setTimeout(() => resolve('second'), 20));
    };
    await clock.settle(policy.execute(script(HANG, answer), READ));
    await clock.drain();
    expect(read?.aborted).toBe(false);
  });

  it('is not aborted in one that failed before the other was answered', async () => {
    const { policy, script, clock, ofType } = createHarness(HEDGED);
    const after =
      (ms: number, settle: 'resolve' | 'reject') =>
      (_attempt: Attempt): Promise<unknown> =>
        new Promise((resolve, reject) =>
          clock.setTimeout(() => (settle === 'resolve' ? resolve('second') : reject(new Error('no'))), ms),
        );
    const work = script(after(120, 'reject'), after(50, 'resolve'));
    expect(await clock.settle(policy.execute(work, READ))).toBe('second');
    expect(work.attempts.map(({ signal }) => signal.aborted)).toEqual([false, false]);
    expect(ofType('attempt.finished').map(({ result }) => result)).toEqual(['failure', 'success']);
  });
});

describe('an attempt', () => {
  it('that is answered in the instant of its timeout has its answer', async () => {
    const { policy, clock } = createHarness({ circuitBreaker: { timeout: 100 }, retryPolicy: { maxRetries: 0 } });
    let answer = (_value: string): void => {};
    // Armed before the attempt, so that both fall due together and the answer comes first.
    clock.setTimeout(() => answer('in time'), 100);
    expect(await clock.settle(policy.execute(() => new Promise<string>((resolve) => (answer = resolve))))).toBe(
      'in time',
    );
  });

  it('measures the time that each of many took', async () => {
    const { policy, clock, ofType } = createHarness();
    for (let call = 0; call < 3; call++)
      await clock.settle(policy.execute(() => new Promise<void>((resolve) => void clock.setTimeout(resolve, 70))));
    expect(ofType('attempt.finished').map(({ durationMs }) => durationMs)).toEqual([70, 70, 70]);
  });

  it('has taken no time when it is answered at once, however long ago the last look at the clock was', async () => {
    const { policy, script, clock, ofType } = createHarness();
    for (let call = 0; call < 3; call++) {
      await policy.execute(script('ok'));
      await clock.advance(1_000);
    }
    expect(ofType('attempt.finished').map(({ durationMs }) => durationMs)).toEqual([0, 0, 0]);
  });
});

describe('a request that is given up before anything waits for it', () => {
  it('stays given up, whatever is answered then', async () => {
    const call = new PolicyCall({}, new SteadyTime(createVirtualClock()), 1_000);
    const run = new AttemptRun(call, 0, true);
    run.start(async () => 'late');
    run.cancel();
    await Promise.resolve();
    await Promise.resolve();
    expect([run.state, run.signal.aborted]).toEqual(['cancelled', true]);
    expect(run.result).toMatchObject({ name: 'AbortError' });
  });
});

describe('an attempt that ran out of time', () => {
  it.each([
    [1_001, 'TIMEOUT', 'acme call: no answer within 1000 ms'],
    [1_000, 'DEADLINE_EXCEEDED', 'acme call: not done within 1000 ms'],
  ])('of a call that has %d ms says %s', async (timeout, code, message) => {
    const { policy, script, failure } = createHarness({
      circuitBreaker: { timeout: 1_000 },
      retryPolicy: { maxRetries: 0 },
    });
    const error = await failure(policy.execute(script(HANG), { timeout, readOnly: true }));
    expect(error).toMatchObject({ code, message, retryable: true });
  });
});
