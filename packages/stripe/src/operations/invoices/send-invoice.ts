import { type Shape, shape } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import type { OperationDefinition } from '../bind-operation.js';
import { type InvoiceResult, toInvoiceResult } from './invoice-result.js';

/** Input of `invoices.send`. */
export interface SendInvoiceInput {
  /** `in_...`, to be collected by `send_invoice`. */
  readonly invoiceId: string;
}

const INPUT: Shape<SendInvoiceInput> = /* @__PURE__ */ shape.object({ invoiceId: identifierShape('invoice') });

/** Mails an invoice to the customer; a draft is finalized first. With a test key nothing is mailed. */
export const sendInvoice: OperationDefinition<SendInvoiceInput, InvoiceResult> = {
  name: 'invoices.send',
  features: ['invoicing'],
  input: INPUT,
  call: async (client, input, context) =>
    toInvoiceResult(await client.invoices.sendInvoice(input.invoiceId, {}, { idempotencyKey: context.idempotencyKey })),
};
