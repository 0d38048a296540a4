import { integrationContract } from '@breakwater/testing';
import { describe, it } from 'vitest';
import { createClerk } from '../src/index.js';
import { createClerkEmulator } from '../src/testing/index.js';
import { clerkWebhook, signClerkWebhook } from '../src/webhooks/index.js';

const secretKey = 'sk_test_canary4eC39HqLyjWDarjtT1';
const machineSecretKey = 'ak_canary8dkf93hdk2';

/** The suite makes up secrets of its own, and Clerk's are base64. */
const toClerkSecret = (secret: string): string => (secret === '' ? '' : `whsec_${btoa(secret)}`);

describe('the contract of an integration', () => {
  const cases = integrationContract({
    name: 'clerk',
    create: (overrides) => createClerk({ secretKey, machineSecretKey, ...overrides }),
    emulator: ({ clock }) => createClerkEmulator({ clock, secretKey }),
    read: {
      call: (clerk, options) => clerk.run('users.count', (client) => client.users.getCount(), options),
      request: 'GET /v1/users/count',
    },
    write: {
      call: (clerk, options) =>
        clerk.run(
          'organizations.create',
          (client) => client.organizations.createOrganization({ name: 'Acme', slug: 'acme' }),
          options,
        ),
      request: 'POST /v1/organizations',
      keyed: false,
    },
    bare: { call: async (clerk) => (await clerk.client()).users.getCount(), request: 'GET /v1/users/count' },
    secrets: [secretKey, machineSecretKey],
    webhook: {
      source: ({ secrets }) => clerkWebhook({ secrets: secrets.map((secret) => toClerkSecret(secret)) }),
      secret: 'canary MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      body: JSON.stringify({
        object: 'event',
        type: 'user.deleted',
        timestamp: 1_767_225_600_000,
        data: { id: 'user_1' },
      }),
      sign: (body, { secret, at }) => signClerkWebhook(body, { secret: toClerkSecret(secret), at }),
    },
  });
  for (const { name, run } of cases) it(name, run);
});
