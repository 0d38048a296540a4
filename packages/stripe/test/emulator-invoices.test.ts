import { describe, expect, it } from 'vitest';
import { type EmulatorBench, furnish, startBench } from './emulator-bench.js';

async function draft({ stripe }: EmulatorBench, customer: string, amount = 2_500): Promise<string> {
  const { id } = await stripe.invoices.create({ customer, collection_method: 'send_invoice', days_until_due: 14 });
  await stripe.invoiceItems.create({ customer, invoice: id, amount, currency: 'usd', description: 'Work' });
  return id;
}

describe('invoices of the Stripe emulator', () => {
  it('grow from a draft to an invoice that is sent and paid', async () => {
    const bench = startBench();
    const { stripe, emulator } = bench;
    const { customer, basic } = await furnish(bench);
    const id = await draft(bench, customer.id);
    await stripe.invoiceItems.create({ customer: customer.id, invoice: id, pricing: { price: basic.id }, quantity: 2 });
    expect(await stripe.invoices.retrieve(id)).toMatchObject({ status: 'draft', total: 4_500, number: null });
    const open = await stripe.invoices.finalizeInvoice(id, { expand: ['payments.data.payment.payment_intent'] });
    expect(open).toMatchObject({
      status: 'open',
      number: expect.stringMatching(/^\w{8}-0001$/),
      due_date: Date.UTC(2026, 0, 15) / 1000,
      hosted_invoice_url: expect.stringContaining(id),
      payments: { data: [{ status: 'open', payment: { payment_intent: { amount: 4_500 } } }] },
    });
    expect((await stripe.invoices.sendInvoice(id)).status).toBe('open');
    const paid = await stripe.invoices.pay(id, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'paid', amount_paid: 4_500, amount_remaining: 0, attempt_count: 1 });
    expect(emulator.book.paidBy(customer.id)).toEqual({ usd: 4_500 });
    const types = emulator.book.events.map(({ type }) => type).filter((type) => /^invoice(\.|_payment)/.test(type));
    expect(types).toEqual([
      'invoice.created',
      'invoice.finalized',
      'invoice.sent',
      'invoice_payment.paid',
      'invoice.paid',
      'invoice.payment_succeeded',
    ]);
    expect((await stripe.invoices.listLineItems(id)).data).toHaveLength(2);
    expect((await stripe.invoicePayments.list({ invoice: id })).data).toMatchObject([{ status: 'paid' }]);
  });

  it('are paid in the browser too', async () => {
    const bench = startBench();
    const { customer } = await furnish(bench);
    const id = await draft(bench, customer.id);
    const open = await bench.stripe.invoices.finalizeInvoice(id, { expand: ['confirmation_secret'] });
    expect(bench.emulator.testHelpers.confirm(open.confirmation_secret?.client_secret ?? '')).toBe('succeeded');
    expect(bench.emulator.book.invoices).toMatchObject([{ status: 'paid' }]);
  });

  it('refuse a payment that the bank refuses, or that wants the customer', async () => {
    const bench = startBench();
    const { customer } = await furnish(bench);
    const id = await draft(bench, customer.id);
    await bench.stripe.invoices.finalizeInvoice(id);
    const pay = (card: string): Promise<unknown> =>
      bench.stripe.invoices.pay(id, { payment_method: card, off_session: false });
    expect(await bench.refusal(pay('pm_card_chargeDeclined'))).toMatchObject({ code: 'card_declined' });
    expect(await bench.refusal(pay('pm_card_authenticationRequired'))).toMatchObject({
      code: 'invoice_payment_intent_requires_action',
    });
    expect(bench.emulator.book.invoices).toMatchObject([{ status: 'open', attempt_count: 2, attempted: true }]);
  });

  it('are void when declared so, and then not payable', async () => {
    const bench = startBench();
    const { customer } = await furnish(bench);
    const id = await draft(bench, customer.id);
    expect(await bench.refusal(bench.stripe.invoices.voidInvoice(id))).toMatchObject({ statusCode: 400 });
    await bench.stripe.invoices.finalizeInvoice(id);
    expect((await bench.stripe.invoices.voidInvoice(id)).status).toBe('void');
    expect(await bench.refusal(bench.stripe.invoices.pay(id))).toMatchObject({ statusCode: 400 });
    expect(bench.emulator.book.paymentIntents).toMatchObject([{ status: 'canceled' }]);
  });

  it('refuse what their state does not allow', async () => {
    const bench = startBench();
    const { stripe, refusal } = bench;
    const { customer } = await furnish(bench);
    const id = await draft(bench, customer.id);
    await stripe.invoices.pay(id, { payment_method: 'pm_card_visa' });
    for (const call of [
      stripe.invoices.finalizeInvoice(id),
      stripe.invoices.pay(id),
      stripe.invoices.update(id, { description: 'x' }),
      stripe.invoices.del(id),
      stripe.invoices.markUncollectible(id),
      stripe.invoiceItems.create({ customer: customer.id, invoice: id, amount: 1, currency: 'usd' }),
    ]) {
      expect(await refusal(call)).toMatchObject({ statusCode: 400 });
    }
    expect((await stripe.invoices.update(id, { metadata: { a: '1' } })).metadata).toEqual({ a: '1' });
  });

  it('are only sent when they are meant to be', async () => {
    const bench = startBench();
    const { customer } = await furnish(bench);
    const { id } = await bench.stripe.invoices.create({ customer: customer.id });
    expect(await bench.refusal(bench.stripe.invoices.sendInvoice(id))).toMatchObject({ statusCode: 400 });
    const dated = bench.stripe.invoices.create({ customer: customer.id, days_until_due: 3 });
    expect(await bench.refusal(dated)).toMatchObject({ param: 'days_until_due' });
    const undated = bench.stripe.invoices.create({ customer: customer.id, collection_method: 'send_invoice' });
    expect(await bench.refusal(undated)).toMatchObject({ code: 'parameter_missing' });
  });

  it('take up what waits for them', async () => {
    const bench = startBench();
    const { stripe } = bench;
    const { customer } = await furnish(bench);
    await stripe.invoiceItems.create({ customer: customer.id, amount: 700, currency: 'usd' });
    const preview = await stripe.invoices.createPreview({ customer: customer.id });
    expect(preview).toMatchObject({ total: 700, billing_reason: 'upcoming' });
    const invoice = await stripe.invoices.create({ customer: customer.id, pending_invoice_items_behavior: 'include' });
    expect(invoice.total).toBe(700);
    const nothing = stripe.invoices.createPreview({ customer: customer.id });
    expect(await bench.refusal(nothing)).toMatchObject({ statusCode: 404, code: 'invoice_upcoming_none' });
  });

  it('are edited and deleted while they are drafts', async () => {
    const bench = startBench();
    const { stripe, emulator } = bench;
    const { customer } = await furnish(bench);
    const id = await draft(bench, customer.id);
    const [item] = (await stripe.invoiceItems.list({ invoice: id })).data;
    await stripe.invoiceItems.update(item?.id ?? '', { amount: 900 });
    expect(await stripe.invoices.update(id, { description: 'May' })).toMatchObject({ total: 900, description: 'May' });
    await stripe.invoiceItems.del(item?.id ?? '');
    expect((await stripe.invoices.retrieve(id)).total).toBe(0);
    await stripe.invoices.del(id);
    expect(emulator.book.invoices).toEqual([]);
  });

  it('take several lines at once: all, or none', async () => {
    const bench = startBench();
    const { stripe, emulator, refusal } = bench;
    const { customer, basic } = await furnish(bench);
    const waiting = await stripe.invoiceItems.create({ customer: customer.id, amount: 50, currency: 'usd' });
    const { id } = await stripe.invoices.create({ customer: customer.id, currency: 'usd' });
    const lines = [
      { amount: 700, description: 'Work' },
      { pricing: { price: basic.id }, quantity: 2 },
      { invoice_item: waiting.id },
    ];
    const bad = stripe.invoices.addLines(id, { lines: [...lines, { description: 'for how much?' }] });
    expect(await refusal(bad)).toMatchObject({ code: 'parameter_missing', param: 'lines[3][amount]' });
    expect(emulator.book.invoices).toMatchObject([{ total: 0, lines: { data: [] } }]);
    const invoice = await stripe.invoices.addLines(id, { lines, invoice_metadata: { order: '7' } });
    expect(invoice).toMatchObject({ total: 2_750, metadata: { order: '7' } });
    const first = invoice.lines.data[0]?.id;
    const more = await stripe.invoices.addLines(id, { lines: [{ amount: 1 }] });
    expect(more.lines.data).toHaveLength(4);
    expect(more.lines.data.map((line) => line.id)).toContain(first);
    expect(await refusal(stripe.invoices.addLines(id, { lines: [{ invoice_item: waiting.id }] }))).toMatchObject({
      param: 'lines[0][invoice_item]',
    });
  });

  it('are paid by credit first', async () => {
    const bench = startBench();
    const { stripe } = bench;
    const { customer } = await furnish(bench);
    await stripe.customers.update(customer.id, { balance: -3_000 });
    const id = await draft(bench, customer.id);
    expect(await stripe.invoices.finalizeInvoice(id)).toMatchObject({
      status: 'paid',
      amount_due: 0,
      starting_balance: -3_000,
      ending_balance: -500,
    });
    expect(bench.emulator.book.charges).toEqual([]);
  });

  it('are settled by other means when told so', async () => {
    const bench = startBench();
    const { customer } = await furnish(bench);
    const id = await draft(bench, customer.id);
    const paid = await bench.stripe.invoices.pay(id, { paid_out_of_band: true });
    expect(paid.status).toBe('paid');
    expect(bench.emulator.book.charges).toEqual([]);
    expect(bench.emulator.book.events.map(({ type }) => type)).not.toContain('invoice.payment_succeeded');
  });

  it('go out by themselves an hour after they were made, when they may', async () => {
    const bench = startBench();
    const { customer } = await furnish(bench);
    const { id } = await bench.stripe.invoices.create({ customer: customer.id, auto_advance: true });
    await bench.stripe.invoiceItems.create({ customer: customer.id, invoice: id, amount: 800, currency: 'usd' });
    await bench.emulator.testHelpers.advance(3_600_000);
    expect(bench.emulator.book.invoices).toMatchObject([{ status: 'paid', amount_paid: 800 }]);
  });

  it('are found by customer, state and subscription', async () => {
    const bench = startBench();
    const { stripe } = bench;
    const { customer, basic } = await furnish(bench);
    await draft(bench, customer.id);
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: basic.id }] });
    expect((await stripe.invoices.list({ customer: customer.id })).data).toHaveLength(2);
    expect((await stripe.invoices.list({ status: 'draft' })).data).toHaveLength(1);
    expect((await stripe.invoices.list({ subscription: id })).data).toMatchObject([
      { parent: { subscription_details: { subscription: id } } },
    ]);
  });
});
