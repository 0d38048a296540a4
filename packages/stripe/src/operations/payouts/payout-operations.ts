import type { Operation, OperationDefinition } from '../bind-operation.js';
import { type ReconcilePayoutInput, type ReconcilePayoutResult, reconcilePayout } from './reconcile-payout.js';

/** Curated operations on payouts. They belong to no feature: they are always there. */
export interface PayoutOperations {
  /** Tells what a payout consists of, and whether that adds up to its amount. */
  readonly reconcile: Operation<ReconcilePayoutInput, ReconcilePayoutResult>;
}

/** Binds the operations of this group. */
export function createPayoutOperations(
  bind: <Input, Result>(definition: OperationDefinition<Input, Result>) => Operation<Input, Result>,
): PayoutOperations {
  return Object.freeze({ reconcile: bind(reconcilePayout) });
}
