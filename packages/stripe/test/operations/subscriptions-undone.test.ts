import { describe, expect, it } from 'vitest';
import { openSubscribedAccount } from './emulated-account.js';

const day = 86_400_000;

const conflict = { code: 'CONFLICT', message: expect.stringContaining('it has been undone since') };

describe('a key that is used again after its change was undone', () => {
  it('does not tell of a pause that is over', async () => {
    const { stripe, subscriptionId, settle } = await openSubscribedAccount();
    const { pause, resume } = stripe.subscriptions;
    await settle(pause({ subscriptionId }, { idempotencyKey: 'p' }));
    await settle(resume({ subscriptionId }));
    await expect(settle(pause({ subscriptionId }, { idempotencyKey: 'p' }))).rejects.toMatchObject(conflict);
    await expect(settle(pause({ subscriptionId }))).resolves.toMatchObject({ status: 'paused', changed: true });
  });

  it('does not tell of a resumption after which there was another pause', async () => {
    const { stripe, subscriptionId, settle } = await openSubscribedAccount();
    const { pause, resume } = stripe.subscriptions;
    await settle(pause({ subscriptionId }));
    await settle(resume({ subscriptionId }, { idempotencyKey: 'r' }));
    await settle(pause({ subscriptionId }));
    await expect(settle(resume({ subscriptionId }, { idempotencyKey: 'r' }))).rejects.toMatchObject(conflict);
  });

  it('does not tell of a collection that is paused, or goes on, when it is not', async () => {
    const { stripe, subscriptionId, settle } = await openSubscribedAccount();
    const { pause, resume } = stripe.subscriptions;
    const collection = { subscriptionId, what: 'collection' } as const;
    await settle(pause(collection, { idempotencyKey: 'p' }));
    await settle(resume({ subscriptionId }, { idempotencyKey: 'r' }));
    await expect(settle(pause(collection, { idempotencyKey: 'p' }))).rejects.toMatchObject(conflict);
    await settle(pause(collection));
    await expect(settle(resume({ subscriptionId }, { idempotencyKey: 'r' }))).rejects.toMatchObject(conflict);
  });
});

describe('a resumption that waits for its payment', () => {
  it('is not billed a second time by another one', async () => {
    const { stripe, client, emulator, customerId, subscriptionId, settle } = await openSubscribedAccount();
    await settle(stripe.subscriptions.pause({ subscriptionId, creditFrom: 'none' }));
    await emulator.testHelpers.advance(40 * day);
    const declined = await settle(client.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customerId }));
    const settings = { invoice_settings: { default_payment_method: declined.id } };
    await settle(client.customers.update(customerId, settings));
    await settle(client.subscriptions.update(subscriptionId, { default_payment_method: declined.id }));
    const terms = { subscriptionId, billingCycleAnchor: 'now' } as const;
    const first = await settle(stripe.subscriptions.resume(terms));
    expect(first).toMatchObject({ status: 'paused', resumed: false, next: 'confirm_payment', done: ['service'] });
    const invoices = emulator.book.invoices.length;
    const second = await settle(stripe.subscriptions.resume(terms));
    expect(second).toMatchObject({ resumed: false, next: 'confirm_payment', done: [] });
    expect(second.next === 'confirm_payment' && first.next === 'confirm_payment' && second.invoiceId).toBe(
      first.next === 'confirm_payment' ? first.invoiceId : '',
    );
    await expect(settle(stripe.subscriptions.reactivate({ subscriptionId }))).resolves.toMatchObject({
      done: ['resumption_awaits_payment'],
    });
    expect(emulator.book.invoices).toHaveLength(invoices);
  });
});
