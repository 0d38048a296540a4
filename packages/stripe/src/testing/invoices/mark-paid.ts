import type { Invoice } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';

/** How an invoice was paid: `charged` through Stripe (or with nothing due), else by other means. */
export interface PaidHow {
  readonly charged: boolean;
}

/** Records that an invoice is paid, and tells whoever waits for it. */
export function markPaid(state: StripeState, invoice: Invoice, { charged }: PaidHow): void {
  invoice.status = 'paid';
  invoice.attempted = true;
  invoice.auto_advance = false;
  invoice.next_payment_attempt = null;
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  if (!charged) invoice.amount_paid_off_stripe = invoice.amount_due;
  invoice.status_transitions.paid_at = state.now();
  state.emit('invoice.paid', invoice);
  if (charged) state.emit('invoice.payment_succeeded', invoice);
  state.onInvoice(invoice, 'paid');
}
