import { describe, expect, it } from 'vitest';
import { type StripeFeature, type StripeIntegration } from '../src/index.js';
import { createScriptedStripe } from './scripted-stripe.js';

const url = 'https://app.example/';
const price = 'price_1';
const invoiceId = 'in_1';

/** A valid call of everything that a feature switches. */
const calls: readonly (readonly [
  name: string,
  feature: StripeFeature,
  call: (stripe: StripeIntegration) => Promise<unknown>,
])[] = [
  [
    'subscriptions.create',
    'subscriptions',
    (s) => s.subscriptions.create({ customerId: 'cus_1', items: [{ priceId: price }] }),
  ],
  [
    'subscriptions.upgrade',
    'subscriptions',
    (s) => s.subscriptions.upgrade({ subscriptionId: 'sub_1', priceId: price }),
  ],
  [
    'subscriptions.previewUpgrade',
    'subscriptions',
    (s) => s.subscriptions.previewUpgrade({ subscriptionId: 'sub_1', priceId: price }),
  ],
  ['subscriptions.cancel', 'subscriptions', (s) => s.subscriptions.cancel({ subscriptionId: 'sub_1' })],
  ['subscriptions.pause', 'subscriptions', (s) => s.subscriptions.pause({ subscriptionId: 'sub_1' })],
  ['subscriptions.resume', 'subscriptions', (s) => s.subscriptions.resume({ subscriptionId: 'sub_1' })],
  ['subscriptions.reactivate', 'subscriptions', (s) => s.subscriptions.reactivate({ subscriptionId: 'sub_1' })],
  [
    'checkout.createSession',
    'subscriptions',
    (s) => s.checkout.createSession({ mode: 'subscription', lines: [{ priceId: price }], successUrl: url }),
  ],
  [
    'connect.createOnboardingLink',
    'connect',
    (s) => s.connect.createOnboardingLink({ accountId: 'acct_1', refreshUrl: url, returnUrl: url }),
  ],
  [
    'connect.createDestinationCharge',
    'marketplace',
    (s) => s.connect.createDestinationCharge({ amount: 1, currency: 'usd', destinationAccountId: 'acct_1' }),
  ],
  [
    'connect.createTransfer',
    'marketplace',
    (s) => s.connect.createTransfer({ amount: 1, currency: 'usd', destinationAccountId: 'acct_1' }),
  ],
  [
    'subscriptions.create',
    'marketplace',
    (s) => s.subscriptions.create({ customerId: 'cus_1', items: [{ priceId: price }], destinationAccountId: 'acct_1' }),
  ],
  [
    'checkout.createSession',
    'marketplace',
    (s) =>
      s.checkout.createSession({
        mode: 'payment',
        lines: [{ priceId: price }],
        successUrl: url,
        destinationAccountId: 'acct_1',
      }),
  ],
  [
    'billing.createPortalSession',
    'billing',
    (s) => s.billing.createPortalSession({ customerId: 'cus_1', returnUrl: url }),
  ],
  [
    'invoices.create',
    'invoicing',
    (s) => s.invoices.create({ customerId: 'cus_1', currency: 'usd', lines: [{ priceId: price }] }),
  ],
  ['invoices.finalize', 'invoicing', (s) => s.invoices.finalize({ invoiceId })],
  ['invoices.send', 'invoicing', (s) => s.invoices.send({ invoiceId })],
  ['invoices.void', 'invoicing', (s) => s.invoices.void({ invoiceId })],
];

describe('a feature that is switched off', () => {
  it.each(calls)('refuses %s (%s) before any I/O', async (name, feature, call) => {
    const { stripe, requests } = createScriptedStripe([], { features: { [feature]: false } });
    await expect(call(stripe)).rejects.toMatchObject({
      code: 'FEATURE_DISABLED',
      operation: name,
      outcome: 'not_applied',
      attempts: 0,
      message: expect.stringContaining(`\`${feature}\``),
    });
    expect(requests).toEqual([]);
  });

  it.each(calls)('is the only reason why %s (%s) is refused', async (_, feature, call) => {
    const others = { subscriptions: false, marketplace: false, connect: false, billing: false, invoicing: false };
    const needed = feature === 'marketplace' ? { marketplace: true, subscriptions: true } : { [feature]: true };
    const { stripe, requests } = createScriptedStripe(
      () => ({ status: 404, body: { error: { type: 'invalid_request_error', code: 'resource_missing' } } }),
      {
        features: { ...others, ...needed },
      },
    );
    await expect(call(stripe)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(requests.length).toBeGreaterThan(0);
  });

  it('does not load the SDK to say so', async () => {
    const { stripe } = createScriptedStripe([], {
      features: { billing: false },
      stripe: () => expect.fail('The SDK was loaded'),
    });
    await expect(stripe.billing.createPortalSession({ customerId: 'cus_1', returnUrl: url })).rejects.toMatchObject({
      code: 'FEATURE_DISABLED',
    });
  });

  it('says so before it looks at the input', async () => {
    const { stripe } = createScriptedStripe([], { features: { billing: false } });
    await expect(stripe.billing.createPortalSession({ customerId: 'nonsense', returnUrl: 'x' })).rejects.toMatchObject({
      code: 'FEATURE_DISABLED',
    });
  });

  it('leaves single payments, and checkout without a subscription, as they are', async () => {
    const features = { subscriptions: false, marketplace: false, connect: false, billing: false, invoicing: false };
    const { stripe, requests } = createScriptedStripe(
      () => ({ status: 402, body: { error: { type: 'card_error' } } }),
      { features },
    );
    await expect(stripe.payments.initiate({ amount: 1, currency: 'usd' })).rejects.toMatchObject({ code: 'DECLINED' });
    await expect(
      stripe.checkout.createSession({ mode: 'payment', lines: [{ priceId: price }], successUrl: url }),
    ).rejects.toMatchObject({ code: 'DECLINED' });
    expect(requests).toHaveLength(2);
  });
});
