import type Stripe from 'stripe';
import { finalizeInvoice } from '../invoices/finalize-invoice.js';
import { newInvoiceItem } from '../invoices/new-invoice-item.js';
import { voidInvoice } from '../invoices/pay-invoice.js';
import { idOf, type Subscription } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { billSubscription } from './subscription-invoice.js';
import { prorationLine } from './subscription-lines.js';
import type { CancellationInput } from './subscription-parameters.js';

/** How a subscription ends. */
export interface Ending {
  readonly reason?: Stripe.Subscription.CancellationDetails.Reason;
  readonly details?: CancellationInput | undefined;
  /** Bill what is still pending. */
  readonly invoiceNow?: boolean | undefined;
  /** Give back the unused time. */
  readonly prorate?: boolean | undefined;
}

/** Whether a subscription is over for good. */
export function isEnded({ status }: Subscription): boolean {
  return status === 'canceled' || status === 'incomplete_expired';
}

/** Notes why a customer leaves. */
export function noteCancellation(
  subscription: Subscription,
  details: CancellationInput | undefined,
  reason: Stripe.Subscription.CancellationDetails.Reason | null | undefined,
): void {
  const present = subscription.cancellation_details;
  subscription.cancellation_details = {
    comment: details?.comment === undefined ? (present?.comment ?? null) : details.comment || null,
    feedback: details?.feedback === undefined ? (present?.feedback ?? null) : details.feedback,
    feedback_option: null,
    reason: reason === undefined ? (present?.reason ?? null) : reason,
  };
}

/** Ends a subscription at once. */
export function endSubscription(state: StripeState, subscription: Subscription, ending: Ending = {}): void {
  const now = state.now();
  const wasIncomplete = subscription.status === 'incomplete';
  if (ending.prorate === true && subscription.status === 'active') {
    for (const item of subscription.items.data) {
      newInvoiceItem(state, idOf(subscription.customer) ?? '', prorationLine(state, item, now, -1));
    }
  }
  if (ending.invoiceNow === true) {
    const invoice = billSubscription(state, subscription, 'manual', []);
    if (invoice.status === 'draft') finalizeInvoice(state, invoice);
  }
  subscription.status = 'canceled';
  subscription.canceled_at ??= now;
  subscription.ended_at = now;
  subscription.pending_update = null;
  noteCancellation(subscription, ending.details, ending.reason ?? 'cancellation_requested');
  const latest = state.invoices.get(idOf(subscription.latest_invoice) ?? '');
  if (latest && wasIncomplete && latest.status === 'open') voidInvoice(state, latest);
  else if (latest?.status === 'open') latest.auto_advance = false;
  state.emit('customer.subscription.deleted', subscription);
}

/** Ends whatever a customer still subscribes to. */
export function cancelSubscriptionsOf(state: StripeState, customer: string): void {
  for (const subscription of state.subscriptions.all()) {
    if (subscription.customer === customer && !isEnded(subscription)) endSubscription(state, subscription);
  }
}
