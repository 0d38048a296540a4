import type Stripe from 'stripe';
import { toMilliseconds } from '../epoch.js';
import { toId } from '../to-id.js';

/** What every operation on a dispute returns. */
export interface DisputeFacts {
  readonly disputeId: string;
  readonly chargeId: string | undefined;
  readonly paymentIntentId: string | undefined;
  /** What is disputed, in the currency's minor unit. */
  readonly amount: number;
  readonly currency: string;
  /** Stripe's word, such as `fraudulent` or `product_not_received`: it decides which evidence helps. */
  readonly reason: string;
  /** Stripe's word, such as `needs_response`, `under_review`, `won`, `lost`. With `warning_` it is only an inquiry. */
  readonly status: Stripe.Dispute.Status;
  /** Whether it waits for your evidence. */
  readonly needsResponse: boolean;
  /** When evidence is due, in milliseconds since the epoch; undefined for a dispute that takes none. */
  readonly dueBy: number | undefined;
  /** Whether there is evidence on it, be it a draft or submitted. */
  readonly hasEvidence: boolean;
  /** How often evidence was submitted. Mostly it can be once. */
  readonly submissionCount: number;
  /** The dispute as Stripe returned it. */
  readonly dispute: Stripe.Dispute;
}

/** Reads a dispute: from an answer, or from a webhook's `event.data.object` of `charge.dispute.*`. */
export function toDisputeFacts(dispute: Stripe.Dispute): DisputeFacts {
  const { due_by: dueBy, has_evidence: hasEvidence, submission_count: submissionCount } = dispute.evidence_details;
  return {
    disputeId: dispute.id,
    chargeId: toId(dispute.charge),
    paymentIntentId: toId(dispute.payment_intent),
    amount: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    status: dispute.status,
    needsResponse: waitsForEvidence(dispute.status),
    // Stripe writes 0 as well as null where the bank allows no response. Read in Disputes.d.ts of stripe@23.1.0.
    dueBy: dueBy === null || dueBy === 0 ? undefined : toMilliseconds(dueBy),
    hasEvidence,
    submissionCount,
    dispute,
  };
}

/** The states in which evidence is taken. */
function waitsForEvidence(status: Stripe.Dispute.Status): boolean {
  return status === 'needs_response' || status === 'warning_needs_response' || status === 'appeal_needs_response';
}
