import { defineIntegration, type ExternalServiceIntegration } from '@breakwater/core';

/** The facts of Acme. */
export const acmeDefinition: ExternalServiceIntegration<'acme'> = /* @__PURE__ */ defineIntegration({
  name: 'acme',
  version: '2026-01',
  baseUrl: 'https://api.acme.example',
  authentication: { type: 'bearer_token' },
  // Say where a figure comes from: https://docs.acme.example/rate-limits
  rateLimiting: { requestsPerSecond: 20 },
});
