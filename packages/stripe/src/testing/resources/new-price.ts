import type Stripe from 'stripe';
import type { Interval, PriceData, RecurringPriceData } from '../api/common-parameters.js';
import { toCurrency } from '../api/currencies.js';
import { parameterMissing } from '../api/stripe-api-error.js';
import type { Price } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';

/** What a price begins with. */
export interface NewPrice {
  readonly currency: string;
  readonly product: string;
  readonly active?: boolean | undefined;
  readonly lookup_key?: string | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
  readonly nickname?: string | undefined;
  readonly recurring?:
    | {
        readonly interval: Interval;
        readonly interval_count?: number | undefined;
        readonly usage_type?: 'licensed' | 'metered' | undefined;
      }
    | undefined;
  readonly tax_behavior?: 'unspecified' | 'exclusive' | 'inclusive' | undefined;
  readonly unit_amount?: number | undefined;
  readonly unit_amount_decimal?: number | undefined;
}

/** Makes a price per unit. Throws 400 without an amount. */
export function newPrice(state: StripeState, init: NewPrice, prefix = ''): Price {
  const amount = init.unit_amount ?? init.unit_amount_decimal;
  if (amount === undefined) throw parameterMissing(prefix === '' ? 'unit_amount' : `${prefix}[unit_amount]`);
  const price: Price = {
    id: state.identifier('price'),
    object: 'price',
    active: init.active ?? true,
    billing_scheme: 'per_unit',
    created: state.now(),
    currency: toCurrency(init.currency, prefix === '' ? 'currency' : `${prefix}[currency]`),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: init.lookup_key ?? null,
    metadata: init.metadata ?? {},
    nickname: init.nickname ?? null,
    product: init.product,
    recurring: init.recurring
      ? {
          interval: init.recurring.interval,
          interval_count: init.recurring.interval_count ?? 1,
          meter: null,
          trial_period_days: null,
          usage_type: init.recurring.usage_type ?? 'licensed',
        }
      : null,
    tax_behavior: init.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: init.recurring ? 'recurring' : 'one_time',
    unit_amount: Number.isInteger(amount) ? amount : null,
    unit_amount_decimal: String(amount),
  };
  state.prices.add(price);
  return price;
}

/** The price that a request describes on the spot. Such a price is not active for other uses. */
export function priceFromData(state: StripeState, data: PriceData | RecurringPriceData, param: string): Price {
  state.products.require(data.product, `${param}[product]`);
  return newPrice(state, { ...data, active: false }, param);
}

/** What one unit costs, in minor units; with decimals where the price has them. */
export function unitAmount(price: Price): number {
  return price.unit_amount ?? Number(price.unit_amount_decimal ?? 0);
}
