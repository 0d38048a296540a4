import type { Accepted, Delivery } from '../inbox/inbox.js';
import { describeError } from '../processing/describe-error.js';
import { type ProcessorOptions, type ProcessResult, processDelivery } from '../processing/process-delivery.js';
import { toDeliveryEvent } from '../processing/to-delivery-event.js';
import { type Reply, toUnfinishedReply, worseOf } from './reply.js';
import type { WebhookHandle, WebhookHandlers, WebhookReply } from './webhook-handlers.js';

/**
 * What was answered to events that the sender need not send again, by their ids, so that a repeated delivery is answered the
 * same: what the handler said, or undefined where it said that the event can never succeed.
 */
export type RememberedReplies = Map<string, WebhookReply | undefined>;

const MAX_REMEMBERED = 1_000;

const DONE: Reply = { outcome: 'done', waitMs: 0 };

function replyToResult({ outcome, isPermanent, waitMs }: ProcessResult, isDurable: boolean): Reply {
  if (outcome === 'lost') return { outcome: 'inProgress', waitMs };
  const isOpen = outcome === 'failed' || (outcome === 'dead' && !isPermanent);
  return isOpen ? toUnfinishedReply(isDurable, waitMs) : DONE;
}

/** The same handlers, listened to. */
function listen<Events extends object, Transaction>(
  options: ProcessorOptions<Events, Transaction>,
  type: string,
  hear: (said: unknown) => void,
): ProcessorOptions<Events, Transaction> {
  const on = options.on as Record<string, WebhookHandle<unknown, Transaction> | undefined>;
  const listenTo = (handle: WebhookHandle<unknown, Transaction> | undefined): typeof handle =>
    handle &&
    (async (event, context) => {
      const said = await handle(event, context);
      hear(said);
      return said;
    });
  const own = Object.hasOwn(on, type) ? { [type]: listenTo(on[type]) } : {};
  return {
    ...options,
    on: own as WebhookHandlers<Events, Transaction>,
    onUnhandled: listenTo(options.onUnhandled),
  };
}

function remember(replies: RememberedReplies, id: string, said: WebhookReply | undefined): void {
  replies.set(id, said);
  const [oldest] = replies.keys();
  if (replies.size > MAX_REMEMBERED && oldest !== undefined) replies.delete(oldest);
}

function isReply(said: unknown, types: readonly string[]): said is WebhookReply {
  const { body, contentType } = Object(said) as Record<string, unknown>;
  return typeof body === 'string' && types.includes(contentType as string);
}

async function workOn<Events extends object, Transaction>(
  options: ProcessorOptions<Events, Transaction>,
  delivery: Delivery,
  accepted: Accepted | undefined,
  event: Events[keyof Events] | undefined,
  tellDue: (delay: number) => void,
  replies: RememberedReplies,
): Promise<Reply> {
  const { inbox, lease, source } = options;
  const { replyTypes = [] } = source.delivery;
  const isDuplicate = accepted?.outcome === 'duplicate';
  if (isDuplicate && accepted.state === 'done') return { ...DONE, reply: replies.get(delivery.id) };
  // What failed for good was acknowledged. Else the sender of a batch would come again for it as long as it comes at all.
  if (isDuplicate && accepted.state === 'dead')
    return replies.has(delivery.id) ? DONE : toUnfinishedReply(inbox.durable, lease);
  const [claim] = await inbox.claim({ lease, keys: [delivery] });
  if (claim) {
    let said: unknown;
    const listening = listen(options, delivery.type, (heard) => {
      said = heard;
    });
    const result = await processDelivery(replyTypes.length > 0 ? listening : options, claim, { event });
    if (result.outcome === 'failed') tellDue(result.waitMs);
    const reply = replyToResult(result, inbox.durable);
    if (result.isPermanent) remember(replies, delivery.id, undefined);
    if (reply !== DONE || result.isPermanent || !isReply(said, replyTypes)) return reply;
    remember(replies, delivery.id, said);
    return { ...DONE, reply: said };
  }
  // A worker of our own took what was just stored; or another request of this sender is at it.
  if (!isDuplicate && inbox.durable) return { outcome: 'stored', waitMs: 0 };
  return { outcome: 'inProgress', waitMs: isDuplicate && accepted.waitMs > 0 ? accepted.waitMs : lease };
}

/**
 * Works on the events of one request, in their order, and says what to answer. Never rejects.
 *
 * @param accepted What the inbox said of each delivery.
 * @param events The event in each delivery, as it was just parsed.
 * @param tellDue Tells the worker when a failed one is due again.
 * @param replies What the handlers have answered before; added to.
 */
export async function workInline<Events extends object, Transaction>(
  options: ProcessorOptions<Events, Transaction>,
  deliveries: readonly Delivery[],
  accepted: readonly Accepted[],
  events: readonly Events[keyof Events][],
  tellDue: (delay: number) => void,
  replies: RememberedReplies,
): Promise<Reply> {
  const { inbox, telemetry, clock, redact, lease } = options;
  const seen = new Set<string>();
  let reply = DONE;
  for (const [index, delivery] of deliveries.entries()) {
    // The same event twice in one request: the first of them has said what became of it.
    if (seen.has(delivery.id)) continue;
    seen.add(delivery.id);
    try {
      const next = await workOn(options, delivery, accepted[index], events[index], tellDue, replies);
      // Several events have one answer, which is nobody's to write.
      reply = deliveries.length === 1 ? next : worseOf(reply, next);
    } catch (failure) {
      const error = describeError(failure, redact);
      telemetry?.emit(toDeliveryEvent(delivery, 'webhook.failed', clock.now(), { error }));
      reply = worseOf(reply, toUnfinishedReply(inbox.durable, lease));
    }
  }
  return reply;
}
