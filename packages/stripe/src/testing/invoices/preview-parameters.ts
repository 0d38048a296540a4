import {
  accountReference,
  address,
  automaticTax,
  customerShipping,
  discounts,
  expand,
  metadataInput,
  openHash,
  priceData,
  taxBehavior,
  taxRates,
  timestampOrNow,
} from '../api/common-parameters.js';
import { type Parameter, type ParameterShape, required } from '../api/parameter.js';
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
import { changedItems, type SubscriptionItemInput } from '../subscriptions/subscription-item.js';
import {
  billingMode,
  type CancelAt,
  cancelAt,
  changedBillingSchedules,
  prorationBehavior,
} from '../subscriptions/subscription-parameters.js';

const customerDetails = ignored(
  hash({
    address: clearable(address),
    shipping: clearable(customerShipping),
    tax: hash({ ip_address: text() }),
    tax_exempt: clearable(oneOf('exempt', 'none', 'reverse')),
    tax_ids: list(hash({ type: required(nonEmpty()), value: required(text()) })),
  }),
);

const period = hash({ end: required(integer()), start: required(integer()) });

/** An extra position of a preview. */
export interface PreviewItemInput {
  readonly amount?: number | undefined;
  readonly currency?: string | undefined;
  readonly description?: string | undefined;
  readonly period?: { readonly start: number; readonly end: number } | undefined;
  readonly price?: string | undefined;
  readonly quantity?: number | undefined;
  readonly unit_amount?: number | undefined;
}

const previewItems: Parameter<PreviewItemInput[]> = list(
  hash({
    amount: integer(),
    currency: nonEmpty(3),
    description: text(),
    discountable: ignored(flag()),
    discounts,
    invoiceitem: ignored(nonEmpty()),
    metadata: ignored(metadataInput),
    period,
    price: nonEmpty(),
    price_data: ignored(priceData),
    quantity: integer({ min: 0 }),
    quantity_decimal: ignored(decimal()),
    tax_behavior: ignored(taxBehavior),
    tax_code: ignored(text()),
    tax_rates: taxRates,
    unit_amount: integer(),
    unit_amount_decimal: ignored(decimal()),
  }),
);

/** The subscription that a preview imagines. */
export interface PreviewSubscriptionInput {
  readonly billing_cycle_anchor?: { readonly type: 'now' | 'timestamp' | 'unchanged' } | undefined;
  readonly cancel_at?: CancelAt | null | undefined;
  readonly cancel_at_period_end?: boolean | undefined;
  readonly cancel_now?: boolean | undefined;
  readonly items?: SubscriptionItemInput[] | undefined;
  readonly proration_behavior?: 'always_invoice' | 'create_prorations' | 'none' | undefined;
  readonly proration_date?: number | undefined;
  readonly resume_at?: 'now' | undefined;
  readonly trial_end?: number | 'now' | undefined;
}

const subscriptionDetails: Parameter<PreviewSubscriptionInput> = hash({
  billing_cycle_anchor: hash({ timestamp: ignored(integer()), type: required(oneOf('now', 'timestamp', 'unchanged')) }),
  billing_mode: ignored(billingMode),
  billing_schedules: changedBillingSchedules,
  cancel_at: clearable(cancelAt),
  cancel_at_period_end: flag(),
  cancel_now: flag(),
  default_tax_rates: taxRates,
  items: changedItems,
  metadata: ignored(metadataInput),
  pause: ignored(
    hash({
      bill_for: hash({
        outstanding_usage_through: hash({ type: required(oneOf('none', 'now')) }),
        unused_time_from: hash({ type: required(oneOf('item_current_period_start', 'none', 'now')) }),
      }),
      invoicing_behavior: oneOf('invoice', 'pending_invoice_item'),
      type: oneOf('subscription'),
    }),
  ),
  proration_behavior: prorationBehavior,
  proration_date: integer({ min: 0 }),
  resume_at: oneOf('now'),
  start_date: ignored(integer()),
  trial_end: timestampOrNow,
});

/** Everything that `POST /v1/invoices/create_preview` takes. */
export const previewParameters: {
  readonly automatic_tax: Parameter<unknown>;
  readonly currency: Parameter<string>;
  readonly customer: Parameter<string>;
  readonly customer_account: Parameter<string>;
  readonly customer_details: Parameter<unknown>;
  readonly discounts: Parameter<unknown>;
  readonly expand: Parameter<string[]>;
  readonly invoice_items: Parameter<PreviewItemInput[]>;
  readonly issuer: Parameter<unknown>;
  readonly on_behalf_of: Parameter<string>;
  readonly preview_mode: Parameter<'next' | 'recurring'>;
  readonly schedule: Parameter<string>;
  readonly schedule_details: Parameter<unknown>;
  readonly subscription: Parameter<string>;
  readonly subscription_details: Parameter<PreviewSubscriptionInput>;
} = {
  automatic_tax: automaticTax,
  currency: nonEmpty(3),
  customer: nonEmpty(),
  customer_account: ignored(nonEmpty()),
  customer_details: customerDetails,
  discounts,
  expand,
  invoice_items: previewItems,
  issuer: accountReference,
  on_behalf_of: ignored(text()),
  preview_mode: oneOf('next', 'recurring'),
  schedule: ignored(nonEmpty()),
  schedule_details: ignored(
    hash({
      billing_mode: billingMode,
      end_behavior: oneOf('cancel', 'release'),
      pause_schedules: openHash,
      phases: list(openHash),
      proration_behavior: prorationBehavior,
    }),
  ),
  subscription: nonEmpty(),
  subscription_details: subscriptionDetails,
} satisfies ParameterShape;
