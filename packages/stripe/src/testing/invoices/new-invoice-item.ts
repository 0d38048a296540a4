import type Stripe from 'stripe';
import type { InvoiceItem } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { type LineInit, toPricing } from './invoice-line.js';

/** Makes an invoice item: it waits for the customer's next invoice, or is on one already. */
export function newInvoiceItem(
  state: StripeState,
  customer: string,
  line: LineInit,
  extra: { readonly discountable?: boolean | undefined; readonly invoice?: string | undefined } = {},
): InvoiceItem {
  const parent: Stripe.InvoiceItem.Parent | null =
    line.subscription === undefined
      ? null
      : {
          subscription_details: {
            subscription: line.subscription,
            ...(line.subscriptionItem !== undefined && { subscription_item: line.subscriptionItem }),
          },
          type: 'subscription_details',
        };
  const item = state.invoiceItems.add({
    id: state.identifier('ii'),
    object: 'invoiceitem',
    amount: line.amount,
    currency: line.currency,
    customer,
    customer_account: null,
    date: state.now(),
    description: line.description || null,
    discountable: extra.discountable ?? line.proration !== true,
    discounts: [],
    invoice: extra.invoice ?? null,
    livemode: false,
    metadata: line.metadata ?? {},
    net_amount: line.amount,
    parent,
    period: { ...line.period },
    pricing: toPricing(line.price),
    proration: line.proration ?? false,
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    tax_rates: [],
    test_clock: null,
  });
  state.emit('invoiceitem.created', item);
  return item;
}
