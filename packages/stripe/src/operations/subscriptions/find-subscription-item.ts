import { createInputError } from '@breakwater/core';
import type Stripe from 'stripe';
import { createConflict } from '../create-conflict.js';
import { NEXT_STEP_EXPANSION } from './subscription-facts.js';

/** Which item of which subscription a change is about. */
export interface SubscriptionItemQuery {
  readonly subscriptionId: string;
  readonly itemId?: string | undefined;
}

/**
 * Fetches a subscription and finds the item to change: the named one, or the only one.
 *
 * @throws IntegrationError `CONFLICT` when the subscription has ended, `VALIDATION` when the item has to be named
 */
export async function findSubscriptionItem(
  client: Stripe,
  query: SubscriptionItemQuery,
  operation: string,
): Promise<{ readonly subscription: Stripe.Subscription; readonly item: Stripe.SubscriptionItem }> {
  const subscription = await client.subscriptions.retrieve(query.subscriptionId, { expand: [...NEXT_STEP_EXPANSION] });
  assertRunning(subscription, operation);
  const items = subscription.items.data;
  const item = query.itemId === undefined ? items[0] : items.find(({ id }) => id === query.itemId);
  if (item !== undefined && (query.itemId !== undefined || items.length === 1)) return { subscription, item };
  const expected = `one of the items of this subscription: ${items.map(({ id, price }) => `${id} (${price.id})`).join(', ')}`;
  const received = query.itemId === undefined ? 'undefined' : JSON.stringify(query.itemId);
  throw createInputError([{ path: 'input.itemId', expected, received }], { service: 'stripe', operation });
}

/**
 * Refuses a subscription that has ended: no call brings it back.
 *
 * @throws IntegrationError `CONFLICT`
 */
export function assertRunning(subscription: Stripe.Subscription, operation: string): void {
  const { status } = subscription;
  if (status !== 'canceled' && status !== 'incomplete_expired') return;
  throw createConflict(operation, `the subscription has ended (${status}), and that is for good: create a new one`);
}
