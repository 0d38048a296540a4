import type { Clock } from '@breakwater/core';
import { createSeededRandom, type Random } from '@breakwater/testing';
import type Stripe from 'stripe';
import type { CheckoutPaymentInput, CheckoutSubscriptionInput } from '../checkout/checkout-parameters.js';
import type { TestPaymentMethod } from '../resources/test-payment-methods.js';
import { type Collection, createCollection } from './collection.js';
import { createIdentifierSource, type IdentifierSource } from './create-identifier.js';
import type { CheckoutLine, Invoice, InvoiceItem, Price, StripeEvent, Subscription } from './objects.js';

/** Everything that one Stripe account knows. */
export interface StripeState {
  readonly accounts: Collection<Stripe.Account>;
  readonly applicationFees: Collection<Stripe.ApplicationFee>;
  readonly balanceTransactions: Collection<Stripe.BalanceTransaction>;
  readonly charges: Collection<Stripe.Charge>;
  readonly checkoutSessions: Collection<Stripe.Checkout.Session>;
  /** What each checkout session sells, and what becomes of it. */
  readonly checkoutPlans: Map<string, CheckoutPlan>;
  readonly customers: Collection<Stripe.Customer>;
  readonly deletedCustomers: Set<string>;
  readonly disputes: Collection<Stripe.Dispute>;
  readonly events: Collection<StripeEvent>;
  readonly invoiceItems: Collection<InvoiceItem>;
  readonly invoicePayments: Collection<Stripe.InvoicePayment>;
  readonly invoices: Collection<Invoice>;
  readonly paymentIntents: Collection<Stripe.PaymentIntent>;
  readonly paymentMethods: Collection<Stripe.PaymentMethod>;
  /** How each payment method behaves when it is used. */
  readonly behaviours: Map<string, TestPaymentMethod>;
  /** The payout that took each balance transaction along. */
  readonly paidOutBy: Map<string, string>;
  readonly payouts: Collection<Stripe.Payout>;
  readonly portalSessions: Collection<Stripe.BillingPortal.Session>;
  readonly prices: Collection<Price>;
  readonly products: Collection<Stripe.Product>;
  readonly refunds: Collection<Stripe.Refund>;
  /** What counts for each subscription whose resumption waits for its invoice. */
  readonly resumptions: Map<string, 'attempt' | 'success'>;
  readonly setupIntents: Collection<Stripe.SetupIntent>;
  readonly subscriptions: Collection<Subscription>;
  readonly transferReversals: Collection<Stripe.TransferReversal>;
  readonly transfers: Collection<Stripe.Transfer>;
  readonly identifier: IdentifierSource;
  /** Epoch seconds of simulated time. */
  now(): number;
  /** Moves simulated time forward to a time in epoch seconds. */
  moveTo(seconds: number): void;
  /** Does something at an earlier moment: what billing did while nobody looked. */
  during(seconds: number, action: () => void): void;
  /** Records an event about the object as it is now, and hands it on. */
  emit(type: Stripe.Event['type'], object: object, previousAttributes?: Record<string, unknown>): void;
  /** Told how a payment came out, so that the invoice which it pays follows. */
  onPayment(intent: Stripe.PaymentIntent, outcome: PaymentOutcome): void;
  /** Told what happened to an invoice, so that its subscription follows. */
  onInvoice(invoice: Invoice, outcome: InvoiceOutcome): void;
  /** The request that is being executed, which its events name. */
  request: { id: string | null; idempotency_key: string | null };
}

/** What is done when a checkout session is completed. */
export interface CheckoutPlan {
  readonly lines: CheckoutLine[];
  readonly payment?: CheckoutPaymentInput | undefined;
  readonly subscription?: CheckoutSubscriptionInput | undefined;
}

/** How a payment came out. */
export type PaymentOutcome = 'succeeded' | 'failed' | 'canceled' | 'requires_action';

/** What happened to an invoice. */
export type InvoiceOutcome = 'paid' | 'failed' | 'voided' | 'uncollectible';

/** What the state is made from. */
export interface StripeStateOptions {
  readonly clock: Clock;
  readonly random?: Random;
  readonly seed?: number;
  readonly apiVersion: string;
  onEvent(event: StripeEvent): void;
  onPayment(state: StripeState, intent: Stripe.PaymentIntent, outcome: PaymentOutcome): void;
  onInvoice(state: StripeState, invoice: Invoice, outcome: InvoiceOutcome): void;
}

/** An empty account. */
export function createStripeState(options: StripeStateOptions): StripeState {
  const { clock, apiVersion } = options;
  const identifier = createIdentifierSource(options.random ?? createSeededRandom(options.seed ?? 1));
  let ahead = 0;
  let moment: number | undefined;
  const now = (): number => moment ?? Math.floor(clock.now() / 1000) + ahead;
  const state: StripeState = {
    accounts: createCollection('account'),
    applicationFees: createCollection('application fee'),
    balanceTransactions: createCollection('balance transaction'),
    charges: createCollection('charge'),
    checkoutSessions: createCollection('checkout.session'),
    checkoutPlans: new Map(),
    customers: createCollection('customer'),
    deletedCustomers: new Set(),
    disputes: createCollection('dispute'),
    events: createCollection('event'),
    invoiceItems: createCollection('invoiceitem'),
    invoicePayments: createCollection('invoice_payment'),
    invoices: createCollection('invoice'),
    paymentIntents: createCollection('payment_intent'),
    paymentMethods: createCollection('PaymentMethod'),
    behaviours: new Map(),
    paidOutBy: new Map(),
    payouts: createCollection('payout'),
    portalSessions: createCollection('billing_portal.session'),
    prices: createCollection('price'),
    products: createCollection('product'),
    refunds: createCollection('refund'),
    resumptions: new Map(),
    setupIntents: createCollection('setupintent'),
    subscriptions: createCollection('subscription'),
    transferReversals: createCollection('transfer reversal'),
    transfers: createCollection('transfer'),
    identifier,
    now,
    during: (seconds, action) => {
      moment = seconds;
      try {
        action();
      } finally {
        moment = undefined;
      }
    },
    moveTo: (seconds) => {
      ahead += Math.max(0, seconds - now());
    },
    emit(type, object, previousAttributes) {
      const event: StripeEvent = {
        id: identifier('evt'),
        object: 'event',
        api_version: apiVersion,
        created: now(),
        data: structuredClone({
          object,
          ...(previousAttributes && { previous_attributes: previousAttributes }),
        }),
        livemode: false,
        pending_webhooks: 0,
        request: { ...state.request },
        type,
      };
      state.events.add(event);
      options.onEvent(event);
    },
    onPayment: (intent, outcome) => options.onPayment(state, intent, outcome),
    onInvoice: (invoice, outcome) => options.onInvoice(state, invoice, outcome),
    request: { id: null, idempotency_key: null },
  };
  return state;
}
