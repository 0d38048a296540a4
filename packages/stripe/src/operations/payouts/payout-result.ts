import type Stripe from 'stripe';
import { toMilliseconds } from '../epoch.js';

/** What every payout has. */
export interface PayoutFacts {
  readonly payoutId: string;
  /** In the currency's minor unit. Negative when money is taken from the bank account. */
  readonly amount: number;
  readonly currency: string;
  /** When it should be at the bank, in milliseconds since the epoch. */
  readonly arrivesAt: number;
  /** Whether Stripe made it by its schedule, and not you. */
  readonly automatic: boolean;
  /** The payout as Stripe returned it. */
  readonly payout: Stripe.Payout;
}

/** Where a payout stands. A state that Stripe adds one day is `unknown`, and never taken for another. */
export type PayoutResult = PayoutFacts &
  (
    | { readonly status: 'pending' | 'in_transit' | 'canceled' }
    /** As far as Stripe knows: a bank may send it back days later, and then it is `failed`. */
    | { readonly status: 'paid' }
    | {
        readonly status: 'failed';
        /** Stripe's code, such as `account_closed`. */
        readonly failureCode: string | undefined;
        readonly failureMessage: string | undefined;
        /** Whether the money is back in the balance. */
        readonly isReturned: boolean;
      }
    | { readonly status: 'unknown'; readonly vendorStatus: string }
  );

/** Reads where a payout stands: from an answer, or from a webhook's `event.data.object` of `payout.*`. */
export function toPayoutResult(payout: Stripe.Payout): PayoutResult {
  const facts: PayoutFacts = {
    payoutId: payout.id,
    amount: payout.amount,
    currency: payout.currency,
    arrivesAt: toMilliseconds(payout.arrival_date),
    automatic: payout.automatic,
    payout,
  };
  switch (payout.status) {
    case 'pending':
    case 'in_transit':
    case 'canceled':
    case 'paid':
      return { ...facts, status: payout.status };
    case 'failed':
      return {
        ...facts,
        status: 'failed',
        failureCode: payout.failure_code ?? undefined,
        failureMessage: payout.failure_message ?? undefined,
        isReturned: payout.failure_balance_transaction !== null,
      };
    default:
      return { ...facts, status: 'unknown', vendorStatus: payout.status };
  }
}
