import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { furnish, startBench, subscribe, typesOf } from './emulator-bench.js';

const day = 86_400_000;
const monthAhead = Date.UTC(2026, 1, 1) / 1000;

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
    await emulator.testHelpers.advance(60 * day);
    expect(typesOf(bench, 'customer.subscription.deleted')).toHaveLength(1);
  });

  it('ends with the period when told so', async () => {
    const bench = startBench();
    const { subscription } = await subscribe(bench);
    const leaving = await bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    expect(leaving).toMatchObject({ status: 'active', cancel_at_period_end: true, cancel_at: monthAhead });
    await bench.emulator.testHelpers.advance(40 * day);
    expect(bench.emulator.book.subscriptions).toMatchObject([{ status: 'canceled', ended_at: monthAhead }]);
    expect(bench.emulator.book.invoices).toHaveLength(1);
  });

  it('goes on when a scheduled end is taken back', async () => {
    const bench = startBench();
    const { subscription } = await subscribe(bench);
    await bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    const staying = await bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
    expect(staying).toMatchObject({ cancel_at_period_end: false, cancel_at: null, canceled_at: null });
    await bench.emulator.testHelpers.advance(40 * day);
    expect(bench.emulator.book.subscriptions).toMatchObject([{ status: 'active' }]);
    expect(bench.emulator.book.invoices).toHaveLength(2);
  });

  it('is renewed by the virtual clock alone, at its own time', async () => {
    const bench = startBench();
    const { customer } = await subscribe(bench);
    await bench.clock.advance(40 * day);
    const { data } = await bench.stripe.invoices.list({ customer: customer.id });
    expect(data).toMatchObject([
      { billing_reason: 'subscription_cycle', status: 'paid', created: monthAhead },
      { billing_reason: 'subscription_create', status: 'paid' },
    ]);
    expect(bench.emulator.testHelpers.now()).toBe(bench.clock.now());
    expect(bench.emulator.book.paidBy(customer.id)).toEqual({ usd: 2_000 });
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
      await bench.emulator.testHelpers.advance((ends.at(-1) ?? 0) * 1000 - bench.emulator.testHelpers.now() + 1_000);
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
    await emulator.testHelpers.advance(32 * day);
    const behind = await stripe.subscriptions.retrieve(subscription.id);
    expect(behind.status).toBe('past_due');
    await stripe.invoices.pay(behind.latest_invoice as string, { payment_method: 'pm_card_visa' });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
  });

  it.each([
    ['void', 'void'],
    ['mark_uncollectible', 'uncollectible'],
    ['keep_as_draft', 'draft'],
  ] as const)('does not collect while collection is paused: %s', async (behavior, status) => {
    const bench = startBench();
    const { subscription } = await subscribe(bench);
    await bench.stripe.subscriptions.update(subscription.id, { pause_collection: { behavior } });
    await bench.emulator.testHelpers.advance(32 * day);
    expect(bench.emulator.book.invoices.at(-1)).toMatchObject({ status });
    expect(bench.emulator.book.subscriptions).toMatchObject([{ status: 'active' }]);
  });

  it('collects again from the day on that was set', async () => {
    const bench = startBench();
    const { subscription } = await subscribe(bench);
    await bench.stripe.subscriptions.update(subscription.id, {
      pause_collection: { behavior: 'void', resumes_at: Date.UTC(2026, 1, 15) / 1000 },
    });
    await bench.emulator.testHelpers.advance(65 * day);
    expect(bench.emulator.book.invoices.map(({ status }) => status)).toEqual(['paid', 'void', 'paid']);
  });

  it('ends a trial at once when told so', async () => {
    const bench = startBench();
    const { customer, basic } = await furnish(bench);
    const { id } = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: basic.id }],
      trial_period_days: 30,
    });
    const begun = await bench.stripe.subscriptions.update(id, { trial_end: 'now' });
    expect(begun.status).toBe('active');
    expect(bench.emulator.book.paidBy(customer.id)).toEqual({ usd: 1_000 });
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
