import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { type EmulatorBench, startBench } from './emulator-bench.js';

const noRedirects = { enabled: true, allow_redirects: 'never' } as const;

function pay(
  { stripe }: EmulatorBench,
  card: string,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({
    amount: 2_000,
    currency: 'usd',
    payment_method: card,
    confirm: true,
    automatic_payment_methods: noRedirects,
    ...more,
  });
}

const typesOf = ({ emulator }: EmulatorBench): string[] => emulator.book.events.map(({ type }) => type);

describe('payments of the Stripe emulator', () => {
  it('takes the money of a good card', async () => {
    const bench = startBench();
    const intent = await pay(bench, 'pm_card_visa');
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 2_000, next_action: null });
    expect(bench.emulator.book.charges).toMatchObject([
      { id: intent.latest_charge, amount: 2_000, captured: true, paid: true, payment_intent: intent.id },
    ]);
    expect(bench.emulator.book.balance).toEqual({ usd: 2_000 });
    expect(typesOf(bench)).toEqual(['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']);
  });

  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline', 'try_again_later'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds', 'try_again_later'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card', 'do_not_try_again'],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc', 'confirm_card_data'],
  ])(
    'declines %s as a card error, and leaves an intent that wants another card',
    async (card, code, decline, advice) => {
      const bench = startBench();
      const error = await bench.refusal(pay(bench, card));
      expect(error).toMatchObject({
        type: 'StripeCardError',
        statusCode: 402,
        code,
        decline_code: decline,
        advice_code: advice,
        payment_intent: { status: 'requires_payment_method', last_payment_error: { code } },
      });
      expect(bench.emulator.book.charges).toEqual([]);
      expect(bench.emulator.book.declinedCharges).toMatchObject([{ id: error.charge, status: 'failed', paid: false }]);
      expect(bench.emulator.book.requests()).toMatchObject([{ committed: true, status: 402 }]);
      const again = await bench.stripe.paymentIntents.confirm(error.payment_intent?.id ?? '', {
        payment_method: 'pm_card_visa',
      });
      expect(again.status).toBe('succeeded');
    },
  );

  it('asks for 3D Secure, and goes on when the customer has passed it', async () => {
    const bench = startBench();
    const intent = await pay(bench, 'pm_card_threeDSecure2Required', { return_url: 'https://app.test/back' });
    expect(intent).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: 'https://app.test/back' } },
    });
    expect(bench.emulator.testHelpers.authenticate(intent.id)).toBe('succeeded');
    expect(typesOf(bench)).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  });

  it('wants another card when the customer fails 3D Secure, or the bank declines after it', async () => {
    const bench = startBench();
    const { emulator, stripe } = bench;
    const failed = await pay(bench, 'pm_card_authenticationRequired');
    expect(failed.next_action?.type).toBe('use_stripe_sdk');
    expect(emulator.testHelpers.authenticate(failed.id, { succeed: false })).toBe('requires_payment_method');
    expect((await stripe.paymentIntents.retrieve(failed.id)).last_payment_error?.code).toBe(
      'payment_intent_authentication_failure',
    );
    const declined = await pay(bench, 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds');
    expect(emulator.testHelpers.authenticate(declined.id)).toBe('requires_payment_method');
  });

  it.each([{ off_session: true }, { error_on_requires_action: true }])(
    'declines rather than asks when nobody can answer: %j',
    async (wish) => {
      const bench = startBench();
      const error = await bench.refusal(pay(bench, 'pm_card_authenticationRequired', wish));
      expect(error).toMatchObject({ code: 'authentication_required', statusCode: 402 });
    },
  );

  it('pays off session with a card that was set up for it', async () => {
    const bench = startBench();
    const customer = await bench.stripe.customers.create();
    const method = await bench.stripe.paymentMethods.attach('pm_card_authenticationRequiredOnSetup', {
      customer: customer.id,
    });
    const intent = await pay(bench, method.id, { customer: customer.id, off_session: true });
    expect(intent.status).toBe('succeeded');
  });

  it('keeps a bank debit processing until the bank answers', async () => {
    const bench = startBench();
    const intent = await pay(bench, 'pm_usBankAccount');
    expect(intent.status).toBe('processing');
    expect(bench.emulator.testHelpers.finishProcessing(intent.id)).toBe('succeeded');
    const failing = await pay(bench, 'pm_usBankAccount_insufficientFunds');
    expect(bench.emulator.testHelpers.finishProcessing(failing.id)).toBe('requires_payment_method');
  });

  it('holds money until it is captured, all or in part', async () => {
    const bench = startBench();
    const intent = await pay(bench, 'pm_card_visa', { capture_method: 'manual' });
    expect(intent).toMatchObject({ status: 'requires_capture', amount_capturable: 2_000, amount_received: 0 });
    expect(bench.emulator.book.balance).toEqual({});
    const error = await bench.refusal(bench.stripe.paymentIntents.capture(intent.id, { amount_to_capture: 2_001 }));
    expect(error).toMatchObject({ code: 'amount_too_large', param: 'amount_to_capture' });
    const captured = await bench.stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1_500 });
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1_500, amount_capturable: 0 });
    expect(bench.emulator.book.charges).toMatchObject([
      { captured: true, amount_captured: 1_500, amount_refunded: 500 },
    ]);
    expect(bench.emulator.book.balance).toEqual({ usd: 1_500 });
  });

  it('gives held money back when the payment is canceled, and cancels nothing that is over', async () => {
    const bench = startBench();
    const held = await pay(bench, 'pm_card_visa', { capture_method: 'manual' });
    const canceled = await bench.stripe.paymentIntents.cancel(held.id, { cancellation_reason: 'abandoned' });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    expect(bench.emulator.book.charges).toMatchObject([{ refunded: true }]);
    const paid = await pay(bench, 'pm_card_visa');
    for (const call of [
      bench.stripe.paymentIntents.cancel(paid.id),
      bench.stripe.paymentIntents.capture(paid.id),
      bench.stripe.paymentIntents.confirm(paid.id),
      bench.stripe.paymentIntents.update(paid.id, { amount: 1 }),
    ]) {
      expect(await bench.refusal(call)).toMatchObject({ code: expect.stringMatching(/unexpected_state|too_small/) });
    }
  });

  it('wants a return address where the customer may be redirected', async () => {
    const bench = startBench();
    const confirm = { payment_method: 'pm_card_visa', confirm: true } as const;
    const error = await bench.refusal(bench.stripe.paymentIntents.create({ amount: 500, currency: 'usd', ...confirm }));
    expect([error.statusCode, error.code, error.param]).toEqual([400, undefined, undefined]);
    expect(bench.emulator.book.paymentIntents).toEqual([]);
    const { id } = await bench.stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const late = bench.stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect((await bench.refusal(late)).payment_intent).toMatchObject({ id, status: 'requires_payment_method' });
  });

  it('confirms nothing without a payment method, and only confirms with what belongs to it', async () => {
    const bench = startBench();
    const intent = await bench.stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    expect(await bench.refusal(bench.stripe.paymentIntents.confirm(intent.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    const call = bench.stripe.paymentIntents.create({ amount: 500, currency: 'usd', off_session: true });
    expect(await bench.refusal(call)).toMatchObject({ param: 'off_session' });
  });

  it('lets the customer confirm in the browser', async () => {
    const { emulator, stripe } = startBench();
    const { client_secret: secret } = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    expect(emulator.testHelpers.confirm(secret ?? '', { paymentMethod: 'pm_card_chargeDeclined' })).toBe(
      'requires_payment_method',
    );
    expect(emulator.testHelpers.confirm(secret ?? '')).toBe('succeeded');
    expect(() => emulator.testHelpers.confirm('pi_1_secret_2')).toThrow('has this client secret');
  });

  it('changes what is not paid yet', async () => {
    const { stripe } = startBench();
    const { id } = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const changed = await stripe.paymentIntents.update(id, { amount: 700, description: 'Table', metadata: { a: '1' } });
    expect(changed).toMatchObject({ amount: 700, description: 'Table', metadata: { a: '1' } });
    const ready = await stripe.paymentIntents.update(id, { payment_method: 'pm_card_visa' });
    expect(ready.status).toBe('requires_confirmation');
  });

  it('lists charges, intents and movements of money', async () => {
    const bench = startBench();
    const { id: customer } = await bench.stripe.customers.create();
    const intent = await pay(bench, 'pm_card_visa', { customer });
    await pay(bench, 'pm_card_visa');
    expect((await bench.stripe.charges.list({ customer })).data.map((charge) => charge.payment_intent)).toEqual([
      intent.id,
    ]);
    expect((await bench.stripe.paymentIntents.list({ customer })).data).toHaveLength(1);
    expect((await bench.stripe.balanceTransactions.list({ type: 'charge' })).data).toHaveLength(2);
    expect((await bench.stripe.balance.retrieve()).available).toMatchObject([{ amount: 4_000, currency: 'usd' }]);
    expect(bench.emulator.book.paidBy(customer)).toEqual({ usd: 2_000 });
  });
});
