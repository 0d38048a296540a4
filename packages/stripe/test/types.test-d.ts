import type { CallContext, Integration, IntegrationError } from '@breakwater/core';
import {
  createStripe,
  type PaymentResult,
  type RefundResult,
  type StripeIntegration,
  type SubscriptionNextStep,
  toPaymentResult,
} from '@breakwater/stripe';
import type Stripe from 'stripe';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<T>(_value: T): void {}
function isTrue<T extends true>(_value?: T): void {}

declare const stripe: StripeIntegration;
declare const intent: Stripe.PaymentIntent;

// The factory.
expectType<StripeIntegration>(createStripe({ secretKey: 'sk_test_1' }));
// Another copy or a prepared one of the SDK may be given.
createStripe({ secretKey: 'sk_test_1', stripe: () => import('stripe') });
// @ts-expect-error a key is needed
createStripe({});
// @ts-expect-error the webhook secret belongs to the source of the webhooks
createStripe({ secretKey: 'sk_test_1', webhookSecret: 'whsec_1' });
// @ts-expect-error there is no such feature
createStripe({ secretKey: 'sk_test_1', features: { subscription: true } });
// @ts-expect-error a module, not a function
createStripe({ secretKey: 'sk_test_1', stripe: import('stripe') });

// It is an integration of the official client, and knows its name.
expectType<Integration<Stripe, 'stripe'>>(stripe);
isTrue<Equal<typeof stripe.name, 'stripe'>>();
expectType<Promise<Stripe>>(stripe.client());
expectType<Promise<number>>(
  stripe.run('customers.count', async (client, context) => {
    expectType<Stripe>(client);
    expectType<CallContext>(context);
    return (await client.customers.list()).data.length;
  }),
);

// The status tells the members.
function describe(result: PaymentResult): string | undefined {
  switch (result.status) {
    case 'succeeded':
      return result.chargeId;
    case 'requires_action':
      return result.nextAction?.redirectUrl ?? result.clientSecret;
    case 'requires_payment_method':
      return result.decline?.declineCode;
    case 'requires_capture':
      return String(result.amountCapturable);
    case 'requires_confirmation':
    case 'processing':
      return undefined;
    case 'canceled':
      return result.reason;
    case 'unknown':
      return result.vendorStatus;
    default:
      // No status is left.
      expectType<never>(result);
      return undefined;
  }
}
describe(toPaymentResult(intent));

function describeRefund(result: RefundResult): void {
  if (result.status === 'failed') expectType<string | undefined>(result.reason);
}
// A refund that is pending has no reason.
isTrue<Equal<Extract<RefundResult, { status: 'pending' }> extends { reason: unknown } ? true : false, false>>();
describeRefund(await stripe.payments.refund({ paymentIntentId: 'pi_1', amount: 100 }));

// The client secret is there when, and only when, there is something to confirm.
const created = await stripe.subscriptions.create({ customerId: 'cus_1', items: [{ priceId: 'price_1' }] });
if (created.next === 'confirm_payment') expectType<string>(created.clientSecret);
isTrue<
  Equal<Extract<SubscriptionNextStep, { next: 'none' }> extends { clientSecret: unknown } ? true : false, false>
>();
isTrue<Equal<SubscriptionNextStep['next'], 'none' | 'confirm_payment' | 'confirm_setup'>>();

// Inputs.
// @ts-expect-error the currency is missing
void stripe.payments.initiate({ amount: 100 });
// @ts-expect-error an amount is a number
void stripe.payments.initiate({ amount: '100', currency: 'usd' });
// @ts-expect-error there is no such parameter
void stripe.payments.initiate({ amount: 100, currency: 'usd', payment_method_types: ['card'] });
// @ts-expect-error a subscription needs a price
void stripe.subscriptions.create({ customerId: 'cus_1' });
void stripe.subscriptions.create({ customerId: 'cus_1', priceId: 'price_1', quantity: 2 });
// @ts-expect-error prices are named in one of the two ways
void stripe.subscriptions.create({ customerId: 'cus_1', priceId: 'price_1', items: [{ priceId: 'price_1' }] });
// @ts-expect-error each item has a quantity of its own
void stripe.subscriptions.create({ customerId: 'cus_1', items: [{ priceId: 'price_1' }], quantity: 2 });
// @ts-expect-error a line is either from the catalogue or described
void stripe.invoices.create({ customerId: 'cus_1', currency: 'usd', lines: [{ description: 'x' }] });
// Undefined is the same as leaving it out.
void stripe.payments.initiate({ amount: 100, currency: 'usd', customerId: undefined });

// Results are what is returned, unless a fallback adds to them.
expectType<Promise<PaymentResult>>(
  stripe.payments.initiate({ amount: 100, currency: 'usd' }, { idempotencyKey: 'order-7' }),
);
const either = await stripe.payments.confirm(
  { paymentIntentId: 'pi_1' },
  {
    fallback: (error) => {
      expectType<IntegrationError>(error);
      return 'later' as const;
    },
  },
);
isTrue<Equal<typeof either, PaymentResult | 'later'>>();

// A migration has a choice that nobody makes for you, and steps told apart by their outcome.
const prices = { migrationId: 'm', fromPriceId: 'price_1', toPriceId: 'price_2' };
// @ts-expect-error prorationBehavior has no default
void stripe.subscriptions.migratePrices(prices);
const migration = stripe.subscriptions.migratePrices({ ...prices, prorationBehavior: 'none' }, { concurrency: 2 });
for await (const step of migration) {
  if (step.outcome === 'failed') expectType<IntegrationError>(step.error);
  if (step.outcome === 'pending') expectType<number>(step.expiresAt);
  // @ts-expect-error only a step that was skipped has a reason
  if (step.outcome === 'moved') void step.reason;
}
const { plan } = await stripe.subscriptions.previewPriceMigration({ ...prices, prorationBehavior: 'always_invoice' });
void stripe.subscriptions.migratePrices(plan);
// @ts-expect-error failures are not tried again one by one: run it again
void stripe.subscriptions.migratePrices(plan, { idempotencyKey: 'x' });

// Giving up a dispute has to be said, and evidence has Stripe's names.
// @ts-expect-error it is final
void stripe.disputes.close({ disputeId: 'du_1' });
// @ts-expect-error there is no such evidence
void stripe.disputes.submitEvidence({ disputeId: 'du_1', evidence: { reciept: 'file_1' } });
const reconciled = await stripe.payouts.reconcile({ payoutId: 'po_1' });
if (reconciled.reconciliation === 'completed') expectType<number>(reconciled.difference);
// @ts-expect-error there is nothing to add up yet
if (reconciled.reconciliation === 'in_progress') void reconciled.difference;

// Nothing can be reassigned.
// @ts-expect-error frozen
stripe.payments = createStripe({ secretKey: 'sk_test_1' }).payments;
// @ts-expect-error frozen
stripe.features.connect = false;
