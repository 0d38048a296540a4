import type Stripe from 'stripe';
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
import { invalidRequest } from '../api/stripe-api-error.js';
import { change, mergeMetadata } from '../state/change.js';
import { newPrice } from './new-price.js';

const details = {
  expand,
  active: flag(),
  description: text(40_000),
  images: clearable(list(nonEmpty(), 8)),
  marketing_features: ignored(clearable(list(hash({ name: required(text(80)) }), 15))),
  metadata: metadataInput,
  package_dimensions: openHash,
  shippable: flag(),
  statement_descriptor: text(22),
  tax_code: ignored(text()),
  tax_details: openHash,
  unit_label: text(),
  url: text(),
};

const defaultPrice = hash({
  currency: required(currency),
  currency_options: openHash,
  custom_unit_amount: openHash,
  metadata: metadataInput,
  recurring: hash({ interval: required(interval), interval_count: integer({ min: 1 }) }),
  tax_behavior: taxBehavior,
  unit_amount: integer({ min: 0 }),
  unit_amount_decimal: decimal({ min: 0 }),
});

export const productOperations: readonly Operation[] = [
  operation(
    'POST /v1/products',
    'product',
    {
      ...details,
      name: required(nonEmpty()),
      id: nonEmpty(),
      default_price_data: defaultPrice,
      type: oneOf('good', 'service'),
    },
    ({ state, parameters }) => {
      const { id = state.identifier('prod', 14), default_price_data: price } = parameters;
      if (state.products.get(id)) {
        throw invalidRequest('Product already exists.', { code: 'resource_already_exists', param: 'id' });
      }
      const product: Stripe.Product = {
        id,
        object: 'product',
        active: parameters.active ?? true,
        created: state.now(),
        default_price: null,
        description: parameters.description || null,
        images: parameters.images ?? [],
        livemode: false,
        marketing_features: [],
        metadata: mergeMetadata(null, parameters.metadata),
        name: parameters.name,
        package_dimensions: null,
        shippable: parameters.shippable ?? null,
        statement_descriptor: parameters.statement_descriptor ?? null,
        tax_code: null,
        tax_details: null,
        type: parameters.type ?? 'service',
        unit_label: parameters.unit_label ?? null,
        updated: state.now(),
        url: parameters.url || null,
      };
      state.products.add(product);
      if (price) {
        const metadata = mergeMetadata(null, price.metadata);
        product.default_price = newPrice(state, { ...price, product: id, metadata }, 'default_price_data').id;
      }
      state.emit('product.created', product);
      return product;
    },
  ),
  operation('GET /v1/products/{id}', 'product', { expand }, ({ state, id }) => state.products.require(id)),
  operation(
    'POST /v1/products/{id}',
    'product',
    { ...details, name: nonEmpty(), default_price: nonEmpty() },
    ({ state, id, parameters }) => {
      const product = state.products.require(id);
      if (parameters.default_price !== undefined) state.prices.require(parameters.default_price, 'default_price');
      change(state, product, 'product.updated', (it) => {
        if (parameters.active !== undefined) it.active = parameters.active;
        if (parameters.name !== undefined) it.name = parameters.name;
        if (parameters.description !== undefined) it.description = parameters.description || null;
        if (parameters.images !== undefined) it.images = parameters.images ?? [];
        if (parameters.default_price !== undefined) it.default_price = parameters.default_price;
        if (parameters.url !== undefined) it.url = parameters.url || null;
        it.metadata = mergeMetadata(it.metadata, parameters.metadata);
        it.updated = state.now();
      });
      return product;
    },
  ),
  operation('DELETE /v1/products/{id}', 'product', {}, ({ state, id }) => {
    const product = state.products.require(id);
    if (state.prices.all().some((price) => price.product === id)) {
      throw invalidRequest('This product cannot be deleted because it has one or more user-created prices.');
    }
    state.products.remove(id);
    state.emit('product.deleted', product);
    return { id, object: 'product', deleted: true };
  }),
  operation(
    'GET /v1/products',
    'list:product',
    {
      ...pagination,
      active: flag(),
      created: timeRange,
      ids: list(nonEmpty()),
      shippable: flag(),
      type: oneOf('good', 'service'),
      url: nonEmpty(),
    },
    ({ state, parameters }) => {
      const { active, created, ids, shippable, type, url } = parameters;
      const found = state.products
        .newestFirst()
        .filter(
          (product) =>
            inTimeRange(product.created, created) &&
            (active === undefined || product.active === active) &&
            (ids === undefined || ids.includes(product.id)) &&
            (shippable === undefined || product.shippable === shippable) &&
            (type === undefined || product.type === type) &&
            (url === undefined || product.url === url),
        );
      return paginate(found, parameters, '/v1/products', 'product');
    },
  ),
];
