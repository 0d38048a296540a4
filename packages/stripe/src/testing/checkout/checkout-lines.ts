import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import { newPrice, unitAmount } from '../resources/new-price.js';
import { mergeMetadata } from '../state/change.js';
import { type CheckoutLine, idOf, type Price } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import type { CheckoutLineInput } from './checkout-parameters.js';

function resolvePrice(state: StripeState, input: CheckoutLineInput, param: string): Price {
  if (input.price !== undefined) {
    const price = state.prices.require(input.price, `${param}[price]`);
    if (price.active) return price;
    throw invalidRequest('The price specified is inactive. This field only accepts active prices.', {
      param: `${param}[price]`,
    });
  }
  const { price_data: data } = input;
  if (!data) throw parameterMissing(`${param}[price]`);
  if (data.product !== undefined) state.products.require(data.product, `${param}[price_data][product]`);
  else if (!data.product_data) throw parameterMissing(`${param}[price_data][product_data]`);
  const product = data.product ?? state.identifier('prod', 14);
  if (data.product_data) {
    state.products.add({
      id: product,
      object: 'product',
      active: false,
      created: state.now(),
      default_price: null,
      description: null,
      images: [],
      livemode: false,
      marketing_features: [],
      metadata: {},
      name: data.product_data.name,
      package_dimensions: null,
      shippable: null,
      tax_details: null,
      type: 'service',
      updated: state.now(),
      url: null,
    });
  }
  return newPrice(state, { ...data, product, active: false }, `${param}[price_data]`);
}

/** The positions of a session. Throws 400 on prices that its mode cannot sell. */
export function newCheckoutLines(
  state: StripeState,
  inputs: readonly CheckoutLineInput[],
  mode: 'payment' | 'setup' | 'subscription',
): CheckoutLine[] {
  const lines = inputs.map((input, index): CheckoutLine => {
    const param = `line_items[${index}]`;
    const price = resolvePrice(state, input, param);
    if (mode === 'payment' && price.type === 'recurring') {
      throw invalidRequest('You specified `payment` mode but passed a recurring price. Use `subscription` mode.', {
        param: `${param}[price]`,
      });
    }
    if (input.quantity === undefined) throw parameterMissing(`${param}[quantity]`);
    const amount = Math.round(unitAmount(price) * input.quantity);
    return {
      id: state.identifier('li'),
      object: 'item',
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount,
      currency: price.currency,
      description: state.products.get(idOf(price.product) ?? '')?.name ?? null,
      metadata: mergeMetadata(null, input.metadata),
      price,
      quantity: input.quantity,
    };
  });
  if (mode === 'subscription' && !lines.some(({ price }) => price.type === 'recurring')) {
    throw invalidRequest('You must provide at least one recurring price in `subscription` mode.', {
      param: 'line_items',
    });
  }
  if (new Set(lines.map(({ currency }) => currency)).size > 1) {
    throw invalidRequest('All prices of a Checkout Session must have the same currency.', { param: 'line_items' });
  }
  return lines;
}
