import type { Operation, OperationDefinition } from '../bind-operation.js';
import {
  type CheckoutSession,
  type CreateCheckoutSessionInput,
  createCheckoutSession,
} from './create-checkout-session.js';

/** Curated operations on Stripe's payment pages. */
export interface CheckoutOperations {
  /**
   * Makes a page of Stripe's on which the customer pays, subscribes, or leaves a payment method. Needs the feature
   * `subscriptions` in that mode, and `marketplace` with a destination account.
   */
  readonly createSession: Operation<CreateCheckoutSessionInput, CheckoutSession>;
}

/** Binds the operations of this group. */
export function createCheckoutOperations(
  bind: <Input, Result>(definition: OperationDefinition<Input, Result>) => Operation<Input, Result>,
): CheckoutOperations {
  return Object.freeze({ createSession: bind(createCheckoutSession) });
}
