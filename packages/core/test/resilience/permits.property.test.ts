import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyConfig } from '../../src/resilience/policy.js';
import { createHarness, Failed, HANG, refused } from './policy-harness.js';

/** How one call goes: what its attempts do, and what its caller does. */
const call = fc.record({
  steps: fc.array(fc.constantFrom('ok', 'slow', 'refused', 'unknown', '429', 'hang', 'throw'), {
    minLength: 1,
    maxLength: 4,
  }),
  options: fc.record({
    idempotent: fc.option(fc.boolean(), { nil: undefined }),
    readOnly: fc.boolean(),
    timeout: fc.constantFrom(undefined, 0, 5, 300, 5_000),
    reconciles: fc.constantFrom('no', 'found', 'not-found', 'fails'),
  }),
  abortAfter: fc.option(fc.nat({ max: 800 }), { nil: undefined }),
  pause: fc.nat({ max: 400 }),
});

const config: fc.Arbitrary<PolicyConfig> = fc.record({
  retryPolicy: fc.record({
    maxRetries: fc.nat({ max: 3 }),
    baseDelay: fc.constantFrom(0, 50),
    budget: fc.constantFrom<false | { ratio: number; burst: number }>(false, { ratio: 0.2, burst: 2 }),
  }),
  circuitBreaker: fc.record({
    timeout: fc.constantFrom(100, 1_000),
    failureStreak: fc.constantFrom(2, 50),
    halfOpenProbes: fc.constantFrom(1, 3),
  }),
  hedging: fc.constantFrom<PolicyConfig['hedging']>(false, { delay: 30, maxHedges: 2 }),
  rateLimiting: fc.constantFrom<NonNullable<PolicyConfig['rateLimiting']>>(
    {},
    { concurrency: 2, queue: 1 },
    { concurrency: 'adaptive', queue: 3 },
    { requestsPerSecond: 5, burst: 2 },
  ),
  deadline: fc.constantFrom(500, 30_000),
});

describe('a policy, whatever happens to its calls', () => {
  it('settles every call, and leaves no permit, no timer and no listener behind', async () => {
    await fc.assert(
      fc.asyncProperty(config, fc.array(call, { maxLength: 12 }), async (settings, calls) => {
        const { policy, clock, ofType } = createHarness(settings);
        const settled: Promise<unknown>[] = [];
        for (const { steps, options, abortAfter, pause } of calls) {
          const controller = new AbortController();
          let attempt = 0;
          const work = (): Promise<unknown> => {
            const step = steps[attempt++ % steps.length];
            if (step === 'throw') throw new Error('synchronous');
            if (step === 'ok') return Promise.resolve('ok');
            if (step === 'slow') return new Promise((resolve) => void clock.setTimeout(() => resolve('ok'), 70));
            if (step === 'hang') return new Promise(() => {});
            return Promise.reject(
              step === 'refused'
                ? refused()
                : step === '429'
                  ? refused('RATE_LIMITED', { retryAfterMs: 40 })
                  : new Failed('NETWORK'),
            );
          };
          const { reconciles, ...rest } = options;
          const reconcile = async (): Promise<unknown> => {
            if (reconciles === 'fails') throw new Error('lookup failed');
            return reconciles === 'found' ? 'found' : undefined;
          };
          const execution = policy.execute(work, {
            ...rest,
            signal: controller.signal,
            reconcile: reconciles === 'no' ? undefined : reconcile,
          });
          settled.push(
            execution.then(
              () => 'fulfilled',
              () => 'rejected',
            ),
          );
          if (abortAfter !== undefined) clock.setTimeout(() => controller.abort('gone'), abortAfter);
          await clock.advance(pause);
        }
        await clock.settle(Promise.all(settled));
        await clock.runUntilIdle();
        expect(policy.health().concurrency).toMatchObject({ inFlight: 0, queued: 0 });
        expect(clock.pending).toBe(0);
        const finished = ofType('call.finished');
        expect(finished).toHaveLength(calls.length);
        const { maxRetries = 0 } = settings.retryPolicy ?? {};
        for (const { attempts } of finished) expect(attempts).toBeLessThanOrEqual((maxRetries + 1) * 3);
        expect(finished.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(ofType('attempt.finished').length);
        // The circuit lets calls through again, so no permit of its own was lost either.
        await clock.advance(120_000);
        for (let probe = 0; probe < 3; probe++) expect(await clock.settle(policy.execute(async () => 'ok'))).toBe('ok');
        expect(policy.health().breaker.state).toBe('closed');
      }),
      { numRuns: 80 },
    );
  });
});

describe('the retries of a policy', () => {
  it('never exceed burst + ratio x successes + one each ten seconds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 80 }),
        fc.constantFrom(0, 0.2, 1),
        fc.nat({ max: 5 }),
        async (outcomes, ratio, burst) => {
          const { policy, script, clock, ofType, elapsed } = createHarness({
            retryPolicy: { budget: { ratio, burst }, baseDelay: 10, maxRetries: 3, jitter: 'none' },
            circuitBreaker: { failureStreak: 1e6, minimumCalls: 1e6 },
            rateLimiting: { concurrency: 100 },
          });
          for (const succeeds of outcomes)
            await clock.settle(policy.execute(script(succeeds ? 'ok' : refused())).catch(() => 'failed'));
          const requests = ofType('attempt.finished').length;
          const successes = outcomes.filter(Boolean).length;
          expect(requests).toBeLessThanOrEqual(outcomes.length + burst + ratio * successes + elapsed() / 10_000 + 1e-6);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('stop for an attempt that hangs for ever, with every caller answered in time', async () => {
    const { policy, script, clock } = createHarness({ deadline: 2_000, circuitBreaker: { timeout: 500 } });
    const startedAt = clock.now();
    const calls = Array.from({ length: 50 }, () =>
      policy.execute(script(HANG), { idempotent: true }).catch(() => 'failed'),
    );
    await clock.settle(Promise.all(calls));
    expect(clock.now() - startedAt).toBeLessThanOrEqual(2_000);
    expect(clock.pending).toBe(0);
  });
});
