import type { IntegrationError } from '@breakwater/core';
import type Stripe from 'stripe';

/** Why a subscription is left as it is. */
export type MigrationSkip =
  /** Canceled, or never begun. */
  | 'ended'
  /** Its first payment is missing: Stripe changes nothing about it before. */
  | 'incomplete'
  /** It has neither the old price nor the new one. */
  | 'other_price'
  /** It has both prices, and one item for each price is all that Stripe allows. */
  | 'both_prices'
  /** A schedule decides on its price, and would undo the change. Change the schedule. */
  | 'scheduled'
  /** Another change waits for its payment. */
  | 'other_change_pending'
  /** `prorationDate` lies outside of its current period: a preview that is too old. */
  | 'outside_period'
  /**
   * An earlier run with this `migrationId` has moved it, which was undone since, or lapsed unpaid. A new `migrationId` moves
   * it again; so does this one, once Stripe has forgotten the key, after 24 hours.
   */
  | 'undone';

/** What became of one subscription. */
export type MigrationStep = {
  /** `sub_...` */
  readonly subscriptionId: string;
} & (
  | {
      readonly outcome: 'moved';
      readonly itemId: string;
      /** Its status afterwards: `past_due` says that it owes the difference. */
      readonly status: Stripe.Subscription.Status;
    }
  /** Moved as soon as the difference is paid, and otherwise not at all: the change lapses. */
  | {
      readonly outcome: 'pending';
      /** When it lapses, in milliseconds since the epoch. */
      readonly expiresAt: number;
      /** The invoice that waits for its payment. */
      readonly invoiceId: string | undefined;
    }
  /** It had the new price already, perhaps from an earlier run. */
  | { readonly outcome: 'already_moved' }
  | { readonly outcome: 'skipped'; readonly reason: MigrationSkip }
  /** `error.outcome` says whether it may have been moved all the same: running the migration again finds out. */
  | { readonly outcome: 'failed'; readonly error: IntegrationError }
);

/** Why a migration ended before its end. */
export type MigrationStop =
  /** The signal was aborted. */
  | 'signal'
  /** The loop over its steps was left. */
  | 'left'
  /** As many subscriptions failed as are allowed to. */
  | 'failures'
  /** A failure that is not about one subscription: a key, a permission, an open circuit, a list that cannot be read. */
  | 'error';

/** What became of a migration so far. */
export interface MigrationReport {
  readonly migrationId: string;
  /** Whether every subscription was attended to, and none failed. Those that are `pending` still wait for money. */
  readonly isComplete: boolean;
  /** How many there are to attend to; undefined when they could not be listed. */
  readonly total: number | undefined;
  readonly counts: Readonly<Record<MigrationStep['outcome'], number>>;
  /** What became of each, in the order in which they ended. */
  readonly steps: readonly MigrationStep[];
  /** Those that were not begun. */
  readonly remaining: readonly string[];
  /** Why it ended early. */
  readonly stoppedBy: MigrationStop | undefined;
  /** The failure that ended it, with `stoppedBy` `failures` or `error`. */
  readonly error: IntegrationError | undefined;
}

/** Counts the outcomes of steps. */
export function countOutcomes(steps: readonly MigrationStep[]): MigrationReport['counts'] {
  const counts = { moved: 0, pending: 0, already_moved: 0, skipped: 0, failed: 0 };
  for (const { outcome } of steps) counts[outcome] += 1;
  return counts;
}
