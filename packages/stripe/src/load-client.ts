import { IntegrationError, type Redact, sanitizeCause } from '@breakwater/core';
import type Stripe from 'stripe';
import type { ResolvedStripeOptions } from './options.js';

/** The module `stripe`, as `import('stripe')` gives it. */
export interface StripeModule {
  readonly default: typeof Stripe;
}

/**
 * Above every deadline of ours, and the most that a timer can hold: the SDK times each request itself, and only one of
 * two clocks may decide. It is the policy's, which knows what is left of the call.
 */
const SDK_TIMEOUT = 2 ** 31 - 1;

/**
 * Loads the SDK and builds its client with our `fetch` inside.
 *
 * - `maxNetworkRetries: 0` leaves retries to the policy. That alone is not enough: the SDK repeats a request once after
 *   ECONNRESET or EPIPE whatever it is told, but it looks for these codes on what the HTTP client throws, and what our
 *   fetch throws has codes of its own.
 * - `telemetry: false` sends no latency figures, and keeps the SDK from writing an id into the user's home folder.
 */
export async function loadClient(
  options: ResolvedStripeOptions,
  fetch: typeof globalThis.fetch,
  redact: Redact,
): Promise<Stripe> {
  const load = options.stripe ?? ((): Promise<StripeModule> => import('stripe'));
  const { default: StripeClient } = await loadModule(load, redact);
  return new StripeClient(options.secretKey, {
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: SDK_TIMEOUT,
    httpClient: StripeClient.createFetchHttpClient(fetch),
    // The SDK's type knows its own version alone; the option is there for whoever has to speak another one.
    ...(options.apiVersion !== undefined && { apiVersion: options.apiVersion as Stripe.LatestApiVersion }),
    ...(options.baseUrl !== undefined && toHost(options.baseUrl)),
  });
}

async function loadModule(load: () => Promise<StripeModule>, redact: Redact): Promise<StripeModule> {
  let loaded: StripeModule;
  try {
    loaded = await load();
  } catch (error) {
    throw createLoadError(
      'The package `stripe` could not be loaded: install it beside @breakwater/stripe',
      sanitizeCause(error, redact),
    );
  }
  if (typeof loaded?.default?.createFetchHttpClient === 'function') return loaded;
  throw createLoadError('The option `stripe` has to give the module `stripe`, as `() => import("stripe")` does');
}

function createLoadError(message: string, cause?: Error): IntegrationError {
  return new IntegrationError({ code: 'CONFIGURATION', service: 'stripe', operation: 'client', message, cause });
}

interface Host {
  readonly protocol: Stripe.HttpProtocol;
  readonly host: string;
  readonly port: string;
}

function toHost(baseUrl: string): Host {
  const url = new URL(baseUrl);
  const protocol = url.protocol === 'http:' ? 'http' : 'https';
  return { protocol, host: url.hostname, port: url.port === '' ? (protocol === 'http' ? '80' : '443') : url.port };
}
