import { describe, expect, it } from 'vitest';
import { openEmulatedAccount } from './emulated-account.js';

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
