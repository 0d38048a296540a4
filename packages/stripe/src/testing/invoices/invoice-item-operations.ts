import {
  discounts,
  expand,
  metadataInput,
  pagination,
  priceData,
  taxBehavior,
  taxRates,
  timeRange,
} from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { required } from '../api/parameter.js';
import { decimal, flag, hash, ignored, integer, nonEmpty, text } from '../api/parameter-kinds.js';
import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import { mergeMetadata } from '../state/change.js';
import { idOf } from '../state/objects.js';
import { rewriteLines, toLineInit } from './draft-lines.js';
import { newInvoiceItem } from './new-invoice-item.js';
import { requireInvoice } from './require-invoice.js';

const shared = {
  amount: integer(),
  description: text(),
  discountable: flag(),
  discounts,
  expand,
  metadata: metadataInput,
  period: hash({ end: required(integer()), start: required(integer()) }),
  price_data: priceData,
  pricing: hash({ price: nonEmpty() }),
  quantity: integer({ min: 0 }),
  quantity_decimal: ignored(decimal()),
  tax_behavior: ignored(taxBehavior),
  tax_code: ignored(text()),
  tax_rates: taxRates,
  unit_amount_decimal: decimal(),
};

const createInvoiceItem = operation(
  'POST /v1/invoiceitems',
  'invoiceitem',
  {
    ...shared,
    currency: nonEmpty(3),
    customer: nonEmpty(),
    customer_account: ignored(nonEmpty()),
    invoice: nonEmpty(),
    subscription: nonEmpty(),
  },
  ({ state, parameters }) => {
    if (parameters.customer === undefined) throw parameterMissing('customer');
    const customer = state.customers.require(parameters.customer, 'customer');
    const { currency, discountable, invoice: invoiceId, subscription } = parameters;
    const invoice = invoiceId === undefined ? undefined : requireInvoice(state, invoiceId, 'add items to', 'draft');
    if (invoice && invoice.customer !== customer.id) {
      throw invalidRequest('The invoice belongs to another customer.', { param: 'invoice' });
    }
    if (subscription !== undefined) state.subscriptions.require(subscription, 'subscription');
    const line = toLineInit(state, parameters, { currency, invoice, subscription });
    const item = newInvoiceItem(state, customer.id, line, { discountable, invoice: invoice?.id });
    if (invoice) rewriteLines(state, invoice);
    return item;
  },
);

export const invoiceItemOperations: readonly Operation[] = [
  createInvoiceItem,
  operation('GET /v1/invoiceitems/{invoiceitem}', 'invoiceitem', { expand }, ({ state, id }) =>
    state.invoiceItems.require(id),
  ),
  operation('POST /v1/invoiceitems/{invoiceitem}', 'invoiceitem', shared, ({ state, id, parameters }) => {
    const item = state.invoiceItems.require(id);
    const invoiceId = idOf(item.invoice);
    const invoice = invoiceId === undefined ? undefined : requireInvoice(state, invoiceId, 'edit items of', 'draft');
    const unit = Number(item.pricing?.unit_amount_decimal ?? Number.NaN);
    if (parameters.amount !== undefined) item.amount = parameters.amount;
    if (parameters.quantity !== undefined) {
      item.quantity = parameters.quantity;
      item.quantity_decimal = String(parameters.quantity);
      if (Number.isFinite(unit)) item.amount = Math.round(unit * parameters.quantity);
    }
    item.net_amount = item.amount;
    if (parameters.description !== undefined) item.description = parameters.description || null;
    item.metadata = mergeMetadata(item.metadata, parameters.metadata);
    if (invoice) rewriteLines(state, invoice);
    return item;
  }),
  operation('DELETE /v1/invoiceitems/{invoiceitem}', 'invoiceitem', {}, ({ state, id }) => {
    const item = state.invoiceItems.require(id);
    const invoiceId = idOf(item.invoice);
    const invoice = invoiceId === undefined ? undefined : requireInvoice(state, invoiceId, 'delete items of', 'draft');
    state.invoiceItems.remove(id);
    if (invoice) rewriteLines(state, invoice);
    state.emit('invoiceitem.deleted', item);
    return { id, object: 'invoiceitem', deleted: true };
  }),
  operation(
    'GET /v1/invoiceitems',
    'list:invoiceitem',
    {
      ...pagination,
      created: timeRange,
      customer: nonEmpty(),
      customer_account: ignored(nonEmpty()),
      invoice: nonEmpty(),
      pending: flag(),
    },
    ({ state, parameters }) => {
      const { created, customer, invoice, pending } = parameters;
      const found = state.invoiceItems
        .newestFirst()
        .filter(
          (item) =>
            inTimeRange(item.date, created) &&
            (customer === undefined || item.customer === customer) &&
            (invoice === undefined || item.invoice === invoice) &&
            (pending === undefined || (item.invoice === null) === pending),
        );
      return paginate(found, parameters, '/v1/invoiceitems', 'invoiceitem');
    },
  ),
];
