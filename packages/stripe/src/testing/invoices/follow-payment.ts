import type Stripe from 'stripe';
import type { PaymentOutcome, StripeState } from '../state/stripe-state.js';
import { markPaid } from './mark-paid.js';

/** Lets an invoice follow the payment intent that pays it. */
export function followPayment(state: StripeState, intent: Stripe.PaymentIntent, outcome: PaymentOutcome): void {
  const payment = state.invoicePayments.all().find(({ payment: paid }) => paid.payment_intent === intent.id);
  if (!payment || typeof payment.invoice !== 'string') return;
  const invoice = state.invoices.require(payment.invoice);
  if (outcome === 'canceled') {
    payment.status = 'canceled';
    payment.status_transitions.canceled_at = state.now();
    return;
  }
  invoice.attempted = true;
  invoice.attempt_count += 1;
  if (outcome === 'requires_action') {
    state.emit('invoice.payment_action_required', invoice);
    return;
  }
  if (outcome === 'failed') {
    state.emit('invoice.payment_failed', invoice);
    state.onInvoice(invoice, 'failed');
    return;
  }
  payment.amount_paid = intent.amount_received;
  payment.status = 'paid';
  payment.status_transitions.paid_at = state.now();
  state.emit('invoice_payment.paid', payment);
  markPaid(state, invoice, { charged: true });
}
