import {
  createCallContext,
  createIntegration,
  createPolicy,
  createRedactor,
  createTransport,
  type Integration,
  systemClock,
} from '@breakwater/core';
import type Stripe from 'stripe';
import { createCardGuard } from './card-guard.js';
import { classifyError } from './classify-error.js';
import { classifyResponse } from './classify-response.js';
import type { StripeCompliance } from './compliance.js';
import type { StripeFeatures } from './features.js';
import { loadClient } from './load-client.js';
import { type BillingOperations, createBillingOperations } from './operations/billing/billing-operations.js';
import {
  bindOperation,
  createInputCheck,
  type Operation,
  type OperationDefinition,
  type OperationHost,
} from './operations/bind-operation.js';
import { type CheckoutOperations, createCheckoutOperations } from './operations/checkout/checkout-operations.js';
import { type ConnectOperations, createConnectOperations } from './operations/connect/connect-operations.js';
import { createDisputeOperations, type DisputeOperations } from './operations/disputes/dispute-operations.js';
import { createEventOperations, type EventOperations } from './operations/events/event-operations.js';
import { createInvoiceOperations, type InvoiceOperations } from './operations/invoices/invoice-operations.js';
import { createPaymentOperations, type PaymentOperations } from './operations/payments/payment-operations.js';
import { createPayoutOperations, type PayoutOperations } from './operations/payouts/payout-operations.js';
import {
  createSubscriptionOperations,
  type SubscriptionOperations,
} from './operations/subscriptions/subscription-operations.js';
import type { StripeOptions } from './options.js';
import { resolveOptions } from './resolve-options.js';
import { createRetention, type StripeRetention } from './retention.js';
import { STRIPE_ROUTES } from './routes.js';

/** Stripe under one policy. Every member can be destructured: nothing depends on `this`. */
export interface StripeIntegration extends Integration<Stripe, 'stripe'> {
  readonly subscriptions: SubscriptionOperations;
  readonly payments: PaymentOperations;
  readonly connect: ConnectOperations;
  readonly billing: BillingOperations;
  readonly invoices: InvoiceOperations;
  readonly checkout: CheckoutOperations;
  readonly disputes: DisputeOperations;
  readonly payouts: PayoutOperations;
  readonly events: EventOperations;
  readonly features: StripeFeatures;
  readonly compliance: StripeCompliance;
  /** How long received webhooks are kept. */
  readonly retention: StripeRetention;
}

/** The keys that the SDK makes up for every POST. They give way to the key of the call, which outlives the SDK's call. */
const GENERATED_KEY = /^stripe-node-retry-/;

/**
 * Makes an integration with Stripe. Nothing is loaded and nothing is sent before it is used.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 * @example
 * ```ts
 * import { createStripe } from '@breakwater/stripe';
 *
 * const stripe = createStripe({ secretKey: 'sk_test_...' });
 * const payment = await stripe.payments.initiate({ amount: 1099, currency: 'eur' });
 * console.log(payment.status, payment.paymentIntentId);
 * ```
 */
export function createStripe(options: StripeOptions): StripeIntegration {
  const { options: resolved, definition } = resolveOptions(options);
  const { clock = systemClock, random, telemetry, features, compliance } = resolved;
  const context = createCallContext();
  const redact = createRedactor({ secrets: [resolved.secretKey] });
  const { errorHandling, rateLimiting } = definition;
  const policy = createPolicy('stripe', { ...errorHandling, rateLimiting }, { clock, random, telemetry, redact });
  const fetch = createTransport(policy, {
    context,
    clock,
    redact,
    fetch: resolved.fetch,
    routes: STRIPE_ROUTES,
    idempotencyHeader: 'idempotency-key',
    isGeneratedKey: (key) => GENERATED_KEY.test(key),
    classifyResponse,
    inspect: compliance.pciCompliant ? createCardGuard(context) : undefined,
    // The one answer that is not JSON: the PDF of a quote, which the SDK hands on as a stream.
    isStream: ({ url }) => url.pathname.endsWith('/pdf'),
  });
  const integration = createIntegration({
    definition,
    policy,
    context,
    clock,
    telemetry,
    redact,
    load: () => loadClient(resolved, fetch, redact),
    classifyError,
    // One number of the account's own: no personal data, no list, and `Balance: read` is all that a restricted key needs.
    check: (client) => client.balance.retrieve(),
  });
  const host: OperationHost = {
    run: integration.run,
    features,
    refusesCardNumbers: compliance.pciCompliant,
    now: () => clock.now(),
  };
  const bind = <Input, Result>(operation: OperationDefinition<Input, Result>): Operation<Input, Result> =>
    bindOperation(operation, host);
  return Object.freeze<StripeIntegration>({
    ...integration,
    subscriptions: createSubscriptionOperations({ bind, check: createInputCheck(host), now: host.now }),
    payments: createPaymentOperations(bind),
    connect: createConnectOperations(bind),
    billing: createBillingOperations(bind),
    invoices: createInvoiceOperations(bind),
    checkout: createCheckoutOperations(bind),
    disputes: createDisputeOperations(bind),
    payouts: createPayoutOperations(bind),
    events: createEventOperations(bind),
    features: Object.freeze(features),
    compliance: Object.freeze(compliance),
    retention: createRetention(compliance.dataRetention),
  });
}
