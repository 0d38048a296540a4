import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { type EmulatorBench, furnish, startBench } from './emulator-bench.js';

const success = 'https://app.test/done';

function sell(
  { stripe }: EmulatorBench,
  more: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Promise<Stripe.Checkout.Session> {
  return stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: success,
    line_items: [{ quantity: 2, price_data: { currency: 'eur', unit_amount: 1_250, product_data: { name: 'Chair' } } }],
    ...more,
  });
}

describe('checkout in the Stripe emulator', () => {
  it('offers a page, on which the customer pays', async () => {
    const bench = startBench();
    const { stripe, emulator } = bench;
    const session = await sell(bench, { metadata: { order: '7' }, customer_creation: 'always' });
    expect(session).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      amount_total: 2_500,
      currency: 'eur',
      payment_intent: null,
      url: expect.stringMatching(/^https:\/\/checkout\.stripe\.com\//),
    });
    expect(emulator.testHelpers.completeCheckout(session.id, { email: 'ada@example.com', name: 'Ada' })).toBe(
      'complete',
    );
    const complete = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent', 'customer', 'line_items'],
    });
    expect(complete).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
      customer: { email: 'ada@example.com', name: 'Ada' },
      customer_details: { email: 'ada@example.com' },
      payment_intent: { status: 'succeeded', amount: 2_500 },
      line_items: { data: [{ quantity: 2, amount_total: 2_500, description: 'Chair' }] },
    });
    const { data } = emulator.book.events.find(({ type }) => type === 'checkout.session.completed') ?? {};
    expect(data?.object).toMatchObject({ id: session.id, metadata: { order: '7' } });
  });

  it('stays open after a decline, and passes 3D Secure by itself', async () => {
    const bench = startBench();
    const { id } = await sell(bench);
    const { testHelpers, book } = bench.emulator;
    expect(testHelpers.completeCheckout(id, { paymentMethod: 'pm_card_chargeDeclined' })).toBe('declined');
    expect(book.checkoutSessions).toMatchObject([{ status: 'open' }]);
    expect(testHelpers.completeCheckout(id, { paymentMethod: 'pm_card_authenticationRequired' })).toBe('complete');
    expect(book.charges).toHaveLength(1);
    expect(book.paymentIntents).toHaveLength(1);
  });

  it('tells later how a payment came out that took its time', async () => {
    const bench = startBench();
    const { id } = await sell(bench);
    bench.emulator.testHelpers.completeCheckout(id, { paymentMethod: 'pm_usBankAccount' });
    const waiting = await bench.stripe.checkout.sessions.retrieve(id);
    expect(waiting).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
    bench.emulator.testHelpers.finishProcessing(waiting.payment_intent as string);
    expect(bench.emulator.book.events.at(-1)?.type).toBe('checkout.session.async_payment_succeeded');
    expect(bench.emulator.book.checkoutSessions).toMatchObject([{ payment_status: 'paid' }]);
  });

  it('sells subscriptions, with what is paid once', async () => {
    const bench = startBench();
    const { stripe, emulator } = bench;
    const { basic, product } = await furnish(bench);
    const setUp = await stripe.prices.create({ currency: 'usd', product: product.id, unit_amount: 500 });
    const { id } = await sell(bench, {
      mode: 'subscription',
      customer_email: 'bob@example.com',
      line_items: [
        { price: basic.id, quantity: 1 },
        { price: setUp.id, quantity: 1 },
      ],
    });
    emulator.testHelpers.completeCheckout(id);
    const session = await stripe.checkout.sessions.retrieve(id, { expand: ['subscription', 'invoice'] });
    expect(session).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      subscription: { status: 'active' },
      invoice: { status: 'paid', total: 1_500 },
    });
    expect((await stripe.checkout.sessions.list({ customer: session.customer as string })).data).toHaveLength(1);
  });

  it('saves a card without selling anything', async () => {
    const bench = startBench();
    const { customer } = await furnish(bench);
    const session = await bench.stripe.checkout.sessions.create({
      mode: 'setup',
      customer: customer.id,
      currency: 'usd',
      success_url: success,
    });
    expect(session).toMatchObject({ payment_status: 'no_payment_required', amount_total: null });
    bench.emulator.testHelpers.completeCheckout(session.id);
    expect((await bench.stripe.paymentMethods.list({ customer: customer.id })).data).toHaveLength(2);
  });

  it('expires when told so, and is then over', async () => {
    const bench = startBench();
    const { id } = await sell(bench);
    expect((await bench.stripe.checkout.sessions.expire(id)).status).toBe('expired');
    expect(await bench.refusal(bench.stripe.checkout.sessions.expire(id))).toMatchObject({ statusCode: 400 });
    expect(() => bench.emulator.testHelpers.completeCheckout(id)).toThrow('expired');
  });

  it.each<[string, (things: Awaited<ReturnType<typeof furnish>>) => Partial<Stripe.Checkout.SessionCreateParams>]>([
    ['a page without a way back', () => ({ success_url: '' })],
    ['nothing to sell', () => ({ line_items: [] })],
    ['a subscription price in payment mode', ({ basic }) => ({ line_items: [{ price: basic.id, quantity: 1 }] })],
    ['no quantity', ({ basic }) => ({ mode: 'subscription', line_items: [{ price: basic.id }] })],
    ['no recurring price in subscription mode', () => ({ mode: 'subscription' })],
    ['two customers', ({ customer }) => ({ customer: customer.id, customer_email: 'x@example.com' })],
    ['an unknown customer', () => ({ customer: 'cus_none' })],
    ['an end too soon', () => ({ expires_at: Date.UTC(2026, 0, 1) / 1000 + 60 })],
    ['data of another mode', () => ({ subscription_data: { description: 'x' } })],
  ])('refuses %s', async (_, params) => {
    const bench = startBench();
    const things = await furnish(bench);
    expect(await bench.refusal(sell(bench, params(things)))).toMatchObject({ statusCode: 400 });
  });
});

describe('the billing portal in the Stripe emulator', () => {
  it('opens for a customer, also at a given place', async () => {
    const bench = startBench();
    const { customer, basic } = await furnish(bench);
    const subscription = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: basic.id }],
    });
    const session = await bench.stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: 'https://app.test/account',
      flow_data: { type: 'subscription_cancel', subscription_cancel: { subscription: subscription.id } },
    });
    expect(session).toMatchObject({
      customer: customer.id,
      return_url: 'https://app.test/account',
      flow: { type: 'subscription_cancel', subscription_cancel: { subscription: subscription.id } },
      url: expect.stringMatching(/^https:\/\/billing\.stripe\.com\//),
    });
  });

  it('opens for nobody else', async () => {
    const bench = startBench();
    const { customer } = await furnish(bench);
    const { sessions } = bench.stripe.billingPortal;
    for (const params of [
      {},
      { customer: 'cus_none' },
      { customer: customer.id, return_url: 'nowhere' },
      { customer: customer.id, flow_data: { type: 'subscription_cancel' } },
      {
        customer: customer.id,
        flow_data: { type: 'subscription_cancel', subscription_cancel: { subscription: 'sub_none' } },
      },
    ] as Stripe.BillingPortal.SessionCreateParams[]) {
      expect(await bench.refusal(sessions.create(params))).toMatchObject({ statusCode: 400 });
    }
  });
});
