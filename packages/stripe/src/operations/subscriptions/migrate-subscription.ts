import { type Shape, shape, withoutUndefined } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import type { OperationDefinition } from '../bind-operation.js';
import { assertRunning } from './find-subscription-item.js';
import { type SubscriptionFacts, toSubscriptionFacts } from './subscription-facts.js';

/** Input of `subscriptions.migrate`. */
export interface MigrateSubscriptionInput {
  /** `sub_...` */
  readonly subscriptionId: string;
  /** Whether discounts are a part of the amounts of prorations, or lines of their own. @default Stripe's own, `included` */
  readonly prorationDiscounts?: 'included' | 'itemized' | undefined;
}

/** Result of `subscriptions.migrate`. */
export type MigrateSubscriptionResult = SubscriptionFacts & {
  /** `false` when it had the flexible billing mode already, with whatever discounts. */
  readonly changed: boolean;
};

const INPUT: Shape<MigrateSubscriptionInput> = /* @__PURE__ */ shape.object({
  subscriptionId: identifierShape('subscription'),
  prorationDiscounts: shape.optional(shape.oneOf(['included', 'itemized'])),
});

const NAME = 'subscriptions.migrate';

/**
 * Moves a subscription from the classic to the flexible billing mode. There is no way back, and so nothing that a repeat could
 * do: one that has it already is left alone.
 *
 * Source: https://docs.stripe.com/billing/subscriptions/billing-mode
 */
export const migrateSubscription: OperationDefinition<MigrateSubscriptionInput, MigrateSubscriptionResult> = {
  name: NAME,
  features: ['subscriptions'],
  input: INPUT,
  call: async (client, { subscriptionId, prorationDiscounts }, context) => {
    const found = await client.subscriptions.retrieve(subscriptionId);
    assertRunning(found, NAME);
    if (found.billing_mode.type === 'flexible') return { ...toSubscriptionFacts(found), changed: false };
    const flexible = withoutUndefined({ proration_discounts: prorationDiscounts });
    const migrated = await client.subscriptions.migrate(
      subscriptionId,
      { billing_mode: { type: 'flexible', ...(prorationDiscounts !== undefined && { flexible }) } },
      { idempotencyKey: context.idempotencyKey },
    );
    return { ...toSubscriptionFacts(migrated), changed: true };
  },
};
