import { type CallOptions, withoutUndefined } from '@breakwater/core';
import type { CheckInput, Operation, OperationDefinition } from '../../bind-operation.js';
import { createMigration, type SubscriptionMigration } from './create-migration.js';
import { listAllSubscriptions, listPriceSubscriptions } from './list-price-subscriptions.js';
import {
  type MigratePricesInput,
  type MigrationOptions,
  migrationShape,
  resolveMigrationOptions,
} from './migration-input.js';
import { moveSubscription } from './move-subscription.js';
import { createMigrationPreview, type MigrationPreview } from './preview-migration.js';
import { previewMove } from './preview-move.js';

/** The operations that move many subscriptions. Each subscription is a call of its own, with its own key and deadline. */
export interface MigrationOperations {
  /**
   * Moves subscriptions from one price to another: all that have the old one, or the named ones.
   *
   * @throws IntegrationError `VALIDATION` for wrong input, at once
   */
  migratePrices(input: MigratePricesInput, options?: MigrationOptions): SubscriptionMigration;
  /**
   * Prices a migration without making it. Its `plan` is the input for `migratePrices`.
   *
   * @throws IntegrationError for wrong input, and for a failure that is not about one subscription
   */
  previewPriceMigration(input: MigratePricesInput, options?: MigrationOptions): Promise<MigrationPreview>;
}

/** What these operations are bound to. */
export interface MigrationHost {
  readonly bind: <Input, Result>(definition: OperationDefinition<Input, Result>) => Operation<Input, Result>;
  readonly check: CheckInput;
  readonly now: () => number;
}

/** Binds the operations of this group. */
export function createMigrationOperations({ bind, check, now }: MigrationHost): MigrationOperations {
  const list = bind(listPriceSubscriptions);
  const move = bind(moveSubscription);
  const price = bind(previewMove);
  const input = (definition: { readonly name: string }, given: MigratePricesInput): MigratePricesInput =>
    check({ name: definition.name, features: ['subscriptions'], input: migrationShape }, given);

  return {
    migratePrices(given, options = {}) {
      const migration = input(moveSubscription, given);
      const resolved = resolveMigrationOptions(options, moveSubscription.name);
      const { signal, timeout } = resolved;
      const callOptions = (subscriptionId: string): CallOptions<never> =>
        withoutUndefined({ timeout, idempotencyKey: `${migration.migrationId}:${subscriptionId}` });
      return createMigration({
        input: migration,
        options: resolved,
        list: () => listAllSubscriptions(list, migration.fromPriceId, { signal, timeout }),
        move: (subscriptionId) => move({ subscriptionId, migration }, callOptions(subscriptionId)),
      });
    },
    async previewPriceMigration(given, options = {}) {
      const checked = input(previewMove, given);
      const migration = { ...checked, prorationDate: checked.prorationDate ?? now() };
      const resolved = resolveMigrationOptions(options, previewMove.name);
      const callOptions = withoutUndefined({ signal: resolved.signal, timeout: resolved.timeout });
      return await createMigrationPreview({
        input: migration,
        options: resolved,
        list: () => listAllSubscriptions(list, migration.fromPriceId, callOptions),
        price: (subscriptionId) => price({ subscriptionId, migration }, callOptions),
      });
    },
  };
}
