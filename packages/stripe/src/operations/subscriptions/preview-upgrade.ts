import { type Shape, shape, withoutUndefined } from '@breakwater/core';
import type { OperationDefinition } from '../bind-operation.js';
import { toMilliseconds, toSeconds } from '../epoch.js';
import { findSubscriptionItem } from './find-subscription-item.js';
import { type SubscriptionChange, subscriptionChangeFields } from './subscription-change.js';

/** One line of the invoice that an upgrade would make. */
export interface PreviewLine {
  readonly description: string | undefined;
  /** In the currency's minor unit; negative for a credit. */
  readonly amount: number;
  /** Whether it settles a part of a period: credit for the old price, charge for the new one. */
  readonly isProration: boolean;
}

/** Result of `subscriptions.previewUpgrade`. */
export interface PreviewUpgradeResult {
  readonly subscriptionId: string;
  readonly currency: string;
  /** What the invoice would ask for, in the currency's minor unit, after the customer's credit balance. */
  readonly amountDue: number;
  /** The same before the credit balance. Negative when the change gives money back. */
  readonly total: number;
  /** The first lines of the invoice, at most as many as Stripe returns at once. */
  readonly lines: readonly PreviewLine[];
  /**
   * The moment that was prorated by, in milliseconds since the epoch. Give it to `upgrade`, and the customer pays exactly
   * what you showed.
   */
  readonly prorationDate: number;
}

const INPUT: Shape<SubscriptionChange> = /* @__PURE__ */ shape.object(subscriptionChangeFields);

const NAME = 'subscriptions.previewUpgrade';

/** Asks what an upgrade would cost, without making it. */
export const previewUpgrade: OperationDefinition<SubscriptionChange, PreviewUpgradeResult> = {
  name: NAME,
  features: ['subscriptions'],
  input: INPUT,
  call: async (client, input, context) => {
    const { item } = await findSubscriptionItem(client, input, NAME);
    const date = toSeconds(input.prorationDate ?? context.now());
    const { prorationBehavior = 'always_invoice' } = input;
    const invoice = await client.invoices.createPreview({
      subscription: input.subscriptionId,
      subscription_details: withoutUndefined({
        items: [withoutUndefined({ id: item.id, price: input.priceId, quantity: input.quantity })],
        proration_behavior: prorationBehavior,
        proration_date: prorationBehavior === 'none' ? undefined : date,
      }),
    });
    return {
      subscriptionId: input.subscriptionId,
      currency: invoice.currency,
      amountDue: invoice.amount_due,
      total: invoice.total,
      lines: invoice.lines.data.map((line) => ({
        description: line.description ?? undefined,
        amount: line.amount,
        isProration:
          line.parent?.subscription_item_details?.proration ?? line.parent?.invoice_item_details?.proration ?? false,
      })),
      prorationDate: toMilliseconds(date),
    };
  },
};
