import { inspect } from 'node:util';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { stripeDefinition } from '../src/index.js';

describe('the definition', () => {
  it('names the API version that the installed SDK is pinned to', () => {
    expect(stripeDefinition.version).toBe(Stripe.API_VERSION);
  });

  it('is plain, frozen data without a credential', () => {
    expect(Object.isFrozen(stripeDefinition)).toBe(true);
    expect(Object.isFrozen(stripeDefinition.errorHandling.retryPolicy)).toBe(true);
    expect(JSON.parse(JSON.stringify(stripeDefinition))).toMatchObject({
      name: 'stripe',
      baseUrl: 'https://api.stripe.com',
      authentication: { type: 'bearer_token' },
      rateLimiting: { requestsPerSecond: 100, concurrency: 'adaptive' },
    });
    expect(inspect(stripeDefinition)).not.toMatch(/[sr]k_(?:live|test)_/);
  });

  it('gives a card issuer more time than core gives an attempt, and the call time for two of them', () => {
    const { circuitBreaker, deadline } = stripeDefinition.errorHandling;
    expect(circuitBreaker.timeout).toBe(20_000);
    expect(deadline).toBeGreaterThanOrEqual(2 * circuitBreaker.timeout);
  });
});
