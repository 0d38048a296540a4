/** Objects in the form that Stripe answers with, cut down to the fields that operations read. */
type StripeObject = Record<string, unknown>;

/** A subscription to one price. */
export function toSubscription(overrides: StripeObject = {}): StripeObject {
  return {
    id: 'sub_1',
    object: 'subscription',
    customer: 'cus_1',
    status: 'active',
    currency: 'usd',
    billing_mode: { type: 'flexible' },
    collection_method: 'charge_automatically',
    cancel_at: null,
    cancel_at_period_end: false,
    ended_at: null,
    pause_collection: null,
    pending_update: null,
    schedule: null,
    pending_setup_intent: null,
    latest_invoice: null,
    items: {
      object: 'list',
      data: [toSubscriptionItem()],
    },
    ...overrides,
  };
}

/** An item of a subscription, with a period of one day. */
export function toSubscriptionItem(overrides: StripeObject = {}): StripeObject {
  return {
    id: 'si_1',
    price: { id: 'price_basic' },
    quantity: 1,
    current_period_start: 1_767_225_600,
    current_period_end: 1_767_312_000,
    ...overrides,
  };
}

/** An invoice that waits for its payment. */
export function toOpenInvoice(overrides: StripeObject = {}): StripeObject {
  return {
    id: 'in_1',
    object: 'invoice',
    status: 'open',
    customer: 'cus_1',
    currency: 'usd',
    total: 2_000,
    amount_due: 2_000,
    amount_paid: 0,
    amount_remaining: 2_000,
    number: 'A-0001',
    hosted_invoice_url: 'https://invoice.stripe.example/i/1',
    due_date: 1_767_312_000,
    confirmation_secret: { type: 'payment_intent', client_secret: 'pi_1_secret_abc' },
    ...overrides,
  };
}

/** A payment of 42 dollars. */
export function toPaymentIntent(overrides: StripeObject = {}): StripeObject {
  return {
    id: 'pi_1',
    object: 'payment_intent',
    amount: 4_200,
    amount_received: 0,
    amount_capturable: 0,
    currency: 'usd',
    status: 'requires_payment_method',
    client_secret: 'pi_1_secret_abc',
    latest_charge: null,
    next_action: null,
    last_payment_error: null,
    cancellation_reason: null,
    ...overrides,
  };
}
