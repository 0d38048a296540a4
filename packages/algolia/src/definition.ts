import { defineIntegration, type ExternalServiceIntegration } from '@breakwater/core';

/**
 * The facts of Algolia's Search API. `baseUrl` is a stand-in: each application has hosts of its own.
 *
 * The times are those of the vendor's client, put together: a read has 5 seconds for each of its four hosts, and a write,
 * which may be a batch of several megabytes, has the same 20 seconds for its one. Read in `constants.ts` of
 * @algolia/client-common@5.64.0. Algolia publishes no requests per second, and its search API sends no headers about
 * limits, so that there is no rate here; it throttles an application by the number of its pending tasks.
 */
export const algoliaDefinition: ExternalServiceIntegration<'algolia'> = /* @__PURE__ */ defineIntegration({
  name: 'algolia',
  version: '1',
  baseUrl: 'https://algolia.net',
  authentication: { type: 'api_key', header: 'x-algolia-api-key' },
  errorHandling: { circuitBreaker: { timeout: 20_000 }, deadline: 60_000 },
});
