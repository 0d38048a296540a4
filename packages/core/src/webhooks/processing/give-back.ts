import type { Claim, Inbox } from '../inbox/inbox.js';

/**
 * Gives a claim back, due at once. Where the store cannot do that, the attempt counts: still better than a delivery that
 * lies until its lease lapses.
 *
 * @param error Why, for stores that record it as a failure.
 * @returns false when the claim was lost
 */
export function giveBack<Transaction>(inbox: Inbox<Transaction>, claim: Claim, error: string): Promise<boolean> {
  return inbox.release ? inbox.release(claim) : inbox.fail(claim, { error, delay: 0 });
}
