import type Stripe from 'stripe';
import type { StripeState } from '../state/stripe-state.js';
import type { TestPaymentMethod } from './test-payment-methods.js';

/** Nobody's address. */
const emptyAddress: Stripe.Address = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
};

/** Makes a payment method that behaves as told. */
export function newPaymentMethod(state: StripeState, behaviour: TestPaymentMethod): Stripe.PaymentMethod {
  const method: Stripe.PaymentMethod = {
    id: state.identifier('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: { address: { ...emptyAddress }, email: null, name: null, phone: null, tax_id: null },
    created: state.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: behaviour.type,
    ...(behaviour.type === 'card' ? { card: newCard(behaviour) } : { us_bank_account: newBankAccount(behaviour) }),
  };
  state.behaviours.set(method.id, behaviour);
  return state.paymentMethods.add(method);
}

function newCard({ brand, funding, last4 }: TestPaymentMethod): Stripe.PaymentMethod.Card {
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'unchecked' },
    country: 'US',
    display_brand: brand,
    exp_month: 12,
    exp_year: 2034,
    fingerprint: `emulated${last4}`,
    funding,
    generated_from: null,
    last4,
    networks: { available: [brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}

function newBankAccount({ last4 }: TestPaymentMethod): Stripe.PaymentMethod.UsBankAccount {
  return {
    account_holder_type: 'individual',
    account_type: 'checking',
    bank_name: 'STRIPE TEST BANK',
    financial_connections_account: null,
    fingerprint: `emulated${last4}`,
    last4,
    networks: { preferred: 'ach', supported: ['ach'] },
    routing_number: '110000000',
    status_details: {},
  };
}
