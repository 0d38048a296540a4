import { IntegrationError, type Redact, sanitizeCause, withoutUndefined } from '@breakwater/core';
import type { ClerkClient } from '@clerk/backend';
import { addressOf } from './address-of.js';
import type { ResolvedClerkOptions } from './options.js';
import { type ClerkSdk, loadPrivateCopy } from './private-copy.node.js';
import type { RequestScope } from './request-scope.js';

/** The SDK with our `fetch` inside. */
export interface LoadedClerk {
  readonly client: ClerkClient;
  readonly verifyToken: ClerkSdk['verifyToken'];
}

/** An address that no fetch can reach: when the SDK did not take ours, the probe fails without any I/O. */
const NOWHERE = 'breakwater-probe://nowhere';

/**
 * Loads the SDK and builds its client with our `fetch` inside.
 *
 * @throws IntegrationError `CONFIGURATION` where that is not possible
 */
export async function loadClient(
  options: ResolvedClerkOptions,
  fetch: typeof globalThis.fetch,
  scope: RequestScope,
  redact: Redact,
): Promise<LoadedClerk> {
  const probed = { seen: false };
  const sdk = loadSdk(options.sdkFrom ?? import.meta.url, redact, (input, init) => {
    if (!addressOf(input).startsWith(NOWHERE)) return fetch(input, init);
    probed.seen = scope.current() !== undefined;
    return Promise.reject(new TypeError('a probe goes nowhere'));
  });
  const quiet = { telemetry: { disabled: true } };
  const probe = sdk.createClerkClient({ secretKey: 'sk_test_probe', apiUrl: NOWHERE, ...quiet });
  scope.guard(probe);
  await probe.jwks.getJwks().catch(() => undefined);
  if (!probed.seen) {
    throw createLoadError(
      'This version of `@clerk/backend` has no place for our fetch: take one within the peer range',
    );
  }
  const { secretKey, publishableKey, machineSecretKey, jwtKey, baseUrl } = options;
  const client = sdk.createClerkClient({
    secretKey,
    ...quiet,
    ...withoutUndefined({ publishableKey, machineSecretKey, jwtKey, apiUrl: baseUrl }),
  });
  scope.guard(client);
  return { client, verifyToken: sdk.verifyToken };
}

function loadSdk(from: string, redact: Redact, fetch: typeof globalThis.fetch): ClerkSdk {
  let sdk: ClerkSdk | undefined;
  try {
    sdk = loadPrivateCopy(from, fetch);
  } catch (error) {
    throw createLoadError(
      'The package `@clerk/backend` could not be loaded: install it beside @breakwater/clerk, leave it out of your ' +
        'bundle (external), or name in `sdkFrom` the file from which it is found',
      sanitizeCause(error, redact),
    );
  }
  if (sdk === undefined) {
    throw createLoadError(
      'This runtime lacks `process.getBuiltinModule` or the modules `node:module` and `node:vm`, without which ' +
        '`@clerk/backend` cannot be given a fetch of its own',
    );
  }
  if (typeof sdk.createClerkClient === 'function' && typeof sdk.verifyToken === 'function') return sdk;
  throw createLoadError('What `sdkFrom` finds as `@clerk/backend` exports no `createClerkClient` and `verifyToken`');
}

function createLoadError(message: string, cause?: Error): IntegrationError {
  return new IntegrationError({ code: 'CONFIGURATION', service: 'clerk', operation: 'client', message, cause });
}
