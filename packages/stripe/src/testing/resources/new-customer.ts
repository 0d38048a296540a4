import type Stripe from 'stripe';
import type { StripeState } from '../state/stripe-state.js';

/** A customer of whom nothing is known yet. Not recorded. */
export function buildCustomer(state: StripeState): Stripe.Customer {
  return {
    id: state.identifier('cus', 14),
    object: 'customer',
    address: null,
    balance: 0,
    created: state.now(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: state.identifier('', 8).slice(1).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
}

/** Makes a customer. */
export function newCustomer(
  state: StripeState,
  facts: { readonly email: string | null; readonly name: string | null },
): Stripe.Customer {
  const customer = state.customers.add({ ...buildCustomer(state), ...facts });
  state.emit('customer.created', customer);
  return customer;
}
