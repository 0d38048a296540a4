import type Stripe from 'stripe';
import { openHash } from '../api/common-parameters.js';
import type { Parameter } from '../api/parameter.js';
import { flag, ignored, nonEmpty } from '../api/parameter-kinds.js';
import { invalidRequest, StripeApiError } from '../api/stripe-api-error.js';
import { idOf } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { confirmPayment } from './confirm-payment.js';
import { mandateData, offSession, radarOptions } from './payment-intent-parameters.js';
import { resolvePaymentMethod } from './payment-methods.js';

/** What a confirmation on the server takes. */
export interface ServerConfirmation {
  readonly error_on_requires_action?: boolean | undefined;
  readonly off_session?: boolean | 'one_off' | 'recurring' | undefined;
  readonly payment_method?: string | undefined;
  readonly return_url?: string | undefined;
}

/** The parameters of a confirmation on the server, in `create` and in `confirm`. */
export const confirmationParameters: {
  readonly error_on_requires_action: Parameter<boolean>;
  readonly off_session: Parameter<boolean | 'one_off' | 'recurring'>;
  readonly payment_method: Parameter<string>;
  readonly return_url: Parameter<string>;
  readonly confirmation_token: Parameter<string>;
  readonly mandate: Parameter<string>;
  readonly mandate_data: Parameter<unknown>;
  readonly payment_method_data: Parameter<unknown>;
  readonly payment_method_options: Parameter<unknown>;
  readonly radar_options: Parameter<unknown>;
  readonly use_stripe_sdk: Parameter<boolean>;
} = {
  error_on_requires_action: flag(),
  off_session: offSession,
  payment_method: nonEmpty(),
  return_url: nonEmpty(),
  confirmation_token: ignored(nonEmpty()),
  mandate: ignored(nonEmpty()),
  mandate_data: mandateData,
  payment_method_data: openHash,
  payment_method_options: openHash,
  radar_options: radarOptions,
  use_stripe_sdk: ignored(flag()),
};

/** Checks what a confirmation on the server needs, before anything is changed. */
export function prepareConfirmation(
  state: StripeState,
  intent: Pick<Stripe.PaymentIntent, 'automatic_payment_methods' | 'customer' | 'payment_method'>,
  input: ServerConfirmation,
): Stripe.PaymentMethod {
  const id = input.payment_method ?? idOf(intent.payment_method);
  if (id === undefined) {
    throw invalidRequest(
      "You cannot confirm this PaymentIntent because it's missing a payment method. Give one with `payment_method`.",
      { code: 'payment_intent_unexpected_state' },
    );
  }
  const { automatic_payment_methods: automatic } = intent;
  const mayRedirect = automatic?.enabled === true && automatic.allow_redirects !== 'never';
  const offSessionGiven = input.off_session !== undefined && input.off_session !== false;
  if (mayRedirect && input.return_url === undefined && !offSessionGiven) {
    // Stripe gives this refusal no code and no parameter, but the payment that it is about.
    throw new StripeApiError(400, {
      type: 'invalid_request_error',
      message:
        'This PaymentIntent accepts payment methods that might redirect your customer, so a `return_url` is needed. ' +
        "To refuse them, set `automatic_payment_methods[allow_redirects]` to 'never'.",
      ...('id' in intent && { payment_intent: structuredClone(intent) }),
    });
  }
  return resolvePaymentMethod(state, id, 'payment_method', idOf(intent.customer));
}

/** Confirms with a method that {@link prepareConfirmation} has found. */
export function confirmOnServer(
  state: StripeState,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  input: ServerConfirmation,
): void {
  confirmPayment(state, intent, {
    method,
    offSession: input.off_session !== undefined && input.off_session !== false,
    refuseActions: input.error_on_requires_action ?? false,
    ...(input.return_url !== undefined && { returnUrl: input.return_url }),
  });
}
