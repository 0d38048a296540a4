import type Stripe from 'stripe';
import { newPaymentIntent } from '../resources/new-payment-intent.js';
import { type Invoice, idOf, type Subscription } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { markPaid } from './mark-paid.js';
import { refreshTotals } from './new-invoice.js';

/** The subscription that an invoice bills. */
export function subscriptionOf(state: StripeState, invoice: Invoice): Subscription | undefined {
  return state.subscriptions.get(idOf(invoice.parent?.subscription_details?.subscription) ?? '');
}

/** The payment intent that an invoice waits for, or was paid with. */
export function paymentOf(state: StripeState, invoice: Invoice): Stripe.PaymentIntent | undefined {
  const payment = state.invoicePayments.newestFirst().find((it) => it.invoice === invoice.id && it.is_default);
  return state.paymentIntents.get(idOf(payment?.payment.payment_intent) ?? '');
}

/** Turns a draft into an invoice that can be paid. Nothing due means paid at once. */
export function finalizeInvoice(state: StripeState, invoice: Invoice): void {
  const now = state.now();
  const customer = state.customers.require(idOf(invoice.customer) ?? '');
  refreshTotals(invoice, customer);
  customer.balance = Math.min(0, invoice.total + customer.balance);
  customer.currency ??= invoice.currency;
  invoice.ending_balance = customer.balance;
  invoice.status = 'open';
  invoice.effective_at = now;
  invoice.automatically_finalizes_at = null;
  invoice.status_transitions.finalized_at = now;
  invoice.number = nextNumber(customer);
  invoice.hosted_invoice_url = `https://invoice.stripe.com/i/acct_emulator/${invoice.id}`;
  invoice.invoice_pdf = `${invoice.hosted_invoice_url}/pdf`;
  if (invoice.collection_method === 'send_invoice') invoice.due_date ??= now + 30 * 86_400;
  state.emit('invoice.finalized', invoice);
  if (invoice.amount_due === 0) {
    markPaid(state, invoice, { charged: true });
    return;
  }
  const subscription = subscriptionOf(state, invoice);
  const method = idOf(invoice.default_payment_method) ?? defaultMethod(subscription, customer);
  const intent = newPaymentIntent(state, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: customer.id,
    payment_method: method,
    description: subscription ? 'Subscription creation' : 'Payment for Invoice',
    ...(subscription && shareOf(subscription, invoice.amount_due)),
    ...(subscription?.payment_settings?.save_default_payment_method === 'on_subscription' && {
      setup_future_usage: 'off_session' as const,
    }),
  });
  state.invoicePayments.add({
    id: state.identifier('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  });
}

/** The payment method that pays when nobody is asked. */
export function defaultMethod(subscription: Subscription | undefined, customer: Stripe.Customer): string | undefined {
  return idOf(subscription?.default_payment_method) ?? idOf(customer.invoice_settings.default_payment_method);
}

function shareOf(
  subscription: Subscription,
  amount: number,
): { transfer_data?: Stripe.PaymentIntent.TransferData; application_fee_amount?: number } {
  const { transfer_data: transfer, application_fee_percent: percent } = subscription;
  if (!transfer) return {};
  const { amount_percent: share } = transfer;
  return {
    transfer_data: {
      destination: idOf(transfer.destination) ?? '',
      ...(share !== null && { amount: Math.round((amount * share) / 100) }),
    },
    ...(percent !== null && share === null && { application_fee_amount: Math.round((amount * percent) / 100) }),
  };
}

function nextNumber(customer: Stripe.Customer): string {
  const sequence = customer.next_invoice_sequence ?? 1;
  customer.next_invoice_sequence = sequence + 1;
  return `${customer.invoice_prefix ?? 'EMULATOR'}-${String(sequence).padStart(4, '0')}`;
}
