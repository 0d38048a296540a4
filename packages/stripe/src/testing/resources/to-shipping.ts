import type Stripe from 'stripe';
import type { AddressInput, ShippingInput } from '../api/common-parameters.js';

/** An address as it is answered: what was not given, or given empty, is null. */
export function toAddress(input: AddressInput | null | undefined): Stripe.Address | null {
  if (!input) return null;
  return {
    city: input.city || null,
    country: input.country || null,
    line1: input.line1 || null,
    line2: input.line2 || null,
    postal_code: input.postal_code || null,
    state: input.state || null,
  };
}

/** Shipping as it is answered. */
export function toShipping(input: ShippingInput | null | undefined): Stripe.PaymentIntent.Shipping | null {
  if (!input) return null;
  const address = toAddress(input.address);
  return {
    ...(address && { address }),
    carrier: input.carrier ?? null,
    name: input.name,
    phone: input.phone ?? null,
    tracking_number: input.tracking_number ?? null,
  };
}
