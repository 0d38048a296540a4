import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/resilience/policy.js';
import { createHarness, HANG, refused } from './policy-harness.js';

const HEDGED = { hedging: { delay: 100 }, retryPolicy: { maxRetries: 0 } } as const;
const READ = { readOnly: true } as const;

/** Answers after some time, unless it is aborted before. */
const after =
  (harness: ReturnType<typeof createHarness>, ms: number, value: unknown) =>
  (_attempt: Attempt): Promise<unknown> =>
    new Promise((resolve, reject) =>
      harness.clock.setTimeout(() => (value instanceof Error ? reject(value) : resolve(value)), ms),
    );

describe('a hedged read', () => {
  it('is sent once when it is answered in time, and leaves no timer', async () => {
    const harness = createHarness(HEDGED);
    const work = harness.script(after(harness, 99, 'first'));
    expect(await harness.clock.settle(harness.policy.execute(work, READ))).toBe('first');
    expect(work.attempts).toHaveLength(1);
    expect(harness.clock.pending).toBe(0);
  });

  it('is sent again when there is no answer, and the first answer counts', async () => {
    const harness = createHarness(HEDGED);
    const work = harness.script(HANG, after(harness, 20, 'second'));
    expect(await harness.clock.settle(harness.policy.execute(work, READ))).toBe('second');
    expect(work.times).toEqual([0, 100]);
    expect(work.attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(harness.policy.health().concurrency.inFlight).toBe(0);
    expect(harness.clock.pending).toBe(0);
  });

  it('gives the request up that lost', async () => {
    const harness = createHarness(HEDGED);
    const lost: unknown[] = [];
    const work = harness.script(
      ({ signal }: Attempt) => {
        signal.addEventListener('abort', () => lost.push(signal.reason));
        return new Promise(() => {});
      },
      after(harness, 20, 'second'),
    );
    await harness.clock.settle(harness.policy.execute(work, READ));
    expect(lost).toMatchObject([{ name: 'AbortError', message: 'Another request was answered first' }]);
    expect(harness.ofType('attempt.finished').map(({ attempt, result, hedge }) => [attempt, result, hedge])).toEqual([
      [2, 'success', true],
      [1, 'aborted', undefined],
    ]);
    expect(harness.policy.health().breaker.calls).toBe(1);
  });

  it('keeps the first answer when the second arrives as well', async () => {
    const harness = createHarness(HEDGED);
    const work = harness.script(after(harness, 130, 'first'), after(harness, 30, 'second'));
    expect(await harness.clock.settle(harness.policy.execute(work, READ))).toBe('first');
  });

  it('counts one answer when two arrive in one instant', async () => {
    const harness = createHarness(HEDGED);
    const answers: ((value: string) => void)[] = [];
    const work = (): Promise<string> => new Promise((resolve) => void answers.push(resolve));
    const call = harness.policy.execute(work, READ);
    await harness.clock.advance(100);
    expect(answers).toHaveLength(2);
    answers[0]?.('first');
    answers[1]?.('second');
    expect(await call).toBe('first');
    await harness.clock.drain();
    expect(harness.policy.health().concurrency.inFlight).toBe(0);
    expect(harness.ofType('call.finished')).toHaveLength(1);
  });

  it('waits for the other request when one fails', async () => {
    const harness = createHarness(HEDGED);
    const work = harness.script(after(harness, 120, refused()), after(harness, 50, 'second'));
    expect(await harness.clock.settle(harness.policy.execute(work, READ))).toBe('second');
  });

  it('fails when all of its requests have failed', async () => {
    const harness = createHarness(HEDGED);
    const work = harness.script(after(harness, 120, refused('NETWORK')), after(harness, 50, refused('UNAVAILABLE')));
    expect(await harness.failure(harness.policy.execute(work, READ))).toMatchObject({
      code: 'UNAVAILABLE',
      attempts: 2,
    });
    expect(harness.policy.health().concurrency.inFlight).toBe(0);
  });

  it('that fails before the delay is not sent again', async () => {
    const harness = createHarness(HEDGED);
    const work = harness.script(after(harness, 50, refused()));
    await harness.failure(harness.policy.execute(work, READ));
    expect(work.attempts).toHaveLength(1);
    expect(harness.clock.pending).toBe(0);
  });

  it('is sent as often as it may be', async () => {
    const harness = createHarness({ ...HEDGED, hedging: { delay: 100, maxHedges: 2 } });
    const work = harness.script(HANG, HANG, after(harness, 10, 'third'));
    expect(await harness.clock.settle(harness.policy.execute(work, READ))).toBe('third');
    expect(work.times).toEqual([0, 100, 200]);
  });

  it('costs the retry budget one for each further request, and ends with it', async () => {
    const harness = createHarness({
      hedging: { delay: 100 },
      retryPolicy: { maxRetries: 0, budget: { ratio: 0, burst: 1 } },
    });
    const work = harness.script(HANG, after(harness, 10, 'second'), after(harness, 500, 'third'));
    await harness.clock.settle(harness.policy.execute(work, READ));
    expect(await harness.clock.settle(harness.policy.execute(work, READ))).toBe('third');
    expect(work.attempts).toHaveLength(3);
  });

  it('is not doubled when there is no room, and costs nothing then', async () => {
    const harness = createHarness({ ...HEDGED, rateLimiting: { concurrency: 1 } });
    const work = harness.script(after(harness, 300, 'first'));
    expect(await harness.clock.settle(harness.policy.execute(work, READ))).toBe('first');
    expect(work.attempts).toHaveLength(1);
    expect(harness.policy.health().retryBudget).toBe(10);
  });

  it('fails with what the vendor said, not with the refusal of the further request', async () => {
    const harness = createHarness({ ...HEDGED, rateLimiting: { concurrency: 1 } });
    const work = harness.script(after(harness, 300, refused('NETWORK')));
    expect(await harness.failure(harness.policy.execute(work, READ))).toMatchObject({ code: 'NETWORK', attempts: 1 });
  });

  it('goes on with the requests under way when one has failed and a further one is refused', async () => {
    const harness = createHarness({ ...HEDGED, hedging: { delay: 100, maxHedges: 2 } });
    const work = harness.script(after(harness, 150, refused('NETWORK')), after(harness, 200, 'second'));
    const call = harness.policy.execute(work, READ);
    await harness.clock.advance(160);
    harness.policy.isolate();
    expect(await harness.clock.settle(call)).toBe('second');
    expect(work.times).toEqual([0, 100]);
    const { retryBudget, concurrency } = harness.policy.health();
    // One was spent; that of the refused request came back.
    expect(retryBudget).toBeGreaterThan(9);
    expect(concurrency.inFlight).toBe(0);
  });

  it('is not doubled while it waits for a place', async () => {
    const harness = createHarness({ ...HEDGED, rateLimiting: { concurrency: 1 } });
    const first = harness.policy.execute(harness.script(after(harness, 250, 'first')), { readOnly: false });
    const work = harness.script(after(harness, 10, 'second'));
    expect(await harness.clock.settle(harness.policy.execute(work, READ))).toBe('second');
    expect(work.times).toEqual([250]);
    expect(await first).toBe('first');
  });

  it('is refused like any other call', async () => {
    const harness = createHarness(HEDGED);
    harness.policy.isolate();
    expect(await harness.failure(harness.policy.execute(harness.script('never'), READ))).toMatchObject({
      code: 'CIRCUIT_OPEN',
    });
    expect(harness.clock.pending).toBe(0);
  });

  it('is repeated as a whole when it fails', async () => {
    const harness = createHarness({ hedging: { delay: 100 } });
    const work = harness.script(refused(), HANG, after(harness, 10, 'third'));
    expect(await harness.clock.settle(harness.policy.execute(work, READ))).toBe('third');
    expect(harness.ofType('call.finished')).toMatchObject([{ attempts: 3, result: 'success' }]);
  });

  it('ends all of its requests when the caller aborts', async () => {
    const harness = createHarness(HEDGED);
    const controller = new AbortController();
    const work = harness.script(HANG);
    const call = harness.policy.execute(work, { readOnly: true, signal: controller.signal });
    await harness.clock.advance(150);
    controller.abort('gone');
    await expect(call).rejects.toBe('gone');
    expect(work.attempts).toHaveLength(2);
    expect(harness.policy.health().concurrency.inFlight).toBe(0);
    expect(harness.clock.pending).toBe(0);
  });
});

describe('a call that is not marked read-only', () => {
  it('is never hedged, idempotent or not', async () => {
    const harness = createHarness(HEDGED);
    const work = harness.script(after(harness, 500, 'only'));
    await harness.clock.settle(harness.policy.execute(work, { idempotent: true }));
    expect(work.attempts).toHaveLength(1);
  });

  it('is not hedged by default', async () => {
    const harness = createHarness();
    const work = harness.script(after(harness, 5_000, 'only'));
    await harness.clock.settle(harness.policy.execute(work, READ));
    expect(work.attempts).toHaveLength(1);
  });
});
