import { describe, expect, it } from 'vitest';
import type { StripeIntegration } from '../src/index.js';
import { createScriptedStripe } from './scripted-stripe.js';

const name = 'Ada Lovelace';
const address = 'ada@a.example';
const long = `${name}, ${address}, ${'x'.repeat(25_000)}`;
const order = { amount: 100, currency: 'eur' };
const urls = {
  mode: 'payment' as const,
  successUrl: 'https://a.example',
  lines: [{ priceId: 'price_1', quantity: 1 }],
};
const line = { amount: 5, description: long };

type Call = (stripe: StripeIntegration) => Promise<unknown>;

describe('what a customer has told', () => {
  it.each<readonly [where: string, call: Call]>([
    ['evidence', ({ disputes }) => disputes.draftEvidence({ disputeId: 'du_1', evidence: { customer_name: long } })],
    ['a file', ({ disputes }) => disputes.submitEvidence({ disputeId: 'du_1', evidence: { receipt: name } })],
    ['a comment', ({ subscriptions }) => subscriptions.cancel({ subscriptionId: 'sub_1', comment: long })],
    ['metadata', ({ payments }) => payments.initiate({ ...order, metadata: { name: long } })],
    ['a description', ({ payments }) => payments.initiate({ ...order, description: long })],
    ['an e-mail address', ({ payments }) => payments.initiate({ ...order, receiptEmail: `${name} <${address}> ` })],
    ['an e-mail address at checkout', ({ checkout }) => checkout.createSession({ ...urls, customerEmail: name })],
    ['a reference', ({ checkout }) => checkout.createSession({ ...urls, clientReferenceId: long })],
    ['a line', ({ invoices }) => invoices.create({ customerId: 'cus_1', currency: 'usd', lines: [line] })],
    ['an id', ({ payments }) => payments.initiate({ ...order, customerId: address })],
    ['an id of a payment method', ({ payments }) => payments.initiate({ ...order, paymentMethodId: name })],
    ['a URL', ({ payments }) => payments.confirm({ paymentIntentId: 'pi_1', returnUrl: `/back?for=${address}` })],
    ['a URL of the portal', ({ billing }) => billing.createPortalSession({ customerId: 'cus_1', returnUrl: name })],
  ])('is in no error, though it was refused in %s', async (_, call) => {
    const { stripe, requests } = createScriptedStripe([]);
    const error = await call(stripe).then(
      () => expect.unreachable('it was accepted'),
      (reason: unknown) => reason as Error,
    );
    expect(error).toMatchObject({
      code: 'VALIDATION',
      message: expect.stringMatching(/got a string of \d+ characters$/),
    });
    expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/Ada|a\.example/);
    expect(requests).toEqual([]);
  });

  it('is not told from what only looks wrong: that is shown', async () => {
    const { stripe } = createScriptedStripe([]);
    await expect(stripe.payments.initiate({ ...order, customerId: 'pi_1' })).rejects.toThrow('got "pi_1"');
    await expect(stripe.payments.confirm({ paymentIntentId: 'pi_1', returnUrl: '/back' })).rejects.toThrow(
      'got "/back"',
    );
  });
});
