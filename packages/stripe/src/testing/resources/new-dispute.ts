import type Stripe from 'stripe';
import { invalidRequest } from '../api/stripe-api-error.js';
import { change } from '../state/change.js';
import type { StripeState } from '../state/stripe-state.js';
import { recordBalance } from './balance.js';
import { noEvidence } from './dispute-evidence.js';

/** Why and how a payment is disputed. */
export interface DisputeWish {
  /** Stripe's word, such as `fraudulent` or `product_not_received`. */
  readonly reason: string;
  /** Only asked about: no money is taken yet. */
  readonly inquiry?: boolean;
  /** In minor units. */
  readonly amount?: number;
  /** Epoch seconds. */
  readonly dueBy?: number | null;
}

/** How long a card network waits for evidence, in seconds: the emulator's choice among what networks allow. */
const timeToRespond = 7 * 86_400;

/** The card's owner disputes a charge: the money is taken back until it is decided. */
export function openDispute(state: StripeState, charge: Stripe.Charge, wish: DisputeWish): Stripe.Dispute {
  const { reason, inquiry = false, amount = charge.amount_captured } = wish;
  if (charge.status !== 'succeeded' || !charge.captured)
    throw invalidRequest(`Charge ${charge.id} has taken no money.`);
  if (charge.disputed) throw invalidRequest(`Charge ${charge.id} is disputed already.`);
  const brand = charge.payment_method_details?.card?.brand ?? 'visa';
  const dispute = state.disputes.add({
    id: state.identifier('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: state.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(),
    evidence_details: {
      due_by: wish.dueBy === undefined ? state.now() + timeToRespond : wish.dueBy,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: 'card',
      card: { brand, case_type: inquiry ? 'inquiry' : 'chargeback', network: brand, network_reason_code: null },
    },
    reason,
    status: inquiry ? 'warning_needs_response' : 'needs_response',
  });
  charge.disputed = true;
  if (inquiry) {
    state.emit('charge.dispute.created', dispute);
    return dispute;
  }
  moveMoney(state, dispute, -amount);
  state.emit('charge.dispute.created', dispute);
  state.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** The bank decides, or the account gives in. */
export function decideDispute(state: StripeState, dispute: Stripe.Dispute, outcome: 'won' | 'lost'): void {
  if (!isOpen(dispute)) throw invalidRequest(`The dispute ${dispute.id} is decided already: ${dispute.status}.`);
  const inquiry = dispute.status.startsWith('warning_');
  change(state, dispute, 'charge.dispute.closed', (it) => {
    it.status = inquiry ? 'warning_closed' : outcome;
  });
  if (inquiry || outcome === 'lost') return;
  moveMoney(state, dispute, dispute.amount);
  state.emit('charge.dispute.funds_reinstated', dispute);
}

/** Whether the dispute still waits: for evidence, or for the bank. */
function isOpen({ status }: Stripe.Dispute): boolean {
  return needsResponse(status) || status === 'under_review' || status === 'warning_under_review';
}

/** Whether it waits for evidence. */
export function needsResponse(status: Stripe.Dispute.Status): boolean {
  return status === 'needs_response' || status === 'warning_needs_response';
}

function moveMoney(state: StripeState, dispute: Stripe.Dispute, amount: number): void {
  const id = recordBalance(state, 'adjustment', amount, dispute.currency, dispute.id);
  const transaction = state.balanceTransactions.require(id);
  transaction.reporting_category = amount < 0 ? 'dispute' : 'dispute_reversal';
  dispute.balance_transactions.push(structuredClone(transaction));
}
