import type Stripe from 'stripe';
import { change } from '../state/change.js';
import { idOf } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { recordBalance } from './balance.js';
import { newCharge } from './charges.js';
import { declineError } from './decline-error.js';
import { openDispute } from './new-dispute.js';
import { newTransfer } from './new-transfer.js';
import { attachPaymentMethod } from './payment-methods.js';
import type { Decline } from './test-payment-methods.js';

/** The bank agrees: the money is taken, or held when the intent is captured by hand. */
export function approvePayment(state: StripeState, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): void {
  const manual = intent.capture_method === 'manual';
  const charge = newCharge(state, intent, method, { captured: !manual });
  intent.latest_charge = charge.id;
  intent.next_action = null;
  intent.last_payment_error = null;
  intent.processing = null;
  intent.payment_method = method.id;
  const customer = idOf(intent.customer);
  if (intent.setup_future_usage !== null && customer !== undefined) attachPaymentMethod(state, method, customer);
  if (manual) {
    intent.status = 'requires_capture';
    intent.amount_capturable = intent.amount;
    state.emit('charge.succeeded', charge);
    state.emit('payment_intent.amount_capturable_updated', intent);
    return;
  }
  capture(state, intent, charge, intent.amount);
  state.emit('charge.succeeded', charge);
  finish(state, intent);
  disputePayment(state, charge);
}

/** Takes money that was held. The rest of it is released. */
export function capturePayment(state: StripeState, intent: Stripe.PaymentIntent, amount: number): void {
  const charge = state.charges.require(idOf(intent.latest_charge) ?? '');
  intent.amount_capturable = 0;
  charge.captured = true;
  if (amount < charge.amount) charge.amount_refunded = charge.amount - amount;
  capture(state, intent, charge, amount);
  state.emit('charge.captured', charge);
  finish(state, intent);
  disputePayment(state, charge);
}

/**
 * The bank refuses. The intent wants another payment method, a failed charge stays behind. Answers the refusal for the
 * client that asked.
 */
export function declinePayment(
  state: StripeState,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  decline: Decline,
): Error {
  const charge = newCharge(state, intent, method, { captured: false, decline });
  intent.latest_charge = charge.id;
  intent.next_action = null;
  intent.processing = null;
  intent.payment_method = null;
  intent.status = 'requires_payment_method';
  intent.last_payment_error = {
    type: 'card_error',
    charge: charge.id,
    code: decline.code,
    decline_code: decline.declineCode,
    ...(decline.adviceCode && { advice_code: decline.adviceCode }),
    message: decline.message,
    payment_method: structuredClone(method),
  };
  state.emit('charge.failed', charge);
  state.emit('payment_intent.payment_failed', intent);
  state.onPayment(intent, 'failed');
  return declineError(decline, { charge: charge.id, payment_intent: intent, payment_method: method });
}

function capture(state: StripeState, intent: Stripe.PaymentIntent, charge: Stripe.Charge, amount: number): void {
  const { currency } = intent;
  charge.amount_captured = amount;
  charge.balance_transaction = recordBalance(state, 'charge', amount, currency, charge.id);
  intent.amount_received = amount;
  intent.status = 'succeeded';
  const destination = idOf(intent.transfer_data?.destination);
  if (destination === undefined) return;
  // Destination charge: everything goes to the connected account, and the platform's fee comes back.
  // Less may be captured than was asked for when fee and share were agreed on: both are capped at what is captured.
  // Source: stripe 23.1, PaymentIntents.ts (application_fee_amount, transfer_data.amount)
  const asked = intent.application_fee_amount;
  const share = Math.min(intent.transfer_data?.amount ?? amount, amount);
  const group = intent.transfer_group ?? `group_${intent.id}`;
  intent.transfer_group = group;
  charge.transfer_group = group;
  const transfer = newTransfer(state, {
    amount: share,
    currency,
    destination,
    source_transaction: charge.id,
    transfer_group: group,
  });
  charge.transfer = transfer.id;
  if (asked === null) return;
  const fee = Math.min(asked, amount);
  const feeId = state.identifier('fee');
  const applicationFee = state.applicationFees.add({
    id: feeId,
    object: 'application_fee',
    account: destination,
    amount: fee,
    amount_refunded: 0,
    application: 'ca_emulator',
    balance_transaction: recordBalance(state, 'application_fee', fee, currency, feeId),
    charge: charge.id,
    created: state.now(),
    currency,
    fee_source: { type: 'charge', charge: charge.id },
    livemode: false,
    originating_transaction: charge.id,
    refunded: false,
    refunds: { object: 'list', data: [], has_more: false, url: `/v1/application_fees/${feeId}/refunds` },
  });
  charge.application_fee = feeId;
  charge.application_fee_amount = asked;
  state.emit('application_fee.created', applicationFee);
}

function finish(state: StripeState, intent: Stripe.PaymentIntent): void {
  state.emit('payment_intent.succeeded', intent);
  state.onPayment(intent, 'succeeded');
}

/** Some test cards belong to people who dispute whatever they paid. */
function disputePayment(state: StripeState, charge: Stripe.Charge): void {
  const wish = state.behaviours.get(charge.payment_method ?? '')?.dispute;
  if (wish) openDispute(state, charge, wish);
}

/** Gives up on a payment. Held money is released. */
export function cancelPayment(
  state: StripeState,
  intent: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): void {
  const charge = intent.status === 'requires_capture' ? state.charges.get(idOf(intent.latest_charge) ?? '') : undefined;
  intent.status = 'canceled';
  intent.canceled_at = state.now();
  intent.cancellation_reason = reason;
  intent.amount_capturable = 0;
  intent.next_action = null;
  if (charge) {
    change(state, charge, 'charge.refunded', (it) => {
      it.amount_refunded = it.amount;
      it.refunded = true;
    });
  }
  state.emit('payment_intent.canceled', intent);
  state.onPayment(intent, 'canceled');
}
