import { describe, expect, it } from 'vitest';
import type { CreateCheckoutSessionInput } from '../../src/index.js';
import { createScriptedStripe } from '../scripted-stripe.js';

const session = {
  id: 'cs_test_1',
  object: 'checkout.session',
  url: 'https://checkout.stripe.example/c/1',
  status: 'open',
  payment_status: 'unpaid',
  expires_at: 1_767_312_000,
  subscription: null,
  payment_intent: null,
};
const input: CreateCheckoutSessionInput = {
  mode: 'payment',
  lines: [{ priceId: 'price_1' }],
  successUrl: 'https://a.example/thanks',
};

describe('checkout.createSession', () => {
  it('sells prices of the catalogue and things described on the spot', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: { ...session, payment_intent: 'pi_1' } }]);
    const result = await stripe.checkout.createSession(
      {
        ...input,
        lines: [
          { priceId: 'price_1', quantity: 2 },
          { name: 'Mug', amount: 1_250, currency: 'EUR' },
        ],
        cancelUrl: 'https://a.example/cart',
        customerEmail: 'ada@a.example',
        clientReferenceId: 'order-7',
        allowPromotionCodes: true,
      },
      { idempotencyKey: 'c' },
    );
    expect(requests[0]).toMatchObject({
      line: 'POST /v1/checkout/sessions',
      form: {
        mode: 'payment',
        'line_items[0][price]': 'price_1',
        'line_items[0][quantity]': '2',
        'line_items[1][price_data][currency]': 'eur',
        'line_items[1][price_data][unit_amount]': '1250',
        'line_items[1][price_data][product_data][name]': 'Mug',
        'line_items[1][quantity]': '1',
        success_url: 'https://a.example/thanks',
        cancel_url: 'https://a.example/cart',
        customer_email: 'ada@a.example',
        client_reference_id: 'order-7',
        allow_promotion_codes: 'true',
      },
    });
    expect(requests[0]?.headers.get('idempotency-key')).toBe('c');
    expect(result).toMatchObject({
      sessionId: 'cs_test_1',
      url: 'https://checkout.stripe.example/c/1',
      status: 'open',
      paymentStatus: 'unpaid',
      expiresAt: 1_767_312_000_000,
      paymentIntentId: 'pi_1',
      subscriptionId: undefined,
    });
  });

  it('puts the metadata of a payment on the payment too, and pays the account', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: session }]);
    await stripe.checkout.createSession({
      ...input,
      metadata: { order: '7' },
      destinationAccountId: 'acct_1',
      applicationFeeAmount: 100,
    });
    expect(requests[0]?.form).toMatchObject({
      'metadata[order]': '7',
      'payment_intent_data[metadata][order]': '7',
      'payment_intent_data[transfer_data][destination]': 'acct_1',
      'payment_intent_data[application_fee_amount]': '100',
    });
  });

  it('puts the metadata of a subscription on the subscription too', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: { ...session, status: null, url: null } }]);
    const result = await stripe.checkout.createSession({
      ...input,
      mode: 'subscription',
      lines: [{ name: 'Pro', amount: 2_000, currency: 'usd', interval: 'month' }],
      customerId: 'cus_1',
      trialDays: 7,
      metadata: { order: '7' },
      destinationAccountId: 'acct_1',
    });
    expect(requests[0]?.form).toMatchObject({
      'line_items[0][price_data][recurring][interval]': 'month',
      customer: 'cus_1',
      'subscription_data[trial_period_days]': '7',
      'subscription_data[metadata][order]': '7',
      'subscription_data[transfer_data][destination]': 'acct_1',
    });
    expect(result).toMatchObject({ status: 'unknown', url: undefined });
  });

  it('keeps a payment method for later', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: session }]);
    await stripe.checkout.createSession({
      mode: 'setup',
      currency: 'eur',
      successUrl: input.successUrl,
      customerId: 'cus_1',
      metadata: { a: 'b' },
    });
    expect(requests[0]?.form).toEqual({
      mode: 'setup',
      currency: 'eur',
      success_url: 'https://a.example/thanks',
      customer: 'cus_1',
      'metadata[a]': 'b',
      'setup_intent_data[metadata][a]': 'b',
    });
  });

  it.each([
    [{ mode: 'donation' }, 'input.mode'],
    [{ lines: undefined }, 'input.lines'],
    [{ lines: [] }, 'input.lines'],
    [{ lines: [{ priceId: 'prod_1' }] }, 'input.lines[0].priceId'],
    [{ lines: [{ name: 'Mug', amount: 1.5, currency: 'usd' }] }, 'input.lines[0].amount'],
    [{ lines: [{ name: 'Mug', amount: 100, currency: 'zzz' }] }, 'input.lines[0].currency'],
    [{ lines: [{ name: 'Mug', amount: 150, currency: 'isk' }] }, 'input.lines[0].amount'],
    [{ lines: [{ name: 'Mug', amount: 150, currency: 'usd', interval: 'month' }] }, 'input.lines[0].interval'],
    [{ mode: 'subscription', lines: [{ name: 'Pro', amount: 150, currency: 'usd' }] }, 'input.lines'],
    [{ successUrl: 'thanks' }, 'input.successUrl'],
    [{ customerId: 'cus_1', customerEmail: 'a@b.example' }, 'input.customerEmail'],
    [{ trialDays: 3 }, 'input.trialDays'],
    [{ applicationFeeAmount: 3 }, 'input.applicationFeeAmount'],
    [{ mode: 'setup', lines: undefined }, 'input.currency'],
    [{ mode: 'setup', currency: 'usd' }, 'input.lines'],
    [
      { mode: 'setup', currency: 'usd', lines: undefined, destinationAccountId: 'acct_1' },
      'input.destinationAccountId',
    ],
  ])('refuses %j before any I/O', async (wrong, path) => {
    const { stripe, requests } = createScriptedStripe([]);
    const call = stripe.checkout.createSession({ ...input, ...wrong } as CreateCheckoutSessionInput);
    await expect(call).rejects.toMatchObject({ code: 'VALIDATION', issues: [{ path }] });
    expect(requests).toEqual([]);
  });
});
