import { IntegrationError, type Redact, sanitizeCause } from '@breakwater/core';
import type { Twilio } from 'twilio';
import type { ResolvedTwilioOptions } from './options.js';
import { createPolicyHttpClient } from './policy-http-client.js';

/** The module `twilio`, as `import('twilio')` gives it. */
export interface TwilioModule {
  readonly default: typeof import('twilio');
}

/**
 * Builds the official client with our transport inside.
 *
 * - Our client takes the place of axios: with it go its retries, its own time limit, and the proxy that it finds in the
 *   environment.
 * - Region, edge and log level are always given, because the SDK would look for them in the environment otherwise.
 */
export function createSdkClient(
  sdk: TwilioModule['default'],
  options: ResolvedTwilioOptions,
  transport: typeof globalThis.fetch,
): Twilio {
  const { accountSid, apiKey, apiSecret, authToken, baseUrl, region = '', edge = '' } = options;
  const [username, password] = apiKey === undefined ? [accountSid, authToken] : [apiKey, apiSecret];
  const httpClient = createPolicyHttpClient(transport, baseUrl === undefined ? undefined : new URL(baseUrl).origin);
  const client = new sdk.Twilio(username, password, {
    accountSid,
    region,
    edge,
    logLevel: 'none',
    // The class has private members, so that nothing else can have its type; `request` is all that is called of it.
    httpClient: httpClient as unknown as NonNullable<ConstructorParameters<typeof sdk.Twilio>[2]>['httpClient'] &
      object,
  });
  // The SDK keeps the credential in a plain property, which logging the client would show.
  Object.defineProperty(client, 'password', { enumerable: false });
  return client;
}

/**
 * Loads the SDK.
 *
 * @throws IntegrationError `CONFIGURATION` when it is not there, or is something else
 */
export async function loadSdk(
  load: () => Promise<TwilioModule> = () => import('twilio'),
  redact: Redact,
): Promise<TwilioModule['default']> {
  let loaded: TwilioModule;
  try {
    loaded = await load();
  } catch (error) {
    throw createLoadError(
      'The package `twilio` could not be loaded: install it beside @breakwater/twilio',
      sanitizeCause(error, redact),
    );
  }
  if (typeof loaded?.default?.Twilio === 'function') return loaded.default;
  throw createLoadError('The option `twilio` has to give the module `twilio`, as `() => import("twilio")` does');
}

function createLoadError(message: string, cause?: Error): IntegrationError {
  return new IntegrationError({ code: 'CONFIGURATION', service: 'twilio', operation: 'client', message, cause });
}
