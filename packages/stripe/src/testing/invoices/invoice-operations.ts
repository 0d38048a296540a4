import { expand, pagination, timeRange } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { flag, ignored, nonEmpty, oneOf } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';
import { resolvePaymentMethod } from '../resources/payment-methods.js';
import { cancelPayment } from '../resources/settle-payment.js';
import { change } from '../state/change.js';
import { idOf } from '../state/objects.js';
import { editInvoiceOperations } from './edit-invoice.js';
import { finalizeInvoice, paymentOf } from './finalize-invoice.js';
import { markPaid } from './mark-paid.js';
import { methodFor, payInvoice, voidInvoice } from './pay-invoice.js';
import { requireInvoice } from './require-invoice.js';

const payOperation = operation(
  'POST /v1/invoices/{invoice}/pay',
  'invoice',
  {
    expand,
    forgive: ignored(flag()),
    mandate: ignored(nonEmpty()),
    off_session: flag(),
    paid_out_of_band: flag(),
    payment_method: nonEmpty(),
    source: ignored(nonEmpty()),
  },
  ({ state, id, parameters }) => {
    const invoice = requireInvoice(state, id, 'pay', 'draft', 'open', 'uncollectible');
    const { payment_method: named, paid_out_of_band: outOfBand = false, off_session: offSession = true } = parameters;
    const customer = idOf(invoice.customer) ?? '';
    const method =
      named === undefined ? methodFor(state, invoice) : resolvePaymentMethod(state, named, 'payment_method', customer);
    if (!method && !outOfBand && invoice.amount_due > 0) {
      throw invalidRequest('There is no `default_payment_method` set on this Customer or Invoice.', {
        code: 'resource_missing',
      });
    }
    if (invoice.status === 'draft') finalizeInvoice(state, invoice);
    if (idOf(invoice.customer) !== customer || invoice.amount_remaining === 0) return invoice;
    if (outOfBand) {
      const intent = paymentOf(state, invoice);
      if (intent) cancelPayment(state, intent, null);
      markPaid(state, invoice, { charged: false });
    } else if (method) {
      payInvoice(state, invoice, method, offSession);
    }
    return invoice;
  },
);

export const invoiceOperations: readonly Operation[] = [
  ...editInvoiceOperations,
  payOperation,
  operation('GET /v1/invoices/{invoice}', 'invoice', { expand }, ({ state, id }) => state.invoices.require(id)),
  operation(
    'POST /v1/invoices/{invoice}/finalize',
    'invoice',
    { auto_advance: flag(), expand },
    ({ state, id, parameters: { auto_advance: advance } }) => {
      const invoice = state.invoices.require(id);
      if (invoice.status !== 'draft') {
        throw invalidRequest("This invoice is already finalized, you can't re-finalize a non-draft invoice.", {
          code: 'invoice_not_editable',
        });
      }
      if (advance !== undefined) invoice.auto_advance = advance;
      finalizeInvoice(state, invoice);
      return invoice;
    },
  ),
  operation('POST /v1/invoices/{invoice}/send', 'invoice', { expand }, ({ state, id }) => {
    const invoice = requireInvoice(state, id, 'send', 'draft', 'open', 'paid');
    if (invoice.collection_method !== 'send_invoice') {
      throw invalidRequest("You can only manually send an invoice if its collection method is 'send_invoice'.");
    }
    if (invoice.status === 'draft') finalizeInvoice(state, invoice);
    state.emit('invoice.sent', invoice);
    return invoice;
  }),
  operation('POST /v1/invoices/{invoice}/void', 'invoice', { expand }, ({ state, id }) => {
    const invoice = requireInvoice(state, id, 'void', 'open', 'uncollectible');
    voidInvoice(state, invoice);
    return invoice;
  }),
  operation('POST /v1/invoices/{invoice}/mark_uncollectible', 'invoice', { expand }, ({ state, id }) => {
    const invoice = requireInvoice(state, id, 'mark as uncollectible', 'open');
    change(state, invoice, 'invoice.marked_uncollectible', (it) => {
      it.status = 'uncollectible';
      it.auto_advance = false;
      it.status_transitions.marked_uncollectible_at = state.now();
    });
    state.onInvoice(invoice, 'uncollectible');
    return invoice;
  }),
  operation('DELETE /v1/invoices/{invoice}', 'invoice', {}, ({ state, id }) => {
    const invoice = requireInvoice(state, id, 'delete', 'draft');
    for (const item of state.invoiceItems.all()) if (item.invoice === id) state.invoiceItems.remove(item.id);
    state.invoices.remove(id);
    state.emit('invoice.deleted', invoice);
    return { id, object: 'invoice', deleted: true };
  }),
  operation('GET /v1/invoices/{invoice}/lines', 'list:line_item', pagination, ({ state, id, parameters }) => {
    const { lines } = state.invoices.require(id);
    return paginate(lines.data, parameters, `/v1/invoices/${id}/lines`, 'line_item');
  }),
  operation(
    'GET /v1/invoices',
    'list:invoice',
    {
      ...pagination,
      collection_method: oneOf('charge_automatically', 'send_invoice'),
      created: timeRange,
      customer: nonEmpty(),
      customer_account: ignored(nonEmpty()),
      due_date: timeRange,
      status: oneOf('draft', 'open', 'paid', 'uncollectible', 'void'),
      subscription: nonEmpty(),
    },
    ({ state, parameters }) => {
      const { collection_method: collection, created, customer, due_date: due, status, subscription } = parameters;
      const found = state.invoices
        .newestFirst()
        .filter(
          (invoice) =>
            inTimeRange(invoice.created, created) &&
            (collection === undefined || invoice.collection_method === collection) &&
            (customer === undefined || invoice.customer === customer) &&
            (due === undefined || (invoice.due_date !== null && inTimeRange(invoice.due_date, due))) &&
            (status === undefined || invoice.status === status) &&
            (subscription === undefined || idOf(invoice.parent?.subscription_details?.subscription) === subscription),
        );
      return paginate(found, parameters, '/v1/invoices', 'invoice');
    },
  ),
];
