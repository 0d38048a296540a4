import { describe, expect, it } from 'vitest';
import type { RetryPolicy } from '../../src/contract/retry-policy.js';
import { backoffDelay } from '../../src/resilience/backoff.js';

const policy = (overrides: Partial<RetryPolicy>): RetryPolicy => ({
  maxRetries: 10,
  backoffStrategy: 'exponential',
  baseDelay: 100,
  maxDelay: 1_000,
  jitter: 'none',
  retryableErrors: [],
  budget: false,
  ...overrides,
});
const delays = (overrides: Partial<RetryPolicy>, random: number): number[] =>
  [1, 2, 3, 4, 5, 6].map((retry) => backoffDelay(policy(overrides), retry, () => random));

describe('backoff', () => {
  it('doubles up to the cap when it is exponential', () => {
    expect(delays({}, 0)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('grows by the base when it is linear', () => {
    expect(delays({ backoffStrategy: 'linear', maxDelay: 450 }, 0)).toEqual([100, 200, 300, 400, 450, 450]);
  });

  it('draws full jitter from zero to the delay, also at the cap', () => {
    expect(delays({ jitter: 'full' }, 0)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(delays({ jitter: 'full' }, 0.5)).toEqual([50, 100, 200, 400, 500, 500]);
  });

  it('draws equal jitter from the upper half of the delay, also at the cap', () => {
    expect(delays({ jitter: 'equal' }, 0)).toEqual([50, 100, 200, 400, 500, 500]);
    expect(delays({ jitter: 'equal' }, 0.5)).toEqual([75, 150, 300, 600, 750, 750]);
  });

  it('stays finite after any number of retries', () => {
    expect(backoffDelay(policy({}), 10_000, () => 0)).toBe(1_000);
  });
});
