import type Stripe from 'stripe';
import { toId } from '../to-id.js';

/** Why a payment attempt failed. */
export interface PaymentDecline {
  /** Stripe's code, such as `card_declined` or `expired_card`. */
  readonly code: string | undefined;
  /** The issuer's reason, such as `insufficient_funds`. Show customers a neutral text instead. */
  readonly declineCode: string | undefined;
  /** What to do: `try_again_later`, `confirm_card_data` or `do_not_try_again`. */
  readonly adviceCode: string | undefined;
  /** Stripe's text, fit for the customer. */
  readonly message: string | undefined;
}

/** What the customer has to do. */
export interface PaymentNextAction {
  /** Stripe's word, such as `redirect_to_url` or `use_stripe_sdk`. */
  readonly type: string;
  /** Where to send the customer, when it is a redirect. */
  readonly redirectUrl: string | undefined;
}

/** What every payment has. */
export interface PaymentFacts {
  readonly paymentIntentId: string;
  /** In the currency's minor unit. */
  readonly amount: number;
  /** What was collected so far, in the currency's minor unit. */
  readonly amountReceived: number;
  /** ISO 4217, in lower case. */
  readonly currency: string;
  /** The payment intent as Stripe returned it. */
  readonly paymentIntent: Stripe.PaymentIntent;
}

/**
 * Where a payment stands. Beside the five outcomes that an application waits for, a payment intent has two states in
 * which it waits for the application: `requires_confirmation` for `payments.confirm`, and `requires_capture`, with the
 * money reserved, for `payments.capture`. A state that Stripe adds one day is `unknown`, and never taken for another.
 */
export type PaymentResult = PaymentFacts &
  (
    | { readonly status: 'succeeded'; readonly chargeId: string | undefined }
    | {
        readonly status: 'requires_action';
        readonly clientSecret: string | undefined;
        readonly nextAction: PaymentNextAction | undefined;
      }
    /** The bank takes its time: the outcome comes as a webhook. */
    | { readonly status: 'processing' }
    /** A payment method is missing; after an attempt that failed, `decline` says why. */
    | {
        readonly status: 'requires_payment_method';
        readonly clientSecret: string | undefined;
        readonly decline: PaymentDecline | undefined;
      }
    | { readonly status: 'requires_confirmation'; readonly clientSecret: string | undefined }
    | { readonly status: 'requires_capture'; readonly chargeId: string | undefined; readonly amountCapturable: number }
    | { readonly status: 'canceled'; readonly reason: string | undefined }
    | { readonly status: 'unknown'; readonly vendorStatus: string }
  );

/** Reads where a payment stands off a payment intent: from an answer, or from a webhook's `event.data.object`. */
export function toPaymentResult(paymentIntent: Stripe.PaymentIntent): PaymentResult {
  const facts: PaymentFacts = {
    paymentIntentId: paymentIntent.id,
    amount: paymentIntent.amount,
    amountReceived: paymentIntent.amount_received,
    currency: paymentIntent.currency,
    paymentIntent,
  };
  const clientSecret = paymentIntent.client_secret ?? undefined;
  const chargeId = toId(paymentIntent.latest_charge);
  switch (paymentIntent.status) {
    case 'succeeded':
      return { ...facts, status: 'succeeded', chargeId };
    case 'requires_action':
      return { ...facts, status: 'requires_action', clientSecret, nextAction: toNextAction(paymentIntent.next_action) };
    case 'processing':
      return { ...facts, status: 'processing' };
    case 'requires_payment_method':
      return {
        ...facts,
        status: 'requires_payment_method',
        clientSecret,
        decline: toDecline(paymentIntent.last_payment_error),
      };
    case 'requires_confirmation':
      return { ...facts, status: 'requires_confirmation', clientSecret };
    case 'requires_capture':
      return { ...facts, status: 'requires_capture', chargeId, amountCapturable: paymentIntent.amount_capturable };
    case 'canceled':
      return { ...facts, status: 'canceled', reason: paymentIntent.cancellation_reason ?? undefined };
    default:
      return { ...facts, status: 'unknown', vendorStatus: paymentIntent.status };
  }
}

function toNextAction(action: Stripe.PaymentIntent.NextAction | null): PaymentNextAction | undefined {
  return action === null ? undefined : { type: action.type, redirectUrl: action.redirect_to_url?.url ?? undefined };
}

function toDecline(error: Stripe.PaymentIntent.LastPaymentError | null): PaymentDecline | undefined {
  if (error === null) return undefined;
  return { code: error.code, declineCode: error.decline_code, adviceCode: error.advice_code, message: error.message };
}
