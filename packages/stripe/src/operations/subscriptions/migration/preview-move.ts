import type Stripe from 'stripe';
import type { OperationDefinition } from '../../bind-operation.js';
import { toSeconds } from '../../epoch.js';
import { isProration, pauseOf, previewInvoice, toItemChange } from '../change-billing.js';
import { decideMove } from './decide-move.js';
import type { MigratePricesInput } from './migration-input.js';
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
  /**
   * The part of it by which this move settles the rest of the paid period, in the currency's minor unit. Negative when it
   * is a credit; undefined when the invoice has more lines than Stripe shows at once.
   */
  readonly prorated: number | undefined;
  /**
   * With `service`, nothing is due: it makes no invoices, and is billed by the new price once it is resumed. With
   * `collection`, the invoice is made, and not collected.
   */
  readonly paused: 'service' | 'collection' | undefined;
}

/** Prices the move of one subscription, or tells why it would not be moved. */
export const previewMove: OperationDefinition<MoveInput, MigrationQuote | MigrationStep> = {
  name: 'subscriptions.previewPriceMigration',
  features: ['subscriptions'],
  input: moveShape,
  call: async (client, { subscriptionId, migration }) => {
    const subscription = await client.subscriptions.retrieve(subscriptionId);
    const decision = decideMove(subscription, migration);
    if ('step' in decision) return decision.step;
    const { item } = decision;
    const change = toItemChange(item, migration.toPriceId);
    const invoice = await previewInvoice(client, subscription, change, migration);
    const { customer } = subscription;
    return {
      subscriptionId,
      customerId: typeof customer === 'string' ? customer : customer.id,
      currency: invoice?.currency ?? subscription.currency,
      amountDue: invoice?.amount_due ?? 0,
      prorated: invoice === undefined ? 0 : sumProrations(invoice, migration),
      paused: pauseOf(subscription),
    };
  },
};

/**
 * What this change settles. Prorations of earlier changes, which wait for the same invoice, have another start: the date
 * is what Stripe tells them apart by.
 */
function sumProrations({ lines }: Stripe.Invoice, { prorationDate }: MigratePricesInput): number | undefined {
  if (lines.has_more) return undefined;
  const start = prorationDate === undefined ? undefined : toSeconds(prorationDate);
  return lines.data
    .filter((line) => isProration(line) && (start === undefined || line.period.start === start))
    .reduce((sum, { amount }) => sum + amount, 0);
}
