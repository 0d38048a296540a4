import { type Shape, shape, withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import { identifierShape } from '../../identifier.js';
import type { OperationDefinition } from '../bind-operation.js';
import { toId } from '../to-id.js';
import { type PayoutResult, toPayoutResult } from './payout-result.js';

/** Input of `payouts.reconcile`. */
export interface ReconcilePayoutInput {
  /** `po_...` */
  readonly payoutId: string;
}

/** What the movements of one kind come to, in the minor unit of the balance. What leaves the balance is negative. */
export interface PayoutGroup {
  /** Stripe's word for accounting, such as `charge`, `refund`, `dispute`, `fee`. */
  readonly category: string;
  readonly count: number;
  /** Before fees. */
  readonly gross: number;
  readonly fee: number;
  /** `gross` less `fee`. */
  readonly net: number;
}

/** Result of `payouts.reconcile`. */
export type ReconcilePayoutResult = {
  readonly payout: PayoutResult;
} & (
  | {
      readonly reconciliation: 'completed';
      /** Of the balance that was paid out, and of all amounts here. The bank may get another: that of `payout`. */
      readonly currency: string;
      /** What the payout consists of, by kind, in the order in which Stripe lists them first. */
      readonly groups: readonly PayoutGroup[];
      /** The sum of all `net`. */
      readonly net: number;
      /** `net` less what left the balance with the payout: anything but 0 is a question for Stripe's support. */
      readonly difference: number;
      /** Each movement as Stripe lists it, without that of the payout itself. */
      readonly transactions: readonly Stripe.BalanceTransaction[];
    }
  /** Stripe is still sorting: `payout.reconciliation_completed` tells when it is done. */
  | { readonly reconciliation: 'in_progress' }
  /** A manual payout: Stripe does not say what it consists of. */
  | { readonly reconciliation: 'not_applicable' }
  /** A word that Stripe adds one day. */
  | { readonly reconciliation: 'unknown'; readonly vendorStatus: string }
);

const INPUT: Shape<ReconcilePayoutInput> = /* @__PURE__ */ shape.object({ payoutId: identifierShape('payout') });

/** The largest page that Stripe gives. */
const PAGE = 100;

/**
 * Tells what a payout consists of, and whether that adds up to its amount. It reads 100 movements at a time, one page after
 * the other: give a payout of many thousands a longer `timeout`.
 */
export const reconcilePayout: OperationDefinition<ReconcilePayoutInput, ReconcilePayoutResult> = {
  name: 'payouts.reconcile',
  input: INPUT,
  call: async (client, { payoutId }) => {
    const found = await client.payouts.retrieve(payoutId, { expand: ['balance_transaction'] });
    const payout = toPayoutResult(found);
    const { reconciliation_status: status } = found;
    if (status === 'in_progress') return { payout, reconciliation: 'in_progress' };
    if (status === 'not_applicable') return { payout, reconciliation: 'not_applicable' };
    if (status !== 'completed') return { payout, reconciliation: 'unknown', vendorStatus: status };
    const transactions = await listTransactions(client, payoutId);
    const net = transactions.reduce((sum, transaction) => sum + transaction.net, 0);
    const left = leftBalance(found);
    return {
      payout,
      reconciliation: 'completed',
      currency: left.currency,
      groups: toGroups(transactions),
      net,
      difference: net - left.amount,
      transactions,
    };
  },
};

/** What left the balance: by the payout's own movement, since its amount is what the bank gets, converted and after a fee. */
function leftBalance({ amount, currency, balance_transaction: own }: Stripe.Payout): {
  readonly amount: number;
  readonly currency: string;
} {
  if (typeof own !== 'object' || own === null) return { amount, currency };
  return { amount: -own.net, currency: own.currency };
}

/** What the payout took along. Stripe lists the payout's own movement, and the return of a failed one, with it. */
async function listTransactions(client: Stripe, payoutId: string): Promise<Stripe.BalanceTransaction[]> {
  const transactions: Stripe.BalanceTransaction[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await client.balanceTransactions.list(
      withoutUndefined({ payout: payoutId, limit: PAGE, starting_after: after }),
    );
    for (const transaction of page.data) {
      if (toId(transaction.source) !== payoutId) transactions.push(transaction);
    }
    after = page.data.at(-1)?.id;
    if (!page.has_more || after === undefined) return transactions;
  }
}

function toGroups(transactions: readonly Stripe.BalanceTransaction[]): readonly PayoutGroup[] {
  const groups = new Map<string, PayoutGroup>();
  for (const { reporting_category: category, amount, fee, net } of transactions) {
    const group = groups.get(category) ?? { category, count: 0, gross: 0, fee: 0, net: 0 };
    groups.set(category, {
      category,
      count: group.count + 1,
      gross: group.gross + amount,
      fee: group.fee + fee,
      net: group.net + net,
    });
  }
  return [...groups.values()];
}
