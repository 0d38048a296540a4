import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { furnish, secretOf, startBench, subscribe, typesOf } from './emulator-bench.js';

const day = 86_400_000;
const monthAhead = Date.UTC(2026, 1, 1) / 1000;

describe('subscriptions of the Stripe emulator: the beginning', () => {
  it('waits for the first payment, with a client secret for the browser', async () => {
    const bench = startBench();
    const { stripe, emulator } = bench;
    const { basic } = await furnish(bench);
    const customer = await stripe.customers.create();
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: basic.id, quantity: 2 }],
      payment_behavior: 'default_incomplete',
      payment_settings: { save_default_payment_method: 'on_subscription' },
      expand: ['latest_invoice.confirmation_secret', 'pending_setup_intent'],
    });
    expect(subscription).toMatchObject({
      status: 'incomplete',
      billing_mode: { type: 'flexible' },
      pending_setup_intent: null,
      items: {
        data: [{ quantity: 2, current_period_start: Date.UTC(2026, 0, 1) / 1000, current_period_end: monthAhead }],
      },
      latest_invoice: { status: 'open', amount_due: 2_000, billing_reason: 'subscription_create' },
    });
    expect(secretOf(subscription)).toMatch(/^pi_\w+_secret_\w+$/);
    expect(emulator.testHelpers.confirm(secretOf(subscription))).toBe('succeeded');
    const active = await stripe.subscriptions.retrieve(subscription.id, { expand: ['default_payment_method'] });
    expect(active).toMatchObject({ status: 'active', default_payment_method: { card: { last4: '4242' } } });
    expect(typesOf(bench, 'customer.subscription')).toEqual([
      'customer.subscription.created',
      'customer.subscription.updated',
    ]);
    expect(typesOf(bench, 'invoice').slice(-3)).toEqual([
      'invoice_payment.paid',
      'invoice.paid',
      'invoice.payment_succeeded',
    ]);
    expect(emulator.book.paidBy(customer.id)).toEqual({ usd: 2_000 });
  });

  it('leaves the client secret out unless it is asked for', async () => {
    const bench = startBench();
    const { subscription } = await subscribe(bench);
    expect(subscription.latest_invoice).toMatch(/^in_/);
    const invoice = await bench.stripe.invoices.retrieve(subscription.latest_invoice as string);
    expect(invoice).not.toHaveProperty('confirmation_secret');
    expect(invoice).not.toHaveProperty('payments');
  });

  it('is active at once when the saved card pays', async () => {
    const bench = startBench();
    const { subscription, customer } = await subscribe(bench);
    expect(subscription.status).toBe('active');
    expect(bench.emulator.book.paidBy(customer.id)).toEqual({ usd: 1_000 });
    expect(bench.emulator.book.subscriptions).toMatchObject([{ id: subscription.id, status: 'active' }]);
  });

  it.each([
    ['pm_card_chargeCustomerFail', 'requires_payment_method'],
    ['pm_card_authenticationRequired', 'requires_action'],
  ])('is incomplete when %s does not pay, and expires after 23 hours', async (card, status) => {
    const bench = startBench();
    const { subscription } = await subscribe(bench, card);
    expect(subscription.status).toBe('incomplete');
    expect(bench.emulator.book.paymentIntents).toMatchObject([{ status }]);
    await bench.emulator.testHelpers.advance(day);
    expect(bench.emulator.book.subscriptions).toMatchObject([{ status: 'incomplete_expired' }]);
    expect(bench.emulator.book.invoices).toMatchObject([{ status: 'void' }]);
    expect(bench.emulator.book.paymentIntents).toMatchObject([{ status: 'canceled' }]);
  });

  it('is not created at all when it must be paid and cannot be', async () => {
    const bench = startBench();
    const { customer, basic } = await furnish(bench, 'pm_card_chargeCustomerFail');
    const call = bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: basic.id }],
      payment_behavior: 'error_if_incomplete',
    });
    expect(await bench.refusal(call)).toMatchObject({ statusCode: 402, code: 'card_declined' });
    expect(bench.emulator.book.subscriptions).toEqual([]);
    expect(bench.emulator.book.invoices).toEqual([]);
  });

  it('costs nothing during a trial, then renews', async () => {
    const bench = startBench();
    const { customer, basic } = await furnish(bench);
    const subscription = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: basic.id }],
      trial_period_days: 14,
      payment_behavior: 'default_incomplete',
      expand: ['pending_setup_intent'],
    });
    expect(subscription).toMatchObject({ status: 'trialing', pending_setup_intent: { object: 'setup_intent' } });
    expect(bench.emulator.book.invoices).toMatchObject([{ status: 'paid', total: 0 }]);
    await bench.emulator.testHelpers.advance(15 * day);
    expect(bench.emulator.book.subscriptions).toMatchObject([{ status: 'active' }]);
    expect(bench.emulator.book.paidBy(customer.id)).toEqual({ usd: 1_000 });
  });

  it.each<[string, (things: Awaited<ReturnType<typeof furnish>>, oneTime: string) => Stripe.SubscriptionCreateParams]>([
    ['no items', ({ customer }) => ({ customer: customer.id })],
    ['an unknown price', ({ customer }) => ({ customer: customer.id, items: [{ price: 'price_none' }] })],
    [
      'a price that does not recur',
      ({ customer }, oneTime) => ({ customer: customer.id, items: [{ price: oneTime }] }),
    ],
    [
      'the same price twice',
      ({ customer, basic }) => ({ customer: customer.id, items: [{ price: basic.id }, { price: basic.id }] }),
    ],
    ['nobody', ({ basic }) => ({ items: [{ price: basic.id }] })],
    [
      'an invoice without a date',
      ({ customer, basic }) => ({
        customer: customer.id,
        items: [{ price: basic.id }],
        collection_method: 'send_invoice',
      }),
    ],
    [
      "an update's behaviour",
      ({ customer, basic }) => ({
        customer: customer.id,
        items: [{ price: basic.id }],
        payment_behavior: 'pending_if_incomplete',
      }),
    ],
    [
      "another customer's card",
      ({ customer, basic }) => ({
        customer: customer.id,
        items: [{ price: basic.id }],
        default_payment_method: 'pm_none',
      }),
    ],
  ])('refuses %s', async (_, params) => {
    const bench = startBench();
    const things = await furnish(bench);
    const oneTime = await bench.stripe.prices.create({ currency: 'usd', product: things.product.id, unit_amount: 5 });
    expect(await bench.refusal(bench.stripe.subscriptions.create(params(things, oneTime.id)))).toMatchObject({
      statusCode: 400,
    });
    expect(bench.emulator.book.subscriptions).toEqual([]);
  });

  it('refuses a customer without any card', async () => {
    const bench = startBench();
    const { basic } = await furnish(bench);
    const { id: customer } = await bench.stripe.customers.create();
    const call = bench.stripe.subscriptions.create({ customer, items: [{ price: basic.id }] });
    expect(await bench.refusal(call)).toMatchObject({ code: 'resource_missing' });
  });
});
