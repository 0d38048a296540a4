import { type Shape, type ShapeFields, shape } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';

/** What happens to the rest of a period that is already paid for. */
export type ProrationBehavior = 'always_invoice' | 'create_prorations' | 'none';

/** The change that an upgrade makes, and that its preview prices. */
export interface SubscriptionChange {
  /** `sub_...` */
  readonly subscriptionId: string;
  /** The price to move to, `price_...`. */
  readonly priceId: string;
  /** The item to change, `si_...`. @default the only one */
  readonly itemId?: string | undefined;
  /** @default as before */
  readonly quantity?: number | undefined;
  /**
   * `always_invoice` charges the difference now, `create_prorations` puts it on the next invoice, `none` forgoes it.
   * @default 'always_invoice'
   */
  readonly prorationBehavior?: ProrationBehavior | undefined;
  /**
   * The moment to prorate by, in milliseconds since the epoch: that of a preview gives the amounts of the preview.
   * @default now
   */
  readonly prorationDate?: number | undefined;
}

/** September 2001. Smaller numbers are the seconds that Stripe itself writes, and would prorate by a day in 1970. */
const EARLIEST = 1_000_000_000_000;

/** A moment in milliseconds since the epoch. */
export const momentShape: Shape<number> = /* @__PURE__ */ shape.number({
  min: EARLIEST,
  max: 8.64e15,
  expected: 'milliseconds since the epoch: Stripe’s own seconds, times 1000',
});

/** The rules for the fields of a {@link SubscriptionChange}. */
export const subscriptionChangeFields: ShapeFields<SubscriptionChange> = {
  subscriptionId: identifierShape('subscription'),
  priceId: identifierShape('price'),
  itemId: shape.optional(identifierShape('subscriptionItem')),
  quantity: shape.optional(shape.number({ min: 0, max: 1_000_000, integer: true, expected: 'a whole number from 0' })),
  prorationBehavior: shape.optional(shape.oneOf(['always_invoice', 'create_prorations', 'none'])),
  prorationDate: shape.optional(momentShape),
};
