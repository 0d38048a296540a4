import type Stripe from 'stripe';
import { invalidRequest } from '../api/stripe-api-error.js';
import { idOf } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { authenticationRequired } from './decline-error.js';
import { approvePayment, declinePayment } from './settle-payment.js';
import type { Decline, TestPaymentMethod } from './test-payment-methods.js';

/** How a payment is confirmed. */
export interface PaymentConfirmation {
  readonly method: Stripe.PaymentMethod;
  readonly offSession?: boolean;
  /** Fail rather than ask the customer anything. */
  readonly refuseActions?: boolean;
  readonly returnUrl?: string;
}

/** Refuses an action that the intent's state does not allow. */
export function assertIntentStatus(
  intent: Stripe.PaymentIntent,
  action: string,
  ...allowed: Stripe.PaymentIntent.Status[]
): void {
  if (allowed.includes(intent.status)) return;
  throw invalidRequest(`You cannot ${action} this PaymentIntent because it has a status of ${intent.status}.`, {
    code: 'payment_intent_unexpected_state',
  });
}

/** Tries to take the money. Throws 402 when the bank refuses; the intent then wants another payment method. */
export function confirmPayment(
  state: StripeState,
  intent: Stripe.PaymentIntent,
  confirmation: PaymentConfirmation,
): void {
  const { method, offSession = false, refuseActions = false } = confirmation;
  const behaviour = state.behaviours.get(method.id);
  if (!behaviour) throw new Error(`Payment method ${method.id} has no behaviour.`);
  intent.payment_method = method.id;
  intent.last_payment_error = null;
  switch (behaviour.outcome) {
    case 'succeed':
      approvePayment(state, intent, method);
      return;
    case 'decline':
      throw declinePayment(state, intent, method, reasonOf(behaviour));
    case 'process':
      intent.status = 'processing';
      state.emit('payment_intent.processing', intent);
      return;
    case 'authenticate':
      if (offSession && behaviour.frictionlessWhenSaved === true && method.customer !== null) {
        approvePayment(state, intent, method);
        return;
      }
      if (offSession || refuseActions) throw declinePayment(state, intent, method, authenticationRequired);
      intent.status = 'requires_action';
      intent.next_action = nextAction(intent, confirmation.returnUrl);
      state.emit('payment_intent.requires_action', intent);
      state.onPayment(intent, 'requires_action');
  }
}

/** The customer answers what the bank asked. Nothing is thrown: the browser, not the server, learns of a decline. */
export function finishAuthentication(state: StripeState, intent: Stripe.PaymentIntent, succeed: boolean): void {
  assertIntentStatus(intent, 'authenticate', 'requires_action');
  const { method, behaviour } = methodOf(state, intent);
  if (!succeed) declinePayment(state, intent, method, authenticationFailed);
  else if (behaviour.decline) declinePayment(state, intent, method, behaviour.decline);
  else approvePayment(state, intent, method);
}

/** The bank answers a payment that took its time. */
export function finishProcessing(state: StripeState, intent: Stripe.PaymentIntent): void {
  assertIntentStatus(intent, 'finish', 'processing');
  const { method, behaviour } = methodOf(state, intent);
  if (behaviour.decline) declinePayment(state, intent, method, behaviour.decline);
  else approvePayment(state, intent, method);
}

const authenticationFailed: Decline = {
  code: 'payment_intent_authentication_failure',
  declineCode: 'generic_decline',
  message: 'The payment method was not authenticated. Provide another one and try again.',
};

function methodOf(
  state: StripeState,
  intent: Stripe.PaymentIntent,
): { method: Stripe.PaymentMethod; behaviour: TestPaymentMethod } {
  const method = state.paymentMethods.require(idOf(intent.payment_method) ?? '');
  const behaviour = state.behaviours.get(method.id);
  if (!behaviour) throw new Error(`Payment method ${method.id} has no behaviour.`);
  return { method, behaviour };
}

function reasonOf({ decline }: TestPaymentMethod): Decline {
  if (!decline) throw new Error('A payment method that declines has no reason for it.');
  return decline;
}

function nextAction(intent: Stripe.PaymentIntent, returnUrl: string | undefined): Stripe.PaymentIntent.NextAction {
  const url = `https://hooks.stripe.com/3d_secure_2/hosted?payment_intent=${intent.id}`;
  if (returnUrl !== undefined) return { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
  return { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } };
}
