import type Stripe from 'stripe';
import { invalidRequest, StripeApiError } from '../api/stripe-api-error.js';
import { paymentOf } from '../invoices/finalize-invoice.js';
import { newInvoiceItem } from '../invoices/new-invoice-item.js';
import { attemptPayment } from '../invoices/pay-invoice.js';
import { confirmPayment, finishAuthentication } from '../resources/confirm-payment.js';
import { newCustomer } from '../resources/new-customer.js';
import { newPaymentIntent } from '../resources/new-payment-intent.js';
import { attachPaymentMethod, resolvePaymentMethod } from '../resources/payment-methods.js';
import { confirmSetup, newSetupIntent } from '../resources/setup-intents.js';
import { mergeMetadata } from '../state/change.js';
import { type Invoice, idOf } from '../state/objects.js';
import type { CheckoutPlan, StripeState } from '../state/stripe-state.js';
import { periodOf } from '../subscriptions/billing-period.js';
import { trialEndOf } from '../subscriptions/create-subscription.js';
import { buildSubscription } from '../subscriptions/new-subscription.js';
import { billSubscription } from '../subscriptions/subscription-invoice.js';
import { newSubscriptionItem } from '../subscriptions/subscription-item.js';
import { periodLine } from '../subscriptions/subscription-lines.js';

/** What the customer fills in on the page. */
export interface CheckoutAnswers {
  /** @default 'pm_card_visa' */
  readonly paymentMethod?: string;
  /** @default the session's, or `customer@example.com` */
  readonly email?: string;
  readonly name?: string;
}

/**
 * Does what the page does when the customer presses the button, 3D Secure included. A decline leaves the session open,
 * as the page does, and is told by the answer.
 */
export function completeCheckout(
  state: StripeState,
  session: Stripe.Checkout.Session,
  answers: CheckoutAnswers = {},
): 'complete' | 'declined' {
  if (session.status !== 'open') throw invalidRequest(`This Checkout Session is ${session.status}.`);
  const plan = state.checkoutPlans.get(session.id) ?? { lines: [] };
  const { paymentMethod = 'pm_card_visa', name } = answers;
  const known = state.customers.get(idOf(session.customer) ?? '');
  const email = answers.email ?? session.customer_email ?? known?.email ?? 'customer@example.com';
  const method = resolvePaymentMethod(state, paymentMethod, 'payment_method', known?.id);
  const wantsCustomer = session.mode === 'subscription' || session.customer_creation === 'always';
  const customer = known ?? (wantsCustomer ? newCustomer(state, { email, name: name ?? null }) : undefined);
  if (customer) session.customer = customer.id;
  try {
    if (session.mode === 'payment') pay(state, session, plan, method);
    else if (session.mode === 'setup') setUp(state, session, method);
    else if (customer && !subscribe(state, session, plan, method, customer)) return 'declined';
  } catch (error) {
    if (error instanceof StripeApiError && error.body.type === 'card_error') return 'declined';
    throw error;
  }
  session.status = 'complete';
  session.url = null;
  session.customer_details = {
    address: customer?.address ?? null,
    business_name: null,
    email,
    individual_name: null,
    name: name ?? customer?.name ?? null,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  };
  state.emit('checkout.session.completed', session);
  return 'complete';
}

function confirm(state: StripeState, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): void {
  confirmPayment(state, intent, { method });
  if (intent.status === 'requires_action') finishAuthentication(state, intent, true);
}

function pay(
  state: StripeState,
  session: Stripe.Checkout.Session,
  { payment = {} }: CheckoutPlan,
  method: Stripe.PaymentMethod,
): void {
  const { transfer_data: transfer } = payment;
  const known = state.paymentIntents.get(idOf(session.payment_intent) ?? '');
  const intent =
    known ??
    newPaymentIntent(state, {
      ...payment,
      amount: session.amount_total ?? 0,
      currency: session.currency ?? 'usd',
      customer: idOf(session.customer),
      metadata: mergeMetadata(null, payment.metadata),
      transfer_data: transfer && {
        destination: transfer.destination,
        ...(transfer.amount !== undefined && { amount: transfer.amount }),
      },
    });
  session.payment_intent = intent.id;
  confirm(state, intent, method);
  if (intent.status === 'requires_payment_method') throw declined();
  if (intent.status === 'succeeded') session.payment_status = 'paid';
}

function setUp(state: StripeState, session: Stripe.Checkout.Session, method: Stripe.PaymentMethod): void {
  const intent = newSetupIntent(state, { customer: idOf(session.customer) });
  session.setup_intent = intent.id;
  confirmSetup(state, intent, method, true);
}

function subscribe(
  state: StripeState,
  session: Stripe.Checkout.Session,
  { lines, subscription: wish = {} }: CheckoutPlan,
  method: Stripe.PaymentMethod,
  customer: Stripe.Customer,
): boolean {
  attachPaymentMethod(state, method, customer.id);
  const now = state.now();
  const trialEnd = trialEndOf(state, wish);
  const id = state.identifier('sub');
  const items = lines
    .filter(({ price }) => price.type === 'recurring')
    .map(({ price, quantity }) => {
      const period = trialEnd === undefined ? periodOf(price, now, now) : { start: now, end: trialEnd };
      return newSubscriptionItem(state, { subscription: id, price, quantity: quantity ?? 1, period });
    });
  const { transfer_data: transfer } = wish;
  const subscription = buildSubscription(state, {
    id,
    customer: customer.id,
    currency: session.currency ?? 'usd',
    items,
    status: trialEnd === undefined ? 'incomplete' : 'trialing',
    applicationFeePercent: wish.application_fee_percent,
    billingMode: wish.billing_mode?.type,
    defaultPaymentMethod: method.id,
    description: wish.description,
    metadata: mergeMetadata(null, wish.metadata),
    transferData: transfer && { amount_percent: transfer.amount_percent ?? null, destination: transfer.destination },
    trial: trialEnd === undefined ? undefined : { start: now, end: trialEnd },
  });
  state.subscriptions.add(subscription);
  for (const line of lines) {
    if (line.price.type === 'recurring') continue;
    newInvoiceItem(state, customer.id, {
      amount: line.amount_total,
      currency: line.currency,
      description: line.description ?? '',
      period: { start: now, end: now },
      price: line.price,
      quantity: line.quantity ?? 1,
      subscription: id,
    });
  }
  state.emit('customer.subscription.created', subscription);
  const periods = items.map((item) => {
    const period = { start: item.current_period_start, end: item.current_period_end };
    return periodLine(state, item, period, { trial: trialEnd !== undefined });
  });
  const invoice = billSubscription(state, subscription, 'subscription_create', periods);
  if (!collect(state, invoice)) return false;
  session.subscription = id;
  session.invoice = invoice.id;
  session.payment_status = invoice.amount_paid > 0 ? 'paid' : 'no_payment_required';
  return true;
}

function collect(state: StripeState, invoice: Invoice): boolean {
  if (invoice.status !== 'open') return true;
  const outcome = attemptPayment(state, invoice, false);
  const intent = paymentOf(state, invoice);
  if (outcome === 'requires_action' && intent) finishAuthentication(state, intent, true);
  return state.invoices.require(invoice.id).status === 'paid' || outcome === 'processing';
}

function declined(): StripeApiError {
  return new StripeApiError(402, { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' });
}

/** Tells a completed session how a payment that took its time came out. */
export function followCheckoutPayment(
  state: StripeState,
  intent: Stripe.PaymentIntent,
  outcome: 'succeeded' | 'failed',
): void {
  const session = state.checkoutSessions.all().find((it) => it.payment_intent === intent.id);
  if (session?.status !== 'complete' || session.payment_status !== 'unpaid') return;
  if (outcome === 'succeeded') session.payment_status = 'paid';
  state.emit(
    outcome === 'succeeded' ? 'checkout.session.async_payment_succeeded' : 'checkout.session.async_payment_failed',
    session,
  );
}
