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

    await emulator.testHelpers.advance(10 * day);
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

    await emulator.testHelpers.advance(5 * day);
    const waiting = await settle(stripe.subscriptions.upgrade({ subscriptionId, priceId: pro }));
    expect(waiting).toMatchObject({ applied: false, next: 'confirm_payment', items: [{ priceId: basic }] });
    expect(waiting.expiresAt).toBeGreaterThan(emulator.testHelpers.now());
    if (waiting.next !== 'confirm_payment') throw new Error('There is nothing to confirm');

    expect(emulator.testHelpers.confirm(waiting.clientSecret, { paymentMethod: 'pm_card_visa' })).toBe('succeeded');
    expect(emulator.book.subscriptions[0]?.items.data[0]?.price.id).toBe(pro);
  });

  it('is previewed after time was moved on, by the moment that it is then', async () => {
    const { stripe, emulator, clock, customerId, basic, pro, settle } = await openEmulatedAccount();
    const created = await settle(stripe.subscriptions.create({ customerId, priceId: basic }));
    if (created.next !== 'confirm_payment') throw new Error('There is nothing to confirm');
    emulator.testHelpers.confirm(created.clientSecret);
    const before = clock.now();
    await emulator.testHelpers.advance(45 * day);
    expect(clock.now()).toBe(before + 45 * day);
    const { subscriptionId } = created;
    const preview = await settle(stripe.subscriptions.previewUpgrade({ subscriptionId, priceId: pro }));
    expect(preview.prorationDate).toBeGreaterThanOrEqual(before + 45 * day - 1_000);
    expect(preview.amountDue).toBeGreaterThan(0);
    expect(preview.amountDue).toBeLessThan(3_000);
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
