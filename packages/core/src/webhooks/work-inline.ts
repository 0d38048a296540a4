import { describeError } from './describe-error.js';
import type { Accepted, Delivery } from './inbox.js';
import { type ProcessorOptions, type ProcessResult, processDelivery } from './process-delivery.js';
import { type Reply, toUnfinishedReply, worseOf } from './reply.js';
import { toDeliveryEvent } from './to-delivery-event.js';

const DONE: Reply = { outcome: 'done', waitMs: 0 };

function replyToResult({ outcome, isPermanent, waitMs }: ProcessResult, isDurable: boolean): Reply {
  if (outcome === 'lost') return { outcome: 'inProgress', waitMs };
  const isOpen = outcome === 'failed' || (outcome === 'dead' && !isPermanent);
  return isOpen ? toUnfinishedReply(isDurable, waitMs) : DONE;
}

async function workOn<Events extends object, Transaction>(
  options: ProcessorOptions<Events, Transaction>,
  delivery: Delivery,
  accepted: Accepted | undefined,
  event: Events[keyof Events] | undefined,
): Promise<Reply> {
  const { inbox, lease } = options;
  const isDuplicate = accepted?.outcome === 'duplicate';
  if (isDuplicate && accepted.state === 'done') return DONE;
  if (isDuplicate && accepted.state === 'dead') return toUnfinishedReply(inbox.durable, lease);
  const [claim] = await inbox.claim({ lease, keys: [delivery] });
  if (claim) return replyToResult(await processDelivery(options, claim, event), inbox.durable);
  // A worker of our own took what was just stored; or another request of this sender is at it.
  if (!isDuplicate && inbox.durable) return { outcome: 'stored', waitMs: 0 };
  return { outcome: 'inProgress', waitMs: isDuplicate && accepted.waitMs > 0 ? accepted.waitMs : lease };
}

/**
 * Works on the events of one request, in their order, and says what to answer. Never rejects.
 *
 * @param accepted What the inbox said of each delivery.
 * @param events The event in each delivery, as it was just parsed.
 */
export async function workInline<Events extends object, Transaction>(
  options: ProcessorOptions<Events, Transaction>,
  deliveries: readonly Delivery[],
  accepted: readonly Accepted[],
  events: readonly Events[keyof Events][],
): Promise<Reply> {
  const { inbox, telemetry, clock, redact, lease } = options;
  const seen = new Set<string>();
  let reply = DONE;
  for (const [index, delivery] of deliveries.entries()) {
    // The same event twice in one request: the first of them has said what became of it.
    if (seen.has(delivery.id)) continue;
    seen.add(delivery.id);
    try {
      reply = worseOf(reply, await workOn(options, delivery, accepted[index], events[index]));
    } catch (failure) {
      const error = describeError(failure, redact);
      telemetry?.emit(toDeliveryEvent(delivery, 'webhook.failed', clock.now(), { error }));
      reply = worseOf(reply, toUnfinishedReply(inbox.durable, lease));
    }
  }
  return reply;
}
