import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { type EmulatorBench, furnish, startBench, subscribe, typesOf } from './emulator-bench.js';

const day = 86_400_000;
const monthAhead = Date.UTC(2026, 1, 1) / 1000;

/** A subscription of 10.00 a month that is paused on the sixteenth of January. */
async function pauseHalfway(
  params: Stripe.SubscriptionPauseParams = {},
  card?: string,
): Promise<EmulatorBench & Awaited<ReturnType<typeof subscribe>>> {
  const bench = startBench();
  const things = await subscribe(bench, card);
  await bench.clock.advance(15 * day);
  await bench.stripe.subscriptions.pause(things.subscription.id, params);
  return { ...bench, ...things };
}

const periodOf = ({ items }: Stripe.Subscription): readonly [number | undefined, number | undefined] => [
  items.data[0]?.current_period_start,
  items.data[0]?.current_period_end,
];

const pendingOf = async (bench: EmulatorBench): Promise<number[]> =>
  (await bench.stripe.invoiceItems.list({ pending: true })).data.map(({ amount }) => amount);

describe('paused subscriptions of the Stripe emulator', () => {
  it('end their period with the pause, credit the rest of it, and make no invoices', async () => {
    const bench = await pauseHalfway();
    const { stripe, emulator, subscription } = bench;
    const paused = await stripe.subscriptions.retrieve(subscription.id);
    expect(paused).toMatchObject({
      status: 'paused',
      status_details: { paused: { subscription: { type: 'pause_requested' }, type: 'subscription' } },
    });
    expect(periodOf(paused)).toEqual([Date.UTC(2026, 0, 1) / 1000, Date.UTC(2026, 0, 16) / 1000]);
    expect(await pendingOf(bench)).toEqual([-516]);
    await emulator.testHelpers.advance(40 * day);
    expect(emulator.book.invoices).toHaveLength(1);
    expect(typesOf(bench, 'customer.subscription').slice(-2)).toEqual([
      'customer.subscription.paused',
      'customer.subscription.updated',
    ]);
  });

  it('can be credited at once', async () => {
    const bench = await pauseHalfway({ invoicing_behavior: 'invoice' });
    expect(bench.emulator.book.invoices.at(-1)).toMatchObject({ total: -516, status: 'paid' });
    expect(await pendingOf(bench)).toEqual([]);
    expect(await bench.stripe.customers.retrieve(bench.customer.id)).toMatchObject({ balance: -516 });
    expect(bench.emulator.book.unsimulated).toEqual([]);
  });

  it.each([
    ['in the classic billing mode', { billing_mode: { type: 'classic' } }],
    ['in a trial', { trial_period_days: 7 }],
    ['paid by invoice', { collection_method: 'send_invoice', days_until_due: 7 }],
  ] as const)('do not come from those %s', async (_, params) => {
    const bench = startBench();
    const { customer, basic } = await furnish(bench);
    const { id } = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: basic.id }],
      ...params,
    });
    expect(await bench.refusal(bench.stripe.subscriptions.pause(id))).toMatchObject({ statusCode: 400 });
  });

  it('change their price without money, which counts from then on', async () => {
    const bench = await pauseHalfway();
    const { stripe, emulator, subscription, item, pro } = bench;
    await emulator.testHelpers.advance(2 * day);
    const moved = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: pro.id }],
      proration_behavior: 'always_invoice',
    });
    expect(moved).toMatchObject({ status: 'paused', items: { data: [{ price: { id: pro.id } }] } });
    expect(emulator.book.invoices).toHaveLength(1);
    expect(await pendingOf(bench)).toEqual([-516]);
    await stripe.subscriptions.resume(subscription.id, { payment_behavior: 'resume_on_payment_success' });
    expect(emulator.book.invoices.at(-1)).toMatchObject({ status: 'paid', total: 3_000 - 516 });
  });

  it('keep still also when the new price has another interval', async () => {
    const { stripe, emulator, subscription, item, product } = await pauseHalfway();
    const yearly = await stripe.prices.create({
      currency: 'usd',
      product: product.id,
      recurring: { interval: 'year' },
      unit_amount: 9_000,
    });
    await emulator.testHelpers.advance(2 * day);
    const moved = await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: yearly.id }] });
    expect(periodOf(moved)).toEqual([Date.UTC(2026, 0, 1) / 1000, Date.UTC(2026, 0, 16) / 1000]);
    expect(emulator.book.invoices).toHaveLength(1);
  });

  it('have no upcoming invoice, except that of their resumption', async () => {
    const { stripe, emulator, refusal, subscription, item, pro } = await pauseHalfway();
    await emulator.testHelpers.advance(2 * day);
    const preview = (details: Stripe.InvoiceCreatePreviewParams.SubscriptionDetails): Promise<Stripe.Invoice> =>
      stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: details });
    const change = { items: [{ id: item, price: pro.id }], proration_behavior: 'always_invoice' as const };
    expect(await refusal(preview(change))).toMatchObject({ statusCode: 404, code: 'invoice_upcoming_none' });
    const anew = await preview({ resume_at: 'now' });
    const going = await preview({ ...change, resume_at: 'now', billing_cycle_anchor: { type: 'unchanged' } });
    expect(anew.amount_due).toBe(1_000 - 516);
    expect(going.lines.data.map(({ amount }) => amount)).toEqual([-516, 1_355]);
    await stripe.subscriptions.resume(subscription.id, { payment_behavior: 'resume_on_payment_success' });
    expect(emulator.book.invoices.at(-1)?.amount_paid).toBe(anew.amount_due);
  });

  it('begin a new period when they are resumed', async () => {
    const bench = await pauseHalfway();
    const { stripe, emulator, subscription, refusal } = bench;
    await emulator.testHelpers.advance(40 * day);
    const resumed = await stripe.subscriptions.resume(subscription.id, {
      payment_behavior: 'resume_on_payment_success',
    });
    expect(resumed).toMatchObject({
      status: 'active',
      pending_update: null,
      items: { data: [{ current_period_start: emulator.testHelpers.now() / 1000 }] },
    });
    expect(resumed).not.toHaveProperty('status_details');
    expect(emulator.book.invoices.at(-1)).toMatchObject({ status: 'paid', total: 1_000 - 516 });
    expect(typesOf(bench, 'customer.subscription').slice(-2)).toEqual([
      'customer.subscription.resumed',
      'customer.subscription.updated',
    ]);
    expect(await refusal(stripe.subscriptions.resume(subscription.id))).toMatchObject({ statusCode: 400 });
  });

  it.each([
    ['create_prorations', [452, -516], 1],
    ['none', [-516], 1],
    ['always_invoice', [], 2],
  ] as const)('go on with their old dates, for the rest of the period: %s', async (behavior, pending, invoices) => {
    const bench = await pauseHalfway();
    const { stripe, emulator, subscription } = bench;
    await emulator.testHelpers.advance(2 * day);
    const resumed = await stripe.subscriptions.resume(subscription.id, {
      billing_cycle_anchor: { type: 'unchanged' },
      proration_behavior: behavior,
    });
    expect(resumed.status).toBe('active');
    expect(periodOf(resumed)).toEqual([Date.UTC(2026, 0, 1) / 1000, monthAhead]);
    expect(await pendingOf(bench)).toEqual(pending);
    expect(emulator.book.invoices).toHaveLength(invoices);
  });

  it('find the period around the day on which they are resumed', async () => {
    const { stripe, emulator, subscription } = await pauseHalfway();
    await emulator.testHelpers.advance(50 * day);
    const resumed = await stripe.subscriptions.resume(subscription.id, { billing_cycle_anchor: { type: 'unchanged' } });
    expect(periodOf(resumed)).toEqual([Date.UTC(2026, 2, 1) / 1000, Date.UTC(2026, 3, 1) / 1000]);
  });

  it('wait for a payment that somebody else makes, and are void after 23 hours without one', async () => {
    const bench = await pauseHalfway();
    const { stripe, emulator, subscription } = bench;
    const first = await stripe.subscriptions.resume(subscription.id);
    expect(first).toMatchObject({ status: 'paused', pending_update: { expires_at: expect.any(Number) } });
    expect(emulator.book.invoices.at(-1)).toMatchObject({ status: 'open', attempted: false });
    await emulator.testHelpers.advance(day);
    expect(emulator.book.invoices.at(-1)).toMatchObject({ status: 'void' });
    expect(emulator.book.subscriptions).toMatchObject([{ status: 'paused', pending_update: null }]);

    const second = await stripe.subscriptions.resume(subscription.id);
    await stripe.invoices.pay(second.latest_invoice as string);
    expect(emulator.book.subscriptions).toMatchObject([{ status: 'active' }]);
  });

  it('fall behind when the attempt counts, and it fails', async () => {
    const { stripe, emulator, subscription, customer, refusal } = await pauseHalfway();
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id });
    const { latest_invoice: invoice } = await stripe.subscriptions.resume(subscription.id);
    await refusal(stripe.invoices.pay(invoice as string));
    expect(emulator.book.subscriptions).toMatchObject([{ status: 'past_due', pending_update: null }]);
  });

  it('stay paused when success counts, and there is none', async () => {
    const { stripe, emulator, subscription, customer, refusal } = await pauseHalfway();
    const success = { payment_behavior: 'resume_on_payment_success' } as const;
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id });
    const { latest_invoice: invoice } = await stripe.subscriptions.resume(subscription.id, success);
    expect(emulator.book.invoices.at(-1)).toMatchObject({ status: 'open', attempted: true });
    expect(emulator.book.subscriptions).toMatchObject([{ status: 'paused' }]);
    await stripe.invoices.markUncollectible(invoice as string);
    expect(emulator.book.subscriptions).toMatchObject([{ status: 'active' }]);

    await stripe.subscriptions.pause(subscription.id, { bill_for: { unused_time_from: { type: 'none' } } });
    await stripe.paymentMethods.detach(bad.id);
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: '' } });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: '' });
    expect(await refusal(stripe.subscriptions.resume(subscription.id, success))).toMatchObject({ statusCode: 400 });
  });

  it('stay paused when the invoice of their resumption is voided', async () => {
    const { stripe, emulator, subscription } = await pauseHalfway();
    const { latest_invoice: invoice } = await stripe.subscriptions.resume(subscription.id);
    await stripe.invoices.voidInvoice(invoice as string);
    expect(emulator.book.subscriptions).toMatchObject([{ status: 'paused', pending_update: null }]);
    expect(periodOf(await stripe.subscriptions.retrieve(subscription.id))[1]).toBe(Date.UTC(2026, 0, 16) / 1000);
  });

  it('keep a cancellation for the end of the period that they are resumed into', async () => {
    const bench = startBench();
    const { stripe, emulator, clock } = bench;
    const { subscription } = await subscribe(bench);
    await clock.advance(15 * day);
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await stripe.subscriptions.pause(subscription.id);
    await emulator.testHelpers.advance(50 * day);
    expect(emulator.book.subscriptions).toMatchObject([{ status: 'paused' }]);
    const resumed = await stripe.subscriptions.resume(subscription.id, { billing_cycle_anchor: { type: 'unchanged' } });
    expect(resumed).toMatchObject({ cancel_at_period_end: true, cancel_at: Date.UTC(2026, 3, 1) / 1000 });
  });

  it('of the classic mode come from trials without a payment method, and are resumed by an attempt only', async () => {
    const bench = startBench();
    const { stripe, emulator, refusal } = bench;
    const { product } = await furnish(bench);
    const customer = await stripe.customers.create();
    const [price] = (await stripe.prices.list({ product: product.id })).data;
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price?.id ?? '' }],
      billing_mode: { type: 'classic' },
      trial_period_days: 7,
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    });
    await emulator.testHelpers.advance(10 * day);
    expect(typesOf(bench, 'customer.subscription').slice(-2)).toEqual([
      'customer.subscription.paused',
      'customer.subscription.updated',
    ]);
    const success = { payment_behavior: 'resume_on_payment_success' } as const;
    expect(await refusal(stripe.subscriptions.resume(id, success))).toMatchObject({ statusCode: 400 });
    const resumed = await stripe.subscriptions.resume(id);
    await stripe.invoices.pay(resumed.latest_invoice as string, { payment_method: 'pm_card_visa' });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });
});

describe('subscriptions of the Stripe emulator whose collection is paused', () => {
  it.each([
    ['void', 'void'],
    ['mark_uncollectible', 'uncollectible'],
    ['keep_as_draft', 'draft'],
  ] as const)('change their price without a payment: %s', async (behavior, status) => {
    const bench = startBench();
    const { subscription, item, pro } = await subscribe(bench);
    await bench.stripe.subscriptions.update(subscription.id, { pause_collection: { behavior } });
    await bench.clock.advance(15 * day);
    const moved = await bench.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: pro.id }],
      proration_behavior: 'always_invoice',
    });
    expect(moved).toMatchObject({ status: 'active', items: { data: [{ price: { id: pro.id } }] } });
    expect(bench.emulator.book.invoices.at(-1)).toMatchObject({ status, amount_paid: 0 });
  });
});
