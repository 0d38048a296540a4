import { describe, expect, it } from 'vitest';
import type { InitiatePaymentInput } from '../../src/index.js';
import { createScriptedStripe, toErrorAnswer } from '../scripted-stripe.js';
import { toPaymentIntent } from '../stripe-objects.js';

const input: InitiatePaymentInput = { amount: 4_200, currency: 'usd' };
const decline = {
  type: 'card_error',
  code: 'card_declined',
  decline_code: 'insufficient_funds',
  advice_code: 'try_again_later',
  message: 'Your card has insufficient funds.',
};
const declined = toPaymentIntent({ last_payment_error: decline });

describe('payments.initiate', () => {
  it('begins a payment with the methods of the dashboard, to be confirmed in the browser', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: toPaymentIntent() }]);
    const result = await stripe.payments.initiate(
      {
        ...input,
        currency: 'USD',
        customerId: 'cus_1',
        metadata: { order: '7' },
        receiptEmail: 'a@b.example',
        transferGroup: 'g',
      },
      { idempotencyKey: 'order-7' },
    );
    expect(requests).toMatchObject([
      {
        line: 'POST /v1/payment_intents',
        form: {
          amount: '4200',
          currency: 'usd',
          customer: 'cus_1',
          'automatic_payment_methods[enabled]': 'true',
          'metadata[order]': '7',
          receipt_email: 'a@b.example',
          transfer_group: 'g',
        },
      },
    ]);
    expect(Object.keys(requests[0]?.form ?? {})).not.toContain('confirm');
    expect(requests[0]?.headers.get('idempotency-key')).toBe('order-7');
    expect(result).toMatchObject({
      status: 'requires_payment_method',
      paymentIntentId: 'pi_1',
      clientSecret: 'pi_1_secret_abc',
      decline: undefined,
      amount: 4_200,
      currency: 'usd',
    });
  });

  it('holds a key of its own when the caller gives none', async () => {
    const { stripe, requests } = createScriptedStripe(() => ({ body: toPaymentIntent() }));
    await stripe.payments.initiate(input);
    await stripe.payments.initiate(input);
    const [first, second] = requests.map(({ headers }) => headers.get('idempotency-key'));
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).not.toBe(first);
  });

  it('confirms at once when told so, and leaves out methods that redirect while there is nowhere to return to', async () => {
    const { stripe, requests } = createScriptedStripe([
      { body: toPaymentIntent({ status: 'succeeded', amount_received: 4_200, latest_charge: 'ch_1' }) },
    ]);
    const result = await stripe.payments.initiate({
      ...input,
      confirm: true,
      paymentMethodId: 'pm_1',
      offSession: true,
    });
    expect(requests[0]?.form).toMatchObject({
      confirm: 'true',
      payment_method: 'pm_1',
      off_session: 'true',
      'automatic_payment_methods[allow_redirects]': 'never',
    });
    expect(result).toMatchObject({ status: 'succeeded', chargeId: 'ch_1', amountReceived: 4_200 });
  });

  it('offers methods that redirect when there is an address to return to', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: toPaymentIntent() }]);
    await stripe.payments.initiate({
      ...input,
      confirm: true,
      paymentMethodId: 'pm_1',
      returnUrl: 'https://a.example/back',
    });
    expect(requests[0]?.form).toMatchObject({ return_url: 'https://a.example/back' });
    expect(requests[0]?.form).not.toHaveProperty('automatic_payment_methods[allow_redirects]');
  });

  it('leaves out methods that redirect when told so, for a payment that the server will confirm', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: toPaymentIntent() }]);
    await stripe.payments.initiate({ ...input, allowRedirects: false });
    expect(requests[0]?.form).toMatchObject({ 'automatic_payment_methods[allow_redirects]': 'never' });
  });

  it('returns a declined card as a result, with the reason and the secret for another try', async () => {
    const { stripe, requests } = createScriptedStripe([toErrorAnswer(402, { ...decline, payment_intent: declined })]);
    const result = await stripe.payments.initiate({ ...input, confirm: true, paymentMethodId: 'pm_1' });
    expect(result).toMatchObject({
      status: 'requires_payment_method',
      paymentIntentId: 'pi_1',
      clientSecret: 'pi_1_secret_abc',
      decline: {
        code: 'card_declined',
        declineCode: 'insufficient_funds',
        adviceCode: 'try_again_later',
        message: 'Your card has insufficient funds.',
      },
    });
    expect(requests).toHaveLength(1);
    expect(stripe.health()).toMatchObject({ status: 'healthy' });
  });

  it('throws DECLINED when there is no payment to go on with', async () => {
    const { stripe } = createScriptedStripe([toErrorAnswer(402, decline)]);
    await expect(stripe.payments.initiate(input)).rejects.toMatchObject({
      code: 'DECLINED',
      vendorCode: 'card_declined',
      outcome: 'not_applied',
      retryable: false,
    });
  });

  it.each([
    [{ amount: 10.5 }, 'input.amount'],
    [{ amount: 0 }, 'input.amount'],
    [{ amount: -5 }, 'input.amount'],
    [{ amount: '4200' }, 'input.amount'],
    [{ amount: 100_000_000 }, 'input.amount'],
    [{ amount: Number.NaN }, 'input.amount'],
    [{ currency: 'xyz' }, 'input.currency'],
    [{ currency: 'isk', amount: 4_250 }, 'input.amount'],
    [{ currency: 'kwd', amount: 4_251 }, 'input.amount'],
    [{ customerId: 'price_1' }, 'input.customerId'],
    [{ paymentMethodId: 'cus_1' }, 'input.paymentMethodId'],
    [{ confirm: true }, 'input.paymentMethodId'],
    [{ confirm: true, paymentMethodId: 'pm_1', allowRedirects: true }, 'input.returnUrl'],
    [{ offSession: true }, 'input.offSession'],
    [{ returnUrl: 'https://a.example' }, 'input.returnUrl'],
    [{ receiptEmail: 'nobody' }, 'input.receiptEmail'],
    [{ captureMethod: 'later' }, 'input.captureMethod'],
    [{ paymentMethod: 'pm_1' }, 'input.paymentMethod'],
  ])('refuses %j before any I/O', async (wrong, path) => {
    const { stripe, requests } = createScriptedStripe([]);
    const call = stripe.payments.initiate({ ...input, ...wrong } as InitiatePaymentInput);
    await expect(call).rejects.toMatchObject({
      code: 'VALIDATION',
      operation: 'payments.initiate',
      attempts: 0,
      issues: [{ path }],
    });
    expect(requests).toEqual([]);
  });
});
