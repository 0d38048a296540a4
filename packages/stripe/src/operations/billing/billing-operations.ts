import type { Operation, OperationDefinition } from '../bind-operation.js';
import { type CreatePortalSessionInput, createPortalSession, type PortalSession } from './create-portal-session.js';

/** Curated operations on the customer's own pages. Each needs the feature `billing`. */
export interface BillingOperations {
  /**
   * Makes a link to the pages where customers manage their own subscriptions, payment methods and invoices. Give it no key
   * of your own: under the same key Stripe repeats the old link, which may have expired.
   */
  readonly createPortalSession: Operation<CreatePortalSessionInput, PortalSession>;
}

/** Binds the operations of this group. */
export function createBillingOperations(
  bind: <Input, Result>(definition: OperationDefinition<Input, Result>) => Operation<Input, Result>,
): BillingOperations {
  return Object.freeze({ createPortalSession: bind(createPortalSession) });
}
