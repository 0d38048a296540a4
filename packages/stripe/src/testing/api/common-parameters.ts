import { type Parameter, required } from './parameter.js';
import {
  anything,
  clearable,
  decimal,
  either,
  flag,
  hash,
  ignored,
  integer,
  list,
  metadata,
  nonEmpty,
  oneOf,
  text,
} from './parameter-kinds.js';

/** `expand`, which nearly every endpoint takes. */
export const expand: Parameter<string[]> = list(nonEmpty(), 20);

/** A time in seconds: exact, or a range. */
export type TimeRange =
  | number
  | {
      readonly gt?: number | undefined;
      readonly gte?: number | undefined;
      readonly lt?: number | undefined;
      readonly lte?: number | undefined;
    };

/** `created` and its like, in lists. */
export const timeRange: Parameter<TimeRange> = either(
  hash({ gt: integer(), gte: integer(), lt: integer(), lte: integer() }),
  integer(),
);

/** What every list takes. */
export const pagination: {
  readonly expand: Parameter<string[]>;
  readonly limit: Parameter<number>;
  readonly starting_after: Parameter<string>;
  readonly ending_before: Parameter<string>;
} = { expand, limit: integer({ min: 1, max: 100 }), starting_after: nonEmpty(), ending_before: nonEmpty() };

/** A postal address as it is sent. */
export interface AddressInput {
  readonly city?: string | undefined;
  readonly country?: string | undefined;
  readonly line1?: string | undefined;
  readonly line2?: string | undefined;
  readonly postal_code?: string | undefined;
  readonly state?: string | undefined;
}

export const address: Parameter<AddressInput> = hash({
  city: text(),
  country: text(),
  line1: text(),
  line2: text(),
  postal_code: text(),
  state: text(),
});

/** Shipping as it is sent. */
export interface ShippingInput {
  readonly address: AddressInput;
  readonly name: string;
  readonly phone?: string | undefined;
  readonly carrier?: string | undefined;
  readonly tracking_number?: string | undefined;
}

const addressee = { address: required(address), name: required(text()), phone: text() };

export const shipping: Parameter<ShippingInput> = hash({ ...addressee, carrier: text(), tracking_number: text() });

/** Customers have no carrier; Stripe refuses one there. */
export const customerShipping: Parameter<ShippingInput> = hash(addressee);

export const currency: Parameter<string> = nonEmpty(3);

export const metadataInput: Parameter<Record<string, string> | null> = metadata();

/** An account that carries a liability: Connect's `issuer` and `liability`. */
export const accountReference: Parameter<unknown> = ignored(
  hash({ account: nonEmpty(), type: required(oneOf('account', 'self')) }),
);

export const automaticTax: Parameter<unknown> = ignored(
  hash({ enabled: required(flag()), liability: accountReference }),
);

export const discounts: Parameter<unknown> = ignored(
  clearable(list(hash({ coupon: nonEmpty(), discount: nonEmpty(), promotion_code: nonEmpty() }))),
);

export const taxRates: Parameter<unknown> = ignored(clearable(list(nonEmpty())));

export const taxBehavior: Parameter<'unspecified' | 'exclusive' | 'inclusive'> = oneOf(
  'unspecified',
  'exclusive',
  'inclusive',
);

/** How long a billing period is counted. */
export type Interval = 'day' | 'week' | 'month' | 'year';

export const interval: Parameter<Interval> = oneOf('day', 'week', 'month', 'year');

/** A one-time price that is made on the spot. */
export interface PriceData {
  readonly currency: string;
  readonly product: string;
  readonly tax_behavior?: 'unspecified' | 'exclusive' | 'inclusive' | undefined;
  readonly unit_amount?: number | undefined;
  readonly unit_amount_decimal?: number | undefined;
}

/** A recurring price that is made on the spot. */
export interface RecurringPriceData extends PriceData {
  readonly recurring: { readonly interval: Interval; readonly interval_count?: number | undefined };
}

const priceDataShape = {
  currency: required(currency),
  product: required(nonEmpty()),
  tax_behavior: taxBehavior,
  unit_amount: integer(),
  unit_amount_decimal: decimal(),
};

export const priceData: Parameter<PriceData> = hash(priceDataShape);

export const recurringPriceData: Parameter<RecurringPriceData> = hash({
  ...priceDataShape,
  recurring: required(hash({ interval: required(interval), interval_count: integer({ min: 1, max: 1_095 }) })),
});

export const customFields: Parameter<unknown> = ignored(
  clearable(list(hash({ name: required(text(40)), value: required(text(140)) }), 4)),
);

/** A hash whose names differ from payment method to payment method. */
export const openHash: Parameter<unknown> = ignored(anything());

export const timestampOrNow: Parameter<number | 'now'> = either(integer({ min: 0 }), oneOf('now'));
