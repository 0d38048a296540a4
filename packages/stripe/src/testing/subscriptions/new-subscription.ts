import type Stripe from 'stripe';
import { embeddedList } from '../api/paginate.js';
import type { Subscription, SubscriptionItem } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';

/** What a subscription begins with. */
export interface SubscriptionInit {
  readonly id: string;
  readonly customer: string;
  readonly currency: string;
  readonly items: SubscriptionItem[];
  readonly status: Stripe.Subscription.Status;
  readonly applicationFeePercent?: number | null | undefined;
  readonly billingMode?: 'classic' | 'flexible' | undefined;
  readonly collectionMethod?: 'charge_automatically' | 'send_invoice' | undefined;
  readonly daysUntilDue?: number | undefined;
  readonly defaultPaymentMethod?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata: Stripe.Metadata;
  readonly missingPaymentMethod?: 'cancel' | 'create_invoice' | 'pause' | undefined;
  readonly onBehalfOf?: string | undefined;
  readonly saveDefault?: 'off' | 'on_subscription' | undefined;
  readonly transferData?: Stripe.Subscription.TransferData | undefined;
  readonly trial?: { readonly start: number; readonly end: number } | undefined;
}

/** Makes a subscription without recording it. */
export function buildSubscription(state: StripeState, init: SubscriptionInit): Subscription {
  const now = state.now();
  const mode = init.billingMode ?? 'flexible';
  return {
    id: init.id,
    object: 'subscription',
    application: null,
    application_fee_percent: init.applicationFeePercent ?? null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: init.trial?.end ?? now,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: mode === 'flexible' ? { proration_discounts: 'included' } : null, type: mode },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: init.collectionMethod ?? 'charge_automatically',
    created: now,
    currency: init.currency,
    customer: init.customer,
    customer_account: null,
    days_until_due: init.daysUntilDue ?? null,
    default_payment_method: init.defaultPaymentMethod ?? null,
    default_source: null,
    default_tax_rates: [],
    description: init.description ?? null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: embeddedList(init.items, `/v1/subscription_items?subscription=${init.id}`),
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: init.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: init.onBehalfOf ?? null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: init.saveDefault ?? 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: init.status,
    test_clock: null,
    transfer_data: init.transferData ?? null,
    trial_end: init.trial?.end ?? null,
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method: init.missingPaymentMethod ?? 'create_invoice',
      },
    },
    trial_start: init.trial?.start ?? null,
  };
}
