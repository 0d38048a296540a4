import { paymentOf, subscriptionOf } from '../invoices/finalize-invoice.js';
import { change } from '../state/change.js';
import { type Invoice, idOf, type Subscription } from '../state/objects.js';
import type { InvoiceOutcome, StripeState } from '../state/stripe-state.js';

/** Lets a subscription follow its invoices: paid, it becomes active; failed, it falls behind. */
export function followInvoice(state: StripeState, invoice: Invoice, outcome: InvoiceOutcome): void {
  const subscription = subscriptionOf(state, invoice);
  // Only its latest invoice decides, and one that is over stays over.
  if (!subscription || subscription.latest_invoice !== invoice.id) return;
  if (outcome === 'paid') onPaid(state, subscription, invoice);
  else if (
    outcome === 'failed' &&
    subscription.status === 'active' &&
    invoice.billing_reason === 'subscription_cycle'
  ) {
    change(state, subscription, 'customer.subscription.updated', (it) => {
      it.status = 'past_due';
    });
  }
}

function onPaid(state: StripeState, subscription: Subscription, invoice: Invoice): void {
  const { status } = subscription;
  const held = subscription.pending_update?.subscription_items;
  if (held) {
    change(state, subscription, 'customer.subscription.pending_update_applied', (it) => {
      it.items.data = structuredClone(held);
      it.pending_update = null;
    });
  }
  if (status === 'paused') {
    change(state, subscription, 'customer.subscription.resumed', activate);
    return;
  }
  if (status !== 'incomplete' && status !== 'past_due' && status !== 'unpaid') return;
  const method = idOf(paymentOf(state, invoice)?.payment_method);
  const save = subscription.payment_settings?.save_default_payment_method === 'on_subscription';
  change(state, subscription, 'customer.subscription.updated', (it) => {
    activate(it);
    if (save && method !== undefined) it.default_payment_method = method;
  });
}

/** Makes a subscription active, and forgets why it was not. */
export function activate(subscription: Subscription): void {
  subscription.status = 'active';
  delete subscription.status_details;
}
