import { expand } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { required } from '../api/parameter.js';
import { clearable, hash, integer, oneOf } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';
import { requireTransferable } from '../resources/connected-account.js';
import { change, mergeMetadata } from '../state/change.js';
import { idOf, type Subscription } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { applyChange } from './apply-change.js';
import { isEnded, noteCancellation } from './cancel-subscription.js';
import { checkDefaultMethod, trialEndOf } from './create-subscription.js';
import { planChange } from './plan-change.js';
import { runBilling } from './run-billing.js';
import { scheduleCancellation } from './schedule-cancellation.js';
import { changedItems } from './subscription-item.js';
import {
  cancelAt,
  cancellationDetails,
  changedBillingSchedules,
  sharedSubscriptionParameters,
  subscriptionTransfer,
} from './subscription-parameters.js';

/** A subscription that may still be changed. Throws 400 on one that is over, except for what its customer says about it. */
function requireChangeable(state: StripeState, id: string, names: readonly string[]): Subscription {
  const subscription = state.subscriptions.require(id);
  const onlyFacts = names.every((name) => ['cancellation_details', 'metadata', 'expand'].includes(name));
  if (isEnded(subscription) && !onlyFacts) {
    throw invalidRequest('A canceled subscription can only update its cancellation_details and metadata.');
  }
  return subscription;
}

export const updateSubscription: Operation = operation(
  'POST /v1/subscriptions/{subscription_exposed_id}',
  'subscription',
  {
    ...sharedSubscriptionParameters,
    billing_cycle_anchor: hash({ type: required(oneOf('now', 'unchanged')) }),
    billing_schedules: changedBillingSchedules,
    cancel_at: clearable(cancelAt),
    cancellation_details: cancellationDetails,
    expand,
    items: changedItems,
    pause_collection: clearable(
      hash({ behavior: required(oneOf('keep_as_draft', 'mark_uncollectible', 'void')), resumes_at: integer() }),
    ),
    proration_date: integer({ min: 0 }),
    transfer_data: clearable(subscriptionTransfer),
  },
  ({ state, id, parameters }) => {
    const subscription = requireChangeable(state, id, Object.keys(parameters));
    const { items = [], proration_behavior: proration = 'create_prorations', transfer_data: transfer } = parameters;
    const restart = parameters.billing_cycle_anchor?.type === 'now';
    checkDefaultMethod(state, parameters.default_payment_method, idOf(subscription.customer) ?? '');
    if (transfer) requireTransferable(state, transfer.destination, 'transfer_data[destination]');
    if (parameters.trial_end !== undefined && parameters.trial_end !== 'now') trialEndOf(state, parameters);
    if (subscription.status === 'incomplete' && (items.length > 0 || restart)) {
      throw invalidRequest('You cannot change the items of a subscription whose first invoice is not paid yet.');
    }
    const planned =
      items.length > 0 || restart
        ? planChange(state, subscription, items, {
            at: prorationDate(state, subscription, parameters.proration_date),
            prorate: proration !== 'none' && subscription.status !== 'trialing',
            restart,
          })
        : undefined;
    const commit =
      planned &&
      billWith(subscription, parameters.default_payment_method, () =>
        applyChange(state, subscription, planned, { ...parameters, proration }),
      );
    change(state, subscription, 'customer.subscription.updated', (it) => {
      scheduleCancellation(state, it, parameters);
      applyFacts(it, parameters);
      if (transfer !== undefined) {
        it.transfer_data = transfer && {
          amount_percent: transfer.amount_percent ?? null,
          destination: transfer.destination,
        };
      }
      if (parameters.trial_end !== undefined) moveTrialEnd(state, it, parameters.trial_end);
      commit?.(it);
    });
    if (parameters.trial_end === 'now' && subscription.status === 'trialing') runBilling(state, state.now());
    return subscription;
  },
);

/** A payment method that comes with the update pays for it already. */
function billWith<T>(subscription: Subscription, method: string | undefined, bill: () => T): T {
  const { default_payment_method: present } = subscription;
  if (method !== undefined) subscription.default_payment_method = method || null;
  try {
    return bill();
  } finally {
    subscription.default_payment_method = present;
  }
}

function prorationDate(state: StripeState, subscription: Subscription, asked: number | undefined): number {
  if (asked === undefined) return state.now();
  const { data } = subscription.items;
  const start = Math.min(...data.map((item) => item.current_period_start));
  const end = Math.max(...data.map((item) => item.current_period_end));
  if (asked < start || asked > end) {
    throw invalidRequest('Cannot specify `proration_date` outside of the current billing period.', {
      param: 'proration_date',
    });
  }
  return asked;
}

function applyFacts(
  it: Subscription,
  parameters: {
    readonly application_fee_percent?: number | null | undefined;
    readonly cancellation_details?: Parameters<typeof noteCancellation>[1];
    readonly collection_method?: 'charge_automatically' | 'send_invoice' | undefined;
    readonly days_until_due?: number | undefined;
    readonly default_payment_method?: string | undefined;
    readonly description?: string | undefined;
    readonly metadata?: Record<string, string> | null | undefined;
    readonly on_behalf_of?: string | undefined;
    readonly pause_collection?:
      | { readonly behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void'; readonly resumes_at?: number | undefined }
      | null
      | undefined;
    readonly payment_settings?:
      | { readonly save_default_payment_method?: 'off' | 'on_subscription' | undefined }
      | undefined;
  },
): void {
  const { pause_collection: pause, payment_settings: settings } = parameters;
  it.metadata = mergeMetadata(it.metadata, parameters.metadata);
  if (parameters.application_fee_percent !== undefined) it.application_fee_percent = parameters.application_fee_percent;
  if (parameters.cancellation_details) noteCancellation(it, parameters.cancellation_details, undefined);
  if (parameters.collection_method !== undefined) it.collection_method = parameters.collection_method;
  if (parameters.days_until_due !== undefined) it.days_until_due = parameters.days_until_due;
  if (parameters.default_payment_method !== undefined) {
    it.default_payment_method = parameters.default_payment_method || null;
  }
  if (parameters.description !== undefined) it.description = parameters.description || null;
  if (parameters.on_behalf_of !== undefined) it.on_behalf_of = parameters.on_behalf_of;
  if (pause !== undefined)
    it.pause_collection = pause && { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null };
  if (settings?.save_default_payment_method !== undefined && it.payment_settings) {
    it.payment_settings.save_default_payment_method = settings.save_default_payment_method;
  }
}

/** Ends a trial at another time. Billing, which runs afterwards, does the rest. */
function moveTrialEnd(state: StripeState, subscription: Subscription, end: number | 'now'): void {
  const time = end === 'now' ? state.now() : end;
  subscription.trial_end = time;
  subscription.trial_start ??= state.now();
  for (const item of subscription.items.data) item.current_period_end = time;
  if (end !== 'now' && subscription.status === 'active') subscription.status = 'trialing';
}
