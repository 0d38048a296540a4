import { bindOperation, type Operation } from '../bind-operation.js';
import type { OperationHost } from '../operation-host.js';
import {
  type AddSuppressionsInput,
  addSuppressions,
  type ForgiveSuppressionInput,
  forgiveSuppression,
  type IsUnsubscribedInput,
  isUnsubscribed,
  type RemoveSuppressionInput,
  removeSuppression,
} from './change-suppressions.js';
import { type ListSuppressionsInput, listSuppressions, type Suppression } from './list-suppressions.js';

/** Curated operations on who gets no mail. All may be repeated. Each needs the feature `suppressions`. */
export interface SuppressionOperations {
  /** Unsubscribes addresses, from a group or from everything. */
  readonly add: Operation<AddSuppressionsInput, void>;
  /** Takes an unsubscription back. */
  readonly remove: Operation<RemoveSuppressionInput, void>;
  /** Whether an address has unsubscribed from everything. */
  readonly isUnsubscribed: Operation<IsUnsubscribedInput, boolean>;
  /** Lists bounces, blocks, spam reports or invalid addresses. */
  readonly list: Operation<ListSuppressionsInput, readonly Suppression[]>;
  /** Forgets a bounce, a block, a spam report or that an address was invalid. */
  readonly forgive: Operation<ForgiveSuppressionInput, void>;
}

/** Binds the operations of this group. */
export function createSuppressionOperations(host: OperationHost): SuppressionOperations {
  return Object.freeze<SuppressionOperations>({
    add: bindOperation(addSuppressions, host),
    remove: bindOperation(removeSuppression, host),
    isUnsubscribed: bindOperation(isUnsubscribed, host),
    list: bindOperation(listSuppressions, host),
    forgive: bindOperation(forgiveSuppression, host),
  });
}
