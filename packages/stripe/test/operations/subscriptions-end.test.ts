import { describe, expect, it } from 'vitest';
import type { CancelSubscriptionInput } from '../../src/index.js';
import { createScriptedStripe, toErrorAnswer } from '../scripted-stripe.js';
import { toOpenInvoice, toSubscription } from '../stripe-objects.js';

const input = { subscriptionId: 'sub_1' };
const missing = toErrorAnswer(404, {
  type: 'invalid_request_error',
  code: 'resource_missing',
  message: 'No such subscription',
});

describe('subscriptions.cancel', () => {
  it('by default lets the paid period run out', async () => {
    const scheduled = toSubscription({ cancel_at_period_end: true, cancel_at: 1_767_312_000 });
    const { stripe, requests } = createScriptedStripe([{ body: scheduled }]);
    const result = await stripe.subscriptions.cancel(
      { ...input, feedback: 'too_expensive', comment: 'later' },
      { idempotencyKey: 'bye' },
    );
    expect(requests).toMatchObject([
      {
        line: 'POST /v1/subscriptions/sub_1',
        form: {
          cancel_at_period_end: 'true',
          'cancellation_details[feedback]': 'too_expensive',
          'cancellation_details[comment]': 'later',
        },
      },
    ]);
    expect(requests[0]?.headers.get('idempotency-key')).toBe('bye');
    expect(result).toMatchObject({ cancellation: 'scheduled', status: 'active', cancelAt: 1_767_312_000_000 });
  });

  it('ends it now when told so', async () => {
    const { stripe, requests } = createScriptedStripe([
      { body: toSubscription({ status: 'canceled', ended_at: 1_767_230_000 }) },
    ]);
    const result = await stripe.subscriptions.cancel({ ...input, when: 'now', invoiceNow: true, prorate: true });
    expect(requests[0]?.line).toBe('DELETE /v1/subscriptions/sub_1');
    expect({ ...requests[0]?.query, ...requests[0]?.form }).toMatchObject({ invoice_now: 'true', prorate: 'true' });
    expect(result).toMatchObject({ cancellation: 'canceled', endedAt: 1_767_230_000_000 });
  });

  it('succeeds when it is canceled already: the answer to the first request may have been lost', async () => {
    const { stripe, requests } = createScriptedStripe([missing, { body: toSubscription({ status: 'canceled' }) }]);
    await expect(stripe.subscriptions.cancel({ ...input, when: 'now' })).resolves.toMatchObject({
      cancellation: 'canceled',
    });
    expect(requests.map(({ line }) => line)).toEqual(['DELETE /v1/subscriptions/sub_1', 'GET /v1/subscriptions/sub_1']);
  });

  it('fails when there is no such subscription', async () => {
    const { stripe } = createScriptedStripe([missing, missing]);
    await expect(stripe.subscriptions.cancel({ ...input, when: 'now' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      vendorCode: 'resource_missing',
    });
  });

  it('passes other failures on', async () => {
    const { stripe } = createScriptedStripe([toErrorAnswer(403, { type: 'invalid_request_error' })]);
    await expect(stripe.subscriptions.cancel({ ...input, when: 'now' })).rejects.toMatchObject({ code: 'PERMISSION' });
  });

  it.each([
    [{ when: 'later' }, 'input.when'],
    [{ invoiceNow: true }, 'input.invoiceNow'],
    [{ prorate: false, when: 'period_end' }, 'input.prorate'],
    [{ feedback: 'bored' }, 'input.feedback'],
    [{ subscriptionId: 'cus_1' }, 'input.subscriptionId'],
  ])('refuses %j before any I/O', async (wrong, path) => {
    const { stripe, requests } = createScriptedStripe([]);
    await expect(stripe.subscriptions.cancel({ ...input, ...wrong } as CancelSubscriptionInput)).rejects.toMatchObject({
      code: 'VALIDATION',
      issues: [{ path }],
    });
    expect(requests).toEqual([]);
  });
});

describe('subscriptions.reactivate', () => {
  it('undoes a cancellation that is scheduled for the end of the period', async () => {
    const { stripe, requests } = createScriptedStripe([
      { body: toSubscription({ cancel_at_period_end: true, cancel_at: 1_767_312_000 }) },
      { body: toSubscription() },
    ]);
    const result = await stripe.subscriptions.reactivate(input, { idempotencyKey: 'back' });
    expect(requests[1]).toMatchObject({
      line: 'POST /v1/subscriptions/sub_1',
      form: { cancel_at_period_end: 'false' },
    });
    expect(requests[1]?.form).not.toHaveProperty('cancel_at');
    expect(requests[1]?.headers.get('idempotency-key')).toBe('back:update');
    expect(result).toMatchObject({ done: ['cancellation_undone'], status: 'active', cancelAt: undefined });
  });

  it('undoes a cancellation on a date', async () => {
    const { stripe, requests } = createScriptedStripe([
      { body: toSubscription({ cancel_at: 1_767_312_000 }) },
      { body: toSubscription() },
    ]);
    await expect(stripe.subscriptions.reactivate(input)).resolves.toMatchObject({ done: ['cancellation_undone'] });
    expect(requests[1]?.form['cancel_at']).toBe('');
  });

  it('resumes a paused subscription on its old billing dates, and tells what is to be paid', async () => {
    const { stripe, requests } = createScriptedStripe([
      { body: toSubscription({ status: 'paused' }) },
      { body: toSubscription({ status: 'paused', latest_invoice: toOpenInvoice() }) },
    ]);
    const result = await stripe.subscriptions.reactivate(input, { idempotencyKey: 'back' });
    expect(requests[1]).toMatchObject({
      line: 'POST /v1/subscriptions/sub_1/resume',
      form: { 'billing_cycle_anchor[type]': 'unchanged', payment_behavior: 'resume_on_payment_success' },
    });
    expect(requests[1]?.headers.get('idempotency-key')).toBe('back:resume');
    // It is not back before that is paid.
    expect(result).toMatchObject({
      status: 'paused',
      done: ['resumption_awaits_payment'],
      next: 'confirm_payment',
      clientSecret: 'pi_1_secret_abc',
    });
  });

  it('does all that is needed, each write under its own key', async () => {
    const { stripe, requests } = createScriptedStripe([
      {
        body: toSubscription({
          status: 'paused',
          cancel_at_period_end: true,
          cancel_at: 1,
          pause_collection: { behavior: 'void' },
        }),
      },
      { body: toSubscription({ status: 'paused' }) },
      { body: toSubscription() },
    ]);
    const result = await stripe.subscriptions.reactivate(
      { ...input, billingCycleAnchor: 'now' },
      { idempotencyKey: 'k' },
    );
    expect(requests[1]?.form).toMatchObject({ cancel_at_period_end: 'false', pause_collection: '' });
    expect(requests[2]?.form).toMatchObject({ 'billing_cycle_anchor[type]': 'now' });
    expect(requests.map(({ headers }) => headers.get('idempotency-key'))).toEqual([null, 'k:update', 'k:resume']);
    expect(result.done).toEqual(['cancellation_undone', 'collection_resumed', 'resumed']);
  });

  it('undoes nothing of one that could not be resumed', async () => {
    const { stripe, requests } = createScriptedStripe([
      {
        body: toSubscription({
          status: 'paused',
          collection_method: 'send_invoice',
          cancel_at_period_end: true,
          cancel_at: 1,
        }),
      },
    ]);
    await expect(stripe.subscriptions.reactivate(input)).rejects.toMatchObject({
      code: 'CONFLICT',
      outcome: 'not_applied',
      operation: 'subscriptions.reactivate',
      message: expect.stringContaining('charged automatically'),
    });
    expect(requests).toHaveLength(1);
  });

  it('changes nothing on a subscription that runs', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: toSubscription() }]);
    await expect(stripe.subscriptions.reactivate(input)).resolves.toMatchObject({
      done: [],
      status: 'active',
      next: 'none',
    });
    expect(requests).toHaveLength(1);
  });

  it.each(['canceled', 'incomplete_expired'])('says that one that is %s is gone for good', async (status) => {
    const { stripe, requests } = createScriptedStripe([{ body: toSubscription({ status }) }]);
    await expect(stripe.subscriptions.reactivate(input)).rejects.toMatchObject({
      code: 'CONFLICT',
      outcome: 'not_applied',
      operation: 'subscriptions.reactivate',
      message: expect.stringContaining('create a new one'),
    });
    expect(requests).toHaveLength(1);
  });
});
