import { describe, expect, it } from 'vitest';
import { startBench } from './emulator-bench.js';

describe('payment methods of the Stripe emulator', () => {
  it('saves cards on customers, and no card that the bank would not save', async () => {
    const { stripe, refusal } = startBench();
    const { id: customer } = await stripe.customers.create();
    const { id: other } = await stripe.customers.create();
    const card = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    expect((await stripe.paymentMethods.attach(card.id, { customer })).customer).toBe(customer);
    expect(await refusal(stripe.paymentMethods.attach(card.id, { customer: other }))).toMatchObject({
      statusCode: 400,
    });
    const bad = stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer });
    expect(await refusal(bad)).toMatchObject({ code: 'card_declined' });
    await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    expect((await stripe.paymentMethods.list({ customer })).data).toHaveLength(2);
    expect((await stripe.customers.listPaymentMethods(other)).data).toEqual([]);
    expect((await stripe.paymentMethods.detach(card.id)).customer).toBeNull();
    expect(await refusal(stripe.paymentMethods.attach('pm_none', { customer }))).toMatchObject({
      code: 'resource_missing',
    });
  });

  it('makes no card the default before it is attached, and says so', async () => {
    const { stripe, refusal } = startBench();
    const { id: customer } = await stripe.customers.create();
    const loose = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    const { id: product } = await stripe.products.create({ name: 'Plan' });
    const recurring = { interval: 'month' } as const;
    const price = await stripe.prices.create({ currency: 'usd', product, unit_amount: 1_000, recurring });
    for (const id of ['pm_card_visa', loose.id]) {
      for (const call of [
        stripe.subscriptions.create({ customer, items: [{ price: price.id }], default_payment_method: id }),
        stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } }),
      ]) {
        expect(await refusal(call)).toMatchObject({
          statusCode: 400,
          code: 'resource_missing',
          param: expect.stringContaining('default_payment_method'),
          message: expect.stringMatching(`ID ${id}: it has to be attached to the customer first`),
        });
      }
    }
    const unknown = stripe.customers.update(customer, { invoice_settings: { default_payment_method: 'pm_none' } });
    expect(await refusal(unknown)).toMatchObject({
      message: expect.stringContaining("No such PaymentMethod: 'pm_none'"),
    });
  });

  it('saves a card without a payment', async () => {
    const { emulator, stripe, refusal } = startBench();
    const { id: customer } = await stripe.customers.create();
    const setup = await stripe.setupIntents.create({ customer });
    expect(emulator.testHelpers.confirm(setup.client_secret ?? '')).toBe('succeeded');
    expect((await stripe.paymentMethods.list({ customer })).data).toHaveLength(1);
    const declined = stripe.setupIntents.create({ customer, payment_method: 'pm_card_chargeDeclined', confirm: true });
    expect(await refusal(declined)).toMatchObject({ code: 'card_declined', setup_intent: { object: 'setup_intent' } });
  });
});
