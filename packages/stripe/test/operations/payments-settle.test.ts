import { describe, expect, it } from 'vitest';
import type { RefundPaymentInput } from '../../src/index.js';
import { createScriptedStripe, toErrorAnswer } from '../scripted-stripe.js';
import { toPaymentIntent } from '../stripe-objects.js';

const decline = {
  type: 'card_error',
  code: 'card_declined',
  decline_code: 'insufficient_funds',
  advice_code: 'try_again_later',
  message: 'Your card has insufficient funds.',
};
const declined = toPaymentIntent({ last_payment_error: decline });

describe('payments.confirm', () => {
  it.each([
    [
      { status: 'succeeded', latest_charge: { id: 'ch_1' } },
      { status: 'succeeded', chargeId: 'ch_1' },
    ],
    [{ status: 'processing' }, { status: 'processing' }],
    [{ status: 'requires_confirmation' }, { status: 'requires_confirmation', clientSecret: 'pi_1_secret_abc' }],
    [
      { status: 'requires_capture', amount_capturable: 4_200 },
      { status: 'requires_capture', amountCapturable: 4_200 },
    ],
    [
      { status: 'canceled', cancellation_reason: 'abandoned' },
      { status: 'canceled', reason: 'abandoned' },
    ],
    [
      {
        status: 'requires_action',
        next_action: { type: 'redirect_to_url', redirect_to_url: { url: 'https://bank.example/3ds' } },
      },
      {
        status: 'requires_action',
        clientSecret: 'pi_1_secret_abc',
        nextAction: { type: 'redirect_to_url', redirectUrl: 'https://bank.example/3ds' },
      },
    ],
    [
      { status: 'requires_action', next_action: { type: 'use_stripe_sdk' } },
      { nextAction: { type: 'use_stripe_sdk', redirectUrl: undefined } },
    ],
    [{ status: 'requires_contemplation' }, { status: 'unknown', vendorStatus: 'requires_contemplation' }],
  ])('reads %j as %j', async (intent, result) => {
    const { stripe, requests } = createScriptedStripe([{ body: toPaymentIntent(intent) }]);
    await expect(stripe.payments.confirm({ paymentIntentId: 'pi_1' }, { idempotencyKey: 'c' })).resolves.toMatchObject(
      result,
    );
    expect(requests[0]?.line).toBe('POST /v1/payment_intents/pi_1/confirm');
    expect(requests[0]?.headers.get('idempotency-key')).toBe('c');
  });

  it('sends the payment method and the address to return to', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: toPaymentIntent() }]);
    await stripe.payments.confirm({
      paymentIntentId: 'pi_1',
      paymentMethodId: 'pm_1',
      returnUrl: 'https://a.example/',
      offSession: false,
    });
    expect(requests[0]?.form).toEqual({
      payment_method: 'pm_1',
      return_url: 'https://a.example/',
      off_session: 'false',
    });
  });

  describe('without an address to return to', () => {
    // The form in which Stripe refuses it: the payment, and neither code nor parameter.
    const refusal = {
      type: 'invalid_request_error',
      message: 'you must provide a return_url',
      payment_intent: toPaymentIntent({ automatic_payment_methods: { enabled: true, allow_redirects: 'always' } }),
    };
    const advice = 'give `returnUrl`, or initiate it with `allowRedirects: false`';

    it('names our own options when Stripe refuses for that', async () => {
      const { stripe } = createScriptedStripe([toErrorAnswer(400, refusal)]);
      await expect(stripe.payments.confirm({ paymentIntentId: 'pi_1' })).rejects.toMatchObject({
        code: 'VALIDATION',
        status: 400,
        requestId: 'req_1',
        outcome: 'not_applied',
        message: expect.stringContaining(advice),
      });
    });

    it.each([
      [{ ...refusal, code: 'payment_intent_unexpected_state' }],
      [{ ...refusal, param: 'mandate_data' }],
      [{ ...refusal, payment_intent: toPaymentIntent({ automatic_payment_methods: null }) }],
      [{ ...refusal, payment_intent: undefined }],
    ])('names them for no other refusal, such as %j', async (other) => {
      const { stripe } = createScriptedStripe([toErrorAnswer(400, other)]);
      await expect(stripe.payments.confirm({ paymentIntentId: 'pi_1' })).rejects.toMatchObject({
        message: expect.not.stringContaining('allowRedirects'),
      });
    });

    it('names them never when the address was given', async () => {
      const { stripe } = createScriptedStripe([toErrorAnswer(400, refusal)]);
      const call = stripe.payments.confirm({ paymentIntentId: 'pi_1', returnUrl: 'https://a.example/' });
      await expect(call).rejects.toMatchObject({ message: expect.not.stringContaining('allowRedirects') });
    });
  });

  it('returns a declined card as a result, and asks for the payment when the error does not hold it', async () => {
    const { stripe, requests } = createScriptedStripe([toErrorAnswer(402, decline), { body: declined }]);
    await expect(stripe.payments.confirm({ paymentIntentId: 'pi_1' })).resolves.toMatchObject({
      status: 'requires_payment_method',
      decline: { declineCode: 'insufficient_funds' },
    });
    expect(requests.map(({ line }) => line)).toEqual([
      'POST /v1/payment_intents/pi_1/confirm',
      'GET /v1/payment_intents/pi_1',
    ]);
  });

  it('is a CONFLICT in a state that does not allow it', async () => {
    const { stripe } = createScriptedStripe([
      toErrorAnswer(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' }),
    ]);
    await expect(stripe.payments.confirm({ paymentIntentId: 'pi_1' })).rejects.toMatchObject({
      code: 'CONFLICT',
      vendorCode: 'payment_intent_unexpected_state',
    });
  });
});

describe('payments.capture', () => {
  it('takes all that is reserved, or a part', async () => {
    const { stripe, requests } = createScriptedStripe(() => ({ body: toPaymentIntent({ status: 'succeeded' }) }));
    await expect(stripe.payments.capture({ paymentIntentId: 'pi_1' })).resolves.toMatchObject({ status: 'succeeded' });
    await stripe.payments.capture({ paymentIntentId: 'pi_1', amount: 1_000 });
    expect(requests.map(({ line, form }) => [line, form])).toEqual([
      ['POST /v1/payment_intents/pi_1/capture', {}],
      ['POST /v1/payment_intents/pi_1/capture', { amount_to_capture: '1000' }],
    ]);
  });

  it('refuses an amount that is none before any I/O', async () => {
    const { stripe } = createScriptedStripe([]);
    await expect(stripe.payments.capture({ paymentIntentId: 'pi_1', amount: 0.5 })).rejects.toMatchObject({
      code: 'VALIDATION',
    });
  });
});

describe('payments.refund', () => {
  const refund = {
    id: 're_1',
    object: 'refund',
    amount: 4_200,
    currency: 'usd',
    payment_intent: 'pi_1',
    charge: 'ch_1',
    status: 'succeeded',
  };

  it('gives all back, or a part with everything that goes with it', async () => {
    const { stripe, requests } = createScriptedStripe(() => ({ body: refund }));
    const result = await stripe.payments.refund({ paymentIntentId: 'pi_1' }, { idempotencyKey: 'r' });
    expect(result).toMatchObject({
      status: 'succeeded',
      refundId: 're_1',
      amount: 4_200,
      currency: 'usd',
      paymentIntentId: 'pi_1',
      chargeId: 'ch_1',
    });
    await stripe.payments.refund({
      chargeId: 'ch_1',
      amount: 200,
      reason: 'duplicate',
      reverseTransfer: true,
      refundApplicationFee: true,
      metadata: { a: 'b' },
    });
    expect(requests.map(({ line, form }) => [line, form])).toEqual([
      ['POST /v1/refunds', { payment_intent: 'pi_1' }],
      [
        'POST /v1/refunds',
        {
          charge: 'ch_1',
          amount: '200',
          reason: 'duplicate',
          reverse_transfer: 'true',
          refund_application_fee: 'true',
          'metadata[a]': 'b',
        },
      ],
    ]);
    expect(requests[0]?.headers.get('idempotency-key')).toBe('r');
  });

  it.each([
    [{ status: 'pending' }, { status: 'pending' }],
    [{ status: 'canceled' }, { status: 'canceled' }],
    [
      { status: 'failed', failure_reason: 'expired_or_canceled_card' },
      { status: 'failed', reason: 'expired_or_canceled_card' },
    ],
    [
      { status: 'requires_action', next_action: { type: 'display_details' } },
      { status: 'requires_action', nextActionType: 'display_details' },
    ],
    [{ status: null }, { status: 'unknown', vendorStatus: undefined }],
    [{ status: 'postponed' }, { status: 'unknown', vendorStatus: 'postponed' }],
  ])('reads %j as %j', async (state, result) => {
    const { stripe } = createScriptedStripe([{ body: { ...refund, ...state } }]);
    await expect(stripe.payments.refund({ paymentIntentId: 'pi_1' })).resolves.toMatchObject(result);
  });

  it.each([
    [{}, 'input'],
    [{ paymentIntentId: 'pi_1', chargeId: 'ch_1' }, 'input'],
    [{ paymentIntentId: 'ch_1' }, 'input.paymentIntentId'],
    [{ paymentIntentId: 'pi_1', amount: -1 }, 'input.amount'],
    [{ paymentIntentId: 'pi_1', reason: 'because' }, 'input.reason'],
  ])('refuses %j before any I/O', async (wrong, path) => {
    const { stripe, requests } = createScriptedStripe([]);
    await expect(stripe.payments.refund(wrong as RefundPaymentInput)).rejects.toMatchObject({
      code: 'VALIDATION',
      issues: [{ path }],
    });
    expect(requests).toEqual([]);
  });
});
