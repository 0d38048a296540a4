import {
  currency,
  expand,
  interval,
  metadataInput,
  openHash,
  pagination,
  taxBehavior,
  timeRange,
} from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { required } from '../api/parameter.js';
import { decimal, flag, hash, ignored, integer, list, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';
import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import { change, mergeMetadata } from '../state/change.js';
import type { StripeState } from '../state/stripe-state.js';
import { newPrice } from './new-price.js';

/** A lookup key belongs to one price at a time. */
function takeLookupKey(state: StripeState, key: string | undefined, transfer: boolean): void {
  if (key === undefined) return;
  const holder = state.prices.all().find((price) => price.lookup_key === key);
  if (!holder) return;
  if (!transfer) {
    throw invalidRequest(`A price (${holder.id}) already uses that lookup key.`, {
      code: 'resource_already_exists',
      param: 'lookup_key',
    });
  }
  holder.lookup_key = null;
}

export const priceOperations: readonly Operation[] = [
  operation(
    'POST /v1/prices',
    'price',
    {
      expand,
      active: flag(),
      billing_scheme: oneOf('per_unit'),
      currency: required(currency),
      currency_options: openHash,
      custom_unit_amount: openHash,
      lookup_key: nonEmpty(200),
      metadata: metadataInput,
      nickname: text(),
      product: nonEmpty(),
      product_data: hash({
        active: flag(),
        id: nonEmpty(),
        metadata: metadataInput,
        name: required(nonEmpty()),
        statement_descriptor: text(22),
        tax_code: ignored(text()),
        tax_details: openHash,
        unit_label: text(),
      }),
      recurring: hash({
        interval: required(interval),
        interval_count: integer({ min: 1, max: 1_095 }),
        meter: ignored(nonEmpty()),
        trial_period_days: ignored(integer({ min: 1 })),
        usage_type: oneOf('licensed', 'metered'),
      }),
      tax_behavior: taxBehavior,
      transfer_lookup_key: flag(),
      transform_quantity: openHash,
      unit_amount: integer({ min: 0 }),
      unit_amount_decimal: decimal({ min: 0 }),
    },
    ({ state, parameters }) => {
      const { product: productId, product_data: data, lookup_key: key } = parameters;
      if (productId === undefined && !data) throw parameterMissing('product');
      if (parameters.unit_amount === undefined && parameters.unit_amount_decimal === undefined) {
        throw parameterMissing('unit_amount');
      }
      if (productId !== undefined) state.products.require(productId, 'product');
      takeLookupKey(state, key, parameters.transfer_lookup_key ?? false);
      const product = productId ?? data?.id ?? state.identifier('prod', 14);
      if (data) {
        state.products.add({
          id: product,
          object: 'product',
          active: data.active ?? true,
          created: state.now(),
          default_price: null,
          description: null,
          images: [],
          livemode: false,
          marketing_features: [],
          metadata: mergeMetadata(null, data.metadata),
          name: data.name,
          package_dimensions: null,
          shippable: null,
          tax_details: null,
          type: 'service',
          updated: state.now(),
          url: null,
        });
      }
      const price = newPrice(state, { ...parameters, product, metadata: mergeMetadata(null, parameters.metadata) });
      state.emit('price.created', price);
      return price;
    },
  ),
  operation('GET /v1/prices/{price}', 'price', { expand }, ({ state, id }) => state.prices.require(id)),
  operation(
    'POST /v1/prices/{price}',
    'price',
    {
      expand,
      active: flag(),
      currency_options: openHash,
      lookup_key: text(200),
      metadata: metadataInput,
      nickname: text(),
      tax_behavior: taxBehavior,
      transfer_lookup_key: flag(),
    },
    ({ state, id, parameters }) => {
      const price = state.prices.require(id);
      const { lookup_key: key } = parameters;
      if (key !== price.lookup_key) takeLookupKey(state, key || undefined, parameters.transfer_lookup_key ?? false);
      change(state, price, 'price.updated', (it) => {
        if (parameters.active !== undefined) it.active = parameters.active;
        if (key !== undefined) it.lookup_key = key || null;
        if (parameters.nickname !== undefined) it.nickname = parameters.nickname || null;
        if (parameters.tax_behavior !== undefined) it.tax_behavior = parameters.tax_behavior;
        it.metadata = mergeMetadata(it.metadata, parameters.metadata);
      });
      return price;
    },
  ),
  operation(
    'GET /v1/prices',
    'list:price',
    {
      ...pagination,
      active: flag(),
      created: timeRange,
      currency,
      lookup_keys: list(nonEmpty(), 10),
      product: nonEmpty(),
      recurring: hash({ interval, meter: nonEmpty(), usage_type: oneOf('licensed', 'metered') }),
      type: oneOf('one_time', 'recurring'),
    },
    ({ state, parameters }) => {
      const { active, created, lookup_keys: keys, product, recurring, type } = parameters;
      const found = state.prices
        .newestFirst()
        .filter(
          (price) =>
            inTimeRange(price.created, created) &&
            (active === undefined || price.active === active) &&
            (parameters.currency === undefined || price.currency === parameters.currency) &&
            (keys === undefined || keys.includes(price.lookup_key ?? '')) &&
            (product === undefined || price.product === product) &&
            (type === undefined || price.type === type) &&
            (recurring?.interval === undefined || price.recurring?.interval === recurring.interval) &&
            (recurring?.usage_type === undefined || price.recurring?.usage_type === recurring.usage_type),
        );
      return paginate(found, parameters, '/v1/prices', 'price');
    },
  ),
];
