import { StripeApiError } from '../api/stripe-api-error.js';
import type { Decline } from './test-payment-methods.js';

/** Objects that Stripe puts beside a decline. */
export interface DeclineContext {
  readonly charge?: string;
  readonly payment_intent?: object;
  readonly setup_intent?: object;
  readonly payment_method?: object;
}

/** 402 `card_error`. */
export function declineError(decline: Decline, context: DeclineContext = {}): StripeApiError {
  return new StripeApiError(402, {
    type: 'card_error',
    code: decline.code,
    decline_code: decline.declineCode,
    ...(decline.adviceCode && { advice_code: decline.adviceCode }),
    message: decline.message,
    ...structuredClone(context),
  });
}

/** What an off-session payment meets with a card that wants its owner to be there. */
export const authenticationRequired: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};
