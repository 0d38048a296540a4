import { toCurrency } from '../api/currencies.js';
import { type Operation, operation } from '../api/operation.js';
import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import { unitAmount } from '../resources/new-price.js';
import { idOf } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { itemLine, pendingItems } from '../subscriptions/subscription-lines.js';
import type { LineInit } from './invoice-line.js';
import { buildInvoice } from './new-invoice.js';
import { type PreviewItemInput, previewParameters } from './preview-parameters.js';
import { nothingUpcoming, ofNewSubscription, ofSubscription, type Preview } from './preview-subscription.js';

function extraLine(state: StripeState, input: PreviewItemInput, fallback: string, index: number): LineInit {
  const param = `invoice_items[${index}]`;
  const price = input.price === undefined ? undefined : state.prices.require(input.price, `${param}[price]`);
  const quantity = input.quantity ?? 1;
  const unit = price ? unitAmount(price) : input.unit_amount;
  const amount = input.amount ?? (unit === undefined ? undefined : Math.round(unit * quantity));
  if (amount === undefined) throw parameterMissing(`${param}[amount]`);
  const now = state.now();
  return {
    amount,
    currency: toCurrency(input.currency ?? price?.currency ?? fallback),
    description: input.description ?? '',
    invoiceItem: state.identifier('ii'),
    period: input.period ?? { start: now, end: now },
    price,
    quantity,
  };
}

export const previewInvoice: Operation = operation(
  'POST /v1/invoices/create_preview',
  'invoice',
  previewParameters,
  ({ state, parameters }) => {
    const subscription =
      parameters.subscription === undefined
        ? undefined
        : state.subscriptions.require(parameters.subscription, 'subscription');
    const customerId = parameters.customer ?? idOf(subscription?.customer);
    if (customerId === undefined) throw parameterMissing('customer');
    const customer = state.customers.require(customerId, 'customer');
    const { invoice_items: extras = [], subscription_details: wish, preview_mode: mode } = parameters;
    if (subscription && subscription.customer !== customerId) {
      throw invalidRequest('The subscription belongs to another customer.', { param: 'subscription' });
    }
    const now = state.now();
    const waiting = pendingItems(state, customerId, undefined).map((item) => itemLine(state, item));
    const preview: Preview = subscription
      ? ofSubscription(state, subscription, wish ?? {}, mode === 'recurring')
      : wish?.items
        ? ofNewSubscription(state, wish)
        : { lines: waiting, period: { start: now, end: now }, reason: 'manual' };
    const fallback = subscription?.currency ?? preview.lines[0]?.currency ?? customer.currency ?? 'usd';
    const lines = [...preview.lines, ...extras.map((extra, index) => extraLine(state, extra, fallback, index))];
    if (lines.length === 0) throw nothingUpcoming(customerId);
    return buildInvoice(state, {
      id: state.identifier('upcoming_in'),
      customer,
      currency: lines[0]?.currency ?? fallback,
      billingReason: preview.reason === 'manual' ? 'upcoming' : preview.reason,
      lines,
      period: preview.period,
      subscription,
    });
  },
);
