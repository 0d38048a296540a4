import { expand, pagination, timeRange } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { required } from '../api/parameter.js';
import { hash, ignored, nonEmpty, oneOf } from '../api/parameter-kinds.js';
import { idOf } from '../state/objects.js';

export const invoicePaymentOperations: readonly Operation[] = [
  operation('GET /v1/invoice_payments/{invoice_payment}', 'invoice_payment', { expand }, ({ state, id }) =>
    state.invoicePayments.require(id),
  ),
  operation(
    'GET /v1/invoice_payments',
    'list:invoice_payment',
    {
      ...pagination,
      created: timeRange,
      invoice: nonEmpty(),
      payment: hash({
        payment_intent: nonEmpty(),
        payment_record: ignored(nonEmpty()),
        type: required(oneOf('payment_intent', 'payment_record')),
      }),
      status: oneOf('canceled', 'open', 'paid'),
    },
    ({ state, parameters }) => {
      const { created, invoice, payment, status } = parameters;
      const intent = payment?.payment_intent;
      const found = state.invoicePayments
        .newestFirst()
        .filter(
          (it) =>
            inTimeRange(it.created, created) &&
            (invoice === undefined || it.invoice === invoice) &&
            (intent === undefined || idOf(it.payment.payment_intent) === intent) &&
            (payment === undefined || it.payment.type === payment.type) &&
            (status === undefined || it.status === status),
        );
      return paginate(found, parameters, '/v1/invoice_payments', 'invoice_payment');
    },
  ),
];
