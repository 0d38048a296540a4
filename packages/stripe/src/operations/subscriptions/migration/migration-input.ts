import { parseShape, refineShape, type Shape, shape } from '@breakwater/core';
import { identifierShape } from '../../../identifier.js';
import { momentShape, type ProrationBehavior } from '../subscription-change.js';

/** Input of `subscriptions.migratePrices`. It is plain data: keep it, and a migration that was interrupted can go on. */
export interface MigratePricesInput {
  /**
   * A name of your own for this migration. Each subscription is moved under the idempotency key `<name>:<subscription>`,
   * so that running it again with the same input moves none twice. Letters, digits, `.`, `_` and `-`; up to 100.
   */
  readonly migrationId: string;
  /** The price to move from, `price_...`. */
  readonly fromPriceId: string;
  /** The price to move to, `price_...`. */
  readonly toPriceId: string;
  /** Which subscriptions to move, `sub_...`. @default all that have the old price when it begins */
  readonly subscriptionIds?: readonly string[] | undefined;
  /**
   * `always_invoice` charges the difference now, `create_prorations` puts it on the next invoice, `none` forgoes it. There is
   * no default: Stripe's own would bill all of your customers for what they may not expect.
   */
  readonly prorationBehavior: ProrationBehavior;
  /**
   * The moment to prorate by, in milliseconds since the epoch: that of a preview gives the amounts of the preview.
   * @default the moment in which each is moved
   */
  readonly prorationDate?: number | undefined;
  /**
   * When the difference cannot be charged: `pending_if_incomplete` moves it only once it is paid, `allow_incomplete` all the
   * same. Not used for subscriptions paid by invoice.
   * @default 'pending_if_incomplete'
   */
  readonly paymentBehavior?: 'pending_if_incomplete' | 'allow_incomplete' | undefined;
}

/** How a migration is run. */
export interface MigrationOptions {
  /** Subscriptions that are worked on at the same time, 1 to 50. @default 4 */
  readonly concurrency?: number | undefined;
  /** Failures after which no further subscription is begun. @default 10 */
  readonly maxFailures?: number | undefined;
  /** Lets no further subscription begin. What is under way is finished, so that its outcome is known. */
  readonly signal?: AbortSignal | undefined;
  /** Time for each subscription in milliseconds. @default errorHandling.deadline */
  readonly timeout?: number | undefined;
}

/** {@link MigrationOptions} with their defaults. */
export type ResolvedMigrationOptions = MigrationOptions & {
  readonly concurrency: number;
  readonly maxFailures: number;
};

/** The rules for {@link MigratePricesInput}. */
export const migrationShape: Shape<MigratePricesInput> = /* @__PURE__ */ refineShape(
  shape.object({
    migrationId: shape.string({ pattern: /^[\w.-]{1,100}$/, expected: 'a name of letters, digits, `.`, `_` and `-`' }),
    fromPriceId: identifierShape('price'),
    toPriceId: identifierShape('price'),
    subscriptionIds: shape.optional(shape.array(identifierShape('subscription'))),
    prorationBehavior: shape.oneOf(['always_invoice', 'create_prorations', 'none']),
    prorationDate: shape.optional(momentShape),
    paymentBehavior: shape.optional(shape.oneOf(['pending_if_incomplete', 'allow_incomplete'])),
  }),
  (input, path, issues) => {
    if (input.fromPriceId === input.toPriceId) {
      issues.push({
        path: `${path}.toPriceId`,
        expected: 'another price than `fromPriceId`',
        received: JSON.stringify(input.toPriceId),
      });
    }
    const seen = new Set<string>();
    for (const [index, id] of (input.subscriptionIds ?? []).entries()) {
      if (seen.has(id)) {
        const received = JSON.stringify(id);
        issues.push({ path: `${path}.subscriptionIds[${index}]`, expected: 'each subscription once', received });
      }
      seen.add(id);
    }
  },
);

const OPTIONS: Shape<MigrationOptions> = /* @__PURE__ */ shape.object({
  concurrency: shape.optional(
    shape.number({ min: 1, max: 50, integer: true, expected: 'a whole number from 1 to 50' }),
  ),
  maxFailures: shape.optional(shape.number({ min: 1, integer: true, expected: 'a whole number from 1' })),
  signal: shape.optional(shape.custom<AbortSignal>((value) => value instanceof AbortSignal, 'an AbortSignal')),
  timeout: shape.optional(shape.number({ min: 1, expected: 'milliseconds, 1 or more' })),
});

/** Checks how a migration is to be run. Throws `VALIDATION` for a wrong option. */
export function resolveMigrationOptions(options: MigrationOptions, operation: string): ResolvedMigrationOptions {
  const given = parseShape(options, OPTIONS, { path: 'options', service: 'stripe', operation });
  return { ...given, concurrency: given.concurrency ?? 4, maxFailures: given.maxFailures ?? 10 };
}
