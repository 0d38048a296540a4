import { describe, expect, it } from 'vitest';
import type { PauseSubscriptionInput } from '../../src/index.js';
import { createScriptedStripe } from '../scripted-stripe.js';
import { toOpenInvoice, toSubscription } from '../stripe-objects.js';
import { openSubscribedAccount } from './emulated-account.js';

const day = 86_400_000;
const input = { subscriptionId: 'sub_1' };
const pausedService = toSubscription({ status: 'paused' });

describe('subscriptions.pause', () => {
  it('stops service and billing, and credits what is left of the paid period', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: toSubscription() }, { body: pausedService }]);
    const result = await stripe.subscriptions.pause(
      { ...input, creditFrom: 'period_start', billUsage: 'none', invoiceNow: true },
      { idempotencyKey: 'rest' },
    );
    expect(requests[1]).toMatchObject({
      line: 'POST /v1/subscriptions/sub_1/pause',
      form: {
        type: 'subscription',
        'bill_for[unused_time_from][type]': 'item_current_period_start',
        'bill_for[outstanding_usage_through][type]': 'none',
        invoicing_behavior: 'invoice',
      },
    });
    expect(requests[1]?.headers.get('idempotency-key')).toBe('rest');
    expect(result).toMatchObject({ status: 'paused', paused: 'service', changed: true });
  });

  it('makes no invoice while it lasts, and is harmless to repeat', async () => {
    const { stripe, emulator, subscriptionId, settle } = await openSubscribedAccount();
    await emulator.testHelpers.advance(10 * day);
    await settle(stripe.subscriptions.pause({ subscriptionId }));
    const invoices = emulator.book.invoices.length;
    await emulator.testHelpers.advance(60 * day);
    await expect(settle(stripe.subscriptions.pause({ subscriptionId }))).resolves.toMatchObject({
      status: 'paused',
      changed: false,
    });
    expect(emulator.book.invoices).toHaveLength(invoices);
  });

  it('pauses once when the answer to the first request is lost', async () => {
    const { stripe, emulator, subscriptionId, settle } = await openSubscribedAccount();
    emulator.faults.add({ match: 'POST /v1/subscriptions/{id}/pause', fault: { type: 'reset', when: 'after' } });
    await expect(settle(stripe.subscriptions.pause({ subscriptionId }))).resolves.toMatchObject({ changed: true });
    expect(emulator.book.events.filter(({ type }) => type === 'customer.subscription.paused')).toHaveLength(1);
  });

  it('stops only the collection when told so, until a moment', async () => {
    const { stripe, emulator, subscriptionId, settle } = await openSubscribedAccount();
    const resumesAt = emulator.testHelpers.now() + 30 * day;
    const pause: PauseSubscriptionInput = { subscriptionId, what: 'collection', invoices: 'keep_as_draft', resumesAt };
    await expect(settle(stripe.subscriptions.pause(pause))).resolves.toMatchObject({
      status: 'active',
      paused: 'collection',
      changed: true,
      subscription: { pause_collection: { behavior: 'keep_as_draft', resumes_at: Math.floor(resumesAt / 1000) } },
    });
    await expect(settle(stripe.subscriptions.pause(pause))).resolves.toMatchObject({ changed: false });
    const other = { ...pause, invoices: 'void' as const };
    await expect(settle(stripe.subscriptions.pause(other))).resolves.toMatchObject({ changed: true });
  });

  it.each([
    ['that has ended', { status: 'canceled' }, 'ended'],
    ['that was never paid', { status: 'incomplete' }, 'incomplete'],
    ['with a schedule', { schedule: 'sub_sched_1' }, 'schedule'],
    ['in its trial', { status: 'trialing' }, 'trial'],
    ['in the classic billing mode', { billing_mode: { type: 'classic' } }, 'subscriptions.migrate'],
    ['that could not be resumed', { collection_method: 'send_invoice' }, 'charged automatically'],
  ])('refuses a subscription %s, and changes nothing', async (_, state, told) => {
    const { stripe, requests } = createScriptedStripe([{ body: toSubscription(state) }]);
    await expect(stripe.subscriptions.pause(input)).rejects.toMatchObject({
      code: 'CONFLICT',
      outcome: 'not_applied',
      message: expect.stringContaining(told),
    });
    expect(requests).toHaveLength(1);
  });

  it('pauses also what is not paid', async () => {
    const { stripe, requests } = createScriptedStripe([
      { body: toSubscription({ status: 'unpaid' }) },
      { body: pausedService },
    ]);
    await expect(stripe.subscriptions.pause(input)).resolves.toMatchObject({ changed: true });
    expect(requests).toHaveLength(2);
  });

  it.each<PauseSubscriptionInput>([
    { ...input, invoices: 'void' },
    { ...input, resumesAt: 1_767_312_000_000 },
    { ...input, what: 'collection', creditFrom: 'now' },
    { ...input, what: 'collection', resumesAt: 1_767_312_000 },
    { subscriptionId: 'cus_1' },
  ])('refuses input of the other kind before any request: %o', async (wrong) => {
    const { stripe, requests } = createScriptedStripe([]);
    await expect(stripe.subscriptions.pause(wrong)).rejects.toMatchObject({ code: 'VALIDATION' });
    expect(requests).toEqual([]);
  });
});

describe('subscriptions.resume', () => {
  it('brings the service back, with the billing dates it had', async () => {
    const { stripe, emulator, subscriptionId, settle } = await openSubscribedAccount();
    await settle(stripe.subscriptions.cancel({ subscriptionId }));
    await settle(stripe.subscriptions.pause({ subscriptionId }));
    await expect(settle(stripe.subscriptions.resume({ subscriptionId }))).resolves.toMatchObject({
      status: 'active',
      resumed: true,
      done: ['service'],
      next: 'none',
      // Unlike `reactivate`.
      subscription: { cancel_at_period_end: true },
    });
    await expect(settle(stripe.subscriptions.resume({ subscriptionId }))).resolves.toMatchObject({
      resumed: true,
      done: [],
    });
    expect(emulator.book.subscriptions[0]?.status).toBe('active');
  });

  it('stays paused while the invoice of a new period is not paid, and says how to pay', async () => {
    const { stripe, client, emulator, customerId, subscriptionId, settle } = await openSubscribedAccount();
    await settle(stripe.subscriptions.pause({ subscriptionId, creditFrom: 'none' }));
    const card = await settle(client.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customerId }));
    await settle(client.subscriptions.update(subscriptionId, { default_payment_method: card.id }));
    const waiting = await settle(stripe.subscriptions.resume({ subscriptionId, billingCycleAnchor: 'now' }));
    expect(waiting).toMatchObject({ status: 'paused', resumed: false, next: 'confirm_payment' });
    if (waiting.next !== 'confirm_payment') throw new Error('There is nothing to confirm');
    expect(emulator.testHelpers.confirm(waiting.clientSecret)).toBe('succeeded');
    expect(emulator.book.subscriptions[0]?.status).toBe('active');
  });

  it('asks for payment by success, and prorates as told', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: pausedService }, { body: toSubscription() }]);
    await stripe.subscriptions.resume(
      { ...input, prorationBehavior: 'none', prorationDate: 1_767_312_000_000 },
      { idempotencyKey: 'back' },
    );
    expect(requests[1]).toMatchObject({
      line: 'POST /v1/subscriptions/sub_1/resume',
      form: {
        'billing_cycle_anchor[type]': 'unchanged',
        payment_behavior: 'resume_on_payment_success',
        proration_behavior: 'none',
        proration_date: '1767312000',
      },
    });
    expect(requests[1]?.headers.get('idempotency-key')).toBe('back:resume');
  });

  it('of the classic billing mode waits for a payment, because success is not known there', async () => {
    const classic = toSubscription({ status: 'paused', billing_mode: { type: 'classic' } });
    const { stripe, requests } = createScriptedStripe([
      { body: classic },
      { body: { ...classic, latest_invoice: toOpenInvoice() } },
      { body: classic },
    ]);
    await expect(stripe.subscriptions.resume(input)).resolves.toMatchObject({
      resumed: false,
      next: 'confirm_payment',
      clientSecret: 'pi_1_secret_abc',
    });
    expect(requests[1]?.form['payment_behavior']).toBe('resume_on_payment_attempt');
    await expect(
      stripe.subscriptions.resume({ ...input, paymentBehavior: 'resume_on_payment_success' }),
    ).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('classic') });
    expect(requests).toHaveLength(3);
  });

  it('collects again', async () => {
    const { stripe, subscriptionId, settle } = await openSubscribedAccount();
    await settle(stripe.subscriptions.pause({ subscriptionId, what: 'collection' }));
    await expect(settle(stripe.subscriptions.resume({ subscriptionId }))).resolves.toMatchObject({
      done: ['collection'],
      subscription: { pause_collection: null },
    });
  });

  it('refuses what has ended, what is paid by invoice, and proration of a new period', async () => {
    const { stripe, requests } = createScriptedStripe([
      { body: toSubscription({ status: 'canceled' }) },
      { body: toSubscription({ status: 'paused', collection_method: 'send_invoice' }) },
    ]);
    await expect(stripe.subscriptions.resume(input)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(stripe.subscriptions.resume(input)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(
      stripe.subscriptions.resume({ ...input, billingCycleAnchor: 'now', prorationBehavior: 'none' }),
    ).rejects.toMatchObject({ code: 'VALIDATION' });
    expect(requests).toHaveLength(2);
  });
});
