import { currency, expand, metadataInput, pagination, timeRange } from '../api/common-parameters.js';
import { toCurrency } from '../api/currencies.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { required } from '../api/parameter.js';
import { ignored, integer, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';
import { change, mergeMetadata } from '../state/change.js';
import { idOf } from '../state/objects.js';
import { balanceIn } from './balance.js';
import { cancelPayout, newPayout } from './new-payout.js';

export const payoutOperations: readonly Operation[] = [
  operation('GET /v1/payouts/{payout}', 'payout', { expand }, ({ state, id }) => state.payouts.require(id)),
  operation(
    'GET /v1/payouts',
    'list:payout',
    { ...pagination, arrival_date: timeRange, created: timeRange, destination: nonEmpty(), status: text() },
    ({ state, parameters }) => {
      const { arrival_date: arrival, created, destination, status } = parameters;
      const found = state.payouts
        .newestFirst()
        .filter(
          (payout) =>
            inTimeRange(payout.created, created) &&
            inTimeRange(payout.arrival_date, arrival) &&
            (destination === undefined || idOf(payout.destination) === destination) &&
            (status === undefined || payout.status === status),
        );
      return paginate(found, parameters, '/v1/payouts', 'payout');
    },
  ),
  operation(
    'POST /v1/payouts',
    'payout',
    {
      expand,
      amount: required(integer({ min: 1 })),
      currency: required(currency),
      description: text(),
      destination: nonEmpty(),
      metadata: metadataInput,
      method: oneOf('instant', 'standard'),
      payout_method: ignored(nonEmpty()),
      source_type: ignored(oneOf('bank_account', 'card', 'fpx')),
      statement_descriptor: text(22),
    },
    ({ state, parameters }) => {
      const known = toCurrency(parameters.currency);
      if (parameters.amount > balanceIn(state, known)) {
        throw invalidRequest('You have insufficient available funds in your Stripe account.', {
          code: 'balance_insufficient',
        });
      }
      return newPayout(state, {
        ...parameters,
        currency: known,
        automatic: false,
        metadata: mergeMetadata(null, parameters.metadata),
      });
    },
  ),
  operation(
    'POST /v1/payouts/{payout}',
    'payout',
    { expand, metadata: metadataInput },
    ({ state, id, parameters: { metadata } }) => {
      const payout = state.payouts.require(id);
      change(state, payout, 'payout.updated', (it) => {
        it.metadata = mergeMetadata(it.metadata, metadata);
      });
      return payout;
    },
  ),
  operation('POST /v1/payouts/{payout}/cancel', 'payout', { expand }, ({ state, id }) => {
    const payout = state.payouts.require(id);
    cancelPayout(state, payout);
    return payout;
  }),
];
