import { integrationContract } from '@breakwater/testing';
import { describe, it } from 'vitest';
import { createAcme } from '../src/index.js';
import { createAcmeEmulator } from '../src/testing/index.js';
import { acmeWebhook, signAcmeWebhook } from '../src/webhooks/index.js';

const apiKey = 'acme_canary4eC39HqLyjWDarjtT1';

describe('the contract of an integration', () => {
  const cases = integrationContract({
    name: 'acme',
    create: (overrides) => createAcme({ apiKey, ...overrides }),
    emulator: ({ clock }) => createAcmeEmulator({ clock, apiKey }),
    read: {
      call: (acme, options) => acme.run('status.retrieve', (client) => client.status(), options),
      request: 'GET /v1/status',
    },
    write: {
      call: (acme, options) =>
        acme.run('orders.create', (client) => client.orders.create({ item: 'anchor', quantity: 1 }), options),
      request: 'POST /v1/orders',
      keyed: true,
    },
    bare: { call: async (acme) => await (await acme.client()).status(), request: 'GET /v1/status' },
    secrets: [apiKey],
    webhook: {
      source: ({ secrets }) => acmeWebhook({ secrets }),
      secret: 'acme_whsec_canaryMfKQ9r8GKYq',
      body: JSON.stringify({ id: 'evt_1', type: 'order.placed', created: 1_767_225_600, order: { id: 'ord_1' } }),
      sign: (body, options) => signAcmeWebhook(body, options),
    },
  });
  for (const { name, run } of cases) it(name, run);
});
