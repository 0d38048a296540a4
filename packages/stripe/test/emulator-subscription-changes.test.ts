import { describe, expect, it } from 'vitest';
import { secretOf, startBench, subscribe, typesOf } from './emulator-bench.js';

const day = 86_400_000;
const monthAhead = Date.UTC(2026, 1, 1) / 1000;

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
    await emulator.testHelpers.advance(17 * day);
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
    const { subscription, item, pro, product } = await subscribe(bench);
    const month = { interval: 'month' } as const;
    const plus = await stripe.prices.create({
      currency: 'usd',
      product: product.id,
      unit_amount: 2_000,
      recurring: month,
    });
    const more = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 3 }, { price: pro.id }],
      proration_behavior: 'none',
    });
    expect(more.items.data.map(({ quantity, price }) => [quantity, price.unit_amount])).toEqual([
      [3, 1_000],
      [1, 3_000],
    ]);
    const other = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: plus.id }],
      proration_behavior: 'none',
    });
    // As the vendor does: a changed price has its own quantity.
    expect(other.items.data[0]?.quantity).toBe(1);
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
    await emulator.testHelpers.advance(day);
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
