import { refineShape, type Shape, shape } from '@breakwater/core';
import type Stripe from 'stripe';
import { identifierShape } from '../../identifier.js';
import type { OperationDefinition } from '../bind-operation.js';
import { assertRunning } from './find-subscription-item.js';
import { readCurrent } from './read-current.js';
import { assertResumable, awaitsPayment, resumeService } from './resume-service.js';
import { momentShape, type ProrationBehavior } from './subscription-change.js';
import {
  NEXT_STEP_EXPANSION,
  type SubscriptionFacts,
  type SubscriptionNextStep,
  toNextStep,
  toSubscriptionFacts,
} from './subscription-facts.js';

/** Input of `subscriptions.resume`. The rules of billing are for one whose service was paused. */
export interface ResumeSubscriptionInput {
  /** `sub_...` */
  readonly subscriptionId: string;
  /**
   * `unchanged` keeps the billing dates and charges the rest of the running period, `now` begins a new one and bills it.
   * @default 'unchanged'
   */
  readonly billingCycleAnchor?: 'unchanged' | 'now' | undefined;
  /**
   * What counts when resuming makes an invoice. `resume_on_payment_success` charges it at once, and the service is back
   * when that succeeds; Stripe refuses it where there is nothing to charge with. `resume_on_payment_attempt`, which is
   * Stripe's own default, charges nothing: you do, within 23 hours, and the service is back even when that fails.
   * @default 'resume_on_payment_success'; in the classic billing mode, which lacks it, the other
   */
  readonly paymentBehavior?: 'resume_on_payment_success' | 'resume_on_payment_attempt' | undefined;
  /** Only with `unchanged`. @default 'create_prorations' */
  readonly prorationBehavior?: ProrationBehavior | undefined;
  /** The moment to prorate by, in milliseconds since the epoch. Only with `unchanged`. @default now */
  readonly prorationDate?: number | undefined;
}

/** Result of `subscriptions.resume`. */
export type ResumeSubscriptionResult = SubscriptionFacts &
  SubscriptionNextStep & {
    /** `false` while it is still paused, because its invoice waits for payment. `next` says how to pay. */
    readonly resumed: boolean;
    /** What was asked of Stripe: nothing for a subscription that was not paused, or whose resumption waits for payment. */
    readonly done: readonly ('service' | 'collection')[];
  };

const INPUT: Shape<ResumeSubscriptionInput> = /* @__PURE__ */ refineShape(
  shape.object({
    subscriptionId: identifierShape('subscription'),
    billingCycleAnchor: shape.optional(shape.oneOf(['unchanged', 'now'])),
    paymentBehavior: shape.optional(shape.oneOf(['resume_on_payment_success', 'resume_on_payment_attempt'])),
    prorationBehavior: shape.optional(shape.oneOf(['always_invoice', 'create_prorations', 'none'])),
    prorationDate: shape.optional(momentShape),
  }),
  (input, path, issues) => {
    if (input.billingCycleAnchor !== 'now') return;
    for (const name of ['prorationBehavior', 'prorationDate'] as const) {
      const value = input[name];
      if (value === undefined) continue;
      const expected = "left out when `billingCycleAnchor` is 'now': a new period is not prorated";
      issues.push({ path: `${path}.${name}`, expected, received: String(value) });
    }
  },
);

const NAME = 'subscriptions.resume';

/**
 * Ends a pause of either kind, and touches nothing else: a scheduled cancellation stays (`subscriptions.reactivate` undoes
 * that as well). One that is not paused is left alone, and so is one whose resumption waits for its payment, which a second
 * one would bill again: repeating it is harmless.
 */
export const resumeSubscription: OperationDefinition<ResumeSubscriptionInput, ResumeSubscriptionResult> = {
  name: NAME,
  features: ['subscriptions'],
  input: INPUT,
  call: async (client, input, context) => {
    const expand = [...NEXT_STEP_EXPANSION];
    const found = await client.subscriptions.retrieve(input.subscriptionId, { expand });
    assertRunning(found, NAME);
    assertResumable(found, input, NAME);
    let subscription: Stripe.Subscription = found;
    const done: ('service' | 'collection')[] = [];
    if (found.pause_collection !== null) {
      const options = { idempotencyKey: context.deriveKey('update') };
      const answered = await client.subscriptions.update(found.id, { pause_collection: '', expand }, options);
      const isInForce = (one: Stripe.Subscription): boolean => one.pause_collection === null;
      subscription = await readCurrent(client, answered, { operation: NAME, expand, isInForce });
      done.push('collection');
    }
    if (found.status === 'paused' && !awaitsPayment(found)) {
      subscription = await resumeService(client, found, input, context, NAME);
      done.push('service');
    }
    return {
      ...toSubscriptionFacts(subscription),
      ...toNextStep(subscription),
      resumed: subscription.status !== 'paused',
      done,
    };
  },
};
