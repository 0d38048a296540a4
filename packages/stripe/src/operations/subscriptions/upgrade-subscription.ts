import { type Shape, shape, withoutUndefined } from '@breakwater/core';
import type { OperationDefinition } from '../bind-operation.js';
import { toMilliseconds } from '../epoch.js';
import { toItemChange, toPaymentBehavior, toProration } from './change-billing.js';
import { findSubscriptionItem } from './find-subscription-item.js';
import { type SubscriptionChange, subscriptionChangeFields } from './subscription-change.js';
import {
  NEXT_STEP_EXPANSION,
  type SubscriptionFacts,
  type SubscriptionNextStep,
  toNextStep,
  toSubscriptionFacts,
} from './subscription-facts.js';

/** Input of `subscriptions.upgrade`. */
export interface UpgradeSubscriptionInput extends SubscriptionChange {
  /**
   * What becomes of the change when its payment fails: `pending_if_incomplete` makes it only once it is paid,
   * `allow_incomplete` makes it all the same, `error_if_incomplete` fails. Not used for subscriptions paid by invoice.
   * @default 'pending_if_incomplete'
   */
  readonly paymentBehavior?: 'pending_if_incomplete' | 'allow_incomplete' | 'error_if_incomplete' | undefined;
}

/** Result of `subscriptions.upgrade`. */
export type UpgradeSubscriptionResult = SubscriptionFacts &
  SubscriptionNextStep & {
    /** Whether the new price is in force; `false` while its payment is awaited. */
    readonly applied: boolean;
    /** When a change that is not paid lapses, in milliseconds since the epoch. */
    readonly expiresAt: number | undefined;
  };

const INPUT: Shape<UpgradeSubscriptionInput> = /* @__PURE__ */ shape.object({
  ...subscriptionChangeFields,
  paymentBehavior: shape.optional(shape.oneOf(['pending_if_incomplete', 'allow_incomplete', 'error_if_incomplete'])),
});

const NAME = 'subscriptions.upgrade';

/**
 * Moves a subscription to another price or quantity (a downgrade too), charges the difference at once, and lets the
 * change wait for its payment. A subscription that is there already is left alone, so that repeating an upgrade whose
 * outcome is unknown is harmless, also without its key. One whose service is paused is changed for nothing: it makes no
 * invoices, and is billed by the new price once it is resumed.
 */
export const upgradeSubscription: OperationDefinition<UpgradeSubscriptionInput, UpgradeSubscriptionResult> = {
  name: NAME,
  features: ['subscriptions'],
  input: INPUT,
  call: async (client, input, context) => {
    const { subscription, item } = await findSubscriptionItem(client, input, NAME);
    const isDone =
      item.price.id === input.priceId &&
      (input.quantity === undefined || input.quantity === item.quantity) &&
      subscription.pending_update === null;
    const { prorationBehavior = 'always_invoice', prorationDate, paymentBehavior = 'pending_if_incomplete' } = input;
    const updated = isDone
      ? subscription
      : await client.subscriptions.update(
          input.subscriptionId,
          withoutUndefined({
            items: [toItemChange(item, input.priceId, input.quantity)],
            ...toProration(subscription, { prorationBehavior, prorationDate }),
            ...toPaymentBehavior(subscription, paymentBehavior),
            expand: [...NEXT_STEP_EXPANSION],
          }),
          { idempotencyKey: context.idempotencyKey },
        );
    const { pending_update: pending } = updated;
    return {
      ...toSubscriptionFacts(updated),
      ...toNextStep(updated),
      applied: pending === null,
      expiresAt: pending === null ? undefined : toMilliseconds(pending.expires_at),
    };
  },
};
