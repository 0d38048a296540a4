import { withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import { toSeconds } from '../epoch.js';
import type { ProrationBehavior } from './subscription-change.js';

/** How a change of price is asked to be prorated. */
export interface ProrationWish {
  readonly prorationBehavior: ProrationBehavior;
  readonly prorationDate?: number | undefined;
}

/**
 * Which pause a subscription is in. `service`: it makes no invoices, and its period ended with the pause, so that no rest
 * is left to prorate. `collection`: it makes invoices, and they are not collected.
 *
 * Source: https://docs.stripe.com/billing/subscriptions/pause, and Invoices.d.ts of stripe@23.1.0 on `pause`.
 */
export function pauseOf({
  status,
  pause_collection: collection,
}: Stripe.Subscription): 'service' | 'collection' | undefined {
  if (status === 'paused') return 'service';
  return collection === null ? undefined : 'collection';
}

/** The parameters by which a change is prorated. Stripe takes a date only with a proration, and within the period. */
export function toProration(
  subscription: Stripe.Subscription,
  { prorationBehavior, prorationDate }: ProrationWish,
): { readonly proration_behavior: ProrationBehavior; readonly proration_date?: number } {
  if (prorationBehavior === 'none' || pauseOf(subscription) === 'service') return { proration_behavior: 'none' };
  return withoutUndefined({
    proration_behavior: prorationBehavior,
    proration_date: prorationDate === undefined ? undefined : toSeconds(prorationDate),
  });
}

/** The parameter for a payment that fails, where a change can ask for one. */
export function toPaymentBehavior<Behavior extends string>(
  subscription: Stripe.Subscription,
  behavior: Behavior,
): { readonly payment_behavior?: Behavior } {
  const isCharged = subscription.collection_method !== 'send_invoice' && pauseOf(subscription) !== 'service';
  return isCharged ? { payment_behavior: behavior } : {};
}

/** A change of the price of an item, or of its quantity. */
export interface ItemChange {
  readonly id: string;
  readonly price: string;
  readonly quantity?: number;
}

/**
 * The parameters that give an item another price, and let the quantity be: Stripe sets it to 1 where a price is changed
 * without one (Subscriptions.d.ts of stripe@23.1.0 on `price`). An item whose usage is metered has none.
 */
export function toItemChange(item: Stripe.SubscriptionItem, price: string, quantity?: number): ItemChange {
  return withoutUndefined({ id: item.id, price, quantity: quantity ?? item.quantity });
}

/** The invoice that a change would come with; undefined where Stripe would make none. */
export async function previewInvoice(
  client: Stripe,
  subscription: Stripe.Subscription,
  item: ItemChange,
  wish: ProrationWish,
): Promise<Stripe.Invoice | undefined> {
  if (pauseOf(subscription) === 'service') return undefined;
  try {
    return await client.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { items: [item], ...toProration(subscription, wish) },
    });
  } catch (error) {
    // That of a subscription that ends with its period, and owes nothing for it.
    if ((error as { readonly code?: unknown }).code === 'invoice_upcoming_none') return undefined;
    throw error;
  }
}

/** Whether a line settles a part of a period: credit for the old price, charge for the new one. */
export function isProration({ parent }: Stripe.InvoiceLineItem): boolean {
  return parent?.subscription_item_details?.proration ?? parent?.invoice_item_details?.proration ?? false;
}
