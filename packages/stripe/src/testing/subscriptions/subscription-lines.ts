import type { LineInit } from '../invoices/invoice-line.js';
import { type InvoiceItem, idOf, type Subscription, type SubscriptionItem } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import type { Period } from './billing-period.js';
import { itemAmount } from './subscription-item.js';

/** What a thing is called on an invoice. */
function nameOf(state: StripeState, item: SubscriptionItem): string {
  return state.products.get(idOf(item.price.product) ?? '')?.name ?? 'Subscription';
}

/** A whole period of an item. During a trial it costs nothing. */
export function periodLine(
  state: StripeState,
  item: SubscriptionItem,
  period: Period,
  { trial = false, subscription = item.subscription }: { trial?: boolean; subscription?: string } = {},
): LineInit {
  const { price, quantity = 1 } = item;
  return {
    amount: trial ? 0 : itemAmount(item),
    currency: price.currency,
    description: trial
      ? `Trial period for ${nameOf(state, item)}`
      : `${quantity} × ${nameOf(state, item)} (at ${price.unit_amount_decimal ?? 0} / ${price.recurring?.interval ?? 'month'})`,
    period,
    price,
    quantity,
    subscription,
    subscriptionItem: item.id,
  };
}

/** What is left of an item's period at `at`: charged when `sign` is 1, given back when it is -1. */
export function prorationLine(state: StripeState, item: SubscriptionItem, at: number, sign: 1 | -1): LineInit {
  const { current_period_start: start, current_period_end: end, price, quantity = 1 } = item;
  const share = end > start ? Math.min(1, Math.max(0, (end - at) / (end - start))) : 0;
  const date = new Date(at * 1000).toISOString().slice(0, 10);
  return {
    amount: sign * Math.round(itemAmount(item) * share),
    currency: price.currency,
    description: `${sign > 0 ? 'Remaining' : 'Unused'} time on ${quantity} × ${nameOf(state, item)} after ${date}`,
    period: { start: at, end },
    price,
    proration: true,
    quantity,
    subscription: item.subscription,
    subscriptionItem: item.id,
  };
}

/** Invoice items that wait for the next invoice of a customer or a subscription. */
export function pendingItems(state: StripeState, customer: string, subscription: string | undefined): InvoiceItem[] {
  return state.invoiceItems
    .all()
    .filter(
      (item) =>
        item.invoice === null &&
        item.customer === customer &&
        idOf(item.parent?.subscription_details?.subscription) === subscription,
    );
}

/** The line that an invoice item becomes. */
export function itemLine(state: StripeState, item: InvoiceItem): LineInit {
  const details = item.parent?.subscription_details;
  return {
    amount: item.amount,
    currency: item.currency,
    description: item.description ?? '',
    invoiceItem: item.id,
    metadata: item.metadata ?? {},
    period: item.period,
    price: state.prices.get(item.pricing?.price_details.price ?? ''),
    proration: item.proration,
    quantity: item.quantity,
    subscription: idOf(details?.subscription),
    subscriptionItem: details?.subscription_item,
  };
}

/** The period that covers all items. */
export function spanOf(subscription: Pick<Subscription, 'items'>): Period {
  const { data } = subscription.items;
  return {
    start: Math.min(...data.map((item) => item.current_period_start)),
    end: Math.min(...data.map((item) => item.current_period_end)),
  };
}
