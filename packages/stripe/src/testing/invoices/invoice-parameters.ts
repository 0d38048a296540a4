import {
  accountReference,
  automaticTax,
  customFields,
  discounts,
  expand,
  metadataInput,
  openHash,
  taxRates,
} from '../api/common-parameters.js';
import { type Parameter, required } from '../api/parameter.js';
import { clearable, flag, hash, ignored, integer, list, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';

/** Parameters that `create` and `update` of an invoice share. */
export const sharedInvoiceParameters: {
  readonly account_tax_ids: Parameter<unknown>;
  readonly application_fee_amount: Parameter<number>;
  readonly auto_advance: Parameter<boolean>;
  readonly automatic_tax: Parameter<unknown>;
  readonly automatically_finalizes_at: Parameter<number>;
  readonly collection_method: Parameter<'charge_automatically' | 'send_invoice'>;
  readonly custom_fields: Parameter<unknown>;
  readonly days_until_due: Parameter<number>;
  readonly default_payment_method: Parameter<string>;
  readonly default_source: Parameter<string>;
  readonly default_tax_rates: Parameter<unknown>;
  readonly description: Parameter<string>;
  readonly discounts: Parameter<unknown>;
  readonly due_date: Parameter<number>;
  readonly effective_at: Parameter<number | null>;
  readonly expand: Parameter<string[]>;
  readonly footer: Parameter<string>;
  readonly issuer: Parameter<unknown>;
  readonly metadata: Parameter<Record<string, string> | null>;
  readonly number: Parameter<string>;
  readonly on_behalf_of: Parameter<string>;
  readonly payment_settings: Parameter<unknown>;
  readonly rendering: Parameter<unknown>;
  readonly shipping_cost: Parameter<unknown>;
  readonly shipping_details: Parameter<unknown>;
  readonly statement_descriptor: Parameter<string>;
  readonly transfer_data: Parameter<unknown>;
} = {
  account_tax_ids: ignored(clearable(list(nonEmpty()))),
  application_fee_amount: ignored(integer({ min: 0 })),
  auto_advance: flag(),
  automatic_tax: automaticTax,
  automatically_finalizes_at: ignored(integer()),
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  custom_fields: customFields,
  days_until_due: integer({ min: 0 }),
  default_payment_method: text(),
  default_source: ignored(text()),
  default_tax_rates: taxRates,
  description: text(1_500),
  discounts,
  due_date: integer(),
  effective_at: ignored(clearable(integer())),
  expand,
  footer: text(),
  issuer: accountReference,
  metadata: metadataInput,
  number: ignored(text(26)),
  on_behalf_of: ignored(text()),
  payment_settings: openHash,
  rendering: openHash,
  shipping_cost: openHash,
  shipping_details: openHash,
  statement_descriptor: text(22),
  transfer_data: ignored(clearable(hash({ amount: integer(), destination: required(nonEmpty()) }))),
};
