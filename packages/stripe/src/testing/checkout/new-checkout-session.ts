import type Stripe from 'stripe';
import type { StripeState } from '../state/stripe-state.js';

/** What a checkout session begins with. */
export interface CheckoutInit {
  readonly mode: 'payment' | 'setup' | 'subscription';
  readonly amount: number | null;
  readonly currency: string | null;
  readonly allowPromotionCodes?: boolean | undefined;
  readonly billingAddressCollection?: 'auto' | 'required' | undefined;
  readonly cancelUrl?: string | undefined;
  readonly clientReferenceId?: string | undefined;
  readonly customer?: string | undefined;
  readonly customerCreation?: 'always' | 'if_required' | undefined;
  readonly customerEmail?: string | undefined;
  readonly expiresAt?: number | undefined;
  readonly locale?: string | undefined;
  readonly metadata: Stripe.Metadata;
  readonly returnUrl?: string | undefined;
  readonly submitType?: 'auto' | 'book' | 'donate' | 'pay' | 'subscribe' | undefined;
  readonly successUrl?: string | undefined;
  readonly uiMode: 'elements' | 'embedded_page' | 'form' | 'hosted_page';
}

const day = 86_400;

/** Makes an open checkout session. */
export function newCheckoutSession(state: StripeState, init: CheckoutInit): Stripe.Checkout.Session {
  const id = `cs_test_${state.identifier('', 58).slice(1)}`;
  const hosted = init.uiMode === 'hosted_page';
  return state.checkoutSessions.add({
    id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: init.allowPromotionCodes ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: init.amount,
    amount_total: init.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: init.billingAddressCollection ?? null,
    cancel_url: init.cancelUrl ?? null,
    client_reference_id: init.clientReferenceId ?? null,
    client_secret: hosted ? null : `${id}_secret_${state.identifier('', 24).slice(1)}`,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: state.now(),
    currency: init.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: init.customer ?? null,
    customer_account: null,
    customer_creation: init.mode === 'payment' ? (init.customerCreation ?? 'if_required') : null,
    customer_details: null,
    customer_email: init.customerEmail ?? null,
    discounts: [],
    expires_at: init.expiresAt ?? state.now() + day,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: init.locale ?? null,
    managed_payments: null,
    metadata: init.metadata,
    mode: init.mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: init.mode === 'subscription' ? 'always' : 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: init.mode === 'setup' ? 'no_payment_required' : 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    ...(init.returnUrl !== undefined && { return_url: init.returnUrl }),
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: init.submitType ?? null,
    subscription: null,
    success_url: init.successUrl ?? null,
    total_details: init.amount === null ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: init.uiMode,
    url: hosted ? `https://checkout.stripe.com/c/pay/${id}` : null,
    wallet_options: null,
  });
}
