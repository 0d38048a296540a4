import type { Clock } from '@breakwater/core';
import type { VirtualClock } from '@breakwater/testing';
import type Stripe from 'stripe';
import { StripeApiError } from './api/stripe-api-error.js';
import { type CheckoutAnswers, completeCheckout } from './checkout/complete-checkout.js';
import { completeOnboarding } from './resources/accounts.js';
import {
  assertIntentStatus,
  confirmPayment,
  finishAuthentication,
  finishProcessing,
} from './resources/confirm-payment.js';
import { decideDispute, openDispute } from './resources/new-dispute.js';
import { failPayout, payOutEverything, settlePayout } from './resources/new-payout.js';
import { resolvePaymentMethod } from './resources/payment-methods.js';
import { confirmSetup } from './resources/setup-intents.js';
import { idOf } from './state/objects.js';
import type { StripeState } from './state/stripe-state.js';
import { runBilling } from './subscriptions/run-billing.js';

/** The people around an integration, and the passing of time: what a test cannot do through the API. */
export interface StripeTestHelpers {
  /**
   * The customer confirms a payment (or the saving of a card) in the browser, with a client secret. A decline is no
   * error here: the status tells. Answers the status of the intent.
   *
   * @param options.paymentMethod a test payment method. @default 'pm_card_visa'
   */
  confirm(clientSecret: string, options?: { readonly paymentMethod?: string }): string;
  /** The customer passes (or fails) 3D Secure. Answers the status of the payment intent. */
  authenticate(paymentIntent: string, options?: { readonly succeed?: boolean }): string;
  /** The bank answers a payment that is `processing`. Answers the status of the payment intent. */
  finishProcessing(paymentIntent: string): string;
  /** The customer fills in the checkout page and pays. A decline leaves the session open. */
  completeCheckout(session: string, answers?: CheckoutAnswers): 'complete' | 'declined';
  /** The owner of a connected account completes onboarding: it can charge and take transfers. */
  completeOnboarding(account: string): void;
  /**
   * The card's owner disputes a charge. Answers the id of the dispute.
   *
   * @param options.reason Stripe's word. @default 'fraudulent'
   * @param options.inquiry whether it is only asked about, and no money taken. @default false
   * @param options.dueBy when evidence is due, in epoch milliseconds; null for a dispute that takes none. @default in seven days
   */
  openDispute(
    charge: string,
    options?: { readonly reason?: string; readonly inquiry?: boolean; readonly dueBy?: number | null },
  ): string;
  /** The bank decides a dispute, with evidence or without. */
  decideDispute(dispute: string, outcome: 'won' | 'lost'): void;
  /** Stripe pays out automatically what is in the balance. Answers the id of the payout, which is under way. */
  payOut(currency?: string): string;
  /** A payout arrives (`paid`), or is sent back by the bank (`failed`), even after it was paid. */
  finishPayout(payout: string, outcome?: 'paid' | 'failed'): void;
  /**
   * Moves time forward by `ms` milliseconds and lets billing happen on the way: renewals, ends of trials, scheduled
   * cancellations. A virtual clock is moved itself, with everything that lives by it; beside the machine's clock only the
   * emulator is ahead from then on.
   */
  advance(ms: number): Promise<void>;
  /** The emulator's time, in epoch milliseconds. */
  now(): number;
}

const isVirtual = (clock: Clock): clock is VirtualClock => 'advance' in clock;

/** Opens the state to the helpers. */
export function createStripeTestHelpers(state: StripeState, clock: Clock): StripeTestHelpers {
  const bySecret = <T extends { client_secret: string | null }>(all: readonly T[], secret: string): T | undefined =>
    all.find((intent) => intent.client_secret === secret);

  const withoutDecline = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      if (!(error instanceof StripeApiError) || error.body.type !== 'card_error') throw error;
    }
  };

  const confirm = (secret: string, named: string): string => {
    const intent = bySecret<Stripe.PaymentIntent>(state.paymentIntents.all(), secret);
    if (intent) {
      assertIntentStatus(intent, 'confirm', 'requires_payment_method', 'requires_confirmation', 'requires_action');
      const method = resolvePaymentMethod(state, named, 'payment_method', idOf(intent.customer));
      withoutDecline(() => confirmPayment(state, intent, { method }));
      return intent.status;
    }
    const setup = bySecret<Stripe.SetupIntent>(state.setupIntents.all(), secret);
    if (!setup) throw new Error('No payment intent or setup intent has this client secret.');
    const method = resolvePaymentMethod(state, named, 'payment_method', idOf(setup.customer));
    withoutDecline(() => confirmSetup(state, setup, method, true));
    return setup.status;
  };

  return {
    confirm: (clientSecret, { paymentMethod = 'pm_card_visa' } = {}) => confirm(clientSecret, paymentMethod),
    authenticate(id, { succeed = true } = {}) {
      const intent = state.paymentIntents.require(id);
      finishAuthentication(state, intent, succeed);
      return intent.status;
    },
    finishProcessing(id) {
      const intent = state.paymentIntents.require(id);
      finishProcessing(state, intent);
      return intent.status;
    },
    completeCheckout: (id, answers) => completeCheckout(state, state.checkoutSessions.require(id), answers),
    completeOnboarding: (id) => completeOnboarding(state, state.accounts.require(id)),
    openDispute(id, { reason = 'fraudulent', inquiry = false, dueBy } = {}) {
      const due = typeof dueBy === 'number' ? Math.floor(dueBy / 1000) : dueBy;
      const wish = { reason, inquiry, ...(due !== undefined && { dueBy: due }) };
      return openDispute(state, state.charges.require(id), wish).id;
    },
    decideDispute: (id, outcome) => decideDispute(state, state.disputes.require(id), outcome),
    payOut: (currency = 'usd') => payOutEverything(state, currency).id,
    finishPayout(id, outcome = 'paid') {
      const payout = state.payouts.require(id);
      if (outcome === 'paid') settlePayout(state, payout);
      else failPayout(state, payout);
    },
    async advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`advance(${ms}): time only moves forward.`);
      const until = state.now() + Math.ceil(ms / 1000);
      if (isVirtual(clock)) await clock.advance(ms);
      runBilling(state, until);
    },
    now: () => state.now() * 1000,
  };
}
