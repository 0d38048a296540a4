import { isIntegrationError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { openEmulatedAccount } from './emulated-account.js';

const day = 86_400_000;

describe('a subscription', () => {
  it('is started, paid, previewed, upgraded, canceled, brought back, and ended', async () => {
    const { stripe, emulator, customerId, basic, pro, settle } = await openEmulatedAccount();

    const created = await settle(stripe.subscriptions.create({ customerId, items: [{ priceId: basic }] }));
    expect(created).toMatchObject({ status: 'incomplete', next: 'confirm_payment' });
    if (created.next !== 'confirm_payment') throw new Error('There is nothing to confirm');
    expect(emulator.testHelpers.confirm(created.clientSecret)).toBe('succeeded');
    const { subscriptionId } = created;
    expect(emulator.book.subscriptions).toMatchObject([{ id: subscriptionId, status: 'active' }]);
    expect(emulator.book.paidBy(customerId)).toEqual({ usd: 2_000 });

    emulator.testHelpers.advance(10 * day);
    const change = { subscriptionId, priceId: pro, prorationDate: emulator.testHelpers.now() };
    const preview = await settle(stripe.subscriptions.previewUpgrade(change));
    expect(preview.amountDue).toBeGreaterThan(0);
    expect(preview.lines.filter(({ isProration }) => isProration)).toHaveLength(2);
    const upgraded = await settle(stripe.subscriptions.upgrade({ ...change, prorationDate: preview.prorationDate }));
    expect(upgraded).toMatchObject({ applied: true, next: 'none', items: [{ priceId: pro }] });
    // The customer paid exactly what the preview said.
    expect(emulator.book.paidBy(customerId)).toEqual({ usd: 2_000 + preview.amountDue });

    const invoices = emulator.book.invoices.length;
    await expect(settle(stripe.subscriptions.upgrade(change))).resolves.toMatchObject({ applied: true });
    expect(emulator.book.invoices).toHaveLength(invoices);

    const scheduled = await settle(stripe.subscriptions.cancel({ subscriptionId, feedback: 'unused' }));
    expect(scheduled).toMatchObject({
      cancellation: 'scheduled',
      status: 'active',
      cancelAt: upgraded.items[0]?.currentPeriodEnd,
    });
    await expect(settle(stripe.subscriptions.reactivate({ subscriptionId }))).resolves.toMatchObject({
      done: ['cancellation_undone'],
      cancelAt: undefined,
    });

    await expect(settle(stripe.subscriptions.cancel({ subscriptionId, when: 'now' }))).resolves.toMatchObject({
      cancellation: 'canceled',
    });
    await expect(settle(stripe.subscriptions.cancel({ subscriptionId, when: 'now' }))).resolves.toMatchObject({
      cancellation: 'canceled',
    });
    await expect(settle(stripe.subscriptions.reactivate({ subscriptionId }))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await expect(settle(stripe.subscriptions.upgrade({ subscriptionId, priceId: basic }))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(emulator.book.unsimulated).toEqual([]);
  });

  it('whose upgrade is not paid keeps its old price, and says how to pay', async () => {
    const { stripe, client, emulator, customerId, basic, pro, settle } = await openEmulatedAccount();
    const created = await settle(stripe.subscriptions.create({ customerId, items: [{ priceId: basic }] }));
    if (created.next !== 'confirm_payment') throw new Error('There is nothing to confirm');
    emulator.testHelpers.confirm(created.clientSecret);
    const { subscriptionId } = created;
    const card = await settle(client.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customerId }));
    await settle(client.subscriptions.update(subscriptionId, { default_payment_method: card.id }));

    emulator.testHelpers.advance(5 * day);
    const waiting = await settle(stripe.subscriptions.upgrade({ subscriptionId, priceId: pro }));
    expect(waiting).toMatchObject({ applied: false, next: 'confirm_payment', items: [{ priceId: basic }] });
    expect(waiting.expiresAt).toBeGreaterThan(emulator.testHelpers.now());
    if (waiting.next !== 'confirm_payment') throw new Error('There is nothing to confirm');

    expect(emulator.testHelpers.confirm(waiting.clientSecret, { paymentMethod: 'pm_card_visa' })).toBe('succeeded');
    expect(emulator.book.subscriptions[0]?.items.data[0]?.price.id).toBe(pro);
  });

  it('that begins with a trial asks for a payment method, and charges nothing', async () => {
    const { stripe, emulator, customerId, basic, settle } = await openEmulatedAccount();
    const created = await settle(
      stripe.subscriptions.create({ customerId, items: [{ priceId: basic }], trialDays: 14 }),
    );
    expect(created).toMatchObject({ status: 'trialing', next: 'confirm_setup' });
    expect(emulator.book.charges).toEqual([]);
  });

  it('that is paused is resumed', async () => {
    const { stripe, client, emulator, customerId, basic, settle } = await openEmulatedAccount();
    const created = await settle(stripe.subscriptions.create({ customerId, items: [{ priceId: basic }] }));
    if (created.next !== 'confirm_payment') throw new Error('There is nothing to confirm');
    emulator.testHelpers.confirm(created.clientSecret);
    const { subscriptionId } = created;
    await settle(client.subscriptions.pause(subscriptionId));
    expect(emulator.book.subscriptions[0]?.status).toBe('paused');
    await expect(settle(stripe.subscriptions.reactivate({ subscriptionId }))).resolves.toMatchObject({
      done: ['resumed'],
    });
    expect(emulator.book.subscriptions[0]?.status).toBe('active');
  });

  it('is canceled once when the answer to the first request is lost', async () => {
    const { stripe, emulator, customerId, basic, settle } = await openEmulatedAccount();
    const { subscriptionId } = await settle(stripe.subscriptions.create({ customerId, items: [{ priceId: basic }] }));
    emulator.faults.add({ match: 'DELETE /v1/subscriptions/{id}', fault: { type: 'reset', when: 'after' } });
    await expect(settle(stripe.subscriptions.cancel({ subscriptionId, when: 'now' }))).resolves.toMatchObject({
      cancellation: 'canceled',
    });
  });
});

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

describe('a connected account', () => {
  it('is brought on board, paid by a charge, and paid by a transfer', async () => {
    const { stripe, client, emulator, settle } = await openEmulatedAccount();
    const account = await settle(
      client.accounts.create({ capabilities: { transfers: { requested: true }, card_payments: { requested: true } } }),
    );
    const pages = { refreshUrl: 'https://a.example/again', returnUrl: 'https://a.example/done' };
    const link = await settle(stripe.connect.createOnboardingLink({ accountId: account.id, ...pages }));
    expect(link).toMatchObject({ url: expect.stringContaining('https://'), expiresAt: expect.any(Number) });
    emulator.testHelpers.completeOnboarding(account.id);

    const order = { amount: 10_000, currency: 'usd', paymentMethodId: 'pm_card_visa', confirm: true };
    const charge = await settle(
      stripe.connect.createDestinationCharge({
        ...order,
        destinationAccountId: account.id,
        applicationFeeAmount: 1_500,
      }),
    );
    expect(charge).toMatchObject({ status: 'succeeded' });
    expect(emulator.book.applicationFees).toMatchObject([{ amount: 1_500 }]);
    expect(emulator.book.balance).toEqual({ usd: 1_500 });

    const transfer = { amount: 1_000, currency: 'usd', destinationAccountId: account.id };
    await expect(settle(stripe.connect.createTransfer(transfer))).resolves.toMatchObject({ amount: 1_000 });
    expect(emulator.book.balance).toEqual({ usd: 500 });
    await expect(settle(stripe.connect.createTransfer(transfer))).rejects.toMatchObject({
      code: 'CONFLICT',
      vendorCode: 'balance_insufficient',
    });
  });
});

describe('an invoice', () => {
  it('is drafted of exactly its lines, finalized, sent, and made void', async () => {
    const { stripe, client, emulator, customerId, settle } = await openEmulatedAccount();
    await settle(client.invoiceItems.create({ customer: customerId, amount: 999, currency: 'usd' }));
    const product = await settle(client.products.create({ name: 'Hour' }));
    const price = await settle(client.prices.create({ product: product.id, currency: 'usd', unit_amount: 250 }));
    const lines = [
      { amount: 1_500, description: 'Workshop' },
      { priceId: price.id, quantity: 2 },
    ];
    const draft = await settle(stripe.invoices.create({ customerId, currency: 'usd', lines }));
    expect(draft).toMatchObject({ status: 'draft', total: 2_000, customerId });
    const { invoiceId } = draft;
    await expect(settle(stripe.invoices.finalize({ invoiceId }))).resolves.toMatchObject({
      status: 'open',
      number: expect.any(String),
    });
    await expect(settle(stripe.invoices.send({ invoiceId }))).resolves.toMatchObject({
      status: 'open',
      hostedInvoiceUrl: expect.any(String),
    });
    await expect(settle(stripe.invoices.void({ invoiceId }))).resolves.toMatchObject({ status: 'void' });
    await expect(settle(stripe.invoices.finalize({ invoiceId }))).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(emulator.book.invoices).toMatchObject([{ total: 2_000, status: 'void' }]);
  });

  it('is made once when the answer to each of its calls is lost', async () => {
    const { stripe, emulator, customerId, settle } = await openEmulatedAccount();
    emulator.faults.add({ match: 'POST /v1/invoices', fault: { type: 'reset', when: 'after' } });
    emulator.faults.add({ match: 'POST /v1/invoices/{invoice}/add_lines', fault: { type: 'reset', when: 'after' } });
    const draft = await settle(
      stripe.invoices.create({ customerId, currency: 'usd', lines: [{ amount: 700, description: 'One' }] }),
    );
    expect(draft.total).toBe(700);
    expect(emulator.book.invoices).toHaveLength(1);
    expect(emulator.book.count('POST /v1/invoices')).toBe(2);
  });
});

describe('the pages of Stripe', () => {
  it('sell a subscription, and then let the customer manage it', async () => {
    const { stripe, emulator, customerId, basic, settle } = await openEmulatedAccount();
    const pages = { successUrl: 'https://a.example/thanks', cancelUrl: 'https://a.example/cart' };
    const session = await settle(
      stripe.checkout.createSession({
        mode: 'subscription',
        lines: [{ priceId: basic }],
        customerId,
        metadata: { order: '7' },
        ...pages,
      }),
    );
    expect(session).toMatchObject({
      status: 'open',
      paymentStatus: 'unpaid',
      url: expect.stringContaining('https://'),
    });
    expect(emulator.testHelpers.completeCheckout(session.sessionId)).toBe('complete');
    expect(emulator.book.subscriptions).toMatchObject([
      { customer: customerId, status: 'active', metadata: { order: '7' } },
    ]);

    const portal = await settle(
      stripe.billing.createPortalSession({ customerId, returnUrl: 'https://a.example/account' }),
    );
    expect(portal.url).toMatch(/^https:/);
    const [subscription] = emulator.book.subscriptions;
    const flow = { flow: 'subscription_cancel', subscriptionId: subscription?.id } as const;
    await settle(stripe.billing.createPortalSession({ customerId, returnUrl: 'https://a.example/account', ...flow }));
  });

  it('sell once, with a line described on the spot', async () => {
    const { stripe, emulator, settle } = await openEmulatedAccount();
    const lines = [{ name: 'Mug', amount: 1_250, currency: 'eur', quantity: 2 }];
    const session = await settle(
      stripe.checkout.createSession({ mode: 'payment', lines, successUrl: 'https://a.example/thanks' }),
    );
    expect(emulator.testHelpers.completeCheckout(session.sessionId)).toBe('complete');
    expect(emulator.book.charges).toMatchObject([{ amount: 2_500, currency: 'eur' }]);
  });
});

describe('check', () => {
  it('is one harmless call', async () => {
    const { stripe, emulator, settle } = await openEmulatedAccount();
    await expect(settle(stripe.check())).resolves.toMatchObject({ ok: true });
    expect(emulator.book.count('GET /v1/balance')).toBe(1);
  });
});
