import { describe, expect, it } from 'vitest';
import { createHarness, Failed, refused } from './policy-harness.js';

/** Each event carries an id that is drawn, so that without a draw no event was built. */
function createUnwatched() {
  let draws = 0;
  const harness = createHarness(
    { monitoring: { enabled: false }, retryPolicy: { jitter: 'none', maxRetries: 1 } },
    {
      random: () => {
        draws++;
        return 0.5;
      },
    },
  );
  return { ...harness, draws: () => draws };
}

describe('without telemetry no event is built', () => {
  it('of a success', async () => {
    const { policy, script, draws } = createUnwatched();
    await policy.execute(script('ok'));
    expect(draws()).toBe(0);
  });

  it('of a retry and its refusal', async () => {
    const { policy, script, failure, draws } = createUnwatched();
    await failure(policy.execute(script(refused())));
    expect(draws()).toBe(0);
  });

  it('of a question that reconciles', async () => {
    const { policy, script, clock, draws } = createUnwatched();
    const work = script(new Failed('NETWORK'));
    expect(await clock.settle(policy.execute(work, { reconcile: async () => 'found' }))).toBe('found');
    expect(draws()).toBe(0);
  });

  it('of an abort', async () => {
    const { policy, script, draws } = createUnwatched();
    await expect(policy.execute(script('never'), { signal: AbortSignal.abort('gone') })).rejects.toBe('gone');
    expect(draws()).toBe(0);
  });

  it('of a fallback', async () => {
    const { policy, script, clock, draws } = createUnwatched();
    expect(await clock.settle(policy.execute(script(refused()), { fallback: () => 'instead' }))).toBe('instead');
    expect(draws()).toBe(0);
  });
});

describe('the id of a call', () => {
  it('is drawn once for a policy, and counted from there', async () => {
    const draws = [0.5, 0.25];
    const { policy, script, ofType } = createHarness(undefined, { random: () => draws.shift() ?? 0 });
    for (let call = 0; call < 36; call++) await policy.execute(script('ok'));
    const ids = ofType('call.finished').map(({ callId }) => callId);
    const prefix = (2 ** 51).toString(36);
    expect([ids[0], ids[1], ids[35]]).toEqual([`${prefix}-1`, `${prefix}-2`, `${prefix}-10`]);
  });
});
