import { type Shape, shape, withoutUndefined } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import { amountShape } from '../../money.js';
import type { OperationDefinition } from '../bind-operation.js';
import { attemptPayment } from './attempt-payment.js';
import type { PaymentResult } from './payment-result.js';

/** Input of `payments.capture`. */
export interface CapturePaymentInput {
  /** `pi_...`, in the state `requires_capture`. */
  readonly paymentIntentId: string;
  /** In the currency's minor unit; the rest is released. @default everything that is reserved */
  readonly amount?: number | undefined;
}

const INPUT: Shape<CapturePaymentInput> = /* @__PURE__ */ shape.object({
  paymentIntentId: identifierShape('paymentIntent'),
  amount: shape.optional(amountShape),
});

/** Takes the money that was reserved with `captureMethod: 'manual'`, all of it or a part. */
export const capturePayment: OperationDefinition<CapturePaymentInput, PaymentResult> = {
  name: 'payments.capture',
  input: INPUT,
  call: (client, input, context) =>
    attemptPayment(
      () =>
        client.paymentIntents.capture(input.paymentIntentId, withoutUndefined({ amount_to_capture: input.amount }), {
          idempotencyKey: context.idempotencyKey,
        }),
      () => client.paymentIntents.retrieve(input.paymentIntentId),
    ),
};
