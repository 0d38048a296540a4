import {
  accountReference,
  automaticTax,
  currency,
  customFields,
  expand,
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

const message = clearable(hash({ message: required(text(1_200)) }));
const image = hash({ file: text(), type: required(oneOf('file', 'url')), url: text() });
const nameField = hash({ enabled: required(flag()), optional: flag() });

/** Parameters that decide how the page looks and what it asks. They are accepted and have no effect. */
export const pageParameters: {
  readonly adaptive_pricing: Parameter<unknown>;
  readonly after_expiration: Parameter<unknown>;
  readonly automatic_tax: Parameter<unknown>;
  readonly branding_settings: Parameter<unknown>;
  readonly consent_collection: Parameter<unknown>;
  readonly custom_fields: Parameter<unknown>;
  readonly custom_text: Parameter<unknown>;
  readonly customer_update: Parameter<unknown>;
  readonly discounts: Parameter<unknown>;
  readonly expand: Parameter<string[]>;
  readonly invoice_creation: Parameter<unknown>;
  readonly managed_payments: Parameter<unknown>;
  readonly name_collection: Parameter<unknown>;
  readonly optional_items: Parameter<unknown>;
  readonly payment_method_data: Parameter<unknown>;
  readonly payment_method_options: Parameter<unknown>;
  readonly permissions: Parameter<unknown>;
  readonly phone_number_collection: Parameter<unknown>;
  readonly saved_payment_method_options: Parameter<unknown>;
  readonly shipping_address_collection: Parameter<unknown>;
  readonly shipping_options: Parameter<unknown>;
  readonly tax_id_collection: Parameter<unknown>;
  readonly wallet_options: Parameter<unknown>;
} = {
  adaptive_pricing: ignored(hash({ enabled: flag() })),
  after_expiration: ignored(hash({ recovery: hash({ allow_promotion_codes: flag(), enabled: required(flag()) }) })),
  automatic_tax: automaticTax,
  branding_settings: ignored(
    hash({
      background_color: text(),
      border_style: clearable(oneOf('pill', 'rectangular', 'rounded')),
      button_color: text(),
      display_name: text(),
      font_family: text(),
      icon: image,
      logo: image,
    }),
  ),
  consent_collection: ignored(
    hash({
      payment_method_reuse_agreement: hash({ position: required(oneOf('auto', 'hidden')) }),
      promotions: oneOf('auto', 'none'),
      terms_of_service: oneOf('none', 'required'),
    }),
  ),
  custom_fields: ignored(list(openHash, 3)),
  custom_text: ignored(
    hash({ after_submit: message, shipping_address: message, submit: message, terms_of_service_acceptance: message }),
  ),
  customer_update: ignored(
    hash({ address: oneOf('auto', 'never'), name: oneOf('auto', 'never'), shipping: oneOf('auto', 'never') }),
  ),
  discounts: ignored(list(hash({ coupon: nonEmpty(), promotion_code: nonEmpty() }))),
  expand,
  invoice_creation: ignored(hash({ enabled: required(flag()), invoice_data: openHash })),
  managed_payments: ignored(hash({ enabled: flag() })),
  name_collection: ignored(hash({ business: nameField, individual: nameField })),
  optional_items: ignored(
    list(hash({ adjustable_quantity: adjustable, price: required(nonEmpty()), quantity: required(integer()) })),
  ),
  payment_method_data: ignored(hash({ allow_redisplay: oneOf('always', 'limited', 'unspecified') })),
  payment_method_options: openHash,
  permissions: ignored(hash({ update_shipping_details: oneOf('client_only', 'server_only') })),
  phone_number_collection: ignored(hash({ enabled: required(flag()) })),
  saved_payment_method_options: ignored(
    hash({
      allow_redisplay_filters: list(oneOf('always', 'limited', 'unspecified')),
      payment_method_remove: oneOf('disabled', 'enabled'),
      payment_method_save: oneOf('disabled', 'enabled'),
    }),
  ),
  shipping_address_collection: ignored(hash({ allowed_countries: required(list(nonEmpty(2), 300)) })),
  shipping_options: ignored(list(hash({ shipping_rate: nonEmpty(), shipping_rate_data: openHash }), 5)),
  tax_id_collection: ignored(hash({ enabled: required(flag()), required: oneOf('if_supported', 'never') })),
  wallet_options: ignored(hash({ link: hash({ display: oneOf('auto', 'never') }) })),
};
