import {
  accountReference,
  currency,
  customFields,
  type Interval,
  interval,
  metadataInput,
  openHash,
  shipping,
  taxBehavior,
} from '../api/common-parameters.js';
import { type Parameter, required } from '../api/parameter.js';
import {
  clearable,
  decimal,
  flag,
  hash,
  ignored,
  integer,
  list,
  nonEmpty,
  oneOf,
  text,
} from '../api/parameter-kinds.js';
import { captureMethod, futureUsage } from '../resources/payment-intent-parameters.js';
import { anchorConfig, billingMode, subscriptionTransfer } from '../subscriptions/subscription-parameters.js';

/** One thing that is sold. */
export interface CheckoutLineInput {
  readonly metadata?: Record<string, string> | null | undefined;
  readonly price?: string | undefined;
  readonly price_data?:
    | {
        readonly currency: string;
        readonly product?: string | undefined;
        readonly product_data?: { readonly name: string } | undefined;
        readonly recurring?: { readonly interval: Interval; readonly interval_count?: number | undefined } | undefined;
        readonly unit_amount?: number | undefined;
        readonly unit_amount_decimal?: number | undefined;
      }
    | undefined;
  readonly quantity?: number | undefined;
}

const adjustable = ignored(
  hash({ enabled: required(flag()), maximum: integer({ min: 1 }), minimum: integer({ min: 0 }) }),
);

export const lineItems: Parameter<CheckoutLineInput[]> = list(
  hash({
    adjustable_quantity: adjustable,
    metadata: metadataInput,
    price: nonEmpty(),
    price_data: hash({
      currency: required(currency),
      product: nonEmpty(),
      product_data: hash({
        description: text(40_000),
        images: list(nonEmpty(), 8),
        metadata: metadataInput,
        name: required(nonEmpty()),
        tax_code: ignored(text()),
        tax_details: openHash,
        unit_label: text(),
      }),
      recurring: hash({ interval: required(interval), interval_count: integer({ min: 1 }) }),
      tax_behavior: taxBehavior,
      unit_amount: integer({ min: 0 }),
      unit_amount_decimal: decimal({ min: 0 }),
    }),
    quantity: integer({ min: 0 }),
    tax_rates: ignored(list(nonEmpty())),
  }),
);

/** What the payment of a session begins with. */
export interface CheckoutPaymentInput {
  readonly application_fee_amount?: number | undefined;
  readonly capture_method?: 'automatic' | 'automatic_async' | 'manual' | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Record<string, string> | null | undefined;
  readonly on_behalf_of?: string | undefined;
  readonly receipt_email?: string | undefined;
  readonly setup_future_usage?: 'off_session' | 'on_session' | undefined;
  readonly transfer_data?: { readonly destination: string; readonly amount?: number | undefined } | undefined;
  readonly transfer_group?: string | undefined;
}

export const paymentIntentData: Parameter<CheckoutPaymentInput> = hash({
  application_fee_amount: integer({ min: 0 }),
  capture_method: captureMethod,
  description: text(1_000),
  metadata: metadataInput,
  on_behalf_of: nonEmpty(),
  receipt_email: text(),
  setup_future_usage: futureUsage,
  shipping: ignored(shipping),
  statement_descriptor: ignored(text(22)),
  statement_descriptor_suffix: ignored(text(22)),
  transfer_data: hash({ amount: integer({ min: 1 }), destination: required(nonEmpty()) }),
  transfer_group: text(),
});

/** What the subscription of a session begins with. */
export interface CheckoutSubscriptionInput {
  readonly application_fee_percent?: number | undefined;
  readonly billing_mode?: { readonly type: 'classic' | 'flexible' } | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Record<string, string> | null | undefined;
  readonly transfer_data?: { readonly destination: string; readonly amount_percent?: number | undefined } | undefined;
  readonly trial_end?: number | undefined;
  readonly trial_period_days?: number | undefined;
}

export const subscriptionData: Parameter<CheckoutSubscriptionInput> = hash({
  application_fee_percent: decimal({ min: 0, max: 100 }),
  billing_cycle_anchor: ignored(integer()),
  billing_cycle_anchor_config: anchorConfig,
  billing_mode: billingMode,
  default_tax_rates: ignored(list(nonEmpty())),
  description: text(500),
  invoice_settings: ignored(
    hash({
      account_tax_ids: clearable(list(nonEmpty())),
      custom_fields: customFields,
      description: text(),
      footer: text(),
      issuer: accountReference,
    }),
  ),
  metadata: metadataInput,
  on_behalf_of: ignored(nonEmpty()),
  pending_invoice_item_interval: openHash,
  proration_behavior: ignored(oneOf('create_prorations', 'none')),
  transfer_data: subscriptionTransfer,
  trial_end: integer(),
  trial_period_days: integer({ min: 1 }),
  trial_settings: ignored(
    hash({
      end_behavior: required(hash({ missing_payment_method: required(oneOf('cancel', 'create_invoice', 'pause')) })),
    }),
  ),
});
