import { type Shape, shape } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import type { OperationDefinition } from '../bind-operation.js';
import { type InvoiceResult, toInvoiceResult } from './invoice-result.js';

/** Input of `invoices.void`. */
export interface VoidInvoiceInput {
  /** `in_...`, open or uncollectible. A draft is deleted instead, by the client. */
  readonly invoiceId: string;
}

const INPUT: Shape<VoidInvoiceInput> = /* @__PURE__ */ shape.object({ invoiceId: identifierShape('invoice') });

/** Declares a finalized invoice a mistake, for good: it keeps its number and asks for nothing. */
export const voidInvoice: OperationDefinition<VoidInvoiceInput, InvoiceResult> = {
  name: 'invoices.void',
  features: ['invoicing'],
  input: INPUT,
  call: async (client, input, context) =>
    toInvoiceResult(await client.invoices.voidInvoice(input.invoiceId, {}, { idempotencyKey: context.idempotencyKey })),
};
