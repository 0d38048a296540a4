import { describe, expect, it } from 'vitest';
import { createHarness } from './policy-harness.js';

const REFUSED = 'calls refused by the open circuit or by the limits';
const ENDED = 'a call that the caller aborts, or whose deadline is over';

describe('the explanation of a policy', () => {
  it('tells of a call that may be repeated', () => {
    const { text, notRetried } = createHarness().policy.explain('customers.retrieve', { idempotent: true });
    expect(notRetried).toEqual([
      'every code but RATE_LIMITED, TIMEOUT, NETWORK, UNAVAILABLE',
      'calls refused by the open circuit or by the limits',
      'a call that the caller aborts, or whose deadline is over',
    ]);
    expect(text).toBe(
      'customers.retrieve is sent at most 3 times. ' +
        'An attempt may take 10000 ms, the whole call 30000 ms. ' +
        'Retried: RATE_LIMITED; TIMEOUT; NETWORK; UNAVAILABLE. ' +
        `Not retried: every code but RATE_LIMITED, TIMEOUT, NETWORK, UNAVAILABLE; ${REFUSED}; ${ENDED}. ` +
        'All calls of the service together may retry 10 times, and regain 0.2 of a retry with each success.',
    );
  });

  it('tells of a call that may only be repeated when it surely had no effect', () => {
    const { policy } = createHarness({ retryPolicy: { retryableErrors: ['NETWORK', 'TIMEOUT'] } });
    const { text, retried } = policy.explain('payments.create', { timeout: 500 });
    expect(retried).toEqual(['NETWORK, if it surely had no effect', 'TIMEOUT, if it surely had no effect']);
    expect(text).toBe(
      'payments.create is sent at most 3 times. ' +
        'An attempt may take 10000 ms, the whole call 500 ms. ' +
        'Retried: NETWORK, if it surely had no effect; TIMEOUT, if it surely had no effect. ' +
        'Not retried: every code but NETWORK, TIMEOUT; ' +
        'a failure after which it may have been applied: it has no idempotency key; ' +
        `${REFUSED}; ${ENDED}. ` +
        'All calls of the service together may retry 10 times, and regain 0.2 of a retry with each success.',
    );
  });

  it('tells of a call that is never repeated and has no deadline', () => {
    const { policy } = createHarness({ retryPolicy: { maxRetries: 0, budget: false }, deadline: Infinity });
    const { text, notRetried, retried } = policy.explain('a.b');
    expect(retried).toEqual([]);
    expect(notRetried).toEqual(['anything: maxRetries is 0', REFUSED, ENDED]);
    expect(text).toBe(
      'a.b is sent at most 1 times. ' +
        'An attempt may take 10000 ms, the whole call has no deadline. ' +
        'Nothing is retried. ' +
        `Not retried: anything: maxRetries is 0; ${REFUSED}; ${ENDED}. ` +
        'Retries are not budgeted.',
    );
  });

  it('tells of the requests that hedging adds', () => {
    const { policy } = createHarness({ hedging: { delay: 100, maxHedges: 2 }, retryPolicy: { maxRetries: 1 } });
    const { text, maxAttempts } = policy.explain('a.b', { idempotent: true });
    expect(maxAttempts).toBe(6);
    expect(text).toMatch(
      /^a\.b is sent at most 2 times, each time with 2 more beside it when it is a slow read\. An attempt may take /,
    );
  });

  it('takes a call for one that may not be repeated unless it is told that it may', () => {
    const { policy } = createHarness();
    for (const options of [undefined, {}, { idempotent: undefined }, { idempotent: false }])
      expect(policy.explain('a.b', options).retried[0]).toBe('RATE_LIMITED, if it surely had no effect');
  });
});
