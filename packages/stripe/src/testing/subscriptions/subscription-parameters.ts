import {
  accountReference,
  automaticTax,
  customFields,
  discounts,
  expand,
  interval,
  metadataInput,
  openHash,
  priceData,
  taxRates,
  timestampOrNow,
} from '../api/common-parameters.js';
import { type Parameter, required } from '../api/parameter.js';
import {
  clearable,
  decimal,
  either,
  flag,
  hash,
  ignored,
  integer,
  list,
  nonEmpty,
  oneOf,
  text,
} from '../api/parameter-kinds.js';

const addInvoiceItems: Parameter<unknown> = ignored(
  list(
    hash({
      discountable: flag(),
      discounts,
      metadata: metadataInput,
      period: hash({
        end: required(hash({ timestamp: integer(), type: required(oneOf('min_item_period_end', 'timestamp')) })),
        start: required(
          hash({ timestamp: integer(), type: required(oneOf('max_item_period_start', 'now', 'timestamp')) }),
        ),
      }),
      price: nonEmpty(),
      price_data: priceData,
      quantity: integer({ min: 0 }),
      tax_rates: taxRates,
    }),
    20,
  ),
);

const schedule = (billUntil: Parameter<unknown>): Parameter<unknown> =>
  hash({
    applies_to: list(hash({ price: nonEmpty(), type: required(oneOf('price')) })),
    bill_until: billUntil,
    key: text(),
  });

const billUntil = hash({
  duration: hash({ interval: required(interval), interval_count: integer({ min: 1 }) }),
  timestamp: integer(),
  type: required(oneOf('duration', 'timestamp')),
});

export const billingSchedules: Parameter<unknown> = ignored(list(schedule(required(billUntil))));

export const changedBillingSchedules: Parameter<unknown> = ignored(clearable(list(schedule(billUntil))));

export const billingMode: Parameter<{ readonly type: 'classic' | 'flexible' }> = hash({
  flexible: ignored(hash({ proration_discounts: oneOf('included', 'itemized') })),
  type: required(oneOf('classic', 'flexible')),
});

export const anchorConfig: Parameter<unknown> = ignored(
  hash({
    day_of_month: required(integer({ min: 1, max: 31 })),
    hour: integer({ min: 0, max: 23 }),
    minute: integer({ min: 0, max: 59 }),
    month: integer({ min: 1, max: 12 }),
    second: integer({ min: 0, max: 59 }),
  }),
);

export type CancelAt = number | 'max_billed_until' | 'max_period_end' | 'min_period_end';

export const cancelAt: Parameter<CancelAt> = either(
  oneOf('max_billed_until', 'max_period_end', 'min_period_end'),
  integer({ min: 0 }),
);

export const prorationBehavior: Parameter<'always_invoice' | 'create_prorations' | 'none'> = oneOf(
  'always_invoice',
  'create_prorations',
  'none',
);

export const paymentBehavior: Parameter<
  'allow_incomplete' | 'default_incomplete' | 'error_if_incomplete' | 'pending_if_incomplete'
> = oneOf('allow_incomplete', 'default_incomplete', 'error_if_incomplete', 'pending_if_incomplete');

/** A reason to leave, as the customer gave it. */
export interface CancellationInput {
  readonly comment?: string | undefined;
  readonly feedback?: string | null | undefined;
  readonly feedback_option?: string | undefined;
}

export const cancellationDetails: Parameter<CancellationInput> = hash({
  comment: text(),
  feedback: clearable(
    oneOf(
      'customer_service',
      'low_quality',
      'missing_features',
      'other',
      'switched_service',
      'too_complex',
      'too_expensive',
      'unused',
    ),
  ),
  feedback_option: ignored(text()),
});

/** Parameters that `create` and `update` share. */
export const sharedSubscriptionParameters: {
  readonly add_invoice_items: Parameter<unknown>;
  readonly application_fee_percent: Parameter<number | null>;
  readonly automatic_tax: Parameter<unknown>;
  readonly billing_thresholds: Parameter<unknown>;
  readonly cancel_at_period_end: Parameter<boolean>;
  readonly collection_method: Parameter<'charge_automatically' | 'send_invoice'>;
  readonly days_until_due: Parameter<number>;
  readonly default_payment_method: Parameter<string>;
  readonly default_source: Parameter<string>;
  readonly default_tax_rates: Parameter<unknown>;
  readonly description: Parameter<string>;
  readonly discounts: Parameter<unknown>;
  readonly expand: Parameter<string[]>;
  readonly invoice_settings: Parameter<unknown>;
  readonly metadata: Parameter<Record<string, string> | null>;
  readonly off_session: Parameter<boolean>;
  readonly on_behalf_of: Parameter<string>;
  readonly payment_behavior: typeof paymentBehavior;
  readonly payment_settings: Parameter<{
    readonly save_default_payment_method?: 'off' | 'on_subscription' | undefined;
  }>;
  readonly pending_invoice_item_interval: Parameter<unknown>;
  readonly proration_behavior: typeof prorationBehavior;
  readonly trial_end: Parameter<number | 'now'>;
  readonly trial_from_plan: Parameter<boolean>;
  readonly trial_settings: Parameter<{
    readonly end_behavior: { readonly missing_payment_method?: 'cancel' | 'create_invoice' | 'pause' | undefined };
  }>;
} = {
  add_invoice_items: addInvoiceItems,
  application_fee_percent: clearable(decimal({ min: 0, max: 100 })),
  automatic_tax: automaticTax,
  billing_thresholds: ignored(clearable(hash({ amount_gte: integer(), reset_billing_cycle_anchor: flag() }))),
  cancel_at_period_end: flag(),
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  days_until_due: integer({ min: 0 }),
  default_payment_method: text(),
  default_source: ignored(text()),
  default_tax_rates: taxRates,
  description: text(500),
  discounts,
  expand,
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
  off_session: flag(),
  on_behalf_of: nonEmpty(),
  payment_behavior: paymentBehavior,
  payment_settings: hash({
    payment_method_options: openHash,
    payment_method_types: ignored(clearable(list(nonEmpty()))),
    save_default_payment_method: oneOf('off', 'on_subscription'),
  }),
  pending_invoice_item_interval: ignored(
    clearable(hash({ interval: required(interval), interval_count: integer({ min: 1 }) })),
  ),
  proration_behavior: prorationBehavior,
  trial_end: timestampOrNow,
  trial_from_plan: ignored(flag()),
  trial_settings: hash({
    end_behavior: required(
      hash({
        billing_cycle_anchor: ignored(oneOf('now', 'unchanged')),
        missing_payment_method: oneOf('cancel', 'create_invoice', 'pause'),
      }),
    ),
  }),
};

export const subscriptionTransfer: Parameter<{
  readonly destination: string;
  readonly amount_percent?: number | undefined;
}> = hash({ amount_percent: decimal({ min: 0, max: 100 }), destination: required(nonEmpty()) });
