import type { Operation, OperationDefinition } from '../bind-operation.js';
import { type CreateInvoiceInput, createInvoice } from './create-invoice.js';
import { type FinalizeInvoiceInput, finalizeInvoice } from './finalize-invoice.js';
import type { InvoiceResult } from './invoice-result.js';
import { type SendInvoiceInput, sendInvoice } from './send-invoice.js';
import { type VoidInvoiceInput, voidInvoice } from './void-invoice.js';

/** Curated operations on invoices. Each needs the feature `invoicing`. */
export interface InvoiceOperations {
  /** Drafts an invoice of exactly the given lines. */
  readonly create: Operation<CreateInvoiceInput, InvoiceResult>;
  /** Gives a draft its number and opens it for payment. */
  readonly finalize: Operation<FinalizeInvoiceInput, InvoiceResult>;
  /** Mails an invoice to the customer; a draft is finalized first. */
  readonly send: Operation<SendInvoiceInput, InvoiceResult>;
  /** Declares a finalized invoice a mistake, for good. */
  readonly void: Operation<VoidInvoiceInput, InvoiceResult>;
}

/** Binds the operations of this group. */
export function createInvoiceOperations(
  bind: <Input, Result>(definition: OperationDefinition<Input, Result>) => Operation<Input, Result>,
): InvoiceOperations {
  return Object.freeze({
    create: bind(createInvoice),
    finalize: bind(finalizeInvoice),
    send: bind(sendInvoice),
    void: bind(voidInvoice),
  });
}
