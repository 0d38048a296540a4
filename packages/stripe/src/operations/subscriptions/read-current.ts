import type Stripe from 'stripe';
import { createConflict } from '../create-conflict.js';
import { isReplay } from '../is-replay.js';

/**
 * The subscription as it is now. An answer from memory tells how things stood when the key was first used: a retry gets one
 * rightly, and so does whoever uses a key again after the change was undone, who must not be told that it is in force.
 *
 * @param isInForce whether the change can be seen in a subscription
 * @throws IntegrationError `CONFLICT` when it was made by this key before, and has been undone since
 */
export async function readCurrent(
  client: Stripe,
  answered: Stripe.Response<Stripe.Subscription>,
  terms: {
    readonly operation: string;
    readonly expand?: string[];
    readonly isInForce: (subscription: Stripe.Subscription) => boolean;
  },
): Promise<Stripe.Subscription> {
  const { operation, expand = [], isInForce } = terms;
  if (!isReplay(answered)) return answered;
  const current = await client.subscriptions.retrieve(answered.id, { expand });
  if (isInForce(current) || !isInForce(answered)) return current;
  throw createConflict(
    operation,
    'this idempotency key made the change before, and it has been undone since: use a new key to make it again',
  );
}
