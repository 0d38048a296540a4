import type { Operation, OperationDefinition } from '../bind-operation.js';
import { type CapturePaymentInput, capturePayment } from './capture-payment.js';
import { type ConfirmPaymentInput, confirmPayment } from './confirm-payment.js';
import { type InitiatePaymentInput, initiatePayment } from './initiate-payment.js';
import type { PaymentResult } from './payment-result.js';
import { type RefundPaymentInput, type RefundResult, refundPayment } from './refund-payment.js';

/** Curated operations on single payments. They belong to no feature: they are always there. */
export interface PaymentOperations {
  /** Begins a payment, to be confirmed in the browser, or at once with `confirm`. */
  readonly initiate: Operation<InitiatePaymentInput, PaymentResult>;
  /** Confirms a payment on the server. A declined card is the result `requires_payment_method` with the reason. */
  readonly confirm: Operation<ConfirmPaymentInput, PaymentResult>;
  /** Takes money that was reserved with `captureMethod: 'manual'`, all of it or a part. */
  readonly capture: Operation<CapturePaymentInput, PaymentResult>;
  /** Gives money back, all of it or a part. */
  readonly refund: Operation<RefundPaymentInput, RefundResult>;
}

/** Binds the operations of this group. */
export function createPaymentOperations(
  bind: <Input, Result>(definition: OperationDefinition<Input, Result>) => Operation<Input, Result>,
): PaymentOperations {
  return Object.freeze({
    initiate: bind(initiatePayment),
    confirm: bind(confirmPayment),
    capture: bind(capturePayment),
    refund: bind(refundPayment),
  });
}
