import { describe, expect, it } from 'vitest';
import type { CreateSubscriptionInput } from '../../src/index.js';
import { createScriptedStripe } from '../scripted-stripe.js';
import { toOpenInvoice, toSubscription } from '../stripe-objects.js';

const input: CreateSubscriptionInput = { customerId: 'cus_1', items: [{ priceId: 'price_basic' }] };

describe('subscriptions.create', () => {
  it('starts an incomplete subscription, keeps the payment method for later, and expands the client secret', async () => {
    const { stripe, requests } = createScriptedStripe([
      { body: toSubscription({ status: 'incomplete', latest_invoice: toOpenInvoice() }) },
    ]);
    const result = await stripe.subscriptions.create(
      {
        ...input,
        items: [{ priceId: 'price_basic', quantity: 3 }, { priceId: 'price_extra' }],
        metadata: { organizationId: 'org_1' },
      },
      { idempotencyKey: 'signup-1' },
    );
    expect(requests).toMatchObject([
      {
        line: 'POST /v1/subscriptions',
        form: {
          customer: 'cus_1',
          'items[0][price]': 'price_basic',
          'items[0][quantity]': '3',
          'items[1][price]': 'price_extra',
          payment_behavior: 'default_incomplete',
          'payment_settings[save_default_payment_method]': 'on_subscription',
          'metadata[organizationId]': 'org_1',
          'expand[0]': 'latest_invoice.confirmation_secret',
          'expand[1]': 'pending_setup_intent',
        },
      },
    ]);
    expect(requests[0]?.form).not.toHaveProperty('items[1][quantity]');
    expect(requests[0]?.headers.get('idempotency-key')).toBe('signup-1');
    expect(result).toMatchObject({
      next: 'confirm_payment',
      clientSecret: 'pi_1_secret_abc',
      invoiceId: 'in_1',
      subscriptionId: 'sub_1',
      customerId: 'cus_1',
      status: 'incomplete',
      items: [
        {
          itemId: 'si_1',
          priceId: 'price_basic',
          quantity: 1,
          currentPeriodStart: 1_767_225_600_000,
          currentPeriodEnd: 1_767_312_000_000,
        },
      ],
      cancelAt: undefined,
    });
  });

  it('takes one price by its id, as short for one item', async () => {
    const { stripe, requests } = createScriptedStripe(() => ({ body: toSubscription() }));
    await stripe.subscriptions.create({ customerId: 'cus_1', priceId: 'price_basic' });
    await stripe.subscriptions.create({ customerId: 'cus_1', priceId: 'price_basic', quantity: 3, items: undefined });
    await stripe.subscriptions.create({ ...input, priceId: undefined, quantity: undefined });
    const items = requests.map(({ form }) => Object.entries(form).filter(([name]) => name.startsWith('items')));
    expect(items).toEqual([
      [['items[0][price]', 'price_basic']],
      [
        ['items[0][price]', 'price_basic'],
        ['items[0][quantity]', '3'],
      ],
      [['items[0][price]', 'price_basic']],
    ]);
  });

  it('asks for a payment method when a trial begins without one', async () => {
    const setup = { id: 'seti_1', client_secret: 'seti_1_secret_abc' };
    const paid = toOpenInvoice({ status: 'paid', amount_remaining: 0 });
    const { stripe, requests } = createScriptedStripe([
      { body: toSubscription({ status: 'trialing', pending_setup_intent: setup, latest_invoice: paid }) },
    ]);
    const result = await stripe.subscriptions.create({ ...input, trialDays: 14 });
    expect(requests[0]?.form['trial_period_days']).toBe('14');
    expect(result).toMatchObject({ next: 'confirm_setup', clientSecret: 'seti_1_secret_abc', status: 'trialing' });
  });

  it('asks for nothing when there is nothing to pay', async () => {
    const { stripe } = createScriptedStripe([{ body: toSubscription() }]);
    const result = await stripe.subscriptions.create(input);
    expect(result).toMatchObject({ next: 'none', status: 'active' });
    expect(result).not.toHaveProperty('clientSecret');
  });

  it.each([
    [{ couponId: 'SPRING' }, { 'discounts[0][coupon]': 'SPRING' }],
    [{ promotionCodeId: 'promo_1' }, { 'discounts[0][promotion_code]': 'promo_1' }],
    [{ paymentMethodId: 'pm_1' }, { default_payment_method: 'pm_1' }],
    [
      { destinationAccountId: 'acct_1', applicationFeePercent: 12.5 },
      { 'transfer_data[destination]': 'acct_1', application_fee_percent: '12.5' },
    ],
  ])('sends %j as %j', async (more, form) => {
    const { stripe, requests } = createScriptedStripe([{ body: toSubscription() }]);
    await stripe.subscriptions.create({ ...input, ...more });
    expect(requests[0]?.form).toMatchObject(form);
  });

  it.each([
    [{ customerId: 'price_basic' }, 'input.customerId'],
    [{ items: [] }, 'input.items'],
    [{ items: [{ priceId: 'cus_1' }] }, 'input.items[0].priceId'],
    [{ items: [{ priceId: 'price_1', quantity: 1.5 }] }, 'input.items[0].quantity'],
    [{ items: [{ price: 'price_1' }] }, 'input.items[0].priceId'],
    [{ items: undefined }, 'input.items'],
    [{ priceId: 'price_1' }, 'input.items'],
    [{ priceId: 'cus_1', items: undefined }, 'input.priceId'],
    [{ priceId: 'price_1', quantity: 1.5, items: undefined }, 'input.quantity'],
    [{ quantity: 2 }, 'input.quantity'],
    [{ trialDays: 0 }, 'input.trialDays'],
    [{ couponId: 'A', promotionCodeId: 'promo_1' }, 'input.promotionCodeId'],
    [{ applicationFeePercent: 10 }, 'input.applicationFeePercent'],
    [{ destinationAccountId: 'acct_1', applicationFeePercent: 10.123 }, 'input.applicationFeePercent'],
    [{ destinationAccountId: 'acct_1', applicationFeePercent: 101 }, 'input.applicationFeePercent'],
    [{ customer: 'cus_1' }, 'input.customer'],
  ])('refuses %j before any I/O', async (wrong, path) => {
    const { stripe, requests } = createScriptedStripe([]);
    const error: unknown = await stripe.subscriptions
      .create({ ...input, ...wrong } as CreateSubscriptionInput)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'VALIDATION', operation: 'subscriptions.create', outcome: 'not_applied' });
    expect((error as { issues: { path: string }[] }).issues[0]?.path).toBe(path);
    expect(requests).toEqual([]);
  });

  it('refuses nothing at all as input, too', async () => {
    const { stripe } = createScriptedStripe([]);
    await expect(stripe.subscriptions.create(undefined as never)).rejects.toMatchObject({ code: 'VALIDATION' });
    await expect(stripe.subscriptions.create(null as never)).rejects.toMatchObject({ code: 'VALIDATION' });
    await expect(stripe.subscriptions.create('cus_1' as never)).rejects.toMatchObject({ code: 'VALIDATION' });
  });
});
