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
