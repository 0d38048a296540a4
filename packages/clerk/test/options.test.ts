import { inspect } from 'node:util';
import { isIntegrationError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { type ClerkOptions, createClerk } from '../src/index.js';
import { createClerkEmulator } from '../src/testing/index.js';

const secretKey = 'sk_test_options';

function refusalOf(options: unknown): readonly (readonly [path: string, received: string])[] {
  try {
    createClerk(options as ClerkOptions);
  } catch (error) {
    if (!isIntegrationError(error) || error.code !== 'CONFIGURATION') throw error;
    return error.issues.map(({ path, received }) => [path, received]);
  }
  return [];
}

describe('createClerk', () => {
  it('takes a key and nothing else, and everything that there is', () => {
    expect(createClerk({ secretKey }).rateLimiting.requestsPerSecond).toBe(10);
    expect(createClerk({ secretKey: 'sk_live_1' }).rateLimiting.requestsPerSecond).toBe(100);
    const clerk = createClerk({
      secretKey,
      publishableKey: createClerkEmulator().publishableKey,
      machineSecretKey: 'ak_1',
      authorizedParties: ['https://app.example'],
      permissionStore: { grant: () => undefined, revoke: () => undefined },
      baseUrl: 'http://127.0.0.1:4242',
      fetch: globalThis.fetch,
      random: Math.random,
      features: { invitations: false },
      errorHandling: { retryPolicy: { maxRetries: 1 } },
      rateLimiting: { requestsPerSecond: 3 },
      monitoring: { enabled: false },
      sdkFrom: import.meta.url,
    });
    expect([clerk.baseUrl, clerk.features, clerk.rateLimiting.requestsPerSecond]).toEqual([
      'http://127.0.0.1:4242',
      { organizations: true, invitations: false },
      3,
    ]);
    expect(clerk.errorHandling.retryPolicy.maxRetries).toBe(1);
  });

  it.each([
    [{ secretKey: '' }, 'options.secretKey', 'a string of 0 characters'],
    [{ secretKey: undefined }, 'options.secretKey', 'undefined'],
    [{ secretKey: ' sk_test_1' }, 'options.secretKey', 'a string of 10 characters with white space around it'],
    [
      { secretKey: 'pk_test_Y2xlcmsk' },
      'options.secretKey',
      'a publishable key (pk_...), which belongs to `publishableKey`',
    ],
    [
      { secretKey: 'whsec_1' },
      'options.secretKey',
      'a webhook secret (whsec_...), which belongs to clerkWebhook({ secrets })',
    ],
    [{ secretKey, publishableKey: 'sk_test_1' }, 'options.publishableKey'],
    [{ secretKey, publishableKey: 'pk_test_bm90aGluZw==' }, 'options.publishableKey'],
    [{ secretKey, jwtKey: 'nonsense' }, 'options.jwtKey'],
    [{ secretKey, authorizedParties: [] }, 'options.authorizedParties'],
    [{ secretKey, authorizedParties: ['app.example'] }, 'options.authorizedParties'],
    [{ secretKey, authorizedParties: ['https://app.example/path'] }, 'options.authorizedParties'],
    [{ secretKey, permissionStore: { grant: 1 } }, 'options.permissionStore'],
    [{ secretKey, baseUrl: 'https://api.clerk.com/v1' }, 'options.baseUrl'],
    [{ secretKey, sdkFrom: './here.js' }, 'options.sdkFrom'],
    [{ secretKey, errorHandling: { retryPolicy: { maxRetries: -1 } } }, 'options.errorHandling.retryPolicy.maxRetries'],
    [{ secretKey, features: { organisations: true } }, 'options.features.organisations'],
    [{ secretKey, apiKey: 'x' }, 'options.apiKey'],
  ])('refuses %j', (options, path, received?: string) => {
    const refused = refusalOf(options);
    expect(refused.map(([name]) => name)).toEqual([path]);
    if (received !== undefined) expect(refused[0]?.[1]).toBe(received);
  });

  it('names everything that is wrong at once, and shows no credential', () => {
    const options = { secretKey: 'canary-secret', machineSecretKey: 'canary-machine', baseUrl: 7 };
    expect(
      refusalOf(options)
        .map(([path]) => path)
        .toSorted(),
    ).toEqual(['options.baseUrl', 'options.machineSecretKey', 'options.secretKey']);
    try {
      createClerk(options as never);
    } catch (error) {
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
    }
  });

  it('gives a frozen object that can be taken apart', () => {
    const clerk = createClerk({ secretKey });
    expect([clerk, clerk.memberships, clerk.users, clerk.features].every(Object.isFrozen)).toBe(true);
    const { health } = clerk;
    expect(health().status).toBe('healthy');
  });
});
