import { createStripeEmulator, type StripeEmulator } from '@breakwater/stripe/testing';
import { type Fault, type ServedEmulator, serve } from '@breakwater/testing';
import Stripe from 'stripe';
import { afterEach, describe, expect, it } from 'vitest';
import { connect, secretKey } from './emulator-bench.js';

const close: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of close.splice(0)) await end();
});

async function start(): Promise<{ emulator: StripeEmulator; server: ServedEmulator; stripe: Stripe }> {
  const emulator = createStripeEmulator({ secretKey });
  const server = await serve(emulator);
  close.push(() => server.close());
  const config = { host: '127.0.0.1', port: server.port, protocol: 'http', timeout: 300 } as const;
  return { emulator, server, stripe: connect(globalThis.fetch, config) };
}

const pay = (stripe: Stripe): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create(
    { amount: 1_000, currency: 'usd', payment_method: 'pm_card_visa', confirm: true, return_url: 'https://app.test/' },
    { idempotencyKey: 'order-7' },
  );

describe('the Stripe emulator on loopback, with the official SDK', () => {
  it('takes a payment', async () => {
    const { emulator, stripe } = await start();
    expect((await pay(stripe)).status).toBe('succeeded');
    expect(emulator.book.charges).toHaveLength(1);
  });

  it.each<[string, Fault, string]>([
    ['a reset before the commit', { type: 'reset' }, 'StripeConnectionError'],
    ['a reset after the commit', { type: 'reset', when: 'after' }, 'StripeConnectionError'],
    ['a hang', { type: 'hang' }, 'StripeConnectionError'],
    ['a truncated body', { type: 'truncated' }, 'StripeConnectionError'],
    ['a page of HTML', { type: 'html' }, 'StripeAPIError'],
    ['too many requests', { type: 'status', status: 429 }, 'StripeRateLimitError'],
    ['a failure of the server', { type: 'status', status: 500 }, 'StripeAPIError'],
    ['a lock', { type: 'status', status: 409 }, 'StripeAPIError'],
  ])('fails once as the SDK expects on %s, and charges once when repeated', async (_, fault, type) => {
    const { emulator, stripe } = await start();
    emulator.faults.add({ match: 'POST /v1/payment_intents', fault });
    await expect(pay(stripe)).rejects.toMatchObject({ type });
    expect(emulator.book.count()).toBe(1);
    expect((await pay(stripe)).status).toBe('succeeded');
    expect(emulator.book.charges).toHaveLength(1);
    expect(emulator.faults.exhausted).toBe(true);
  });

  it("shows the SDK's hidden retry with its node:http client", async () => {
    const { emulator, server } = await start();
    const stripe = new Stripe(secretKey, {
      host: '127.0.0.1',
      port: server.port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    });
    emulator.faults.add({ fault: { type: 'reset', when: 'after' } });
    expect((await pay(stripe)).status).toBe('succeeded');
    expect(emulator.book.requests().map(({ replayed }) => replayed)).toEqual([false, true]);
  });

  it('sends signed webhooks over the network', async () => {
    const app = createStripeEmulator({ secretKey: 'sk_test_app' });
    const receiving = await serve(app);
    close.push(() => receiving.close());
    const { emulator, stripe } = await start();
    emulator.webhooks.add({ url: `${receiving.url}/webhooks`, secret: 'whsec_b3RoZXI' });
    await stripe.customers.create({});
    await emulator.webhooks.flush();
    expect(app.book.requests()).toMatchObject([{ method: 'POST', path: '/webhooks' }]);
    expect(emulator.webhooks.deliveries).toMatchObject([{ type: 'customer.created', outcome: 'refused', status: 401 }]);
  });
});
