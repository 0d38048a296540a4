import { describe, expect, it } from 'vitest';
import { createHarness, Failed, HANG, refused } from './policy-harness.js';

const unknown = (): Failed => new Failed('NETWORK', { outcome: 'unknown' });

describe('reconcile', () => {
  it('that finds the result ends the call with success, without a further attempt', async () => {
    const { policy, script, clock, ofType } = createHarness();
    const work = script(unknown());
    expect(await clock.settle(policy.execute(work, { reconcile: async () => 'found' }))).toBe('found');
    expect(work.attempts).toHaveLength(1);
    expect(ofType('reconcile.finished')).toMatchObject([{ result: 'found' }]);
    expect(ofType('call.finished')).toMatchObject([{ result: 'success', attempts: 1 }]);
  });

  it('that surely finds nothing allows a retry without a key', async () => {
    const { policy, script, clock, ofType } = createHarness();
    const work = script(unknown(), 'done');
    expect(await clock.settle(policy.execute(work, { reconcile: async () => undefined }))).toBe('done');
    expect(work.attempts).toHaveLength(2);
    expect(ofType('reconcile.finished')).toMatchObject([{ result: 'not-found' }]);
  });

  it('that fails leaves the outcome unknown, and shows nothing of its own failure', async () => {
    const { policy, script, failure, ofType } = createHarness();
    const work = script(unknown());
    const error = await failure(
      policy.execute(work, {
        reconcile: async () => {
          throw new Error('lookup with sk_live_secret failed');
        },
      }),
    );
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'unknown', attempts: 1 });
    expect(JSON.stringify(error) + String(error.stack)).not.toContain('lookup');
    expect(ofType('reconcile.finished')).toMatchObject([{ result: 'failed' }]);
    expect(ofType('retry.refused')).toMatchObject([{ reason: 'not-idempotent' }]);
  });

  it('that hangs is given the time of an attempt', async () => {
    const { policy, script, failure, clock } = createHarness({ circuitBreaker: { timeout: 1_000 } });
    const error = await failure(policy.execute(script(unknown()), { reconcile: () => new Promise(() => {}) }));
    expect(error).toMatchObject({ outcome: 'unknown', elapsedMs: 1_000 });
    expect(clock.pending).toBe(0);
  });

  it('is asked after each unknown outcome, the last one too', async () => {
    const { policy, script, failure, ofType } = createHarness();
    let asked = 0;
    const error = await failure(
      policy.execute(script(unknown()), {
        reconcile: async () => {
          asked++;
          return undefined;
        },
      }),
    );
    expect(asked).toBe(3);
    expect(error).toMatchObject({ outcome: 'not_applied', attempts: 3 });
    expect(ofType('retry.refused')).toMatchObject([{ reason: 'attempts' }]);
  });

  it('may find the result of the last attempt', async () => {
    const { policy, script, clock } = createHarness();
    let asked = 0;
    const call = policy.execute(script(unknown()), { reconcile: async () => (++asked === 3 ? 'found' : undefined) });
    expect(await clock.settle(call)).toBe('found');
  });

  it('is not asked when it surely had no effect, or when there is no time left', async () => {
    const { policy, script, failure } = createHarness({ deadline: 500 });
    let asked = 0;
    const reconcile = async (): Promise<undefined> => {
      asked++;
    };
    await failure(policy.execute(script(refused()), { reconcile }));
    await failure(policy.execute(script(HANG), { reconcile }));
    expect(asked).toBe(0);
  });

  it('is told the key of the call', async () => {
    const { policy, script, clock } = createHarness();
    const call = policy.execute(script(unknown()), {
      idempotencyKey: 'k_1',
      reconcile: async ({ idempotencyKey, attempt }) => `${idempotencyKey} ${attempt}`,
    });
    expect(await clock.settle(call)).toBe('k_1 1');
  });

  it('leaves no permit behind', async () => {
    const { policy, script, clock } = createHarness();
    await clock.settle(policy.execute(script(unknown()), { reconcile: async () => 'found' }));
    expect(policy.health().concurrency.inFlight).toBe(0);
    expect(policy.health().retryBudget).toBe(10);
  });
});
