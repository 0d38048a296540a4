import type { RetryPolicy } from '../../contract/retry-policy.js';
import type { WebhookDeliveryEvent } from '../../monitoring/integration-event.js';
import type { Telemetry } from '../../monitoring/telemetry.js';
import { backoffDelay } from '../../resilience/backoff.js';
import type { Clock } from '../../runtime/clock.js';
import type { WebhookContext, WebhookHandle, WebhookHandlers } from '../handler/webhook-handlers.js';
import type { Claim, DeliveryResult, Inbox } from '../inbox/inbox.js';
import type { WebhookSource } from '../source/webhook-source.js';
import { answerWithin } from './answer-within.js';
import { describeError } from './describe-error.js';
import { giveBack } from './give-back.js';
import { holdLease } from './hold-lease.js';
import { isPermanentFailure, PermanentFailure } from './permanent-failure.js';
import { toDeliveryEvent } from './to-delivery-event.js';
import { toIdempotencyKey } from './to-idempotency-key.js';
import { unreadableFailure } from './unreadable-delivery.js';

/** How the processing of one claimed delivery ended. `lost` means that somebody else has taken it over. */
export interface ProcessResult {
  readonly outcome: DeliveryResult | 'failed' | 'dead' | 'lost';
  /** Whether the handler said that it can never succeed. */
  readonly isPermanent: boolean;
  /** Milliseconds until it is due again. */
  readonly waitMs: number;
}

/** What processing needs: all resolved, nothing optional that has a default. */
export interface ProcessorOptions<Events extends object, Transaction> {
  readonly source: WebhookSource<Events>;
  readonly inbox: Inbox<Transaction>;
  readonly on: WebhookHandlers<Events, Transaction>;
  /** Whose deliveries these handlers are for. Those of another tenant are not taken for ones that nobody handles. */
  readonly tenant: string;
  readonly onUnhandled: WebhookHandle<unknown, Transaction> | undefined;
  readonly retryPolicy: RetryPolicy;
  readonly lease: number;
  readonly handlerTimeout: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly telemetry: Telemetry | undefined;
  readonly redact: (text: string) => string;
}

const foreignTenant =
  'It is of another tenant, and no handler here is for its type. Handlers of one source and inbox take deliveries of all ' +
  'tenants: give all of them the same `on`, or one `onUnhandled`.';

/** Reads a stored event back, as a worker needs to that was not there when it arrived. */
function readEvent<Events extends object>(source: WebhookSource<Events>, { delivery }: Claim): Events[keyof Events] {
  const failure = unreadableFailure(delivery);
  if (failure !== undefined) throw failure;
  if (!delivery.body) throw new PermanentFailure('The content of the delivery was erased.');
  const split = source.split(delivery.body, delivery.headers);
  const item = split.ok ? split.items.find(({ id }) => id === delivery.id) : undefined;
  if (!item) throw new PermanentFailure('The stored body no longer yields the event.');
  return item.event;
}

/**
 * Handles one claimed delivery and records how that ended: done, to be tried again, or given up. Handlers, workers and
 * replays all go through here. Never rejects: what fails is recorded and told.
 *
 * @param details.event The event, when it has just been parsed. Default: read from the stored body.
 * @param details.stop Stops the handler when aborted. The delivery is then given back: no attempt is lost, nothing buried.
 * @param details.onHandled Called when the handler has come to its end, and the record of that begins.
 */
export async function processDelivery<Events extends object, Transaction>(
  options: ProcessorOptions<Events, Transaction>,
  claim: Claim,
  details: {
    readonly event?: Events[keyof Events] | undefined;
    readonly stop?: AbortSignal | undefined;
    readonly onHandled?: (() => void) | undefined;
  } = {},
): Promise<ProcessResult> {
  const { source, inbox, on, onUnhandled, retryPolicy, clock } = options;
  const { delivery, attempt } = claim;
  const { stop } = details;
  const { id, type, tenant, subject, occurredAt, receivedAt } = delivery;
  const startedAt = clock.now();
  let isLost = false;
  let isHeldNoLonger = false;

  const tell = (eventType: WebhookDeliveryEvent['type'], error?: string): void => {
    const durationMs = Math.max(0, clock.now() - startedAt);
    options.telemetry?.emit(toDeliveryEvent(delivery, eventType, clock.now(), { attempt, durationMs, error }));
  };

  const handle = async (transaction: Transaction, signal: AbortSignal): Promise<DeliveryResult> => {
    const event = details.event ?? readEvent(source, claim);
    const idempotencyKey = toIdempotencyKey(delivery);
    const facts = { id, type, source: source.name, tenant, attempt, subject, occurredAt, receivedAt, idempotencyKey };
    const context: WebhookContext<Transaction> = { ...facts, signal, transaction };
    // Own keys only: an event may call itself `constructor`.
    const own = Object.hasOwn(on, type)
      ? (on as Record<string, WebhookHandle<unknown, Transaction> | undefined>)[type]
      : undefined;
    if (!own && !onUnhandled && tenant !== options.tenant) throw new Error(foreignTenant);
    const said = await (own ?? onUnhandled)?.(event, context);
    if (said === 'superseded') return said;
    return own ? 'processed' : 'unhandled';
  };

  const recordFailure = async (failure: unknown): Promise<ProcessResult> => {
    const error = describeError(failure, options.redact);
    const isStopped = isHeldNoLonger && stop?.aborted === true;
    const isPermanent = !isStopped && isPermanentFailure(failure);
    const isDead = !isStopped && (isPermanent || attempt > retryPolicy.maxRetries);
    const delay = isDead || isStopped ? 0 : Math.round(backoffDelay(retryPolicy, attempt, options.random));
    const record = (): Promise<boolean> => {
      if (isStopped) return giveBack(inbox, claim, error);
      return isDead ? inbox.bury(claim, { error }) : inbox.fail(claim, { error, delay });
    };
    try {
      isLost ||= !(await answerWithin('The inbox', record, { limit: options.lease, clock, lift: stop }));
    } catch (storeFailure) {
      // The lease will lapse, and the delivery is taken up again.
      tell('webhook.failed', `${error} (and the inbox: ${describeError(storeFailure, options.redact)})`);
      return { outcome: 'failed', isPermanent: false, waitMs: options.lease };
    }
    if (isStopped && !isLost) tell('webhook.released', error);
    else tell(isDead && !isLost ? 'webhook.dead' : 'webhook.failed', error);
    if (isLost) return { outcome: 'lost', isPermanent: false, waitMs: options.lease };
    return { outcome: isDead ? 'dead' : 'failed', isPermanent, waitMs: delay };
  };

  if (attempt > retryPolicy.maxRetries + 1) {
    return recordFailure(new Error(`Given up: ${attempt - 1} attempts began, and the last of them never ended.`));
  }
  const lease = holdLease(inbox, claim, { lease: options.lease, timeout: options.handlerTimeout, clock, stop });
  const apply = async (transaction: Transaction): Promise<DeliveryResult> => {
    const outcome = await Promise.race([handle(transaction, lease.signal), lease.ended]);
    details.onHandled?.();
    const keep = source.delivery.retention;
    isLost = !(await inbox.complete(claim, { result: outcome, keep, transaction }));
    // Rejecting is what rolls the effects back: whoever has the delivery now applies them.
    if (isLost) throw new Error('The delivery was lost to somebody else before it was done.');
    return outcome;
  };
  try {
    // The handler has its own limit; the rest is the time of a store that may hang.
    const limit = options.handlerTimeout + options.lease;
    const result = await answerWithin('The inbox', () => inbox.transaction(apply), { limit, clock, lift: stop });
    tell(`webhook.${result}`);
    return { outcome: result, isPermanent: false, waitMs: 0 };
  } catch (failure) {
    isHeldNoLonger = lease.signal.aborted;
    lease.release();
    return await recordFailure(failure);
  } finally {
    lease.release();
  }
}
