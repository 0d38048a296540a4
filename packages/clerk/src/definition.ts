import { defineIntegration, type ExternalServiceIntegration } from '@breakwater/core';

/**
 * The facts of Clerk's Backend API: the version that @clerk/backend 3.25.0 speaks (`SUPPORTED_BAPI_VERSION` in its
 * `dist/index.js`), and the defaults that this adapter starts from.
 */
export const clerkDefinition: ExternalServiceIntegration<'clerk'> = /* @__PURE__ */ defineIntegration({
  name: 'clerk',
  version: '2026-05-12',
  baseUrl: 'https://api.clerk.com',
  authentication: { type: 'bearer_token' },
  // 1,000 in 10 seconds for a production instance; a development one has 100.
  // Source: https://clerk.com/docs/guides/how-clerk-works/system-limits
  rateLimiting: { requestsPerSecond: 100 },
});
