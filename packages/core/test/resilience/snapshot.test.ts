import { describe, expect, it } from 'vitest';
import { isIntegrationError } from '../../src/errors/integration-error.js';
import type { PolicySnapshot } from '../../src/resilience/policy.js';
import { createHarness, refused } from './policy-harness.js';

const NO_RETRY = { retryPolicy: { maxRetries: 0 } } as const;

/** As it comes back from a store. */
const stored = (snapshot: PolicySnapshot): PolicySnapshot => JSON.parse(JSON.stringify(snapshot)) as PolicySnapshot;

describe('a snapshot', () => {
  it('of a new policy is plain JSON', () => {
    const { policy, clock } = createHarness();
    expect(stored(policy.snapshot())).toEqual({
      version: 1,
      name: 'acme',
      takenAt: clock.now(),
      breaker: { state: 'closed', openMs: 0, downMs: 0 },
      budget: { tokens: 10 },
      concurrency: { limit: 200 },
    });
  });

  it('leaves out what the policy does not have', () => {
    const { policy } = createHarness({ retryPolicy: { budget: false }, rateLimiting: { concurrency: 5 } });
    expect(Object.keys(stored(policy.snapshot()))).toEqual(['version', 'name', 'takenAt', 'breaker']);
    policy.restore({ ...policy.snapshot(), budget: { tokens: 1 }, concurrency: { limit: 3 } });
    expect(policy.health()).toMatchObject({ retryBudget: Number.POSITIVE_INFINITY, concurrency: { limit: 5 } });
  });

  it('carries circuit, budget, limits and a pause into another process', async () => {
    const config = {
      retryPolicy: { maxRetries: 1, baseDelay: 0 },
      rateLimiting: { requestsPerSecond: 100 },
      circuitBreaker: { failureStreak: 3 },
    };
    const { policy, script, failure } = createHarness(config);
    await failure(policy.execute(script(refused())));
    await failure(policy.execute(script(refused('UNAVAILABLE', { retryAfterMs: 10_000, pausesService: true }))));
    expect(policy.health()).toMatchObject({
      breaker: { state: 'open' },
      retryBudget: 9,
      rateLimit: { pausedMs: 10_000 },
    });
    const other = createHarness(config);
    other.policy.restore(stored(policy.snapshot()));
    expect(other.policy.health()).toMatchObject({
      breaker: { state: 'open', retryAfterMs: policy.health().breaker.retryAfterMs },
      retryBudget: policy.health().retryBudget,
      concurrency: { limit: policy.health().concurrency.limit },
      rateLimit: { requestsPerSecond: 70, pausedMs: 10_000 },
    });
    expect(other.ofType('breaker.changed')).toMatchObject([{ to: 'open', reason: 'restored' }]);
  });

  it('takes the time into account that has passed since', async () => {
    const { policy, script, clock } = createHarness({
      ...NO_RETRY,
      circuitBreaker: { resetTimeout: 10_000, failureStreak: 1 },
    });
    await policy
      .execute(script(refused('UNAVAILABLE', { retryAfterMs: 8_000, pausesService: true })))
      .catch(() => 'failed');
    const snapshot = stored(policy.snapshot());
    await clock.advance(3_000);
    policy.restore(snapshot);
    expect(policy.health()).toMatchObject({
      breaker: { state: 'open', retryAfterMs: 2_000 },
      rateLimit: { pausedMs: 5_000 },
    });
    await clock.advance(60_000);
    policy.restore(snapshot);
    expect(policy.health()).toMatchObject({ breaker: { state: 'half-open' }, rateLimit: { pausedMs: 0 } });
  });

  it('from the future counts as one of now', () => {
    const { policy, clock } = createHarness();
    policy.restore({
      version: 1,
      name: 'acme',
      takenAt: clock.now() + 1e9,
      breaker: { state: 'open', openMs: 400, downMs: 0 },
    });
    expect(policy.health().breaker.retryAfterMs).toBe(400);
  });

  it('keeps a circuit isolated', () => {
    const { policy } = createHarness();
    policy.isolate();
    const other = createHarness();
    other.policy.restore(stored(policy.snapshot()));
    expect(other.policy.health().breaker.state).toBe('isolated');
  });

  it.each([
    ['another version', { version: 2 }, 'snapshot.version'],
    ['another policy', { name: 'other' }, 'snapshot.name'],
    ['an unknown state', { breaker: { state: 'ajar', openMs: 0, downMs: 0 } }, 'snapshot.breaker.state'],
    ['a number that is none', { breaker: { state: 'open', openMs: 'long', downMs: 0 } }, 'snapshot.breaker.openMs'],
    ['a negative number', { budget: { tokens: -1 } }, 'snapshot.budget.tokens'],
    ['an unknown key', { surprise: true }, 'snapshot.surprise'],
  ])('of %s is refused, and nothing is changed', (_kind, change, path) => {
    const { policy } = createHarness();
    policy.isolate();
    const snapshot = {
      ...policy.snapshot(),
      breaker: { state: 'closed', openMs: 0, downMs: 0 },
      ...change,
    } as unknown as PolicySnapshot;
    try {
      policy.restore(snapshot);
      expect.unreachable();
    } catch (error) {
      expect(isIntegrationError(error) && error.code).toBe('CONFIGURATION');
      expect(isIntegrationError(error) && error.issues.map((issue) => issue.path)).toContain(path);
    }
    expect(policy.health().breaker.state).toBe('isolated');
  });

  it.each([null, 'snapshot', 7, []])('that is %j is refused', (value) => {
    const { policy } = createHarness();
    expect(() => policy.restore(value as unknown as PolicySnapshot)).toThrow('snapshot must be an object');
  });
});
