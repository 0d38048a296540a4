import { refineShape, type Shape, shape, withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import { currencyShape } from '../../currency.js';
import { identifierShape } from '../../identifier.js';
import { metadataShape, type StripeMetadata } from '../../metadata.js';
import { amountShape, checkMoney } from '../../money.js';
import type { OperationDefinition } from '../bind-operation.js';

/** Input of `connect.createTransfer`. */
export interface CreateTransferInput {
  /** A positive integer in the currency's minor unit. */
  readonly amount: number;
  /** ISO 4217, in either case. */
  readonly currency: string;
  /** The connected account that is paid, `acct_...`. */
  readonly destinationAccountId: string;
  /**
   * The charge that the money comes from, `ch_...`: the transfer then waits for that charge to settle. Without it the
   * platform's available balance pays at once, and a balance that is too small is a `CONFLICT`.
   */
  readonly sourceChargeId?: string | undefined;
  /** Groups transfers with the payment that they share out. */
  readonly transferGroup?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata?: StripeMetadata | undefined;
}

/** Result of `connect.createTransfer`. */
export interface TransferResult {
  readonly transferId: string;
  readonly amount: number;
  readonly currency: string;
  readonly destinationAccountId: string;
  /** The transfer as Stripe returned it. */
  readonly transfer: Stripe.Transfer;
}

const INPUT: Shape<CreateTransferInput> = /* @__PURE__ */ refineShape(
  shape.object({
    amount: amountShape,
    currency: currencyShape,
    destinationAccountId: identifierShape('account'),
    sourceChargeId: shape.optional(identifierShape('charge')),
    transferGroup: shape.optional(shape.string({ maxLength: 255 })),
    description: shape.optional(shape.secret({ maxLength: 1_000 })),
    metadata: shape.optional(metadataShape),
  }),
  checkMoney,
);

/** Moves money from the platform to a connected account: one charge may be shared out over several. */
export const createTransfer: OperationDefinition<CreateTransferInput, TransferResult> = {
  name: 'connect.createTransfer',
  features: ['marketplace'],
  input: INPUT,
  call: async (client, input, context) => {
    const transfer = await client.transfers.create(
      withoutUndefined({
        amount: input.amount,
        currency: input.currency,
        destination: input.destinationAccountId,
        source_transaction: input.sourceChargeId,
        transfer_group: input.transferGroup,
        description: input.description,
        metadata: input.metadata,
      }),
      { idempotencyKey: context.idempotencyKey },
    );
    const { id: transferId, amount, currency } = transfer;
    return { transferId, amount, currency, destinationAccountId: input.destinationAccountId, transfer };
  },
};
