import { createVirtualClock } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import { createScriptedStripe, toErrorAnswer } from '../scripted-stripe.js';
import { toOpenInvoice, toSubscription, toSubscriptionItem } from '../stripe-objects.js';

const input = { subscriptionId: 'sub_1', priceId: 'price_pro' };
const pro = { object: 'list', data: [toSubscriptionItem({ price: { id: 'price_pro' } })] };

describe('subscriptions.upgrade', () => {
  it('moves the only item, charges the difference now, and lets the change wait for its payment', async () => {
    const seats = { object: 'list', data: [toSubscriptionItem({ quantity: 3 })] };
    const { stripe, requests } = createScriptedStripe([
      { body: toSubscription({ items: seats }) },
      { body: toSubscription({ items: pro }) },
    ]);
    const result = await stripe.subscriptions.upgrade(input, { idempotencyKey: 'up-1' });
    expect(requests.map(({ line }) => line)).toEqual(['GET /v1/subscriptions/sub_1', 'POST /v1/subscriptions/sub_1']);
    expect(requests[1]?.form).toMatchObject({
      'items[0][id]': 'si_1',
      'items[0][price]': 'price_pro',
      proration_behavior: 'always_invoice',
      payment_behavior: 'pending_if_incomplete',
    });
    // Stripe would set it to 1 otherwise.
    expect(requests[1]?.form['items[0][quantity]']).toBe('3');
    expect(requests[1]?.headers.get('idempotency-key')).toBe('up-1');
    expect(result).toMatchObject({ applied: true, next: 'none', items: [{ priceId: 'price_pro' }] });
  });

  it('gives no quantity to an item whose usage is metered, which has none', async () => {
    const metered = { object: 'list', data: [toSubscriptionItem({ quantity: undefined })] };
    const { stripe, requests } = createScriptedStripe([
      { body: toSubscription({ items: metered }) },
      { body: toSubscription({ items: pro }) },
    ]);
    await stripe.subscriptions.upgrade(input);
    expect(requests[1]?.form).not.toHaveProperty('items[0][quantity]');
  });

  it('tells that the change waits for its payment, and until when', async () => {
    const pending = { expires_at: 1_767_308_400 };
    const { stripe } = createScriptedStripe([
      { body: toSubscription() },
      { body: toSubscription({ pending_update: pending, latest_invoice: toOpenInvoice() }) },
    ]);
    await expect(stripe.subscriptions.upgrade(input)).resolves.toMatchObject({
      applied: false,
      expiresAt: 1_767_308_400_000,
      next: 'confirm_payment',
      clientSecret: 'pi_1_secret_abc',
    });
  });

  it('changes nothing when the subscription is there already, so that repeating it is harmless', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: toSubscription({ items: pro }) }]);
    await expect(stripe.subscriptions.upgrade({ ...input, quantity: 1 })).resolves.toMatchObject({
      applied: true,
      next: 'none',
    });
    expect(requests).toHaveLength(1);
  });

  it('changes the quantity of the same price', async () => {
    const { stripe, requests } = createScriptedStripe([
      { body: toSubscription({ items: pro }) },
      { body: toSubscription() },
    ]);
    await stripe.subscriptions.upgrade({ ...input, quantity: 5 });
    expect(requests[1]?.form['items[0][quantity]']).toBe('5');
  });

  it('asks which item is meant when there are several, and takes the named one', async () => {
    const items = {
      object: 'list',
      data: [toSubscriptionItem(), toSubscriptionItem({ id: 'si_2', price: { id: 'price_seats' } })],
    };
    const { stripe, requests } = createScriptedStripe(() => ({ body: toSubscription({ items }) }));
    await expect(stripe.subscriptions.upgrade(input)).rejects.toMatchObject({
      code: 'VALIDATION',
      issues: [{ path: 'input.itemId', expected: expect.stringContaining('si_2 (price_seats)') }],
    });
    await expect(stripe.subscriptions.upgrade({ ...input, itemId: 'si_3' })).rejects.toMatchObject({
      code: 'VALIDATION',
    });
    expect(requests.every(({ line }) => line.startsWith('GET'))).toBe(true);
    await stripe.subscriptions.upgrade({ ...input, itemId: 'si_2' });
    expect(requests.at(-1)?.form['items[0][id]']).toBe('si_2');
  });

  it('leaves the payment to the invoice where a customer pays by invoice', async () => {
    const { stripe, requests } = createScriptedStripe(() => ({
      body: toSubscription({ collection_method: 'send_invoice' }),
    }));
    await stripe.subscriptions.upgrade(input);
    expect(requests[1]?.form).not.toHaveProperty('payment_behavior');
  });

  it('prorates and charges nothing while the service is paused', async () => {
    const paused = toSubscription({ status: 'paused' });
    const { stripe, requests } = createScriptedStripe([{ body: paused }, { body: paused }]);
    await stripe.subscriptions.upgrade({ ...input, prorationDate: 1_767_400_000_000 });
    expect(requests[1]?.form).toMatchObject({ 'items[0][price]': 'price_pro', proration_behavior: 'none' });
    expect(requests[1]?.form).not.toHaveProperty('proration_date');
    expect(requests[1]?.form).not.toHaveProperty('payment_behavior');
  });

  it('takes other behaviours, and the moment of a preview in whole seconds', async () => {
    const { stripe, requests } = createScriptedStripe(() => ({ body: toSubscription() }));
    await stripe.subscriptions.upgrade({
      ...input,
      prorationBehavior: 'create_prorations',
      paymentBehavior: 'allow_incomplete',
      prorationDate: 1_767_230_000_999,
    });
    expect(requests[1]?.form).toMatchObject({
      proration_behavior: 'create_prorations',
      payment_behavior: 'allow_incomplete',
      proration_date: '1767230000',
    });
    await stripe.subscriptions.upgrade({ ...input, prorationBehavior: 'none', prorationDate: 1_767_230_000_999 });
    expect(requests[3]?.form).not.toHaveProperty('proration_date');
  });

  it.each([1_767_230_000, 0, -1, 999_999_999_999, Number.NaN])(
    'refuses the moment %d, which is no time in milliseconds, before any I/O',
    async (prorationDate) => {
      const { stripe, requests } = createScriptedStripe([]);
      for (const call of [stripe.subscriptions.upgrade, stripe.subscriptions.previewUpgrade]) {
        await expect(call({ ...input, prorationDate })).rejects.toMatchObject({
          code: 'VALIDATION',
          issues: [{ path: 'input.prorationDate', expected: expect.stringContaining('times 1000') }],
        });
      }
      expect(requests).toEqual([]);
    },
  );

  it.each(['canceled', 'incomplete_expired'])(
    'says that a subscription that is %s cannot be changed',
    async (status) => {
      const { stripe, requests } = createScriptedStripe([{ body: toSubscription({ status }) }]);
      await expect(stripe.subscriptions.upgrade(input)).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining(status),
      });
      expect(requests).toHaveLength(1);
    },
  );
});

describe('subscriptions.previewUpgrade', () => {
  const invoice = {
    object: 'invoice',
    currency: 'usd',
    amount_due: 1_500,
    total: 1_500,
    lines: {
      object: 'list',
      data: [
        {
          description: 'Unused time on Basic',
          amount: -500,
          parent: { subscription_item_details: { proration: true } },
        },
        {
          description: 'Remaining time on Pro',
          amount: 2_000,
          parent: { subscription_item_details: null, invoice_item_details: { proration: true } },
        },
        { description: null, amount: 0, parent: null },
      ],
    },
  };

  it('prices the change at one moment, which upgrade can be given', async () => {
    const clock = createVirtualClock(1_767_230_000_500);
    const { stripe, requests } = createScriptedStripe([{ body: toSubscription() }, { body: invoice }], { clock });
    const preview = await stripe.subscriptions.previewUpgrade(input);
    expect(requests[1]).toMatchObject({
      line: 'POST /v1/invoices/create_preview',
      form: {
        subscription: 'sub_1',
        'subscription_details[items][0][id]': 'si_1',
        'subscription_details[items][0][price]': 'price_pro',
        'subscription_details[proration_behavior]': 'always_invoice',
        'subscription_details[proration_date]': '1767230000',
      },
    });
    expect(preview).toEqual({
      subscriptionId: 'sub_1',
      currency: 'usd',
      amountDue: 1_500,
      total: 1_500,
      lines: [
        { description: 'Unused time on Basic', amount: -500, isProration: true },
        { description: 'Remaining time on Pro', amount: 2_000, isProration: true },
        { description: undefined, amount: 0, isProration: false },
      ],
      prorationDate: 1_767_230_000_000,
      paused: undefined,
    });
  });

  it('costs nothing while the service is paused: Stripe makes no invoices then', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: toSubscription({ status: 'paused' }) }]);
    await expect(stripe.subscriptions.previewUpgrade(input)).resolves.toMatchObject({
      amountDue: 0,
      total: 0,
      currency: 'usd',
      lines: [],
      paused: 'service',
    });
    expect(requests).toHaveLength(1);
  });

  it('tells of paused collection, because its invoice is not collected', async () => {
    const { stripe } = createScriptedStripe([
      { body: toSubscription({ pause_collection: { behavior: 'void' } }) },
      { body: invoice },
    ]);
    await expect(stripe.subscriptions.previewUpgrade(input)).resolves.toMatchObject({
      amountDue: 1_500,
      paused: 'collection',
    });
  });

  it('costs nothing where no invoice is left to come', async () => {
    const { stripe } = createScriptedStripe([
      { body: toSubscription({ cancel_at_period_end: true }) },
      toErrorAnswer(404, { type: 'invalid_request_error', code: 'invoice_upcoming_none', message: 'No upcoming' }),
    ]);
    await expect(stripe.subscriptions.previewUpgrade({ ...input, prorationBehavior: 'none' })).resolves.toMatchObject({
      amountDue: 0,
      lines: [],
      currency: 'usd',
    });
  });
});
