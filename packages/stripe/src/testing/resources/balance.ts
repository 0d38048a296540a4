import type Stripe from 'stripe';
import { expand, pagination, timeRange } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { nonEmpty } from '../api/parameter-kinds.js';
import type { StripeState } from '../state/stripe-state.js';

/**
 * Books a movement of the account's money. The emulator takes no processing fees and makes everything available at once,
 * so that sums can be checked by hand.
 */
export function recordBalance(
  state: StripeState,
  type: Stripe.BalanceTransaction['type'],
  amount: number,
  currency: string,
  source: string,
): string {
  const now = state.now();
  return state.balanceTransactions.add({
    id: state.identifier('txn'),
    object: 'balance_transaction',
    amount,
    available_on: now,
    balance_type: 'payments',
    created: now,
    currency,
    description: null,
    exchange_rate: null,
    fee: 0,
    fee_details: [],
    net: amount,
    reporting_category: type,
    source,
    status: 'available',
    type,
  }).id;
}

/** What the account holds, in minor units. */
export function balanceIn(state: StripeState, currency: string): number {
  return state.balanceTransactions
    .all()
    .reduce((sum, transaction) => (transaction.currency === currency ? sum + transaction.net : sum), 0);
}

function balance(state: StripeState): Stripe.Balance {
  const currencies = new Set(state.balanceTransactions.all().map(({ currency }) => currency));
  if (currencies.size === 0) currencies.add('usd');
  const available = [...currencies].map((currency) => {
    const amount = balanceIn(state, currency);
    return { amount, currency, source_types: { card: amount } };
  });
  const pending = [...currencies].map((currency) => ({ amount: 0, currency, source_types: { card: 0 } }));
  return { object: 'balance', available, livemode: false, pending };
}

export const balanceOperations: readonly Operation[] = [
  operation('GET /v1/balance', 'balance', { expand }, ({ state }) => balance(state)),
  operation('GET /v1/balance_transactions/{id}', 'balance_transaction', { expand }, ({ state, id }) =>
    state.balanceTransactions.require(id),
  ),
  operation(
    'GET /v1/balance_transactions',
    'list:balance_transaction',
    {
      ...pagination,
      created: timeRange,
      currency: nonEmpty(),
      payout: nonEmpty(),
      source: nonEmpty(),
      type: nonEmpty(),
    },
    ({ state, parameters }) => {
      const { created, currency, source, type, payout } = parameters;
      const found = state.balanceTransactions
        .newestFirst()
        .filter(
          (transaction) =>
            inTimeRange(transaction.created, created) &&
            (currency === undefined || transaction.currency === currency) &&
            (source === undefined || transaction.source === source) &&
            (type === undefined || transaction.type === type) &&
            (payout === undefined || state.paidOutBy.get(transaction.id) === payout),
        );
      return paginate(found, parameters, '/v1/balance_transactions', 'balance_transaction');
    },
  ),
];
