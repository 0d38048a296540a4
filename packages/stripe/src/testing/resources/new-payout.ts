import type Stripe from 'stripe';
import { invalidRequest } from '../api/stripe-api-error.js';
import { change } from '../state/change.js';
import type { StripeState } from '../state/stripe-state.js';
import { recordBalance } from './balance.js';

/** What a payout begins with. */
export interface PayoutInput {
  readonly amount: number;
  readonly currency: string;
  readonly automatic: boolean;
  readonly description?: string | undefined;
  readonly destination?: string | undefined;
  readonly metadata?: Stripe.Metadata;
  readonly method?: string | undefined;
  readonly statement_descriptor?: string | undefined;
}

const twoDays = 2 * 86_400;

/** Takes money out of the balance, on its way to the bank. */
export function newPayout(state: StripeState, input: PayoutInput): Stripe.Payout {
  const id = state.identifier('po');
  const payout = state.payouts.add({
    id,
    object: 'payout',
    amount: input.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: state.now() + twoDays,
    automatic: input.automatic,
    balance_transaction: recordBalance(state, 'payout', -input.amount, input.currency, id),
    created: state.now(),
    currency: input.currency,
    description: input.description ?? null,
    destination: input.destination ?? 'ba_emulated',
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: input.metadata ?? {},
    method: input.method ?? 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: input.automatic ? 'in_progress' : 'not_applicable',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: input.statement_descriptor ?? null,
    status: input.automatic ? 'in_transit' : 'pending',
    trace_id: { status: 'pending', value: null },
    type: 'bank_account',
  });
  state.emit('payout.created', payout);
  return payout;
}

/** Pays out automatically what no earlier payout has taken along. */
export function payOutEverything(state: StripeState, currency: string): Stripe.Payout {
  const due = state.balanceTransactions
    .all()
    .filter((transaction) => transaction.currency === currency && !state.paidOutBy.has(transaction.id));
  // A manual payout came out of the balance by itself: it makes the automatic one smaller, as with Stripe.
  const amount = due.reduce((sum, { net }) => sum + net, 0);
  if (amount <= 0) throw invalidRequest(`There is nothing to pay out in ${currency}.`);
  const payout = newPayout(state, { amount, currency, automatic: true });
  for (const { id } of due) state.paidOutBy.set(id, payout.id);
  if (typeof payout.balance_transaction === 'string') state.paidOutBy.set(payout.balance_transaction, payout.id);
  return payout;
}

/** The money arrives, and Stripe has sorted out what it consists of. */
export function settlePayout(state: StripeState, payout: Stripe.Payout): void {
  assertUnderWay(payout);
  change(state, payout, 'payout.paid', (it) => {
    it.status = 'paid';
    it.trace_id = { status: 'supported', value: `TRACE${it.id.slice(3, 11)}` };
  });
  if (!payout.automatic) return;
  change(state, payout, 'payout.reconciliation_completed', (it) => {
    it.reconciliation_status = 'completed';
  });
}

/** The bank sends the money back, even days after it seemed paid. */
export function failPayout(state: StripeState, payout: Stripe.Payout): void {
  if (payout.status !== 'paid') assertUnderWay(payout);
  change(state, payout, 'payout.failed', (it) => {
    it.status = 'failed';
    it.failure_code = 'account_closed';
    it.failure_message = 'The bank account has been closed.';
    it.failure_balance_transaction = recordBalance(state, 'payout_failure', it.amount, it.currency, it.id);
  });
}

/** Takes a payout back before it is sent. */
export function cancelPayout(state: StripeState, payout: Stripe.Payout): void {
  if (payout.automatic || payout.status !== 'pending') {
    throw invalidRequest('Only manual payouts that are pending can be canceled.');
  }
  change(state, payout, 'payout.canceled', (it) => {
    it.status = 'canceled';
    it.failure_balance_transaction = recordBalance(state, 'payout_cancel', it.amount, it.currency, it.id);
  });
}

function assertUnderWay({ id, status }: Stripe.Payout): void {
  if (status !== 'pending' && status !== 'in_transit') throw invalidRequest(`The payout ${id} is ${status} already.`);
}
