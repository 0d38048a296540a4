import { refineShape, type Shape, shape, withoutUndefined } from '@breakwater/core';
import { chooseShape } from '../../choose-shape.js';
import { currencyShape } from '../../currency.js';
import { identifierShape } from '../../identifier.js';
import { metadataShape, type StripeMetadata } from '../../metadata.js';
import { amountShape, checkAmount } from '../../money.js';
import type { OperationDefinition } from '../bind-operation.js';
import { type InvoiceResult, toInvoiceResult } from './invoice-result.js';

/** What an invoice asks money for. */
export type InvoiceLine =
  /** A price from the catalogue. */
  | {
      readonly priceId: string /** @default 1 */;
      readonly quantity?: number | undefined;
      readonly description?: string | undefined;
    }
  /** Anything else, by its amount in the invoice's currency. */
  | { readonly amount: number; readonly description: string };

/** Input of `invoices.create`. */
export interface CreateInvoiceInput {
  /** `cus_...` */
  readonly customerId: string;
  /** ISO 4217, in either case. All lines are in it. */
  readonly currency: string;
  /** 1 to 100 lines. */
  readonly lines: readonly InvoiceLine[];
  /** `send_invoice` mails it to the customer, `charge_automatically` charges their payment method. @default 'send_invoice' */
  readonly collectionMethod?: 'send_invoice' | 'charge_automatically' | undefined;
  /** Days that the customer has to pay; only with `send_invoice`. @default 30 */
  readonly daysUntilDue?: number | undefined;
  /** Shown at the top of the invoice. */
  readonly description?: string | undefined;
  readonly metadata?: StripeMetadata | undefined;
}

const quantity = /* @__PURE__ */ shape.number({
  min: 1,
  max: 1_000_000,
  integer: true,
  expected: 'a whole number from 1',
});
const text = /* @__PURE__ */ shape.secret({ maxLength: 1_000 });

const INPUT: Shape<CreateInvoiceInput> = /* @__PURE__ */ refineShape(
  shape.object({
    customerId: identifierShape('customer'),
    currency: currencyShape,
    lines: shape.array<InvoiceLine>(
      chooseShape(
        'amount',
        shape.object({ amount: amountShape, description: text }),
        shape.object({
          priceId: identifierShape('price'),
          quantity: shape.optional(quantity),
          description: shape.optional(text),
        }),
      ),
      { minLength: 1, maxLength: 100 },
    ),
    collectionMethod: shape.optional(shape.oneOf(['send_invoice', 'charge_automatically'])),
    daysUntilDue: shape.optional(shape.number({ min: 0, max: 3_650, integer: true, expected: 'a number of days' })),
    description: shape.optional(text),
    metadata: shape.optional(metadataShape),
  }),
  (input, path, issues) => {
    for (const [index, line] of input.lines.entries()) {
      if ('amount' in line) checkAmount(line.amount, input.currency, `${path}.lines[${index}].amount`, issues);
    }
    if (input.collectionMethod === 'charge_automatically' && input.daysUntilDue !== undefined) {
      const expected = "left out, because `collectionMethod` is 'charge_automatically'";
      issues.push({ path: `${path}.daysUntilDue`, expected, received: String(input.daysUntilDue) });
    }
  },
);

/**
 * Drafts an invoice of exactly these lines: what else is pending for the customer stays out of it, and Stripe does not
 * finalize it by itself. Each of the calls has its own key, derived from that of the operation: repeated with the same
 * key after a failure half-way, it goes on where it stopped.
 */
export const createInvoice: OperationDefinition<CreateInvoiceInput, InvoiceResult> = {
  name: 'invoices.create',
  features: ['invoicing'],
  input: INPUT,
  call: async (client, input, context) => {
    const collectionMethod = input.collectionMethod ?? 'send_invoice';
    const draft = await client.invoices.create(
      withoutUndefined({
        customer: input.customerId,
        currency: input.currency,
        collection_method: collectionMethod,
        days_until_due: collectionMethod === 'send_invoice' ? (input.daysUntilDue ?? 30) : undefined,
        auto_advance: false,
        pending_invoice_items_behavior: 'exclude',
        description: input.description,
        metadata: input.metadata,
      }),
      { idempotencyKey: context.deriveKey('invoice') },
    );
    const invoice = await client.invoices.addLines(
      draft.id,
      { lines: input.lines.map(toLine) },
      { idempotencyKey: context.deriveKey('lines') },
    );
    return toInvoiceResult(invoice);
  },
};

function toLine(
  line: InvoiceLine,
): { amount: number; description: string } | { pricing: { price: string }; quantity: number; description?: string } {
  if ('amount' in line) return { amount: line.amount, description: line.description };
  return withoutUndefined({
    pricing: { price: line.priceId },
    quantity: line.quantity ?? 1,
    description: line.description,
  });
}
