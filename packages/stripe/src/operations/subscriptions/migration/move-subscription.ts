import { type Shape, shape } from '@breakwater/core';
import { identifierShape } from '../../../identifier.js';
import type { OperationDefinition } from '../../bind-operation.js';
import { isReplay } from '../../is-replay.js';
import { toItemChange, toPaymentBehavior, toProration } from '../change-billing.js';
import { decideMove, toPendingStep } from './decide-move.js';
import { type MigratePricesInput, migrationShape } from './migration-input.js';
import type { MigrationStep } from './migration-report.js';

/** One subscription of a migration. */
export interface MoveInput {
  readonly subscriptionId: string;
  readonly migration: MigratePricesInput;
}

/** The rules for {@link MoveInput}. */
export const moveShape: Shape<MoveInput> = /* @__PURE__ */ shape.object({
  subscriptionId: identifierShape('subscription'),
  migration: migrationShape,
});

/** Moves one subscription, if its state says that it is to be moved. */
export const moveSubscription: OperationDefinition<MoveInput, MigrationStep> = {
  name: 'subscriptions.migratePrices',
  features: ['subscriptions'],
  input: moveShape,
  call: async (client, { subscriptionId, migration }, context) => {
    const subscription = await client.subscriptions.retrieve(subscriptionId);
    const decision = decideMove(subscription, migration);
    if ('step' in decision) return decision.step;
    const { item } = decision;
    const updated = await client.subscriptions.update(
      subscriptionId,
      {
        items: [toItemChange(item, migration.toPriceId)],
        ...toProration(subscription, migration),
        ...toPaymentBehavior(subscription, migration.paymentBehavior ?? 'pending_if_incomplete'),
      },
      { idempotencyKey: context.idempotencyKey },
    );
    // An answer from memory tells how things stood then. A retry gets one rightly; a second run after the change was undone too.
    const current = isReplay(updated) ? await client.subscriptions.retrieve(subscriptionId) : updated;
    if (current.pending_update !== null) return toPendingStep(current, current.pending_update);
    const isMoved = current.items.data.some(({ price }) => price.id === migration.toPriceId);
    if (!isMoved) return { subscriptionId, outcome: 'skipped', reason: 'undone' };
    return { subscriptionId, outcome: 'moved', itemId: item.id, status: current.status };
  },
};
