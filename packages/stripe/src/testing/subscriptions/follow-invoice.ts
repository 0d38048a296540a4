import type Stripe from 'stripe';
import { paymentOf, subscriptionOf } from '../invoices/finalize-invoice.js';
import { change } from '../state/change.js';
import { type Invoice, idOf, type Subscription, type SubscriptionItem } from '../state/objects.js';
import type { InvoiceOutcome, StripeState } from '../state/stripe-state.js';

/** Lets a subscription follow its invoices: paid, it becomes active; failed, it falls behind. */
export function followInvoice(state: StripeState, invoice: Invoice, outcome: InvoiceOutcome): void {
  const subscription = subscriptionOf(state, invoice);
  // Only its latest invoice decides, and one that is over stays over.
  if (!subscription || subscription.latest_invoice !== invoice.id) return;
  if (outcome === 'voided') onVoided(state, subscription);
  else if (subscription.status === 'paused') onResumption(state, subscription, outcome);
  else if (outcome === 'paid') onPaid(state, subscription, invoice);
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

/** What waited for the invoice will not happen. */
function onVoided(state: StripeState, subscription: Subscription): void {
  state.resumptions.delete(subscription.id);
  change(state, subscription, 'customer.subscription.updated', (it) => {
    it.pending_update = null;
  });
}

/** A paused subscription goes on when the invoice of its resumption is paid or not owed, or was tried, if that counts. */
function onResumption(state: StripeState, subscription: Subscription, outcome: InvoiceOutcome): void {
  const counts = state.resumptions.get(subscription.id);
  const { pending_update: held } = subscription;
  if (counts === undefined || !held?.subscription_items) return;
  if (outcome === 'failed' && counts === 'success') return;
  resumeNow(state, subscription, {
    items: held.subscription_items,
    anchor: held.billing_cycle_anchor ?? subscription.billing_cycle_anchor,
    status: outcome === 'failed' ? 'past_due' : 'active',
  });
}

/** Lets a paused subscription go on. */
export function resumeNow(
  state: StripeState,
  subscription: Subscription,
  next: {
    readonly items: readonly SubscriptionItem[];
    readonly anchor: number;
    readonly status: Stripe.Subscription.Status;
  },
): void {
  state.resumptions.delete(subscription.id);
  change(state, subscription, ['customer.subscription.resumed', 'customer.subscription.updated'], (it) => {
    it.items.data = structuredClone([...next.items]);
    it.billing_cycle_anchor = next.anchor;
    it.pending_update = null;
    it.status = next.status;
    delete it.status_details;
    if (it.cancel_at_period_end) it.cancel_at = Math.min(...next.items.map((item) => item.current_period_end));
  });
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
  if (status !== 'incomplete' && status !== 'past_due' && status !== 'unpaid') return;
  const method = idOf(paymentOf(state, invoice)?.payment_method);
  const save = subscription.payment_settings?.save_default_payment_method === 'on_subscription';
  change(state, subscription, 'customer.subscription.updated', (it) => {
    it.status = 'active';
    if (save && method !== undefined) it.default_payment_method = method;
  });
}
