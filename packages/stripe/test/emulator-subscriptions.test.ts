import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { type EmulatorBench, furnish, startBench } from './emulator-bench.js';

const day = 86_400_000;
const monthAhead = Date.UTC(2026, 1, 1) / 1000;

const typesOf = ({ emulator }: EmulatorBench, prefix: string): string[] =>
  emulator.book.events.map(({ type }) => type).filter((type) => type.startsWith(prefix));

function secretOf(subscription: Stripe.Subscription): string {
  const { latest_invoice: invoice } = subscription;
  if (invoice === null || typeof invoice === 'string') return '';
  return invoice.confirmation_secret?.client_secret ?? '';
}

/** A subscription of 10.00 a month, begun on the first of January. */
async function subscribe(
  bench: EmulatorBench,
  card?: string,
): Promise<Awaited<ReturnType<typeof furnish>> & { subscription: Stripe.Subscription; item: string }> {
  const things = await furnish(bench, card);
  const subscription = await bench.stripe.subscriptions.create({
    customer: things.customer.id,
    items: [{ price: things.basic.id }],
  });
  return { ...things, subscription, item: subscription.items.data[0]?.id ?? '' };
}

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
    bench.emulator.testHelpers.advance(day);
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
    bench.emulator.testHelpers.advance(15 * day);
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

describe('subscriptions of the Stripe emulator: changes', () => {
  it('upgrades with proration at once, and costs what the preview said', async () => {
    const bench = startBench();
    const { stripe, emulator, clock } = bench;
    const { subscription, item, pro, customer } = await subscribe(bench);
    await clock.advance(15 * day);
    const change = {
      items: [{ id: item, price: pro.id }],
      proration_behavior: 'always_invoice' as const,
    };
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { ...change, proration_date: Math.floor(clock.now() / 1000) },
    });
    expect(
      preview.lines.data.map(({ amount, parent }) => [amount, parent?.subscription_item_details?.proration]),
    ).toEqual([
      [-516, true],
      [1_548, true],
    ]);
    expect(preview).toMatchObject({ id: expect.stringMatching(/^upcoming_in_/), amount_due: 1_032, status: 'draft' });
    expect(emulator.book.invoices).toHaveLength(1);
    const upgraded = await stripe.subscriptions.update(subscription.id, { ...change, expand: ['latest_invoice'] });
    expect(upgraded).toMatchObject({
      status: 'active',
      items: { data: [{ id: item, price: { id: pro.id }, current_period_end: monthAhead }] },
      latest_invoice: { status: 'paid', amount_paid: 1_032, billing_reason: 'subscription_update' },
    });
    expect(emulator.book.paidBy(customer.id)).toEqual({ usd: 2_032 });
    const updated = emulator.book.events.findLast(({ type }) => type === 'customer.subscription.updated');
    expect(Object.keys(updated?.data.previous_attributes ?? {}).toSorted()).toEqual(['items', 'latest_invoice']);
  });

  it('keeps prorations for the next invoice by default, and previews that invoice', async () => {
    const bench = startBench();
    const { stripe, emulator, clock } = bench;
    const { subscription, item, pro, customer } = await subscribe(bench);
    await clock.advance(15 * day);
    const change = { items: [{ id: item, price: pro.id }] };
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: change,
    });
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([-516, 1_548, 3_000]);
    await stripe.subscriptions.update(subscription.id, change);
    expect((await stripe.invoiceItems.list({ pending: true })).data.map(({ amount }) => amount)).toEqual([1_548, -516]);
    emulator.testHelpers.advance(17 * day);
    expect(emulator.book.invoices.at(-1)).toMatchObject({ status: 'paid', total: 4_032 });
    expect(emulator.book.paidBy(customer.id)).toEqual({ usd: 5_032 });
  });

  it('begins a new period when the interval changes', async () => {
    const bench = startBench();
    const { stripe, emulator, clock } = bench;
    const { subscription, item, product, customer } = await subscribe(bench);
    await clock.advance(15 * day);
    const yearly = await stripe.prices.create({
      currency: 'usd',
      product: product.id,
      unit_amount: 10_000,
      recurring: { interval: 'year' },
    });
    const changed = await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: yearly.id }] });
    expect(changed.items.data[0]).toMatchObject({
      current_period_start: Date.UTC(2026, 0, 16) / 1000,
      current_period_end: Date.UTC(2027, 0, 16) / 1000,
    });
    expect(emulator.book.paidBy(customer.id)).toEqual({ usd: 1_000 - 516 + 10_000 });
  });

  it('changes quantity, adds and removes items', async () => {
    const bench = startBench();
    const { stripe } = bench;
    const { subscription, item, pro } = await subscribe(bench);
    const more = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 3 }, { price: pro.id }],
      proration_behavior: 'none',
    });
    expect(more.items.data.map(({ quantity, price }) => [quantity, price.unit_amount])).toEqual([
      [3, 1_000],
      [1, 3_000],
    ]);
    const less = await stripe.subscriptions.update(subscription.id, { items: [{ id: item, deleted: true }] });
    expect(less.items.data.map(({ price }) => price.id)).toEqual([pro.id]);
    const none = stripe.subscriptions.update(subscription.id, {
      items: [{ id: less.items.data[0]?.id ?? '', deleted: true }],
    });
    expect(await bench.refusal(none)).toMatchObject({ param: 'items' });
    const unknown = stripe.subscriptions.update(subscription.id, { items: [{ id: 'si_none', price: pro.id }] });
    expect(await bench.refusal(unknown)).toMatchObject({ code: 'resource_missing', param: 'items[0][id]' });
  });

  it('holds a change back until it is paid, when asked to', async () => {
    const bench = startBench();
    const { stripe, emulator } = bench;
    const { subscription, item, pro, customer } = await subscribe(bench);
    const bad = await stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer: customer.id });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id });
    const pending = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: pro.id }],
      payment_behavior: 'pending_if_incomplete',
      proration_behavior: 'always_invoice',
      expand: ['latest_invoice.confirmation_secret'],
    });
    expect(pending.items.data[0]?.price.unit_amount).toBe(1_000);
    expect(pending.pending_update?.subscription_items).toMatchObject([{ price: { unit_amount: 3_000 } }]);
    emulator.testHelpers.confirm(secretOf(pending));
    expect(emulator.book.subscriptions).toMatchObject([{ status: 'active', pending_update: null }]);
    expect(emulator.book.subscriptions[0]?.items.data[0]?.price.unit_amount).toBe(3_000);
    expect(typesOf(bench, 'customer.subscription.pending')).toEqual(['customer.subscription.pending_update_applied']);
  });

  it('drops a change that is never paid', async () => {
    const bench = startBench();
    const { stripe, emulator } = bench;
    const { subscription, item, pro, customer } = await subscribe(bench);
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    await stripe.subscriptions.update(subscription.id, {
      default_payment_method: bad.id,
      items: [{ id: item, price: pro.id }],
      payment_behavior: 'pending_if_incomplete',
      proration_behavior: 'always_invoice',
    });
    emulator.testHelpers.advance(day);
    expect(emulator.book.subscriptions).toMatchObject([{ status: 'active', pending_update: null }]);
    expect(emulator.book.subscriptions[0]?.items.data[0]?.price.unit_amount).toBe(1_000);
  });

  it('changes nothing when the change must be paid and cannot be', async () => {
    const bench = startBench();
    const { stripe, emulator, refusal } = bench;
    const { subscription, item, pro, customer } = await subscribe(bench);
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id });
    const call = stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: pro.id }],
      payment_behavior: 'error_if_incomplete',
      proration_behavior: 'always_invoice',
    });
    expect(await refusal(call)).toMatchObject({ statusCode: 402 });
    expect(emulator.book.subscriptions[0]?.items.data[0]?.price.unit_amount).toBe(1_000);
    expect(emulator.book.invoices).toHaveLength(1);
  });
});

describe('subscriptions of the Stripe emulator: the end', () => {
  it('ends at once, gives the unused time back when asked, and stays over', async () => {
    const bench = startBench();
    const { stripe, emulator, clock, refusal } = bench;
    const { subscription, customer } = await subscribe(bench);
    await clock.advance(15 * day);
    const canceled = await stripe.subscriptions.cancel(subscription.id, {
      prorate: true,
      invoice_now: true,
      cancellation_details: { feedback: 'too_expensive' },
    });
    expect(canceled).toMatchObject({
      status: 'canceled',
      ended_at: Date.UTC(2026, 0, 16) / 1000,
      cancellation_details: { feedback: 'too_expensive', reason: 'cancellation_requested' },
    });
    expect((await stripe.customers.retrieve(customer.id)) as Stripe.Customer).toMatchObject({ balance: -516 });
    expect(await refusal(stripe.subscriptions.cancel(subscription.id))).toMatchObject({ statusCode: 404 });
    const revive = stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
    expect(await refusal(revive)).toMatchObject({ statusCode: 400 });
    expect((await stripe.subscriptions.list()).data).toEqual([]);
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(1);
    emulator.testHelpers.advance(60 * day);
    expect(typesOf(bench, 'customer.subscription.deleted')).toHaveLength(1);
  });

  it('ends with the period when told so', async () => {
    const bench = startBench();
    const { subscription } = await subscribe(bench);
    const leaving = await bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    expect(leaving).toMatchObject({ status: 'active', cancel_at_period_end: true, cancel_at: monthAhead });
    bench.emulator.testHelpers.advance(40 * day);
    expect(bench.emulator.book.subscriptions).toMatchObject([{ status: 'canceled', ended_at: monthAhead }]);
    expect(bench.emulator.book.invoices).toHaveLength(1);
  });

  it('goes on when a scheduled end is taken back', async () => {
    const bench = startBench();
    const { subscription } = await subscribe(bench);
    await bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    const staying = await bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
    expect(staying).toMatchObject({ cancel_at_period_end: false, cancel_at: null, canceled_at: null });
    bench.emulator.testHelpers.advance(40 * day);
    expect(bench.emulator.book.subscriptions).toMatchObject([{ status: 'active' }]);
    expect(bench.emulator.book.invoices).toHaveLength(2);
  });

  it('ends with its customer', async () => {
    const bench = startBench();
    const { customer } = await subscribe(bench);
    await bench.stripe.customers.del(customer.id);
    expect(bench.emulator.book.subscriptions).toMatchObject([{ status: 'canceled' }]);
    expect(await bench.stripe.customers.retrieve(customer.id)).toEqual({
      id: customer.id,
      object: 'customer',
      deleted: true,
    });
  });
});

describe('subscriptions of the Stripe emulator: time', () => {
  it('renews on the day of the month, also over short months', async () => {
    const bench = startBench();
    await bench.clock.advance(30 * day); // The 31st of January.
    const { subscription } = await subscribe(bench);
    const ends = [subscription.items.data[0]?.current_period_end ?? 0];
    for (let month = 0; month < 3; month += 1) {
      bench.emulator.testHelpers.advance((ends.at(-1) ?? 0) * 1000 - bench.emulator.testHelpers.now() + 1_000);
      ends.push(bench.emulator.book.subscriptions[0]?.items.data[0]?.current_period_end ?? 0);
    }
    expect(ends.map((end) => new Date(end * 1000).toISOString().slice(0, 10))).toEqual([
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
    ]);
  });

  it('falls behind when a renewal fails, and recovers when it is paid', async () => {
    const bench = startBench();
    const { stripe, emulator } = bench;
    const { subscription, customer } = await subscribe(bench);
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id });
    emulator.testHelpers.advance(32 * day);
    const behind = await stripe.subscriptions.retrieve(subscription.id);
    expect(behind.status).toBe('past_due');
    await stripe.invoices.pay(behind.latest_invoice as string, { payment_method: 'pm_card_visa' });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
  });

  it('is paused and resumed, with a new period', async () => {
    const bench = startBench();
    const { stripe, emulator, clock, refusal } = bench;
    const { subscription } = await subscribe(bench);
    await clock.advance(15 * day);
    const paused = await stripe.subscriptions.pause(subscription.id);
    expect(paused).toMatchObject({ status: 'paused', status_details: { paused: { type: 'subscription' } } });
    emulator.testHelpers.advance(40 * day);
    expect(emulator.book.invoices).toHaveLength(1);
    const resumed = await stripe.subscriptions.resume(subscription.id);
    expect(resumed).toMatchObject({
      status: 'active',
      items: { data: [{ current_period_start: emulator.testHelpers.now() / 1000 }] },
    });
    expect(emulator.book.invoices.at(-1)).toMatchObject({ status: 'paid', total: 1_000 - 516 });
    expect(typesOf(bench, 'customer.subscription').slice(-2)).toEqual([
      'customer.subscription.paused',
      'customer.subscription.resumed',
    ]);
    expect(await refusal(stripe.subscriptions.resume(subscription.id))).toMatchObject({ statusCode: 400 });
  });

  it('resumes in the running period for nothing', async () => {
    const bench = startBench();
    const { subscription } = await subscribe(bench);
    await bench.stripe.subscriptions.pause(subscription.id, { bill_for: { unused_time_from: { type: 'none' } } });
    const resumed = await bench.stripe.subscriptions.resume(subscription.id, {
      billing_cycle_anchor: { type: 'unchanged' },
    });
    expect(resumed.status).toBe('active');
    expect(bench.emulator.book.invoices).toHaveLength(1);
  });

  it.each([
    ['void', 'void'],
    ['mark_uncollectible', 'uncollectible'],
    ['keep_as_draft', 'draft'],
  ] as const)('does not collect while collection is paused: %s', async (behavior, status) => {
    const bench = startBench();
    const { subscription } = await subscribe(bench);
    await bench.stripe.subscriptions.update(subscription.id, { pause_collection: { behavior } });
    bench.emulator.testHelpers.advance(32 * day);
    expect(bench.emulator.book.invoices.at(-1)).toMatchObject({ status });
    expect(bench.emulator.book.subscriptions).toMatchObject([{ status: 'active' }]);
  });

  it('migrates from the classic billing mode', async () => {
    const bench = startBench();
    const { customer, basic } = await furnish(bench);
    const { id } = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: basic.id }],
      billing_mode: { type: 'classic' },
    });
    const migrated = await bench.stripe.subscriptions.migrate(id, { billing_mode: { type: 'flexible' } });
    expect(migrated.billing_mode.type).toBe('flexible');
  });
});
