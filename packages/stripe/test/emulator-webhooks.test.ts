import { signStripeWebhook } from '@breakwater/stripe/webhooks';
import { createFaultProgram, type FaultRule } from '@breakwater/testing';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { type EmulatorBench, startBench } from './emulator-bench.js';

const secret = 'whsec_dGVzdC1zZWNyZXQ';

interface Receiver {
  readonly received: { readonly body: string; readonly headers: Headers }[];
  readonly fetch: typeof fetch;
}

function receiver(status = 200): Receiver {
  const received: { body: string; headers: Headers }[] = [];
  return {
    received,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      received.push({ body: await request.text(), headers: request.headers });
      return new Response(null, { status });
    },
  };
}

function start(to: Receiver, rules: readonly FaultRule[] = []): EmulatorBench {
  return startBench({
    faults: createFaultProgram(rules),
    webhooks: { url: 'https://app.test/webhooks', secret, fetch: to.fetch },
  });
}

/** What the official SDK makes of a delivery. */
async function verify({ body, headers }: Receiver['received'][number], now: number): Promise<Stripe.Event> {
  const signature = headers.get('stripe-signature') ?? '';
  return await new Stripe('sk_test_1').webhooks.constructEventAsync(body, signature, secret, 300, undefined, now);
}

describe('webhooks of the Stripe emulator', () => {
  it('tell of each change, signed as the official SDK expects it', async () => {
    const to = receiver();
    const { stripe, emulator, clock } = start(to);
    const customer = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'signup-1' });
    await stripe.customers.update(customer.id, { name: 'Ada L.' });
    await emulator.webhooks.flush();
    const events = await Promise.all(to.received.map((delivery) => verify(delivery, clock.now())));
    expect(events).toMatchObject([
      {
        id: expect.stringMatching(/^evt_/),
        object: 'event',
        api_version: '2026-10-28.endive',
        type: 'customer.created',
        livemode: false,
        created: Date.UTC(2026, 0, 1) / 1000,
        pending_webhooks: 1,
        request: { id: customer.lastResponse.requestId, idempotency_key: 'signup-1' },
        data: { object: { id: customer.id, name: 'Ada' } },
      },
      {
        type: 'customer.updated',
        data: { object: { name: 'Ada L.' }, previous_attributes: { name: 'Ada' } },
      },
    ]);
    expect(emulator.webhooks.deliveries.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
    expect((await stripe.events.list()).data.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toReversed());
    expect((await stripe.events.list({ types: ['customer.updated'] })).data).toHaveLength(1);
    expect((await stripe.events.retrieve(events[0]?.id ?? '')).type).toBe('customer.created');
  });

  it('arrive twice, late, altered or never when the program says so', async () => {
    const to = receiver();
    const { stripe, emulator, clock } = start(to, [
      { webhook: 'product.created', fault: { type: 'reorder' } },
      { webhook: 'price.created', fault: { type: 'duplicate' } },
      { webhook: 'customer.created', fault: { type: 'tamper' } },
      { webhook: 'customer.updated', fault: { type: 'drop' } },
    ]);
    const product = await stripe.products.create({ name: 'Plan' });
    await stripe.prices.create({ currency: 'usd', product: product.id, unit_amount: 5 });
    const customer = await stripe.customers.create({ name: 'Ada' });
    await stripe.customers.update(customer.id, { name: 'Eve' });
    await emulator.webhooks.flush();
    const verdicts = await Promise.all(
      to.received.map((delivery) =>
        verify(delivery, clock.now()).then(
          ({ type }) => type,
          () => 'refused',
        ),
      ),
    );
    expect(verdicts).toEqual(['price.created', 'price.created', 'product.created', 'refused', 'customer.created']);
    expect(emulator.webhooks.deliveries.at(-1)).toMatchObject({ type: 'customer.updated', outcome: 'dropped' });
  });

  it('go to every endpoint that wants them, and again on request', async () => {
    const [one, other] = [receiver(), receiver(500)];
    const { stripe, emulator } = start(one);
    emulator.webhooks.add({
      url: 'https://other.test/hooks',
      secret: 'whsec_b3RoZXI',
      fetch: other.fetch,
      enabledEvents: ['customer.*'],
    });
    await stripe.products.create({ name: 'Plan' });
    await stripe.customers.create({});
    await emulator.webhooks.flush();
    expect([one.received.length, other.received.length]).toEqual([2, 1]);
    emulator.webhooks.resend(emulator.book.events[1]?.id ?? '');
    await emulator.webhooks.flush();
    expect([one.received.length, other.received.length]).toEqual([3, 2]);
    expect(other.received[1]?.body).toBe(other.received[0]?.body);
    expect(() => emulator.webhooks.resend('evt_none')).toThrow('evt_none');
  });

  it('carry the signature of the moment in which they are sent', async () => {
    const to = receiver();
    const { stripe, emulator, clock } = start(to);
    await clock.advance(5_000);
    await stripe.customers.create({});
    await emulator.webhooks.flush();
    const [delivery] = to.received;
    const expected = await signStripeWebhook(delivery?.body ?? '', { secret, at: clock.now() });
    expect(delivery?.headers.get('stripe-signature')).toBe(expected['stripe-signature']);
  });

  it('follow a refused request with nothing', async () => {
    const to = receiver();
    const { send, emulator } = start(to);
    await send('POST /v1/customers', { colour: 'red' });
    await emulator.webhooks.flush();
    expect([to.received, emulator.book.events]).toEqual([[], []]);
  });
});
