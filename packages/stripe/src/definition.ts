import { defineIntegration, type ExternalServiceIntegration } from '@breakwater/core';

/**
 * The facts of Stripe: the API version that stripe 23.1 speaks, and the defaults that this adapter starts from.
 *
 * The attempt timeout is longer than that of core, because a card payment waits for the card's issuer; and a timeout that
 * cuts off a request which Stripe still works on is answered `idempotency_key_in_use` when it is repeated.
 */
export const stripeDefinition: ExternalServiceIntegration<'stripe'> = /* @__PURE__ */ defineIntegration({
  name: 'stripe',
  version: '2026-10-28.endive',
  baseUrl: 'https://api.stripe.com',
  authentication: { type: 'bearer_token' },
  // For a live key; a test key has 25. Source: https://docs.stripe.com/rate-limits
  rateLimiting: { requestsPerSecond: 100 },
  errorHandling: { circuitBreaker: { timeout: 20_000 }, deadline: 60_000 },
});
