import type Stripe from 'stripe';
import { toMilliseconds } from '../epoch.js';
import { toId } from '../to-id.js';

/** What every operation on an invoice returns. */
export interface InvoiceResult {
  readonly invoiceId: string;
  /** `draft` can still be changed; `open` waits for payment; `paid`, `void` and `uncollectible` are final or nearly so. */
  readonly status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible' | 'unknown';
  readonly customerId: string | undefined;
  readonly currency: string;
  /** All in the currency's minor unit. */
  readonly total: number;
  readonly amountDue: number;
  readonly amountPaid: number;
  /** The number that the customer sees; given when the invoice is finalized. */
  readonly number: string | undefined;
  /** The page where the customer pays; there once the invoice is finalized. */
  readonly hostedInvoiceUrl: string | undefined;
  /** In milliseconds since the epoch. */
  readonly dueDate: number | undefined;
  /** The invoice as Stripe returned it. */
  readonly invoice: Stripe.Invoice;
}

const STATUSES = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const;

/** Reads an invoice: from an answer, or from a webhook's `event.data.object`. */
export function toInvoiceResult(invoice: Stripe.Invoice): InvoiceResult {
  return {
    invoiceId: invoice.id,
    status: STATUSES.find((status) => status === invoice.status) ?? 'unknown',
    customerId: toId(invoice.customer),
    currency: invoice.currency,
    total: invoice.total,
    amountDue: invoice.amount_due,
    amountPaid: invoice.amount_paid,
    number: invoice.number ?? undefined,
    hostedInvoiceUrl: invoice.hosted_invoice_url ?? undefined,
    dueDate: invoice.due_date === null ? undefined : toMilliseconds(invoice.due_date),
    invoice,
  };
}
