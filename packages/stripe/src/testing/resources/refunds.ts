import type Stripe from 'stripe';
import { expand, metadataInput, pagination, timeRange } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { flag, ignored, integer, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';
import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import { change, mergeMetadata } from '../state/change.js';
import { idOf } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { recordBalance } from './balance.js';
import { reverseTransfer } from './new-transfer.js';

interface RefundTarget {
  readonly charge?: string | undefined;
  readonly payment_intent?: string | undefined;
}

function chargeOf(state: StripeState, { charge, payment_intent: intentId }: RefundTarget): Stripe.Charge {
  if (charge !== undefined && intentId !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: charge, payment_intent.');
  }
  if (charge !== undefined) return state.charges.require(charge, 'charge');
  if (intentId === undefined) throw parameterMissing('payment_intent');
  const intent = state.paymentIntents.require(intentId, 'payment_intent');
  const latest = state.charges.get(idOf(intent.latest_charge) ?? '');
  if (latest?.status !== 'succeeded') {
    throw invalidRequest(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`, {
      code: 'payment_intent_unexpected_state',
      param: 'payment_intent',
    });
  }
  return latest;
}

function refundable(charge: Stripe.Charge, asked: number | undefined): number {
  if (charge.status !== 'succeeded') throw invalidRequest(`Charge ${charge.id} has failed and cannot be refunded.`);
  if (!charge.captured) throw invalidRequest(`Charge ${charge.id} is not captured: cancel its PaymentIntent instead.`);
  const left = charge.amount - charge.amount_refunded;
  if (left <= 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  }
  if (asked !== undefined && asked > left) {
    throw invalidRequest(`Refund amount (${asked}) is greater than unrefunded amount on charge (${left})`, {
      param: 'amount',
    });
  }
  return asked ?? left;
}

/** The connected account gives back its share, and the platform its fee, in the proportion of the refund. */
function reverseShares(
  state: StripeState,
  charge: Stripe.Charge,
  refund: Stripe.Refund,
  wish: { readonly transfer: boolean; readonly fee: boolean },
): void {
  const share = refund.amount / charge.amount_captured;
  const transfer = state.transfers.get(idOf(charge.transfer) ?? '');
  if (wish.transfer) {
    if (!transfer) throw invalidRequest('This charge has no transfer to reverse.', { param: 'reverse_transfer' });
    const left = transfer.amount - transfer.amount_reversed;
    const back = Math.min(left, Math.round(transfer.amount * share));
    // A part so small that it rounds to nothing: amounts of reversals are positive.
    if (back > 0) refund.transfer_reversal = reverseTransfer(state, transfer, back, refund.id).id;
  }
  const fee = state.applicationFees.get(idOf(charge.application_fee) ?? '');
  if (!wish.fee) return;
  if (!fee) throw invalidRequest('This charge has no application fee to refund.', { param: 'refund_application_fee' });
  const amount = Math.min(fee.amount - fee.amount_refunded, Math.round(fee.amount * share));
  const id = state.identifier('fr');
  fee.amount_refunded += amount;
  fee.refunded = fee.amount_refunded >= fee.amount;
  fee.refunds.data.unshift({
    id,
    object: 'fee_refund',
    amount,
    balance_transaction: recordBalance(state, 'application_fee_refund', -amount, fee.currency, id),
    created: state.now(),
    currency: fee.currency,
    fee: fee.id,
    metadata: {},
  });
  state.emit('application_fee.refunded', fee);
}

export const refundOperations: readonly Operation[] = [
  operation(
    'POST /v1/refunds',
    'refund',
    {
      expand,
      amount: integer({ min: 1 }),
      charge: nonEmpty(),
      currency: ignored(nonEmpty(3)),
      customer: ignored(nonEmpty()),
      instructions_email: ignored(text()),
      metadata: metadataInput,
      origin: ignored(oneOf('customer_balance')),
      payment_intent: nonEmpty(),
      reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
      refund_application_fee: flag(),
      reverse_transfer: flag(),
    },
    ({ state, parameters }) => {
      const charge = chargeOf(state, parameters);
      const amount = refundable(charge, parameters.amount);
      const { refund_application_fee: fee = false, reverse_transfer: transfer = false } = parameters;
      if (transfer && charge.transfer === undefined) {
        throw invalidRequest('This charge has no transfer to reverse.', { param: 'reverse_transfer' });
      }
      // Documented is that a reversal of its own fails then (https://docs.stripe.com/api/transfer_reversals/create); what
      // comes of a refund is not. Refused as well, so that nobody counts on money that does not come back.
      if (transfer && state.transfers.get(idOf(charge.transfer) ?? '')?.reversed) {
        throw invalidRequest('The transfer of this charge is fully reversed already.', { param: 'reverse_transfer' });
      }
      if (fee && charge.application_fee === null) {
        throw invalidRequest('This charge has no application fee to refund.', { param: 'refund_application_fee' });
      }
      const id = state.identifier('re');
      const refund: Stripe.Refund = {
        id,
        object: 'refund',
        amount,
        balance_transaction: recordBalance(state, 'refund', -amount, charge.currency, id),
        charge: charge.id,
        created: state.now(),
        currency: charge.currency,
        customer: charge.customer,
        customer_account: null,
        destination_details: {
          card: {
            reference: 'emulated',
            reference_status: 'available',
            reference_type: 'acquirer_reference_number',
            type: 'refund',
          },
          type: 'card',
        },
        metadata: mergeMetadata(null, parameters.metadata),
        payment_intent: charge.payment_intent,
        payment_method: charge.payment_method,
        reason: parameters.reason ?? null,
        receipt_number: null,
        source_transfer_reversal: null,
        status: 'succeeded',
        transfer_reversal: null,
      };
      state.refunds.add(refund);
      change(state, charge, 'charge.refunded', (it) => {
        it.amount_refunded += amount;
        it.refunded = it.amount_refunded >= it.amount;
      });
      reverseShares(state, charge, refund, { transfer, fee });
      state.emit('refund.created', refund);
      return refund;
    },
  ),
  operation('GET /v1/refunds/{refund}', 'refund', { expand }, ({ state, id }) => state.refunds.require(id)),
  operation(
    'POST /v1/refunds/{refund}',
    'refund',
    { expand, metadata: metadataInput },
    ({ state, id, parameters: { metadata } }) => {
      const refund = state.refunds.require(id);
      change(state, refund, 'refund.updated', (it) => {
        it.metadata = mergeMetadata(it.metadata, metadata);
      });
      return refund;
    },
  ),
  operation(
    'GET /v1/refunds',
    'list:refund',
    { ...pagination, charge: nonEmpty(), created: timeRange, payment_intent: nonEmpty() },
    ({ state, parameters }) => {
      const { charge, created, payment_intent: intent } = parameters;
      const found = state.refunds
        .newestFirst()
        .filter(
          (refund) =>
            inTimeRange(refund.created, created) &&
            (charge === undefined || refund.charge === charge) &&
            (intent === undefined || refund.payment_intent === intent),
        );
      return paginate(found, parameters, '/v1/refunds', 'refund');
    },
  ),
];
