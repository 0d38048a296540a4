import { type Shape, shape } from '@breakwater/core';
import type Stripe from 'stripe';
import { identifierShape } from '../../identifier.js';
import type { OperationDefinition } from '../bind-operation.js';
import { assertRunning } from './find-subscription-item.js';
import { assertResumable, awaitsPayment, resumeService } from './resume-service.js';
import {
  NEXT_STEP_EXPANSION,
  type SubscriptionFacts,
  type SubscriptionNextStep,
  toNextStep,
  toSubscriptionFacts,
} from './subscription-facts.js';

/** Input of `subscriptions.reactivate`. */
export interface ReactivateSubscriptionInput {
  /** `sub_...` */
  readonly subscriptionId: string;
  /**
   * For a paused subscription: `unchanged` keeps its billing dates and charges the rest of the running period, `now` begins
   * a new one and bills it.
   * @default 'unchanged'
   */
  readonly billingCycleAnchor?: 'unchanged' | 'now' | undefined;
}

/** What a reactivation did. */
export type Reactivation =
  | 'cancellation_undone'
  | 'collection_resumed'
  | 'resumed'
  /** It is resumed as soon as its invoice is paid, and paused until then. `next` says how to pay. */
  | 'resumption_awaits_payment';

/** Result of `subscriptions.reactivate`. */
export type ReactivateSubscriptionResult = SubscriptionFacts &
  SubscriptionNextStep & {
    /** Empty when the subscription was running, and nothing stood against it. */
    readonly done: readonly Reactivation[];
  };

const INPUT: Shape<ReactivateSubscriptionInput> = /* @__PURE__ */ shape.object({
  subscriptionId: identifierShape('subscription'),
  billingCycleAnchor: shape.optional(shape.oneOf(['unchanged', 'now'])),
});

const NAME = 'subscriptions.reactivate';

/**
 * Brings a subscription back: undoes a scheduled cancellation, resumes a paused one, and collects payments again. What
 * has ended stays ended: that is a `CONFLICT`.
 */
export const reactivateSubscription: OperationDefinition<ReactivateSubscriptionInput, ReactivateSubscriptionResult> = {
  name: NAME,
  features: ['subscriptions'],
  input: INPUT,
  call: async (client, input, context) => {
    const expand = [...NEXT_STEP_EXPANSION];
    let subscription: Stripe.Subscription = await client.subscriptions.retrieve(input.subscriptionId, { expand });
    assertRunning(subscription, NAME);
    assertResumable(subscription, input, NAME);
    const done: Reactivation[] = [];

    const changes = toChanges(subscription);
    if (changes !== undefined) {
      const options = { idempotencyKey: context.deriveKey('update') };
      subscription = await client.subscriptions.update(input.subscriptionId, { ...changes.params, expand }, options);
      done.push(...changes.done);
    }
    if (subscription.status === 'paused') {
      if (!awaitsPayment(subscription)) subscription = await resumeService(client, subscription, input, context, NAME);
      done.push(subscription.status === 'paused' ? 'resumption_awaits_payment' : 'resumed');
    }
    return { ...toSubscriptionFacts(subscription), ...toNextStep(subscription), done };
  },
};

/** The changes that one update makes, and their names. */
function toChanges(
  subscription: Stripe.Subscription,
): { readonly params: Stripe.SubscriptionUpdateParams; readonly done: readonly Reactivation[] } | undefined {
  const params: Stripe.SubscriptionUpdateParams = {};
  const done: Reactivation[] = [];
  // Stripe sets `cancel_at` along with `cancel_at_period_end`: clearing the flag clears both, a bare date is cleared itself.
  if (subscription.cancel_at_period_end) params.cancel_at_period_end = false;
  else if (subscription.cancel_at !== null) params.cancel_at = '';
  if (Object.keys(params).length > 0) done.push('cancellation_undone');
  if (subscription.pause_collection !== null) {
    params.pause_collection = '';
    done.push('collection_resumed');
  }
  return done.length === 0 ? undefined : { params, done };
}
