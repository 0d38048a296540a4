import { createMemoryInbox, createWebhookHandler } from '@breakwater/core/webhooks';
import { expectTypeOf } from 'vitest';
import { type AcmeOrder, createAcme } from '../src/index.js';
import { acmeWebhook } from '../src/webhooks/index.js';

const acme = createAcme({ apiKey: 'acme_test_key' });

expectTypeOf(acme.name).toEqualTypeOf<'acme'>();
expectTypeOf(acme.orders.place).returns.resolves.toEqualTypeOf<AcmeOrder>();
expectTypeOf(
  acme.run('orders.retrieve', (client) => client.orders.retrieve('ord_1')),
).resolves.toEqualTypeOf<AcmeOrder>();

// @ts-expect-error a quantity is needed
void acme.orders.place({ item: 'anchor' });

// @ts-expect-error unknown options are refused
createAcme({ apiKey: 'acme_test_key', retries: 3 });

createWebhookHandler({
  source: acmeWebhook({ secrets: [] }),
  inbox: createMemoryInbox(),
  on: {
    'order.shipped': (event) => {
      expectTypeOf(event.type).toEqualTypeOf<'order.shipped'>();
    },
  },
});
