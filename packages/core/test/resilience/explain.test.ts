import { describe, expect, it } from 'vitest';
import { createHarness } from './policy-harness.js';

describe('policy.explain', () => {
  it('tells what can happen to an idempotent call', () => {
    const { policy } = createHarness();
    const explanation = policy.explain('customers.retrieve', { idempotent: true });
    expect(explanation).toMatchObject({
      operation: 'customers.retrieve',
      maxAttempts: 3,
      maxDurationMs: 30_000,
      retried: ['RATE_LIMITED', 'TIMEOUT', 'NETWORK', 'UNAVAILABLE'],
    });
    expect(explanation.text).toContain('customers.retrieve is sent at most 3 times.');
    expect(explanation.text).toContain('An attempt may take 10000 ms, the whole call 30000 ms.');
    expect(explanation.text).toContain(
      'All calls of the service together may retry 10 times, and regain 0.2 of a retry with each success.',
    );
  });

  it('tells that an unsafe call is only repeated when it surely had no effect', () => {
    const { policy } = createHarness();
    const { retried, notRetried } = policy.explain('payments.create');
    expect(retried).toContain('TIMEOUT, if it surely had no effect');
    expect(notRetried).toContain('a failure after which it may have been applied: it has no idempotency key');
  });

  it('tells when nothing is retried', () => {
    const { policy } = createHarness({
      retryPolicy: { maxRetries: 0, budget: false },
      deadline: Number.POSITIVE_INFINITY,
    });
    const explanation = policy.explain('a.b');
    expect(explanation).toMatchObject({ maxAttempts: 1, retried: [], maxDurationMs: Number.POSITIVE_INFINITY });
    expect(explanation.notRetried[0]).toBe('anything: maxRetries is 0');
    expect(explanation.text).toContain('Nothing is retried.');
    expect(explanation.text).toContain('the whole call has no deadline');
    expect(explanation.text).toContain('Retries are not budgeted.');
  });

  it('counts the further requests of hedging', () => {
    const once = createHarness({ hedging: { delay: 100 } }).policy.explain('a.b', { timeout: 5_000 });
    expect(once).toMatchObject({ maxAttempts: 6, maxDurationMs: 5_000 });
    expect(once.text).toContain('with 1 more beside it when it is a slow read');
    expect(createHarness({ hedging: { delay: 100, maxHedges: 2 } }).policy.explain('a.b').maxAttempts).toBe(9);
  });
});
