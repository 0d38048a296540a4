import type { WebhookDeliveryEvent } from '../../monitoring/integration-event.js';
import { notify } from '../../runtime/notify.js';
import { checkOptions, type OptionRule } from '../check-options.js';
import type { Accepted, Delivery } from '../inbox/inbox.js';
import { describeError } from '../processing/describe-error.js';
import { type ProcessResult, processDelivery } from '../processing/process-delivery.js';
import { toDeliveryEvent } from '../processing/to-delivery-event.js';
import { createProcessor, type WebhookProcessor } from '../processing/webhook-processor.js';
import type { RawHeaders } from '../request/raw-request.js';
import { readHeader } from '../request/read-header.js';
import { readRequestBody } from '../request/read-request-body.js';
import { toRequestFacts, watchUrl } from '../request/stored-request.js';
import type { WebhookItem } from '../source/webhook-source.js';
import type { Rejection } from '../verification/verdict.js';
import {
  type Reply,
  type RequestRejection,
  rejectRequest,
  statusOf,
  toRejectionResponse,
  toReplyResponse,
  toUnfinishedReply,
} from './reply.js';
import { resolveHandlerOptions, type WebhookHandlerOptions } from './webhook-handler-options.js';
import { type RememberedReplies, workInline } from './work-inline.js';

const aLimit: OptionRule = [(value) => Number.isSafeInteger(value) && Number(value) > 0, 'an integer above 0'];

/** How many deliveries ended in which way. */
export type ProcessReport = Readonly<Record<ProcessResult['outcome'], number>>;

/** A handler for the route of a webhook. */
export interface WebhookHandler {
  /** Answers a webhook request. Rejects only when a custom source throws. */
  (request: Request): Promise<Response>;
  /**
   * Works on stored deliveries of this source that are due, one after the other, until there are none or `limit` were
   * worked on. Rejects when the inbox cannot be reached.
   *
   * @param limit An integer above 0. @default 100
   */
  process(limit?: number): Promise<ProcessReport>;
  /** For `createWebhookWorker`, which calls for deliveries by itself. */
  readonly processor: WebhookProcessor;
}

/**
 * Makes the handler for the route of a webhook: it verifies the raw bytes, stores each event once, has it handled once,
 * and answers as this sender understands it. Success is answered only for what is done or durably stored.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { createMemoryInbox, createWebhookHandler } from '@breakwater/core/webhooks';
 * import { stripeWebhook } from '@breakwater/stripe/webhooks';
 *
 * export const POST = createWebhookHandler({
 *   source: stripeWebhook({ secrets: ['whsec_...'] }),
 *   inbox: createMemoryInbox(),
 *   on: { 'invoice.paid': async (event, { idempotencyKey }) => console.log(event.data.object.amount_paid, idempotencyKey) },
 * });
 * ```
 */
export function createWebhookHandler<Events extends object, Transaction = undefined>(
  options: WebhookHandlerOptions<Events, Transaction>,
): WebhookHandler {
  const resolved = resolveHandlerOptions(options);
  const { source, inbox, mode, tenant, clock, telemetry, lease, deadline, bodyTimeout, waitUntil } = resolved;
  const profile = source.delivery;
  const processor = createProcessor(resolved);
  const replies: RememberedReplies = new Map();
  type Item = WebhookItem<Events[keyof Events]>;

  const turnAway = (rejection: Rejection<RequestRejection>): Response => {
    const { reason, detail } = rejection;
    const status = statusOf(reason, profile);
    telemetry?.emit({
      type: 'webhook.rejected',
      service: source.name,
      at: clock.now(),
      tenant,
      reason,
      detail,
      status,
    });
    return toRejectionResponse(rejection, status);
  };

  const toDelivery = (item: Item, body: Uint8Array, headers: Delivery['headers'], receivedAt: number): Delivery => {
    const { id, idOrigin, type, subject, occurredAt } = item;
    const what = { tenant, source: source.name, id, idOrigin, type, subject, occurredAt };
    if (item.body === undefined) return { ...what, receivedAt, headers, body };
    return { ...what, receivedAt, headers: { ...headers, ...toRequestFacts(undefined, true) }, body: item.body };
  };

  const keptHeaders = (headers: RawHeaders): Record<string, string> => {
    const kept: Record<string, string> = {};
    for (const name of ['content-type', ...source.headers]) {
      const value = readHeader(headers, name);
      if (typeof value === 'string') kept[name] = value;
    }
    return kept;
  };

  /** The reply to `working`, or, when the sender would hang up before, to what is certain by then. */
  const byDeadline = async (working: Promise<Reply>): Promise<Reply> => {
    let timer: unknown;
    const late = new Promise<Reply>((resolve) => {
      timer = clock.setTimeout(() => resolve(toUnfinishedReply(inbox.durable, deadline)), deadline);
    });
    // Before the answer: edge runtimes take nothing from a request that they have answered.
    notify(() => waitUntil?.(working));
    try {
      return await Promise.race([working, late]);
    } finally {
      clock.clearTimeout(timer);
    }
  };

  const handle = async (request: Request): Promise<Response> => {
    if (request.method !== 'POST') return turnAway(rejectRequest('method_not_allowed', 'Webhooks are sent with POST.'));
    const body = await readRequestBody(request, { limit: profile.maxBodyBytes, timeout: bodyTimeout, clock });
    if ('ok' in body) return turnAway(body);
    const receivedAt = clock.now();
    telemetry?.emit({ type: 'webhook.received', service: source.name, at: receivedAt, tenant, bytes: body.length });

    const { method, url, headers } = request;
    const signed = watchUrl({ method, url, headers, body });
    const verdict = await source.verify(signed, receivedAt, tenant);
    if (!verdict.ok) return turnAway(verdict);
    const split = source.split(body, headers);
    if (!split.ok) return turnAway(split);

    const kept = { ...keptHeaders(headers), ...toRequestFacts(signed.wasUrlRead() ? url : undefined, false) };
    const deliveries = split.items.map((item) => toDelivery(item, body, kept, receivedAt));
    const tellAll = (pick: (index: number) => WebhookDeliveryEvent['type']): void => {
      for (const [index, delivery] of deliveries.entries()) {
        telemetry?.emit(toDeliveryEvent(delivery, pick(index), clock.now()));
      }
    };
    tellAll(() => 'webhook.verified');
    let accepted: readonly Accepted[];
    try {
      accepted = await inbox.accept(deliveries);
    } catch (failure) {
      return turnAway(rejectRequest('inbox_unavailable', describeError(failure, resolved.redact)));
    }
    tellAll((index) => (accepted[index]?.outcome === 'stored' ? 'webhook.stored' : 'webhook.duplicate'));

    // In persist mode all of it is stored, whoever is at it.
    if (mode === 'persist') {
      if (accepted.some(({ outcome }) => outcome === 'stored')) processor.tellDue(0);
      const isDone = accepted.every((one) => one.outcome === 'duplicate' && one.state === 'done');
      return toReplyResponse({ outcome: isDone ? 'done' : 'stored', waitMs: 0 }, profile);
    }
    const events = split.items.map((item) => item.event);
    const working = workInline(resolved, deliveries, accepted, events, processor.tellDue, replies);
    return toReplyResponse(await byDeadline(working), profile);
  };

  const process = async (limit = 100): Promise<ProcessReport> => {
    checkOptions(source.name, 'process', { limit }, { limit: aLimit });
    const report = { processed: 0, unhandled: 0, superseded: 0, failed: 0, dead: 0, lost: 0 };
    for (let count = 0; count < limit; count++) {
      const [claim] = await inbox.claim({ lease, source: source.name });
      if (!claim) break;
      const { outcome } = await processDelivery(resolved, claim);
      report[outcome] += 1;
    }
    return report;
  };

  return Object.assign(handle, { process, processor });
}
