import { refineShape, type Shape, shape, withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import { identifierShape } from '../../identifier.js';
import { metadataShape, type StripeMetadata } from '../../metadata.js';
import { amountShape } from '../../money.js';
import type { OperationDefinition } from '../bind-operation.js';
import { toId } from '../to-id.js';

/** Input of `payments.refund`. */
export interface RefundPaymentInput {
  /** `pi_...`. Give this or `chargeId`. */
  readonly paymentIntentId?: string | undefined;
  /** `ch_...` */
  readonly chargeId?: string | undefined;
  /** In the currency's minor unit. @default all that is not refunded yet */
  readonly amount?: number | undefined;
  /** @default none */
  readonly reason?: 'duplicate' | 'fraudulent' | 'requested_by_customer' | undefined;
  /** Take the share of the connected account back as well. @default false: the platform pays the refund alone */
  readonly reverseTransfer?: boolean | undefined;
  /** Give the application fee back to the connected account. @default false */
  readonly refundApplicationFee?: boolean | undefined;
  readonly metadata?: StripeMetadata | undefined;
}

/** What every refund has. */
export interface RefundFacts {
  readonly refundId: string;
  /** What is given back, in the currency's minor unit. */
  readonly amount: number;
  readonly currency: string;
  readonly paymentIntentId: string | undefined;
  readonly chargeId: string | undefined;
  /** The refund as Stripe returned it. */
  readonly refund: Stripe.Refund;
}

/** Where a refund stands. A state that Stripe adds one day is `unknown`, and never taken for another. */
export type RefundResult = RefundFacts &
  (
    | { readonly status: 'succeeded' }
    /** The bank takes its time: the outcome comes as a webhook, `refund.updated` or `refund.failed`. */
    | { readonly status: 'pending' }
    /** The customer has to say where the money goes. */
    | { readonly status: 'requires_action'; readonly nextActionType: string | undefined }
    | { readonly status: 'failed'; readonly reason: string | undefined }
    | { readonly status: 'canceled' }
    | { readonly status: 'unknown'; readonly vendorStatus: string | undefined }
  );

const INPUT: Shape<RefundPaymentInput> = /* @__PURE__ */ refineShape(
  shape.object({
    paymentIntentId: shape.optional(identifierShape('paymentIntent')),
    chargeId: shape.optional(identifierShape('charge')),
    amount: shape.optional(amountShape),
    reason: shape.optional(shape.oneOf(['duplicate', 'fraudulent', 'requested_by_customer'])),
    reverseTransfer: shape.optional(shape.boolean()),
    refundApplicationFee: shape.optional(shape.boolean()),
    metadata: shape.optional(metadataShape),
  }),
  (input, path, issues) => {
    if ((input.paymentIntentId === undefined) === (input.chargeId === undefined)) {
      const received = input.chargeId === undefined ? 'neither' : 'both';
      issues.push({ path, expected: 'an object with one of `paymentIntentId` and `chargeId`', received });
    }
  },
);

/** Reads where a refund stands: from an answer, or from a webhook's `event.data.object`. */
export function toRefundResult(refund: Stripe.Refund): RefundResult {
  const facts: RefundFacts = {
    refundId: refund.id,
    amount: refund.amount,
    currency: refund.currency,
    paymentIntentId: toId(refund.payment_intent),
    chargeId: toId(refund.charge),
    refund,
  };
  switch (refund.status) {
    case 'succeeded':
    case 'pending':
    case 'canceled':
      return { ...facts, status: refund.status };
    case 'requires_action':
      return { ...facts, status: 'requires_action', nextActionType: refund.next_action?.type };
    case 'failed':
      return { ...facts, status: 'failed', reason: refund.failure_reason };
    default:
      return { ...facts, status: 'unknown', vendorStatus: refund.status ?? undefined };
  }
}

/** Gives the money of a payment back, all of it or a part. */
export const refundPayment: OperationDefinition<RefundPaymentInput, RefundResult> = {
  name: 'payments.refund',
  input: INPUT,
  call: async (client, input, context) => {
    const refund = await client.refunds.create(
      withoutUndefined({
        payment_intent: input.paymentIntentId,
        charge: input.chargeId,
        amount: input.amount,
        reason: input.reason,
        reverse_transfer: input.reverseTransfer,
        refund_application_fee: input.refundApplicationFee,
        metadata: input.metadata,
      }),
      { idempotencyKey: context.idempotencyKey },
    );
    return toRefundResult(refund);
  },
};
