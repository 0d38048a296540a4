import type { ErrorCode } from '../errors/error-code.js';
import type { Outcome } from '../errors/outcome.js';

/** Values that callers attach to a call and that its events carry. Keep them few and free of personal data. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

interface EventBase {
  /** The integration, for example `stripe`. */
  readonly service: string;
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
}

interface CallEventBase extends EventBase {
  /** `noun.verb`, or `METHOD /route/{id}` for a bare client call: of low cardinality. */
  readonly operation: string;
  /** The same for all events of one call. */
  readonly callId: string;
  readonly attributes?: Attributes | undefined;
}

/** Where a circuit breaker stands. `isolated` is open by hand, until closed by hand. */
export type BreakerState = 'closed' | 'open' | 'half-open' | 'isolated';

/** Why no further attempt is made. */
export type RetryRefusal =
  | 'attempts'
  | 'budget'
  | 'breaker'
  | 'deadline'
  | 'not-idempotent'
  | 'not-retryable'
  | 'aborted';

/**
 * How an attempt or a call ended. `ignored` is the caller's doing (a 4xx): no failure to the breaker, and where the service
 * answered, a sign of life to it.
 */
export type CallResult = 'success' | 'failure' | 'ignored' | 'aborted' | 'refused';

/** One request to the vendor has ended. */
export interface AttemptFinishedEvent extends CallEventBase {
  readonly type: 'attempt.finished';
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly result: CallResult;
  readonly durationMs: number;
  readonly code?: ErrorCode | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly hedge?: boolean | undefined;
}

/** The call, all attempts and waits included, has ended. */
export interface CallFinishedEvent extends CallEventBase {
  readonly type: 'call.finished';
  readonly result: CallResult;
  /** Requests that were sent. */
  readonly attempts: number;
  readonly durationMs: number;
  /** Of that, milliseconds spent waiting between attempts. */
  readonly waitedMs: number;
  readonly code?: ErrorCode | undefined;
  readonly outcome?: Outcome | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** A further attempt will be made after a wait. */
export interface RetryScheduledEvent extends CallEventBase {
  readonly type: 'retry.scheduled';
  /** The attempt that failed. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly code: ErrorCode;
  /** Who set the delay. */
  readonly delayedBy: 'backoff' | 'retry-after';
}

/** A failed attempt is not repeated. */
export interface RetryRefusedEvent extends CallEventBase {
  readonly type: 'retry.refused';
  readonly attempt: number;
  readonly reason: RetryRefusal;
  readonly code: ErrorCode;
}

/** A fallback answered in place of the vendor. */
export interface FallbackUsedEvent extends CallEventBase {
  readonly type: 'fallback.used';
  readonly code: ErrorCode;
  readonly source: 'value' | 'function' | 'stale';
}

/** An unknown outcome was looked up at the vendor. */
export interface ReconcileFinishedEvent extends CallEventBase {
  readonly type: 'reconcile.finished';
  readonly result: 'found' | 'not-found' | 'failed';
}

/** The circuit breaker changed its state. */
export interface BreakerChangedEvent extends EventBase {
  readonly type: 'breaker.changed';
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly reason:
    | 'failure-ratio'
    | 'failure-streak'
    | 'slow-ratio'
    | 'probe-failed'
    | 'probes-succeeded'
    | 'open-time-over'
    | 'manual'
    | 'restored'
    | 'shared';
  /** Milliseconds that it stays open, when `to` is `open`. */
  readonly openMs?: number | undefined;
}

/** A call was refused, or a limit was moved, by our own limits. */
export interface LimiterEvent extends EventBase {
  readonly type: 'limiter.rejected' | 'limiter.changed' | 'limiter.paused';
  readonly limiter: 'concurrency' | 'rate';
  /** The limit in force: calls in flight, or requests per second. */
  readonly limit: number;
  /** Milliseconds of the pause that the vendor asked for. */
  readonly pauseMs?: number | undefined;
}

interface WebhookEventBase extends EventBase {
  /** The tenant whose keys verified it. @default '' */
  readonly tenant: string;
}

/** A request arrived at a webhook handler. */
export interface WebhookReceivedEvent extends WebhookEventBase {
  readonly type: 'webhook.received';
  readonly bytes: number;
}

/** A webhook request was refused; nothing was stored. */
export interface WebhookRejectedEvent extends WebhookEventBase {
  readonly type: 'webhook.rejected';
  readonly reason: string;
  readonly detail: string;
  readonly status: number;
}

/** Something happened to one delivered event. */
export interface WebhookDeliveryEvent extends WebhookEventBase {
  readonly type:
    | 'webhook.verified'
    | 'webhook.stored'
    | 'webhook.duplicate'
    | 'webhook.processed'
    | 'webhook.unhandled'
    | 'webhook.superseded'
    | 'webhook.failed'
    | 'webhook.released'
    | 'webhook.dead'
    | 'webhook.replayed';
  readonly eventId: string;
  readonly eventType: string;
  /** 1 for the first time that its handler runs; 0 before. */
  readonly attempt: number;
  readonly durationMs?: number | undefined;
  /** Milliseconds from the event's own time to its arrival, where the sender tells. */
  readonly lagMs?: number | undefined;
  /** The redacted error of a failed handler, or why a delivery was given back. */
  readonly error?: string | undefined;
  /** Who had it replayed: for `webhook.replayed`. */
  readonly actor?: string | undefined;
}

/** An alert rule began or ceased to hold. */
export interface AlertEvent extends EventBase {
  readonly type: 'alert';
  readonly rule: string;
  readonly state: 'firing' | 'resolved';
  readonly value: number;
  readonly threshold: number;
}

/** Everything that Breakwater tells. Never holds a body, a credential or a stack. */
export type IntegrationEvent =
  | AttemptFinishedEvent
  | CallFinishedEvent
  | RetryScheduledEvent
  | RetryRefusedEvent
  | FallbackUsedEvent
  | ReconcileFinishedEvent
  | BreakerChangedEvent
  | LimiterEvent
  | WebhookReceivedEvent
  | WebhookRejectedEvent
  | WebhookDeliveryEvent
  | AlertEvent;
