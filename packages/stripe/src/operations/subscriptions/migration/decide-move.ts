import type Stripe from 'stripe';
import { toMilliseconds } from '../../epoch.js';
import { toId } from '../../to-id.js';
import { toProration } from '../change-billing.js';
import type { MigratePricesInput } from './migration-input.js';
import type { MigrationStep } from './migration-report.js';

/** What a subscription's state says about moving it: the item to move, or a step that is over before it begins. */
export type MoveDecision = { readonly item: Stripe.SubscriptionItem } | { readonly step: MigrationStep };

/** Decides by the state alone, so that a second run of a migration moves nothing twice, however late it comes. */
export function decideMove(subscription: Stripe.Subscription, input: MigratePricesInput): MoveDecision {
  const { id: subscriptionId, status, pending_update: pending } = subscription;
  const skip = (reason: Extract<MigrationStep, { outcome: 'skipped' }>['reason']): MoveDecision => ({
    step: { subscriptionId, outcome: 'skipped', reason },
  });
  const items = subscription.items.data;
  const item = items.find(({ price }) => price.id === input.fromPriceId);
  const hasNew = items.some(({ price }) => price.id === input.toPriceId);
  if (status === 'canceled' || status === 'incomplete_expired') return skip('ended');
  if (item === undefined) return hasNew ? { step: { subscriptionId, outcome: 'already_moved' } } : skip('other_price');
  if (hasNew) return skip('both_prices');
  if (status === 'incomplete') return skip('incomplete');
  if (pending !== null) {
    return pending.subscription_items?.some(({ price }) => price.id === input.toPriceId) === true
      ? { step: toPendingStep(subscription, pending) }
      : skip('other_change_pending');
  }
  if (subscription.schedule !== null) return skip('scheduled');
  return isOutsidePeriod(subscription, item, input) ? skip('outside_period') : { item };
}

function isOutsidePeriod(
  subscription: Stripe.Subscription,
  item: Stripe.SubscriptionItem,
  input: MigratePricesInput,
): boolean {
  const { proration_date: date } = toProration(subscription, input);
  if (date === undefined) return false;
  return date < item.current_period_start || date > item.current_period_end;
}

/** A change that waits for its payment. */
export function toPendingStep(
  subscription: Stripe.Subscription,
  pending: Stripe.Subscription.PendingUpdate,
): MigrationStep {
  return {
    subscriptionId: subscription.id,
    outcome: 'pending',
    expiresAt: toMilliseconds(pending.expires_at),
    invoiceId: toId(subscription.latest_invoice),
  };
}
