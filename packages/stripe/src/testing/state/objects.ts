import type Stripe from 'stripe';

/*
 * The objects as they travel. The SDK turns decimals into a class of its own; on the wire they are strings.
 */
type WithDecimal<T, Name extends keyof T> = Omit<T, Name> & Record<Name, string | null>;

/** A price as Stripe answers it. */
export type Price = WithDecimal<Stripe.Price, 'unit_amount_decimal'>;

export type Plan = WithDecimal<Stripe.Plan, 'amount_decimal'>;

export type SubscriptionItem = Omit<Stripe.SubscriptionItem, 'price' | 'plan'> & { price: Price; plan: Plan };

type Items<T> = { object: 'list'; data: T[]; has_more: boolean; url: string };

export type PendingUpdate = Omit<Stripe.Subscription.PendingUpdate, 'subscription_items'> & {
  subscription_items: SubscriptionItem[] | null;
};

/** A subscription as Stripe answers it. */
export type Subscription = Omit<Stripe.Subscription, 'items' | 'pending_update'> & {
  items: Items<SubscriptionItem>;
  pending_update: PendingUpdate | null;
};

export type LinePricing = {
  type: 'price_details';
  price_details: { price: string; product: string };
  unit_amount_decimal: string | null;
};

export type InvoiceLine = Omit<Stripe.InvoiceLineItem, 'quantity_decimal' | 'pricing'> & {
  quantity_decimal: string | null;
  pricing: LinePricing | null;
};

/** An invoice as Stripe answers it. */
export type Invoice = Omit<Stripe.Invoice, 'lines'> & { lines: Items<InvoiceLine> };

export type InvoiceItem = Omit<Stripe.InvoiceItem, 'quantity_decimal' | 'pricing'> & {
  quantity_decimal: string;
  pricing: LinePricing | null;
};

export type CheckoutLine = Omit<Stripe.LineItem, 'price'> & { price: Price };

/** An event with whatever object it is about. */
export interface StripeEvent {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: object; previous_attributes?: Record<string, unknown> };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: Stripe.Event['type'];
}

/** An id, where the types would also allow the whole object. The emulator stores ids only. */
export function idOf(reference: string | { readonly id: string } | null | undefined): string | undefined {
  if (typeof reference === 'string') return reference;
  return reference?.id;
}
