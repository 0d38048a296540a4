import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../testing/src/virtual-clock.js';
import { createPolicy } from '../../src/resilience/create-policy.js';
import { createHarness } from './policy-harness.js';

/** A policy whose looks at the clock are counted: each costs as much as all its other work for a call. */
function createCounted() {
  const clock = createVirtualClock();
  let looks = 0;
  const now = (): number => {
    looks++;
    return clock.now();
  };
  return { policy: createPolicy('acme', undefined, { clock: { ...clock, now } }), looks: () => looks, clock };
}

describe('a call that succeeds at once', () => {
  it('looks at the clock once in thirty-two calls', async () => {
    const { policy, looks } = createCounted();
    for (let call = 0; call < 320; call++) await policy.execute(async () => 'ok');
    expect(looks()).toBeLessThanOrEqual(11);
  });

  it('looks no more often after the circuit was isolated and closed by hand', async () => {
    const { policy, looks } = createCounted();
    policy.isolate();
    policy.close();
    for (let call = 0; call < 320; call++) await policy.execute(async () => 'ok');
    expect(looks()).toBeLessThanOrEqual(12);
  });

  it('is begun before execute returns', async () => {
    const { policy, script } = createHarness();
    const work = script('ok');
    const call = policy.execute(work);
    expect(work.attempts).toHaveLength(1);
    expect(await call).toBe('ok');
  });

  it('is not kept by a timer when it may be hedged or its rate has room', async () => {
    const { policy, script, clock } = createHarness({
      hedging: { delay: 100 },
      rateLimiting: { requestsPerSecond: 5 },
    });
    const work = script('ok');
    const call = policy.execute(work);
    await clock.drain();
    expect(work.attempts).toHaveLength(1);
    expect(await call).toBe('ok');
  });
});

describe('a clock that begins at zero', () => {
  it('measures calls and attempts like any other', async () => {
    const clock = createVirtualClock(0);
    const { policy, ofType } = createHarness(undefined, { clock });
    await clock.settle(policy.execute(() => new Promise<void>((resolve) => void clock.setTimeout(resolve, 70))));
    expect(ofType('attempt.finished')).toMatchObject([{ durationMs: 70 }]);
    expect(ofType('call.finished')).toMatchObject([{ durationMs: 70 }]);
  });
});
