import { openHash } from '../api/common-parameters.js';
import { toCurrency } from '../api/currencies.js';
import { type Operation, operation } from '../api/operation.js';
import { nonEmpty, oneOf } from '../api/parameter-kinds.js';
import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import { change, mergeMetadata } from '../state/change.js';
import { idOf } from '../state/objects.js';
import { checkDefaultMethod } from '../subscriptions/create-subscription.js';
import { itemLine, pendingItems } from '../subscriptions/subscription-lines.js';
import { sharedInvoiceParameters } from './invoice-parameters.js';
import { newInvoice } from './new-invoice.js';
import { requireInvoice } from './require-invoice.js';

const createInvoice = operation(
  'POST /v1/invoices',
  'invoice',
  {
    ...sharedInvoiceParameters,
    currency: nonEmpty(3),
    customer: nonEmpty(),
    customer_account: nonEmpty(),
    from_invoice: openHash,
    pending_invoice_items_behavior: oneOf('exclude', 'include'),
    subscription: nonEmpty(),
  },
  ({ state, parameters }) => {
    if (parameters.customer === undefined) throw parameterMissing('customer');
    const customer = state.customers.require(parameters.customer, 'customer');
    const { collection_method: collection, days_until_due: days, due_date: due } = parameters;
    checkDefaultMethod(state, parameters.default_payment_method, customer.id);
    const subscription =
      parameters.subscription === undefined
        ? undefined
        : state.subscriptions.require(parameters.subscription, 'subscription');
    if (collection !== 'send_invoice' && (days !== undefined || due !== undefined)) {
      throw invalidRequest('You can only specify days_until_due or due_date if collection_method is `send_invoice`.', {
        param: days === undefined ? 'due_date' : 'days_until_due',
      });
    }
    if (collection === 'send_invoice' && days === undefined && due === undefined)
      throw parameterMissing('days_until_due');
    const pending =
      parameters.pending_invoice_items_behavior === 'include' || subscription
        ? pendingItems(state, customer.id, subscription?.id)
        : [];
    const invoice = newInvoice(state, {
      customer,
      currency: toCurrency(parameters.currency ?? pending[0]?.currency ?? customer.currency ?? 'usd'),
      billingReason: 'manual',
      autoAdvance: parameters.auto_advance,
      collectionMethod: collection,
      daysUntilDue: days,
      dueDate: due,
      defaultPaymentMethod: parameters.default_payment_method || null,
      description: parameters.description || undefined,
      footer: parameters.footer || undefined,
      metadata: mergeMetadata(null, parameters.metadata),
      lines: pending.map((item) => itemLine(state, item)),
      statementDescriptor: parameters.statement_descriptor,
      subscription,
    });
    for (const item of pending) item.invoice = invoice.id;
    return invoice;
  },
);

const updateInvoice = operation(
  'POST /v1/invoices/{invoice}',
  'invoice',
  sharedInvoiceParameters,
  ({ state, id, parameters }) => {
    const facts = ['auto_advance', 'expand', 'metadata'];
    const onlyFacts = Object.keys(parameters).every((name) => facts.includes(name));
    const invoice = onlyFacts ? state.invoices.require(id) : requireInvoice(state, id, 'edit', 'draft');
    checkDefaultMethod(state, parameters.default_payment_method, idOf(invoice.customer) ?? '');
    change(state, invoice, 'invoice.updated', (it) => {
      const { auto_advance: advance, days_until_due: days, due_date: due } = parameters;
      if (advance !== undefined) {
        it.auto_advance = advance;
        if (it.status === 'draft') it.automatically_finalizes_at = advance ? state.now() + 3_600 : null;
      }
      if (parameters.collection_method !== undefined) it.collection_method = parameters.collection_method;
      if (days !== undefined) it.due_date = it.created + days * 86_400;
      if (due !== undefined) it.due_date = due;
      if (parameters.description !== undefined) it.description = parameters.description || null;
      if (parameters.footer !== undefined) it.footer = parameters.footer || null;
      if (parameters.default_payment_method !== undefined) {
        it.default_payment_method = parameters.default_payment_method || null;
      }
      it.metadata = mergeMetadata(it.metadata, parameters.metadata);
    });
    return invoice;
  },
);

export const editInvoiceOperations: readonly Operation[] = [createInvoice, updateInvoice];
