import type Stripe from 'stripe';
import { type InvoiceLine, idOf, type LinePricing, type Price } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';

/** What a line of an invoice says. */
export interface LineInit {
  /** In minor units; negative for a credit. */
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
  readonly period: { readonly start: number; readonly end: number };
  readonly quantity: number;
  readonly price?: Price | undefined;
  readonly proration?: boolean;
  readonly metadata?: Stripe.Metadata;
  /** The subscription and its item that the line is for. */
  readonly subscription?: string | undefined;
  readonly subscriptionItem?: string | undefined;
  /** The invoice item that the line was made from. */
  readonly invoiceItem?: string | undefined;
}

/** How a price is named on a line. */
export function toPricing(price: Price | undefined): LinePricing | null {
  if (!price) return null;
  return {
    type: 'price_details',
    price_details: { price: price.id, product: idOf(price.product) ?? '' },
    unit_amount_decimal: price.unit_amount_decimal,
  };
}

/** Makes a line of an invoice. */
export function newInvoiceLine(state: StripeState, invoice: string, init: LineInit): InvoiceLine {
  const { amount, currency, description, period, quantity, proration = false } = init;
  return {
    id: state.identifier('il'),
    object: 'line_item',
    amount,
    currency,
    description,
    discount_amounts: [],
    discountable: !proration,
    discounts: [],
    invoice,
    livemode: false,
    metadata: init.metadata ?? {},
    parent: parentOf(init),
    period: { ...period },
    pretax_credit_amounts: [],
    pricing: toPricing(init.price),
    quantity,
    quantity_decimal: String(quantity),
    subscription: init.subscription ?? null,
    subtotal: amount,
    taxes: [],
  };
}

function parentOf(init: LineInit): Stripe.InvoiceLineItem.Parent | null {
  const { proration = false, subscription = null } = init;
  const details = { proration, proration_details: proration ? { credited_items: null } : null };
  if (init.subscriptionItem !== undefined) {
    return {
      invoice_item_details: null,
      subscription_item_details: {
        ...details,
        invoice_item: init.invoiceItem ?? null,
        subscription,
        subscription_item: init.subscriptionItem,
      },
      type: 'subscription_item_details',
    };
  }
  if (init.invoiceItem === undefined) return null;
  return {
    invoice_item_details: { ...details, invoice_item: init.invoiceItem, subscription },
    subscription_item_details: null,
    type: 'invoice_item_details',
  };
}
