import { readDescription } from '@breakwater/vendor-descriptions';
import { describe, expect, it } from 'vitest';
import { furnish, startBench } from './emulator-bench.js';

const description = readDescription('stripe');

describe("answers of the Stripe emulator beside the vendor's description", () => {
  it('answers objects with all the fields of the vendor', async (context) => {
    if (!description.isPresent) context.skip(description.absence);
    const fixtures = (description.document['x-fixtures'] ?? {}) as Readonly<Record<string, unknown>>;
    const answers = await oneOfEach();
    const lacking = Object.entries(fixtures).flatMap(([kind, fixture]) =>
      kind in answers ? missing(answers[kind], fixture, kind) : kind === 'deleted_customer' ? [] : [`no ${kind}`],
    );
    // Left the API in 2025-03-31.basil; the fixture still has it.
    expect(lacking.filter((field) => field !== 'invoice.subscription')).toEqual([]);
  });
});

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Fields of the fixture that the answer lacks, or has as something else. */
function missing(answer: unknown, fixture: unknown, path: string): string[] {
  if (path === 'event.data.object' || path.endsWith('metadata')) return [];
  if (Array.isArray(answer) && Array.isArray(fixture)) {
    return answer.length > 0 && fixture.length > 0 ? missing(answer[0], fixture[0], `${path}[]`) : [];
  }
  if (isRecord(answer) && isRecord(fixture)) {
    return Object.keys(fixture).flatMap((key) =>
      key in answer ? missing(answer[key], fixture[key], `${path}.${key}`) : [`${path}.${key}`],
    );
  }
  const alike = answer === null || fixture === null || typeof answer === typeof fixture || typeof answer === 'string';
  return alike ? [] : [`${path} is a ${typeof answer}`];
}

async function oneOfEach(): Promise<Record<string, unknown>> {
  const bench = startBench();
  const { stripe, emulator } = bench;
  const { customer, basic, product } = await furnish(bench);
  const account = await stripe.accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } });
  emulator.testHelpers.completeOnboarding(account.id);
  const url = 'https://app.test/';
  const intent = await stripe.paymentIntents.create({
    amount: 5_000,
    currency: 'usd',
    customer: customer.id,
    payment_method: 'pm_card_visa',
    confirm: true,
    return_url: url,
    transfer_data: { destination: account.id },
  });
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: basic.id }] });
  const answers = {
    customer: await stripe.customers.retrieve(customer.id),
    payment_intent: intent,
    refund: await stripe.refunds.create({ payment_intent: intent.id, amount: 5 }),
    subscription,
    invoice: await stripe.invoices.retrieve(subscription.latest_invoice as string),
    invoice_payment: (await stripe.invoicePayments.list()).data[0],
    charge: await stripe.charges.retrieve(intent.latest_charge as string, { expand: ['refunds'] }),
    price: basic,
    product,
    event: (await stripe.events.list()).data[0],
    payment_method: (await stripe.paymentMethods.list({ customer: customer.id })).data[0],
    transfer: (await stripe.transfers.list()).data[0],
    account_link: await stripe.accountLinks.create({
      account: account.id,
      type: 'account_onboarding',
      refresh_url: url,
      return_url: url,
    }),
    'checkout.session': await stripe.checkout.sessions.create({
      mode: 'payment',
      success_url: url,
      line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: 500, product_data: { name: 'Chair' } } }],
    }),
    'billing_portal.session': await stripe.billingPortal.sessions.create({ customer: customer.id }),
    setup_intent: await stripe.setupIntents.create({}),
  };
  return JSON.parse(JSON.stringify(answers)) as Record<string, unknown>;
}
