import type Stripe from 'stripe';
import {
  discounts,
  metadataInput,
  type RecurringPriceData,
  recurringPriceData,
  taxRates,
} from '../api/common-parameters.js';
import { type Parameter, type ParameterShape, required } from '../api/parameter.js';
import { clearable, flag, hash, ignored, integer, list, nonEmpty } from '../api/parameter-kinds.js';
import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import { priceFromData, unitAmount } from '../resources/new-price.js';
import { mergeMetadata } from '../state/change.js';
import { idOf, type Plan, type Price, type SubscriptionItem } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import type { Period } from './billing-period.js';

/** An item of a subscription as it is sent. */
export interface SubscriptionItemInput {
  readonly clear_usage?: boolean | undefined;
  readonly deleted?: boolean | undefined;
  readonly id?: string | undefined;
  readonly metadata?: Record<string, string> | null | undefined;
  readonly plan?: string | undefined;
  readonly price?: string | undefined;
  readonly price_data?: RecurringPriceData | undefined;
  readonly quantity?: number | undefined;
}

const newItem = {
  billing_thresholds: ignored(clearable(hash({ usage_gte: required(integer()) }))),
  current_trial: ignored(hash({ trial_offer: required(nonEmpty()) })),
  discounts,
  metadata: metadataInput,
  plan: nonEmpty(),
  price: nonEmpty(),
  price_data: recurringPriceData,
  quantity: integer({ min: 0 }),
  tax_rates: taxRates,
} satisfies ParameterShape;

/** `items` when a subscription is created: at most 20. */
export const newItems: Parameter<SubscriptionItemInput[]> = list(hash(newItem), 20);

/** `items` when a subscription is changed. */
export const changedItems: Parameter<SubscriptionItemInput[]> = list(
  hash({ ...newItem, clear_usage: ignored(flag()), deleted: flag(), id: nonEmpty() }),
  20,
);

/** The recurring price that an item names or describes. */
export function resolveItemPrice(state: StripeState, input: SubscriptionItemInput, param: string): Price {
  const id = input.price ?? input.plan;
  if (id === undefined) {
    if (!input.price_data) throw parameterMissing(`${param}[price]`);
    return priceFromData(state, input.price_data, `${param}[price_data]`);
  }
  const price = state.prices.require(id, `${param}[price]`);
  if (price.type !== 'recurring') {
    throw invalidRequest(
      'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
      {
        param: `${param}[price]`,
      },
    );
  }
  if (!price.active) {
    throw invalidRequest('The price specified is inactive. This field only accepts active prices.', {
      param: `${param}[price]`,
    });
  }
  return price;
}

/** Makes an item. */
export function newSubscriptionItem(
  state: StripeState,
  init: {
    readonly id?: string | undefined;
    readonly subscription: string;
    readonly price: Price;
    readonly quantity: number;
    readonly period: Period;
    readonly metadata?: Stripe.Metadata | undefined;
  },
): SubscriptionItem {
  const { price, period } = init;
  return {
    id: init.id ?? state.identifier('si', 14),
    object: 'subscription_item',
    billing_thresholds: null,
    created: state.now(),
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata: mergeMetadata(init.metadata ?? null, undefined),
    plan: toPlan(price),
    price,
    quantity: init.quantity,
    subscription: init.subscription,
    tax_rates: [],
  };
}

/** The older description of a price that items still carry. */
function toPlan(price: Price): Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: idOf(price.product) ?? null,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: price.recurring?.usage_type ?? 'licensed',
  };
}

/** What an item costs for a whole period, in minor units. */
export function itemAmount(item: SubscriptionItem): number {
  return Math.round(unitAmount(item.price) * (item.quantity ?? 1));
}
