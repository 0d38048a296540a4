import { discounts, expand, metadataInput, priceData, taxRates } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { required } from '../api/parameter.js';
import { decimal, flag, hash, ignored, integer, list, nonEmpty, text } from '../api/parameter-kinds.js';
import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import { priceFromData, unitAmount } from '../resources/new-price.js';
import { mergeMetadata } from '../state/change.js';
import { idOf } from '../state/objects.js';
import { rewriteLines } from './invoice-item-operations.js';
import type { LineInit } from './invoice-line.js';
import { newInvoiceItem } from './new-invoice-item.js';
import { requireInvoice } from './require-invoice.js';

const line = hash({
  amount: integer(),
  description: text(),
  discountable: flag(),
  discounts,
  metadata: metadataInput,
  period: hash({ end: required(integer()), start: required(integer()) }),
  price_data: priceData,
  pricing: hash({ price: nonEmpty() }),
  quantity: integer({ min: 0 }),
  quantity_decimal: ignored(decimal()),
  tax_rates: taxRates,
});

/** Puts several lines on a draft: all of them, or, when one is wrong, none. */
export const addInvoiceLines: Operation = operation(
  'POST /v1/invoices/{invoice}/add_lines',
  'invoice',
  { expand, invoice_metadata: metadataInput, lines: required(list(line, 250)) },
  ({ state, id, parameters }) => {
    const invoice = requireInvoice(state, id, 'add lines to', 'draft');
    const customer = idOf(invoice.customer) ?? '';
    const now = state.now();
    const lines = parameters.lines.map((given, index): LineInit => {
      const { amount, pricing, price_data: data, quantity = 1 } = given;
      const name = `lines[${index}]`;
      const priceId = pricing?.price;
      if (amount !== undefined && (priceId !== undefined || data)) {
        throw invalidRequest('You may only specify one of these parameters: amount, pricing.', { param: name });
      }
      const price = priceId === undefined ? undefined : state.prices.require(priceId, `${name}[pricing][price]`);
      const used = price ?? (data && priceFromData(state, data, `${name}[price_data]`));
      const total = amount ?? (used && Math.round((unitAmount(used) ?? 0) * quantity));
      if (total === undefined) throw parameterMissing(`${name}[amount]`);
      if (used && used.currency !== invoice.currency) {
        throw invalidRequest(`The invoice is in ${invoice.currency}; this price is in ${used.currency}.`, {
          param: name,
        });
      }
      return {
        amount: total,
        currency: invoice.currency,
        description: given.description ?? '',
        metadata: mergeMetadata(null, given.metadata),
        period: given.period ?? { start: now, end: now },
        price: used,
        quantity,
      };
    });
    for (const each of lines) newInvoiceItem(state, customer, each, { invoice: invoice.id });
    rewriteLines(state, invoice);
    invoice.metadata = mergeMetadata(invoice.metadata, parameters.invoice_metadata);
    return invoice;
  },
);
