import type Stripe from 'stripe';
import { embeddedList } from '../api/paginate.js';
import type { StripeState } from '../state/stripe-state.js';
import { recordBalance } from './balance.js';

/** What a transfer begins with. */
export interface NewTransfer {
  readonly amount: number;
  readonly currency: string;
  readonly destination: string;
  readonly description?: string | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
  readonly source_transaction?: string | undefined;
  readonly transfer_group?: string | undefined;
}

/** Moves money to a connected account. */
export function newTransfer(state: StripeState, init: NewTransfer): Stripe.Transfer {
  const id = state.identifier('tr');
  const transfer = state.transfers.add({
    id,
    object: 'transfer',
    amount: init.amount,
    amount_reversed: 0,
    balance_transaction: recordBalance(state, 'transfer', -init.amount, init.currency, id),
    created: state.now(),
    currency: init.currency,
    description: init.description ?? null,
    destination: init.destination,
    destination_payment: state.identifier('py'),
    livemode: false,
    metadata: init.metadata ?? {},
    reversals: embeddedList<Stripe.TransferReversal>([], `/v1/transfers/${id}/reversals`),
    reversed: false,
    source_transaction: init.source_transaction ?? null,
    source_type: 'card',
    transfer_group: init.transfer_group ?? null,
  });
  state.emit('transfer.created', transfer);
  return transfer;
}

/** Takes back a part of a transfer that is not taken back yet. Answers the reversal. */
export function reverseTransfer(
  state: StripeState,
  transfer: Stripe.Transfer,
  amount: number,
  refund: string | null,
): Stripe.TransferReversal {
  const id = state.identifier('trr');
  const reversal: Stripe.TransferReversal = {
    id,
    object: 'transfer_reversal',
    amount,
    balance_transaction: recordBalance(state, 'transfer_refund', amount, transfer.currency, id),
    created: state.now(),
    currency: transfer.currency,
    destination_payment_refund: null,
    metadata: {},
    source_refund: refund,
    transfer: transfer.id,
  };
  state.transferReversals.add(reversal);
  transfer.amount_reversed += amount;
  transfer.reversed = transfer.amount_reversed >= transfer.amount;
  transfer.reversals.data.unshift(reversal);
  state.emit('transfer.reversed', transfer);
  return reversal;
}
