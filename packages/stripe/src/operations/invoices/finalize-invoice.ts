import { type Shape, shape, withoutUndefined } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import type { OperationDefinition } from '../bind-operation.js';
import { type InvoiceResult, toInvoiceResult } from './invoice-result.js';

/** Input of `invoices.finalize`. */
export interface FinalizeInvoiceInput {
  /** `in_...`, a draft. */
  readonly invoiceId: string;
  /** Let Stripe collect it: charge it, or mail it and its reminders, by the account's settings. @default as the draft says */
  readonly autoAdvance?: boolean | undefined;
}

const INPUT: Shape<FinalizeInvoiceInput> = /* @__PURE__ */ shape.object({
  invoiceId: identifierShape('invoice'),
  autoAdvance: shape.optional(shape.boolean()),
});

/** Gives a draft its number and opens it for payment. Its lines cannot be changed any more. */
export const finalizeInvoice: OperationDefinition<FinalizeInvoiceInput, InvoiceResult> = {
  name: 'invoices.finalize',
  features: ['invoicing'],
  input: INPUT,
  call: async (client, input, context) => {
    const params = withoutUndefined({ auto_advance: input.autoAdvance });
    const invoice = await client.invoices.finalizeInvoice(input.invoiceId, params, {
      idempotencyKey: context.idempotencyKey,
    });
    return toInvoiceResult(invoice);
  },
};
