import { currency, expand, metadataInput, pagination, timeRange } from '../api/common-parameters.js';
import { toCurrency } from '../api/currencies.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { required } from '../api/parameter.js';
import { flag, ignored, integer, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';
import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import { change, mergeMetadata } from '../state/change.js';
import { idOf } from '../state/objects.js';
import { balanceIn } from './balance.js';
import { requireTransferable } from './connected-account.js';
import { newTransfer, reverseTransfer } from './new-transfer.js';

export const transferOperations: readonly Operation[] = [
  operation(
    'POST /v1/transfers',
    'transfer',
    {
      expand,
      amount: integer({ min: 1 }),
      currency: required(currency),
      description: text(),
      destination: required(nonEmpty()),
      metadata: metadataInput,
      source_transaction: nonEmpty(),
      source_type: ignored(oneOf('bank_account', 'card', 'fpx')),
      transfer_group: text(),
    },
    ({ state, parameters }) => {
      const known = toCurrency(parameters.currency);
      const { destination, source_transaction: source } = parameters;
      requireTransferable(state, destination, 'destination');
      const charge = source === undefined ? undefined : state.charges.require(source, 'source_transaction');
      const amount = parameters.amount ?? charge?.amount_captured;
      if (amount === undefined) throw parameterMissing('amount');
      if (charge) {
        // Source: https://docs.stripe.com/connect/separate-charges-and-transfers#transfer-availability. The rule is about
        // the charge's balance transaction, which has the currency of the charge here: the emulator settles in each.
        if (charge.currency !== known) {
          throw invalidRequest(`The source_transaction is in ${charge.currency}, the transfer in ${known}.`, {
            param: 'currency',
          });
        }
        const moved = state.transfers
          .all()
          .reduce((sum, transfer) => (transfer.source_transaction === source ? sum + transfer.amount : sum), 0);
        if (amount + moved > charge.amount_captured) {
          throw invalidRequest('The transfers of a charge cannot be more than its amount.', { param: 'amount' });
        }
      } else if (amount > balanceIn(state, known)) {
        throw invalidRequest('You have insufficient available funds in your Stripe account.', {
          code: 'balance_insufficient',
        });
      }
      return newTransfer(state, {
        ...parameters,
        amount,
        currency: known,
        metadata: mergeMetadata(null, parameters.metadata),
        transfer_group: parameters.transfer_group ?? charge?.transfer_group ?? undefined,
      });
    },
  ),
  operation('GET /v1/transfers/{transfer}', 'transfer', { expand }, ({ state, id }) => state.transfers.require(id)),
  operation(
    'POST /v1/transfers/{transfer}',
    'transfer',
    { expand, description: text(), metadata: metadataInput },
    ({ state, id, parameters }) => {
      const transfer = state.transfers.require(id);
      change(state, transfer, 'transfer.updated', (it) => {
        it.metadata = mergeMetadata(it.metadata, parameters.metadata);
        if (parameters.description !== undefined) it.description = parameters.description || null;
      });
      return transfer;
    },
  ),
  operation(
    'POST /v1/transfers/{id}/reversals',
    'transfer_reversal',
    {
      expand,
      amount: integer({ min: 1 }),
      description: ignored(text()),
      metadata: ignored(metadataInput),
      refund_application_fee: ignored(flag()),
    },
    ({ state, id, parameters }) => {
      const transfer = state.transfers.require(id);
      const left = transfer.amount - transfer.amount_reversed;
      const { amount = left } = parameters;
      if (amount > left || left === 0) {
        throw invalidRequest(`Reversal amount (${amount}) is greater than unreversed amount on transfer (${left})`, {
          param: 'amount',
        });
      }
      return reverseTransfer(state, transfer, amount, null);
    },
  ),
  operation(
    'GET /v1/transfers',
    'list:transfer',
    { ...pagination, created: timeRange, destination: nonEmpty(), transfer_group: nonEmpty() },
    ({ state, parameters }) => {
      const { created, destination, transfer_group: group } = parameters;
      const found = state.transfers
        .newestFirst()
        .filter(
          (transfer) =>
            inTimeRange(transfer.created, created) &&
            (destination === undefined || idOf(transfer.destination) === destination) &&
            (group === undefined || transfer.transfer_group === group),
        );
      return paginate(found, parameters, '/v1/transfers', 'transfer');
    },
  ),
];

export const applicationFeeOperations: readonly Operation[] = [
  operation('GET /v1/application_fees/{id}', 'application_fee', { expand }, ({ state, id }) =>
    state.applicationFees.require(id),
  ),
  operation(
    'GET /v1/application_fees',
    'list:application_fee',
    { ...pagination, charge: nonEmpty(), created: timeRange },
    ({ state, parameters }) => {
      const { charge, created } = parameters;
      const found = state.applicationFees
        .newestFirst()
        .filter((fee) => inTimeRange(fee.created, created) && (charge === undefined || fee.charge === charge));
      return paginate(found, parameters, '/v1/application_fees', 'application_fee');
    },
  ),
];
