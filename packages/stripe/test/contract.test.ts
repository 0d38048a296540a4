import { createStripe, type StripeModule } from '@breakwater/stripe';
import { createStripeEmulator } from '@breakwater/stripe/testing';
import { signStripeWebhook, stripeWebhook } from '@breakwater/stripe/webhooks';
import { integrationContract } from '@breakwater/testing';
import { describe, it } from 'vitest';

const secretKey = 'sk_test_canary4eC39HqLyjWDarjtT1zdp7dc';

// Both ends of the peer range. The types of the lower end are its own; what it does has to be the same.
const versions: readonly (readonly [name: string, load: () => Promise<StripeModule>])[] = [
  ['newest', () => import('stripe')],
  ['lowest', async () => (await import('stripe-lowest')) as unknown as StripeModule],
];

describe.each(versions)('the contract of an integration, with the %s version of the SDK', (_, load) => {
  const cases = integrationContract({
    name: 'stripe',
    create: (overrides) => createStripe({ secretKey, stripe: load, ...overrides }),
    emulator: ({ clock }) => createStripeEmulator({ clock, secretKey }),
    read: {
      call: (stripe, options) => stripe.run('customers.list', (client) => client.customers.list(), options),
      request: 'GET /v1/customers',
    },
    write: {
      call: (stripe, options) => stripe.payments.initiate({ amount: 4_200, currency: 'usd' }, options),
      request: 'POST /v1/payment_intents',
      keyed: true,
    },
    bare: {
      call: async (stripe) => await (await stripe.client()).customers.create({ name: 'Ada' }),
      request: 'POST /v1/customers',
    },
    secrets: [secretKey],
    webhook: {
      source: ({ secrets }) => stripeWebhook({ secrets }),
      secret: 'whsec_canaryMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      body: JSON.stringify({
        id: 'evt_1',
        object: 'event',
        type: 'invoice.paid',
        created: 1_767_225_600,
        data: { object: { id: 'in_1' } },
      }),
      sign: (body, options) => signStripeWebhook(body, options),
    },
  });
  for (const { name, run } of cases) it(name, run);
});
