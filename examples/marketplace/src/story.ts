import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRedactor } from '@breakwater/core';
import { toNodeListener } from '@breakwater/core/node';
import { createMemoryInbox } from '@breakwater/core/webhooks';
import { createStripe } from '@breakwater/stripe';
import { createStripeEmulator } from '@breakwater/stripe/testing';
import { type Fault, serve } from '@breakwater/testing';
import type Stripe from 'stripe';
import { createApplication } from './application.ts';
import { type ComparedFact, compare, toTable } from './comparison.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createTimeline } from './timeline.ts';

const secretKey = 'sk_test_marketplace';
/** A client secret belongs in the customer's browser, and in no log. */
const redact = createRedactor();
const webhookSecret = 'whsec_marketplace_secret';

/** What the story is told to. */
export interface StoryOptions {
  readonly print: (line: string) => void;
  /** Changes what the application believes before it is compared: proof that a difference is seen. */
  readonly tamperWith?: (ledger: Ledger) => void;
}

/**
 * The main job: an organisation subscribes, upgrades, pays and is refunded, over HTTP on loopback, while webhooks come
 * twice, tampered and out of order, and Stripe has a bad minute. Ends with what both sides believe.
 */
export async function tellStory(options: StoryOptions): Promise<readonly ComparedFact[]> {
  const { print } = options;
  const timeline = createTimeline(print);
  const emulator = createStripeEmulator({ secretKey });
  const vendor = await serve(emulator);
  const ledger = createLedger();
  const stripe = createStripe({
    secretKey,
    baseUrl: vendor.url,
    telemetry: timeline,
    errorHandling: { circuitBreaker: { timeout: 800 }, retryPolicy: { maxRetries: 3 } },
  });
  const application = createApplication({
    stripe,
    inbox: createMemoryInbox(),
    ledger,
    webhookSecret,
    telemetry: timeline,
  });
  const server = createServer(toNodeListener(application));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  emulator.webhooks.add({ url: `${home}/webhooks/stripe`, secret: webhookSecret });

  const visit = async (path: string, body: object): Promise<Record<string, string>> => {
    const response = await fetch(home + path, { method: 'POST', body: JSON.stringify(body) });
    const answer = (await response.json()) as Record<string, string>;
    timeline.say('customer', `${path} -> ${response.status} ${redact(JSON.stringify(answer))}`);
    return answer;
  };

  timeline.say('story', 'An organisation subscribes; its webhooks come twice, tampered and out of order.');
  emulator.faults.add({ webhook: 'invoice.paid', times: 2, fault: { type: 'duplicate', copies: 3, concurrent: true } });
  emulator.faults.add({ webhook: 'customer.subscription.created', fault: { type: 'reorder' } });
  emulator.faults.add({ webhook: 'customer.subscription.updated', fault: { type: 'tamper' } });

  const client = await stripe.client();
  const customer = await client.customers.create({ name: 'Ada and Sons' });
  const card = await client.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const product = await client.products.create({ name: 'Seats' });
  const price = (unit_amount: number): Promise<Stripe.Price> =>
    client.prices.create({ product: product.id, currency: 'usd', unit_amount, recurring: { interval: 'month' } });
  const [small, large] = [await price(2_000), await price(9_000)];
  const payer = { customerId: customer.id, paymentMethodId: card.id };

  const { subscriptionId = '', clientSecret = '' } = await visit('/subscribe', { ...payer, priceId: small.id });
  await client.paymentIntents.confirm(clientSecret.split('_secret_')[0] ?? '', { payment_method: card.id });
  timeline.say('customer', 'confirms the first payment in the browser');
  await visit('/upgrade', { subscriptionId, priceId: large.id });

  const badMinute: readonly (readonly [string, Fault, number])[] = [
    ['is asked to slow down', { type: 'status', status: 429, headers: { 'retry-after': '1' } }, 1],
    ['answers 503 twice', { type: 'status', status: 503 }, 2],
    ['charges and then drops the connection', { type: 'reset', when: 'after' }, 1],
    ['hangs', { type: 'hang' }, 1],
  ];
  let order = 0;
  for (const [what, fault, times] of badMinute) {
    timeline.say('story', `A payment while Stripe ${what}.`);
    emulator.faults.add({ match: 'POST /v1/payment_intents', times, fault });
    order += 1;
    await visit('/pay', { ...payer, amount: 1_000 * order, orderId: `order-${order}` });
  }
  timeline.say('story', 'The first order is refunded in part.');
  const [firstPayment] = ledger.payments.keys();
  await visit('/refund', { paymentIntentId: firstPayment, amount: 400 });
  await emulator.webhooks.flush();

  options.tamperWith?.(ledger);
  const facts = compare(ledger, emulator.book, customer.id);
  print(`\n${toTable(facts)}\n`);
  await stripe.close();
  server.close();
  server.closeAllConnections();
  await vendor.close();
  await emulator.close?.();
  return facts;
}
