import { describe, expect, it } from 'vitest';
import type { CreateDestinationChargeInput, CreateOnboardingLinkInput, CreateTransferInput } from '../../src/index.js';
import { createScriptedStripe, toErrorAnswer } from '../scripted-stripe.js';
import { toPaymentIntent } from '../stripe-objects.js';

describe('connect.createOnboardingLink', () => {
  const input: CreateOnboardingLinkInput = {
    accountId: 'acct_1',
    refreshUrl: 'https://a.example/again',
    returnUrl: 'https://a.example/done',
  };
  const link = {
    body: { object: 'account_link', url: 'https://connect.stripe.example/setup/1', expires_at: 1_767_225_900 },
  };

  it('asks for a link for what is due now', async () => {
    const { stripe, requests } = createScriptedStripe([link]);
    const result = await stripe.connect.createOnboardingLink(input, { idempotencyKey: 'l' });
    expect(requests.map(({ line, form }) => [line, form])).toEqual([
      [
        'POST /v1/account_links',
        { account: 'acct_1', type: 'account_onboarding', refresh_url: input.refreshUrl, return_url: input.returnUrl },
      ],
    ]);
    expect(requests[0]?.headers.get('idempotency-key')).toBe('l');
    expect(result).toEqual({ url: 'https://connect.stripe.example/setup/1', expiresAt: 1_767_225_900_000 });
  });

  it('asks for an update, or for all that will be due', async () => {
    const { stripe, requests } = createScriptedStripe([link]);
    await stripe.connect.createOnboardingLink({ ...input, type: 'account_update', collect: 'eventually_due' });
    expect(requests[0]?.form).toMatchObject({ type: 'account_update', 'collection_options[fields]': 'eventually_due' });
  });

  it.each([
    [{ accountId: 'cus_1' }, 'input.accountId'],
    [{ refreshUrl: '/again' }, 'input.refreshUrl'],
    [{ returnUrl: 'javascript:alert(1)' }, 'input.returnUrl'],
    [{ collect: 'everything' }, 'input.collect'],
  ])('refuses %j before any I/O', async (wrong, path) => {
    const { stripe, requests } = createScriptedStripe([]);
    const call = stripe.connect.createOnboardingLink({ ...input, ...wrong } as CreateOnboardingLinkInput);
    await expect(call).rejects.toMatchObject({ code: 'VALIDATION', issues: [{ path }] });
    expect(requests).toEqual([]);
  });
});

describe('connect.createDestinationCharge', () => {
  const input: CreateDestinationChargeInput = {
    amount: 10_000,
    currency: 'EUR',
    destinationAccountId: 'acct_1',
    applicationFeeAmount: 1_200,
  };

  it('charges on the platform, pays the account, and keeps the fee', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: toPaymentIntent({ status: 'succeeded' }) }]);
    const result = await stripe.connect.createDestinationCharge(
      { ...input, customerId: 'cus_1', paymentMethodId: 'pm_1', confirm: true, onBehalfOfDestination: true },
      { idempotencyKey: 'd' },
    );
    expect(requests[0]).toMatchObject({
      line: 'POST /v1/payment_intents',
      form: {
        amount: '10000',
        currency: 'eur',
        customer: 'cus_1',
        payment_method: 'pm_1',
        'transfer_data[destination]': 'acct_1',
        application_fee_amount: '1200',
        on_behalf_of: 'acct_1',
      },
    });
    expect(requests[0]?.headers.get('idempotency-key')).toBe('d');
    expect(result).toMatchObject({ status: 'succeeded' });
  });

  it('keeps nothing, and leaves the platform the merchant, unless told otherwise', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: toPaymentIntent() }]);
    await stripe.connect.createDestinationCharge({ amount: 1, currency: 'eur', destinationAccountId: 'acct_1' });
    expect(requests[0]?.form).not.toHaveProperty('application_fee_amount');
    expect(requests[0]?.form).not.toHaveProperty('on_behalf_of');
  });

  it('returns a declined card as a result', async () => {
    const { stripe } = createScriptedStripe([
      toErrorAnswer(402, { type: 'card_error', payment_intent: toPaymentIntent() }),
    ]);
    await expect(stripe.connect.createDestinationCharge(input)).resolves.toMatchObject({
      status: 'requires_payment_method',
    });
  });

  it.each([
    [{ applicationFeeAmount: 10_001 }, 'input.applicationFeeAmount'],
    [{ applicationFeeAmount: 0.5 }, 'input.applicationFeeAmount'],
    [{ currency: 'isk', applicationFeeAmount: 150 }, 'input.applicationFeeAmount'],
    [{ destinationAccountId: 'cus_1' }, 'input.destinationAccountId'],
    [{ currency: 'zzz' }, 'input.currency'],
    [{ amount: 0 }, 'input.amount'],
  ])('refuses %j before any I/O', async (wrong, path) => {
    const { stripe, requests } = createScriptedStripe([]);
    const call = stripe.connect.createDestinationCharge({ ...input, ...wrong });
    await expect(call).rejects.toMatchObject({ code: 'VALIDATION', issues: [{ path }] });
    expect(requests).toEqual([]);
  });
});

describe('connect.createTransfer', () => {
  const input: CreateTransferInput = { amount: 5_000, currency: 'usd', destinationAccountId: 'acct_1' };

  it('moves money to the account, out of a charge when one is named', async () => {
    const transfer = { id: 'tr_1', object: 'transfer', amount: 5_000, currency: 'usd', destination: 'acct_1' };
    const { stripe, requests } = createScriptedStripe([{ body: transfer }]);
    const result = await stripe.connect.createTransfer(
      { ...input, sourceChargeId: 'ch_1', transferGroup: 'order-7', description: 'share', metadata: { a: 'b' } },
      { idempotencyKey: 't' },
    );
    expect(requests.map(({ line, form }) => [line, form])).toEqual([
      [
        'POST /v1/transfers',
        {
          amount: '5000',
          currency: 'usd',
          destination: 'acct_1',
          source_transaction: 'ch_1',
          transfer_group: 'order-7',
          description: 'share',
          'metadata[a]': 'b',
        },
      ],
    ]);
    expect(requests[0]?.headers.get('idempotency-key')).toBe('t');
    expect(result).toMatchObject({
      transferId: 'tr_1',
      amount: 5_000,
      currency: 'usd',
      destinationAccountId: 'acct_1',
    });
  });

  it('is a CONFLICT when the balance is too small', async () => {
    const { stripe } = createScriptedStripe([
      toErrorAnswer(400, { type: 'invalid_request_error', code: 'balance_insufficient' }),
    ]);
    await expect(stripe.connect.createTransfer(input)).rejects.toMatchObject({
      code: 'CONFLICT',
      outcome: 'not_applied',
    });
  });

  it.each([
    [{ amount: 1.5 }, 'input.amount'],
    [{ destinationAccountId: 'ch_1' }, 'input.destinationAccountId'],
    [{ sourceChargeId: 'pi_1' }, 'input.sourceChargeId'],
  ])('refuses %j before any I/O', async (wrong, path) => {
    const { stripe, requests } = createScriptedStripe([]);
    await expect(stripe.connect.createTransfer({ ...input, ...wrong })).rejects.toMatchObject({
      code: 'VALIDATION',
      issues: [{ path }],
    });
    expect(requests).toEqual([]);
  });
});
