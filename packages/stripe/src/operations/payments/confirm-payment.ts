import { type Shape, shape, withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import { identifierShape } from '../../identifier.js';
import { urlShape } from '../../url-shape.js';
import { AdvisedError } from '../advised-error.js';
import type { OperationDefinition } from '../bind-operation.js';
import { attemptPayment } from './attempt-payment.js';
import type { PaymentResult } from './payment-result.js';

/** Input of `payments.confirm`. */
export interface ConfirmPaymentInput {
  /** `pi_...` */
  readonly paymentIntentId: string;
  /** `pm_...` @default the one that the payment has already */
  readonly paymentMethodId?: string | undefined;
  /**
   * Where a payment method that redirects sends the customer back to. Stripe wants it, unless the payment was initiated
   * with `allowRedirects: false`.
   */
  readonly returnUrl?: string | undefined;
  /** The customer is not there to answer questions of the bank. @default false */
  readonly offSession?: boolean | undefined;
}

const INPUT: Shape<ConfirmPaymentInput> = /* @__PURE__ */ shape.object({
  paymentIntentId: identifierShape('paymentIntent'),
  paymentMethodId: shape.optional(identifierShape('paymentMethod')),
  returnUrl: shape.optional(urlShape),
  offSession: shape.optional(shape.boolean()),
});

const ADVICE =
  'this payment offers methods that redirect: give `returnUrl`, or initiate it with `allowRedirects: false`';

/**
 * Whether Stripe refused for want of an address to return to. Stripe gives that refusal neither a code nor a parameter, but
 * puts the payment into it, which tells whether it may redirect; other refusals of a confirmation have a code.
 */
function lacksReturnUrl(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { type, code, param, payment_intent: intent } = error as Partial<Stripe.errors.StripeInvalidRequestError>;
  return (
    type === 'StripeInvalidRequestError' &&
    code === undefined &&
    param === undefined &&
    intent?.automatic_payment_methods?.allow_redirects === 'always'
  );
}

/** Confirms a payment on the server. A declined card is the result `requires_payment_method` with the reason. */
export const confirmPayment: OperationDefinition<ConfirmPaymentInput, PaymentResult> = {
  name: 'payments.confirm',
  input: INPUT,
  call: (client, input, context) =>
    attemptPayment(
      () =>
        client.paymentIntents
          .confirm(
            input.paymentIntentId,
            withoutUndefined({
              payment_method: input.paymentMethodId,
              return_url: input.returnUrl,
              off_session: input.offSession,
            }),
            { idempotencyKey: context.idempotencyKey },
          )
          .catch((error: unknown) => {
            throw input.returnUrl === undefined && lacksReturnUrl(error) ? new AdvisedError(ADVICE, error) : error;
          }),
      () => client.paymentIntents.retrieve(input.paymentIntentId),
    ),
};
