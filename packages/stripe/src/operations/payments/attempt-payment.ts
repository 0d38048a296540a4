import type Stripe from 'stripe';
import { type PaymentResult, toPaymentResult } from './payment-result.js';

/**
 * Makes a call that may charge a card, and turns a declined card into a result.
 *
 * A decline is one of the answers that a checkout expects: the payment intent lives on, waits for another payment method,
 * and its client secret is needed for it. So it is `requires_payment_method` with the reason, not an error. Stripe answers
 * it with status 402 and keeps that answer under the idempotency key: the next try takes a new key.
 *
 * @param find fetches the payment intent when the error does not hold it
 */
export async function attemptPayment(
  call: () => Promise<Stripe.PaymentIntent>,
  find?: () => Promise<Stripe.PaymentIntent>,
): Promise<PaymentResult> {
  try {
    return toPaymentResult(await call());
  } catch (error) {
    if (!isCardError(error)) throw error;
    const paymentIntent = error.payment_intent ?? (await find?.());
    if (paymentIntent === undefined) throw error;
    return toPaymentResult(paymentIntent);
  }
}

interface CardError {
  readonly type: 'StripeCardError';
  readonly payment_intent?: Stripe.PaymentIntent | undefined;
}

function isCardError(error: unknown): error is CardError {
  return typeof error === 'object' && error !== null && (error as { type?: unknown }).type === 'StripeCardError';
}
