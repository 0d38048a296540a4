import { expand, pagination, timeRange } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { required } from '../api/parameter.js';
import { flag, hash, ignored, nonEmpty, oneOf } from '../api/parameter-kinds.js';
import { resourceMissing } from '../api/stripe-api-error.js';
import { endSubscription, isEnded } from './cancel-subscription.js';
import { changeBillingMode } from './change-billing-mode.js';
import { createSubscription } from './create-subscription.js';
import { pauseSubscription } from './pause-subscription.js';
import { resumeSubscription } from './resume-subscription.js';
import { cancellationDetails } from './subscription-parameters.js';
import { updateSubscription } from './update-subscription.js';

const statuses = oneOf(
  'active',
  'all',
  'canceled',
  'ended',
  'incomplete',
  'incomplete_expired',
  'past_due',
  'paused',
  'trialing',
  'unpaid',
);

export const subscriptionOperations: readonly Operation[] = [
  createSubscription,
  updateSubscription,
  pauseSubscription,
  resumeSubscription,
  changeBillingMode,
  operation('GET /v1/subscriptions/{subscription_exposed_id}', 'subscription', { expand }, ({ state, id }) =>
    state.subscriptions.require(id),
  ),
  operation(
    'DELETE /v1/subscriptions/{subscription_exposed_id}',
    'subscription',
    { cancellation_details: cancellationDetails, expand, invoice_now: flag(), prorate: flag() },
    ({ state, id, parameters }) => {
      const subscription = state.subscriptions.require(id);
      if (isEnded(subscription)) throw resourceMissing('subscription', id);
      endSubscription(state, subscription, {
        details: parameters.cancellation_details,
        invoiceNow: parameters.invoice_now,
        prorate: parameters.prorate,
      });
      return subscription;
    },
  ),
  operation(
    'GET /v1/subscriptions',
    'list:subscription',
    {
      ...pagination,
      automatic_tax: ignored(hash({ enabled: required(flag()) })),
      collection_method: oneOf('charge_automatically', 'send_invoice'),
      created: timeRange,
      current_period_end: timeRange,
      current_period_start: timeRange,
      customer: nonEmpty(),
      customer_account: ignored(nonEmpty()),
      plan: nonEmpty(),
      price: nonEmpty(),
      status: statuses,
      test_clock: ignored(nonEmpty()),
    },
    ({ state, parameters }) => {
      const { collection_method: collection, created, customer, status, plan, price = plan } = parameters;
      const wanted = (it: Parameters<typeof isEnded>[0]): boolean => {
        if (status === undefined) return it.status !== 'canceled';
        if (status === 'all') return true;
        return status === 'ended' ? isEnded(it) : it.status === status;
      };
      const found = state.subscriptions
        .newestFirst()
        .filter(
          (it) =>
            wanted(it) &&
            inTimeRange(it.created, created) &&
            (collection === undefined || it.collection_method === collection) &&
            (customer === undefined || it.customer === customer) &&
            (price === undefined || it.items.data.some((item) => item.price.id === price)) &&
            it.items.data.some((item) => inTimeRange(item.current_period_end, parameters.current_period_end)) &&
            it.items.data.some((item) => inTimeRange(item.current_period_start, parameters.current_period_start)),
        );
      return paginate(found, parameters, '/v1/subscriptions', 'subscription');
    },
  ),
];
