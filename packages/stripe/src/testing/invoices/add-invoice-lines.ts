import { discounts, expand, metadataInput, openHash, priceData, taxRates } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { required } from '../api/parameter.js';
import { clearable, decimal, flag, hash, ignored, integer, list, nonEmpty, text } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';
import { change, mergeMetadata } from '../state/change.js';
import { idOf } from '../state/objects.js';
import { rewriteLines, toLineInit } from './draft-lines.js';
import { newInvoiceItem } from './new-invoice-item.js';
import { requireInvoice } from './require-invoice.js';

const line = hash({
  amount: integer(),
  description: text(),
  discountable: flag(),
  discounts,
  invoice_item: nonEmpty(),
  metadata: metadataInput,
  period: hash({ end: required(integer()), start: required(integer()) }),
  price_data: priceData,
  pricing: hash({ price: nonEmpty() }),
  quantity: integer({ min: 0 }),
  quantity_decimal: ignored(decimal()),
  tax_amounts: ignored(clearable(list(openHash))),
  tax_rates: taxRates,
});

/** Puts several lines on a draft: all of them or, when one is wrong, none. */
export const addInvoiceLines: Operation = operation(
  'POST /v1/invoices/{invoice}/add_lines',
  'invoice',
  { expand, invoice_metadata: metadataInput, lines: required(list(line, 250)) },
  ({ state, id, parameters }) => {
    const invoice = requireInvoice(state, id, 'add lines to', 'draft');
    // All of them are checked before the first is added.
    const additions = parameters.lines.map((input, index) => {
      const prefix = `lines[${index}]`;
      if (input.invoice_item === undefined) {
        return { init: toLineInit(state, input, { invoice, prefix }), discountable: input.discountable };
      }
      const item = state.invoiceItems.require(input.invoice_item, `${prefix}[invoice_item]`);
      if (item.invoice !== null || item.customer !== invoice.customer) {
        throw invalidRequest('The invoice item is not pending for this customer.', {
          param: `${prefix}[invoice_item]`,
        });
      }
      return { item };
    });
    change(state, invoice, 'invoice.updated', (it) => {
      for (const addition of additions) {
        if (addition.item) addition.item.invoice = it.id;
        else {
          const { init, discountable } = addition;
          newInvoiceItem(state, idOf(it.customer) ?? '', init, { discountable, invoice: it.id });
        }
      }
      it.metadata = mergeMetadata(it.metadata, parameters.invoice_metadata);
      rewriteLines(state, it);
    });
    return invoice;
  },
);
