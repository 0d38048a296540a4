import type Stripe from 'stripe';
import type { StripeState } from '../state/stripe-state.js';

/** What a payment intent begins with. */
export interface NewPaymentIntent {
  readonly amount: number;
  readonly currency: string;
  readonly customer?: string | undefined;
  readonly payment_method?: string | undefined;
  readonly capture_method?: 'automatic' | 'automatic_async' | 'manual' | undefined;
  readonly confirmation_method?: 'automatic' | 'manual' | undefined;
  readonly automatic_payment_methods?: Stripe.PaymentIntent.AutomaticPaymentMethods | null | undefined;
  readonly allowed_payment_method_types?: Stripe.PaymentIntent['allowed_payment_method_types'] | undefined;
  readonly application_fee_amount?: number | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
  readonly on_behalf_of?: string | undefined;
  readonly receipt_email?: string | undefined;
  readonly setup_future_usage?: 'off_session' | 'on_session' | undefined;
  readonly shipping?: Stripe.PaymentIntent.Shipping | undefined;
  readonly statement_descriptor?: string | undefined;
  readonly statement_descriptor_suffix?: string | undefined;
  readonly transfer_data?: Stripe.PaymentIntent.TransferData | undefined;
  readonly transfer_group?: string | undefined;
}

/** Makes a payment intent that waits for its confirmation. */
export function newPaymentIntent(state: StripeState, init: NewPaymentIntent): Stripe.PaymentIntent {
  const id = state.identifier('pi');
  const intent: Stripe.PaymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: init.allowed_payment_method_types ?? null,
    amount: init.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: init.application_fee_amount ?? null,
    automatic_payment_methods: init.automatic_payment_methods ?? null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: init.capture_method ?? 'automatic_async',
    client_secret: `${id}_secret_${state.identifier('', 24).slice(1)}`,
    confirmation_method: init.confirmation_method ?? 'automatic',
    created: state.now(),
    currency: init.currency,
    customer: init.customer ?? null,
    customer_account: null,
    description: init.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: init.metadata ?? {},
    next_action: null,
    on_behalf_of: init.on_behalf_of ?? null,
    payment_method: init.payment_method ?? null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card', 'us_bank_account'],
    payment_record: null,
    processing: null,
    receipt_email: init.receipt_email ?? null,
    review: null,
    setup_future_usage: init.setup_future_usage ?? null,
    shipping: init.shipping ?? null,
    source: null,
    statement_descriptor: init.statement_descriptor ?? null,
    statement_descriptor_suffix: init.statement_descriptor_suffix ?? null,
    status: init.payment_method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    ...(init.transfer_data && { transfer_data: init.transfer_data }),
    transfer_group: init.transfer_group ?? null,
  };
  state.paymentIntents.add(intent);
  state.emit('payment_intent.created', intent);
  return intent;
}
