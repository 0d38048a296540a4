import { type Issue, refineShape, type Shape, type ShapeFields, shape, withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import { currencyShape } from '../../currency.js';
import { identifierShape } from '../../identifier.js';
import { metadataShape, type StripeMetadata } from '../../metadata.js';
import { amountShape, checkMoney } from '../../money.js';
import type { OperationDefinition } from '../bind-operation.js';
import { attemptPayment } from './attempt-payment.js';
import { checkConfirmation, type PaymentConfirmation, paymentConfirmationFields } from './payment-confirmation.js';
import type { PaymentResult } from './payment-result.js';

/** Input of `payments.initiate`. */
export interface InitiatePaymentInput extends PaymentConfirmation {
  /** A positive integer in the currency's minor unit: 1099 is 10.99 USD, or 1099 JPY. */
  readonly amount: number;
  /** ISO 4217, in either case. */
  readonly currency: string;
  /** `cus_...` */
  readonly customerId?: string | undefined;
  /** `automatic` takes the money on confirmation; `manual` reserves it for `payments.capture`. @default 'automatic' */
  readonly captureMethod?: 'automatic' | 'manual' | undefined;
  /** Keep the payment method for later: with the customer present, or without. @default not kept */
  readonly setupFutureUsage?: 'on_session' | 'off_session' | undefined;
  readonly description?: string | undefined;
  readonly receiptEmail?: string | undefined;
  /** Groups this payment with transfers. */
  readonly transferGroup?: string | undefined;
  readonly metadata?: StripeMetadata | undefined;
}

/** The rules for the fields of an {@link InitiatePaymentInput}. */
export const initiatePaymentFields: ShapeFields<InitiatePaymentInput> = {
  amount: amountShape,
  currency: currencyShape,
  customerId: shape.optional(identifierShape('customer')),
  captureMethod: shape.optional(shape.oneOf(['automatic', 'manual'])),
  setupFutureUsage: shape.optional(shape.oneOf(['on_session', 'off_session'])),
  description: shape.optional(shape.secret({ maxLength: 1_000 })),
  receiptEmail: shape.optional(
    shape.secret({ maxLength: 512, pattern: /^[^\s@]+@[^\s@]+$/, expected: 'an e-mail address' }),
  ),
  transferGroup: shape.optional(shape.string({ maxLength: 255 })),
  metadata: shape.optional(metadataShape),
  ...paymentConfirmationFields,
};

/** What the fields of an {@link InitiatePaymentInput} have to be together. */
export function checkPayment(input: InitiatePaymentInput, path: string, issues: Issue[]): void {
  checkMoney(input, path, issues);
  checkConfirmation(input, path, issues);
}

const INPUT: Shape<InitiatePaymentInput> = /* @__PURE__ */ refineShape(
  shape.object(initiatePaymentFields),
  checkPayment,
);

/** The parameters that every payment begins with. */
export function toPaymentParams(input: InitiatePaymentInput): Stripe.PaymentIntentCreateParams {
  const { confirm = false, returnUrl } = input;
  const allowRedirects = input.allowRedirects ?? (!confirm || returnUrl !== undefined);
  return withoutUndefined({
    amount: input.amount,
    currency: input.currency,
    customer: input.customerId,
    payment_method: input.paymentMethodId,
    confirm: confirm || undefined,
    return_url: returnUrl,
    off_session: input.offSession,
    // Which methods are offered is set in the Dashboard. Without an address to return to, those that redirect are left out:
    // Stripe refuses the confirmation otherwise.
    automatic_payment_methods: allowRedirects
      ? { enabled: true }
      : { enabled: true, allow_redirects: 'never' as const },
    capture_method: input.captureMethod,
    setup_future_usage: input.setupFutureUsage,
    description: input.description,
    receipt_email: input.receiptEmail,
    transfer_group: input.transferGroup,
    metadata: input.metadata,
  });
}

/** Begins a payment: to be confirmed in the browser with its client secret, or at once with `confirm`. */
export const initiatePayment: OperationDefinition<InitiatePaymentInput, PaymentResult> = {
  name: 'payments.initiate',
  input: INPUT,
  call: (client, input, context) =>
    attemptPayment(() =>
      client.paymentIntents.create(toPaymentParams(input), { idempotencyKey: context.idempotencyKey }),
    ),
};
