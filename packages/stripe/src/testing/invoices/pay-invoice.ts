import type Stripe from 'stripe';
import { invalidRequest, StripeApiError } from '../api/stripe-api-error.js';
import { confirmPayment } from '../resources/confirm-payment.js';
import { cancelPayment } from '../resources/settle-payment.js';
import { type Invoice, idOf } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { defaultMethod, paymentOf, subscriptionOf } from './finalize-invoice.js';

/** The payment method that an invoice is paid with when none is named. */
export function methodFor(state: StripeState, invoice: Invoice): Stripe.PaymentMethod | undefined {
  const customer = state.customers.require(idOf(invoice.customer) ?? '');
  const id = idOf(invoice.default_payment_method) ?? defaultMethod(subscriptionOf(state, invoice), customer);
  return id === undefined ? undefined : state.paymentMethods.get(id);
}

/** How an automatic attempt came out. */
export type AttemptOutcome = 'paid' | 'requires_action' | 'declined' | 'no_method' | 'processing';

/** Tries to collect an open invoice. A decline is an outcome here: nobody waits for an answer. */
export function attemptPayment(state: StripeState, invoice: Invoice, offSession: boolean): AttemptOutcome {
  if (invoice.status === 'paid') return 'paid';
  const method = methodFor(state, invoice);
  const intent = paymentOf(state, invoice);
  if (!method || !intent) return 'no_method';
  try {
    confirmPayment(state, intent, { method, offSession });
  } catch (error) {
    if (error instanceof StripeApiError && error.body.type === 'card_error') return 'declined';
    throw error;
  }
  if (intent.status === 'succeeded') return 'paid';
  return intent.status === 'processing' ? 'processing' : 'requires_action';
}

/** Pays an open invoice with a method, for a client that waits. Throws 402 when it does not work out. */
export function payInvoice(
  state: StripeState,
  invoice: Invoice,
  method: Stripe.PaymentMethod,
  offSession: boolean,
): void {
  const intent = paymentOf(state, invoice);
  if (!intent) throw invalidRequest('This invoice has nothing to pay.');
  confirmPayment(state, intent, { method, offSession });
  if (intent.status !== 'requires_action') return;
  throw new StripeApiError(402, {
    type: 'card_error',
    code: 'invoice_payment_intent_requires_action',
    message: 'Payment for this invoice requires additional user action before it can be completed.',
    payment_intent: structuredClone(intent),
  });
}

/** Declares that an invoice is not owed. */
export function voidInvoice(state: StripeState, invoice: Invoice): void {
  const intent = paymentOf(state, invoice);
  invoice.status = 'void';
  invoice.auto_advance = false;
  invoice.status_transitions.voided_at = state.now();
  if (intent && intent.status !== 'canceled') cancelPayment(state, intent, 'void_invoice');
  state.emit('invoice.voided', invoice);
  state.onInvoice(invoice, 'voided');
}
