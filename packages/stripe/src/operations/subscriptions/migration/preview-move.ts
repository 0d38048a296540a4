import { withoutUndefined } from '@breakwater/core';
import type { OperationDefinition } from '../../bind-operation.js';
import { toSeconds } from '../../epoch.js';
import { decideMove } from './decide-move.js';
import type { MigrationStep } from './migration-report.js';
import { type MoveInput, moveShape } from './move-subscription.js';

/** What moving one subscription would cost its customer. */
export interface MigrationQuote {
  /** `sub_...` */
  readonly subscriptionId: string;
  readonly customerId: string;
  readonly currency: string;
  /** What the invoice with the change would ask for, in the currency's minor unit, after the customer's credit balance. */
  readonly amountDue: number;
  /** The part of it that settles the rest of the paid period, in the currency's minor unit. Negative when it is a credit. */
  readonly prorated: number;
}

/** Prices the move of one subscription, or tells why it would not be moved. */
export const previewMove: OperationDefinition<MoveInput, MigrationQuote | MigrationStep> = {
  name: 'subscriptions.previewMigration',
  features: ['subscriptions'],
  input: moveShape,
  call: async (client, { subscriptionId, migration }) => {
    const subscription = await client.subscriptions.retrieve(subscriptionId);
    const decision = decideMove(subscription, migration);
    if ('step' in decision) return decision.step;
    const { item } = decision;
    const { prorationBehavior, prorationDate } = migration;
    const isProrated = prorationBehavior !== 'none' && prorationDate !== undefined;
    const invoice = await client.invoices.createPreview({
      subscription: subscriptionId,
      subscription_details: withoutUndefined({
        items: [{ id: item.id, price: migration.toPriceId }],
        proration_behavior: prorationBehavior,
        proration_date: isProrated ? toSeconds(prorationDate) : undefined,
      }),
    });
    const { customer } = subscription;
    return {
      subscriptionId,
      customerId: typeof customer === 'string' ? customer : customer.id,
      currency: invoice.currency,
      amountDue: invoice.amount_due,
      prorated: invoice.lines.data
        .filter(({ parent }) => (parent?.subscription_item_details ?? parent?.invoice_item_details)?.proration === true)
        .reduce((sum, { amount }) => sum + amount, 0),
    };
  },
};
