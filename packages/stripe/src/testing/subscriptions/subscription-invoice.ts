import type Stripe from 'stripe';
import { finalizeInvoice } from '../invoices/finalize-invoice.js';
import type { LineInit } from '../invoices/invoice-line.js';
import { newInvoice } from '../invoices/new-invoice.js';
import { voidInvoice } from '../invoices/pay-invoice.js';
import { type Invoice, idOf, type Subscription } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { itemLine, pendingItems, spanOf } from './subscription-lines.js';

/**
 * Bills a subscription: the lines given, and whatever waits for its next invoice. The invoice is finalized, except one
 * that is sent to the customer, which stays a draft for an hour.
 */
export function billSubscription(
  state: StripeState,
  subscription: Subscription,
  reason: Stripe.Invoice.BillingReason,
  lines: readonly LineInit[],
  options: { readonly collectPending?: boolean; readonly keepDraft?: boolean } = {},
): Invoice {
  const customer = state.customers.require(idOf(subscription.customer) ?? '');
  const pending = options.collectPending === false ? [] : pendingItems(state, customer.id, subscription.id);
  const sent = subscription.collection_method === 'send_invoice';
  const keepDraft = options.keepDraft === true || sent;
  const invoice = newInvoice(state, {
    customer,
    currency: subscription.currency,
    billingReason: reason,
    autoAdvance: options.keepDraft !== true,
    collectionMethod: sent ? 'send_invoice' : 'charge_automatically',
    daysUntilDue: subscription.days_until_due ?? undefined,
    lines: [...pending.map((item) => itemLine(state, item)), ...lines],
    onBehalfOf: idOf(subscription.on_behalf_of) ?? null,
    period: spanOf(subscription),
    subscription,
  });
  for (const item of pending) item.invoice = invoice.id;
  subscription.latest_invoice = invoice.id;
  if (!keepDraft) finalizeInvoice(state, invoice);
  return invoice;
}

/** Does with a draft what its subscription's paused collection says. */
export function withholdInvoice(
  state: StripeState,
  invoice: Invoice,
  { behavior }: Stripe.Subscription.PauseCollection,
): void {
  if (behavior === 'keep_as_draft') return;
  finalizeInvoice(state, invoice);
  if (invoice.status !== 'open') return;
  if (behavior === 'void') {
    voidInvoice(state, invoice);
    return;
  }
  invoice.status = 'uncollectible';
  invoice.status_transitions.marked_uncollectible_at = state.now();
  state.emit('invoice.marked_uncollectible', invoice);
}
