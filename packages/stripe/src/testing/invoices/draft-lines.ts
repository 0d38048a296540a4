import type { PriceData } from '../api/common-parameters.js';
import { toCurrency } from '../api/currencies.js';
import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import { priceFromData, unitAmount } from '../resources/new-price.js';
import { mergeMetadata } from '../state/change.js';
import { type Invoice, type InvoiceLine, idOf } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { itemLine } from '../subscriptions/subscription-lines.js';
import { type LineInit, newInvoiceLine } from './invoice-line.js';
import { refreshTotals } from './new-invoice.js';

/** A position of an invoice as it is sent: an amount, or a price and a quantity. */
export interface PositionInput {
  readonly amount?: number | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Record<string, string> | null | undefined;
  readonly period?: { readonly start: number; readonly end: number } | undefined;
  readonly price_data?: PriceData | undefined;
  readonly pricing?: { readonly price?: string | undefined } | undefined;
  readonly quantity?: number | undefined;
  readonly unit_amount_decimal?: number | undefined;
}

/** What a position comes to. Throws 400 when it has no amount, two of them, or another currency than its invoice. */
export function toLineInit(
  state: StripeState,
  input: PositionInput,
  context: {
    readonly currency?: string | null | undefined;
    readonly invoice?: Invoice | undefined;
    readonly subscription?: string | undefined;
    /** `lines[0]`, where the position is one of several. */
    readonly prefix?: string;
  },
): LineInit {
  const { amount, pricing, price_data: data, quantity = 1 } = input;
  const param = (name: string): string => (context.prefix === undefined ? name : `${context.prefix}[${name}]`);
  if (amount !== undefined && (pricing?.price !== undefined || data)) {
    throw invalidRequest('You may only specify one of these parameters: amount, pricing.', { param: param('amount') });
  }
  const named = pricing?.price;
  const price = named === undefined ? undefined : state.prices.require(named, param('pricing[price]'));
  const used = price ?? (data && priceFromData(state, data, param('price_data')));
  const unit = used ? unitAmount(used) : input.unit_amount_decimal;
  const total = amount ?? (unit === undefined ? undefined : Math.round(unit * quantity));
  if (total === undefined) throw parameterMissing(param('amount'));
  const wanted = context.currency ?? used?.currency ?? context.invoice?.currency;
  if (wanted === undefined) throw parameterMissing(param('currency'));
  const currency = toCurrency(wanted);
  if (context.invoice && (context.invoice.currency !== currency || (used && used.currency !== currency))) {
    throw invalidRequest(`The invoice is in ${context.invoice.currency}; this position is not.`, {
      param: param('currency'),
    });
  }
  const now = state.now();
  return {
    amount: total,
    currency,
    description: input.description ?? '',
    metadata: mergeMetadata(null, input.metadata),
    period: input.period ?? { start: now, end: now },
    price: used,
    quantity,
    subscription: context.subscription,
  };
}

/** Puts a draft's lines in step with its items. A line keeps its id. */
export function rewriteLines(state: StripeState, invoice: Invoice): void {
  const known = new Map(invoice.lines.data.map((line) => [itemOf(line), line.id]));
  const items = state.invoiceItems.all().filter((item) => item.invoice === invoice.id);
  invoice.lines.data = items.map((item) => {
    const line = newInvoiceLine(state, invoice.id, itemLine(state, item));
    return { ...line, id: known.get(item.id) ?? line.id };
  });
  refreshTotals(invoice, state.customers.require(idOf(invoice.customer) ?? ''));
}

function itemOf({ parent }: InvoiceLine): string | null | undefined {
  return parent?.invoice_item_details?.invoice_item ?? parent?.subscription_item_details?.invoice_item;
}
