import { type Shape, shape } from '@breakwater/core';
import type { OperationDefinition } from '../bind-operation.js';
import { toMilliseconds, toSeconds } from '../epoch.js';
import { isProration, pauseOf, previewInvoice, toItemChange } from './change-billing.js';
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
  /**
   * With `service`, nothing is due: it makes no invoices, and is billed by the new price once it is resumed. With
   * `collection`, the invoice is made, and not collected.
   */
  readonly paused: 'service' | 'collection' | undefined;
}

const INPUT: Shape<SubscriptionChange> = /* @__PURE__ */ shape.object(subscriptionChangeFields);

const NAME = 'subscriptions.previewUpgrade';

/** Asks what an upgrade would cost, without making it. Where it would come with no invoice, it costs nothing. */
export const previewUpgrade: OperationDefinition<SubscriptionChange, PreviewUpgradeResult> = {
  name: NAME,
  features: ['subscriptions'],
  input: INPUT,
  call: async (client, input, context) => {
    const { subscription, item } = await findSubscriptionItem(client, input, NAME);
    const date = toSeconds(input.prorationDate ?? context.now());
    const change = toItemChange(item, input.priceId, input.quantity);
    const invoice = await previewInvoice(client, subscription, change, {
      prorationBehavior: input.prorationBehavior ?? 'always_invoice',
      prorationDate: toMilliseconds(date),
    });
    return {
      subscriptionId: input.subscriptionId,
      currency: invoice?.currency ?? subscription.currency,
      amountDue: invoice?.amount_due ?? 0,
      total: invoice?.total ?? 0,
      lines: (invoice?.lines.data ?? []).map((line) => ({
        description: line.description ?? undefined,
        amount: line.amount,
        isProration: isProration(line),
      })),
      prorationDate: toMilliseconds(date),
      paused: pauseOf(subscription),
    };
  },
};
