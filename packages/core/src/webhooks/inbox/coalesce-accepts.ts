import { coalesceCalls } from './coalesce-calls.js';
import type { Accepted, Delivery, Inbox } from './inbox.js';

type Accept = Inbox['accept'];

/** Options of {@link coalesceAccepts}. */
export interface CoalesceOptions {
  /** Calls to the store that may be under way at a time. @default 2 */
  readonly concurrency?: number | undefined;
  /** Deliveries that are stored together at most, unless one request alone has more. @default 128 */
  readonly maxDeliveries?: number | undefined;
  /** Bytes of bodies that are stored together at most, unless one request alone has more. @default 1_048_576 */
  readonly maxBytes?: number | undefined;
}

/**
 * For stores that answer over a network: what several requests ask for at the same moment, or while the store is busy, is
 * stored by one call, which costs little more than a call for one of them. A request that comes alone does not wait. When a
 * call for several fails, each of them is tried alone, so that no request fails because of another.
 *
 * @param accept Stores all or none, each once, also when an event is there twice.
 * @example
 * ```ts
 * import { coalesceAccepts, createMemoryInbox } from '@breakwater/core/webhooks';
 *
 * const inbox = createMemoryInbox();
 * export const coalesced = { ...inbox, accept: coalesceAccepts(inbox.accept) };
 * ```
 */
export function coalesceAccepts(accept: Accept, options: CoalesceOptions = {}): Accept {
  const { concurrency, maxDeliveries = 128, maxBytes = 1_048_576 } = options;
  const acceptEach = async (batches: readonly (readonly Delivery[])[]): Promise<readonly (readonly Accepted[])[]> => {
    const accepted = await accept(batches.flat());
    let from = 0;
    return batches.map(({ length }) => {
      from += length;
      return accepted.slice(from - length, from);
    });
  };
  return coalesceCalls(acceptEach, {
    concurrency,
    measure: (deliveries) => [deliveries.length, deliveries.reduce((sum, { body }) => sum + body.length, 0)],
    limits: [maxDeliveries, maxBytes],
  });
}
