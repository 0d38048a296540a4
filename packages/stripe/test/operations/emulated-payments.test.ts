import { isIntegrationError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { openEmulatedAccount } from './emulated-account.js';

describe('a payment', () => {
  it('is made at once, and given back in parts, but never more than was paid', async () => {
    const { stripe, emulator, customerId, settle } = await openEmulatedAccount();
    const order = { amount: 4_200, currency: 'usd', customerId, paymentMethodId: 'pm_card_visa', confirm: true };
    const payment = await settle(stripe.payments.initiate(order));
    expect(payment).toMatchObject({ status: 'succeeded', amountReceived: 4_200 });
    const { paymentIntentId } = payment;
    await expect(settle(stripe.payments.refund({ paymentIntentId, amount: 1_200 }))).resolves.toMatchObject({
      status: 'succeeded',
      amount: 1_200,
    });
    await expect(settle(stripe.payments.refund({ paymentIntentId }))).resolves.toMatchObject({
      status: 'succeeded',
      amount: 3_000,
    });
    await expect(settle(stripe.payments.refund({ paymentIntentId, amount: 1 }))).rejects.toMatchObject({
      code: 'CONFLICT',
      vendorCode: 'charge_already_refunded',
      outcome: 'not_applied',
    });
    expect(emulator.book.paidBy(customerId)).toEqual({ usd: 0 });
  });

  it('goes on with another card after a decline', async () => {
    const { stripe, emulator, customerId, settle } = await openEmulatedAccount();
    const started = await settle(
      stripe.payments.initiate({ amount: 4_200, currency: 'usd', customerId, allowRedirects: false }),
    );
    expect(started).toMatchObject({ status: 'requires_payment_method', decline: undefined });
    const { paymentIntentId } = started;
    const refused = await settle(
      stripe.payments.confirm({ paymentIntentId, paymentMethodId: 'pm_card_chargeDeclinedInsufficientFunds' }),
    );
    expect(refused).toMatchObject({
      status: 'requires_payment_method',
      decline: { code: 'card_declined', declineCode: 'insufficient_funds' },
    });
    const paid = await settle(
      stripe.payments.confirm({
        paymentIntentId,
        paymentMethodId: 'pm_card_visa',
      }),
    );
    expect(paid).toMatchObject({ status: 'succeeded' });
    expect(emulator.book.charges).toHaveLength(1);
    expect(emulator.book.declinedCharges).toHaveLength(1);
  });

  it('that may redirect wants an address when it is confirmed on the server, and says how to do without', async () => {
    const { stripe, settle } = await openEmulatedAccount();
    const { paymentIntentId } = await settle(stripe.payments.initiate({ amount: 4_200, currency: 'usd' }));
    const call = stripe.payments.confirm({ paymentIntentId, paymentMethodId: 'pm_card_visa' });
    await expect(settle(call)).rejects.toMatchObject({
      code: 'VALIDATION',
      message: expect.stringContaining('`allowRedirects: false`'),
    });
  });

  it('that is declined as it begins is a result as well', async () => {
    const { stripe, settle } = await openEmulatedAccount();
    const order = { amount: 4_200, currency: 'usd', paymentMethodId: 'pm_card_chargeDeclinedLostCard', confirm: true };
    await expect(settle(stripe.payments.initiate(order))).resolves.toMatchObject({
      status: 'requires_payment_method',
      decline: { declineCode: 'lost_card', adviceCode: 'do_not_try_again' },
    });
  });

  it('waits for the customer when the bank wants to see them', async () => {
    const { stripe, emulator, settle } = await openEmulatedAccount();
    const order = { amount: 4_200, currency: 'usd', paymentMethodId: 'pm_card_authenticationRequired', confirm: true };
    const waiting = await settle(stripe.payments.initiate({ ...order, returnUrl: 'https://a.example/back' }));
    expect(waiting).toMatchObject({
      status: 'requires_action',
      clientSecret: expect.any(String),
      nextAction: { type: expect.any(String) },
    });
    expect(emulator.testHelpers.authenticate(waiting.paymentIntentId)).toBe('succeeded');
  });

  it('is reserved first, and captured in part', async () => {
    const { stripe, emulator, settle } = await openEmulatedAccount();
    const order = { amount: 4_200, currency: 'usd', paymentMethodId: 'pm_card_visa', confirm: true };
    const reserved = await settle(stripe.payments.initiate({ ...order, captureMethod: 'manual' }));
    expect(reserved).toMatchObject({ status: 'requires_capture', amountCapturable: 4_200, amountReceived: 0 });
    const { paymentIntentId } = reserved;
    await expect(settle(stripe.payments.capture({ paymentIntentId, amount: 3_000 }))).resolves.toMatchObject({
      status: 'succeeded',
      amountReceived: 3_000,
    });
    await expect(settle(stripe.payments.capture({ paymentIntentId }))).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(emulator.book.balance).toEqual({ usd: 3_000 });
  });

  it('in a currency without a minor unit is charged as it is written', async () => {
    const { stripe, emulator, settle } = await openEmulatedAccount();
    await settle(
      stripe.payments.initiate({ amount: 500, currency: 'JPY', paymentMethodId: 'pm_card_visa', confirm: true }),
    );
    expect(emulator.book.charges).toMatchObject([{ amount: 500, currency: 'jpy' }]);
  });

  it('whose answers are all lost is unknown, and is found again under its key', async () => {
    const { stripe, emulator, settle } = await openEmulatedAccount();
    const order = { amount: 4_200, currency: 'usd', paymentMethodId: 'pm_card_visa', confirm: true };
    emulator.faults.add({ match: 'POST /v1/payment_intents', times: 3, fault: { type: 'reset', when: 'after' } });
    const error: unknown = await settle(stripe.payments.initiate(order).catch((caught: unknown) => caught));
    if (!isIntegrationError(error)) throw error;
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'unknown', attempts: 3, operation: 'payments.initiate' });
    expect(error.idempotencyKey).toEqual(expect.any(String));

    const found = await settle(stripe.payments.initiate(order, { idempotencyKey: error.idempotencyKey }));
    expect(found).toMatchObject({ status: 'succeeded' });
    expect(emulator.book.charges).toHaveLength(1);
  });

  it('under a key that was used for another one is a CONFLICT', async () => {
    const { stripe, emulator, settle } = await openEmulatedAccount();
    await settle(stripe.payments.initiate({ amount: 4_200, currency: 'usd' }, { idempotencyKey: 'order-1' }));
    await expect(
      settle(stripe.payments.initiate({ amount: 4_300, currency: 'usd' }, { idempotencyKey: 'order-1' })),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      outcome: 'not_applied',
      attempts: 1,
    });
    expect(emulator.book.paymentIntents).toHaveLength(1);
  });
});

describe('check', () => {
  it('is one harmless call', async () => {
    const { stripe, emulator, settle } = await openEmulatedAccount();
    await expect(settle(stripe.check())).resolves.toMatchObject({ ok: true });
    expect(emulator.book.count('GET /v1/balance')).toBe(1);
  });
});
