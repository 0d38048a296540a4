import type { RetryPolicy } from '../../contract/retry-policy.js';
import { createRedactor } from '../../errors/redact.js';
import { isTelemetryOption, type TelemetryOption, toTelemetry } from '../../monitoring/telemetry.js';
import { type Clock, systemClock } from '../../runtime/clock.js';
import { checkOptions, type OptionRule } from '../check-options.js';
import type { Inbox } from '../inbox/inbox.js';
import type { ProcessorOptions } from '../processing/process-delivery.js';
import type { WebhookSource } from '../source/webhook-source.js';
import type { WebhookHandle, WebhookHandlers } from './webhook-handlers.js';

/** When failed deliveries are tried again. All durations are milliseconds. */
export type WebhookRetryPolicy = Partial<
  Pick<RetryPolicy, 'maxRetries' | 'backoffStrategy' | 'baseDelay' | 'maxDelay' | 'jitter'>
>;

/** Options of `createWebhookHandler`. */
export interface WebhookHandlerOptions<Events extends object, Transaction = undefined> {
  /** Whose webhooks these are. */
  readonly source: WebhookSource<Events>;
  /** Where they are stored. */
  readonly inbox: Inbox<Transaction>;
  /** A handler for each event type that matters. */
  readonly on: WebhookHandlers<Events, Transaction>;
  /** Handles every other event. Without it they count as done. */
  readonly onUnhandled?: WebhookHandle<unknown, Transaction> | undefined;
  /**
   * `persist` stores and answers, and leaves the work to `process`, which something has to call. `inline` works before it
   * answers. @default 'persist' for a durable inbox, else 'inline'
   */
  readonly mode?: 'persist' | 'inline' | undefined;
  /** Whose account at the vendor it is. Part of the key of a delivery. @default '' */
  readonly tenant?: string | undefined;
  /**
   * Time after which an inline request is answered although the handler is still at work, in milliseconds. The work goes
   * on, and how it ends is recorded. @default 10_000
   */
  readonly deadline?: number | undefined;
  /**
   * Time that the body of a request may take to arrive, in milliseconds; then it is answered with status 408.
   * @default 10_000
   */
  readonly bodyTimeout?: number | undefined;
  /** Time after which a delivery whose process died is taken up again, in milliseconds. @default 30_000 */
  readonly lease?: number | undefined;
  /** Time that one handler may take, in milliseconds; then the attempt has failed. @default 300_000 */
  readonly handlerTimeout?: number | undefined;
  /** @default 7 retries, exponential from 5 s to 1 h, equal jitter */
  readonly retryPolicy?: WebhookRetryPolicy | undefined;
  readonly telemetry?: TelemetryOption | undefined;
  readonly clock?: Clock | undefined;
  /** From 0 to below 1. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Hides the application's own secrets in error texts. Those of the source are hidden anyway. */
  readonly redact?: ((text: string) => string) | undefined;
  /**
   * Keeps the runtime awake for work that goes on after the answer, as `waitUntil` of an edge runtime does. What it throws
   * is dropped: the request is answered as without it.
   */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}

/** Options with every default filled in. */
export interface ResolvedHandlerOptions<Events extends object, Transaction>
  extends ProcessorOptions<Events, Transaction> {
  readonly mode: 'persist' | 'inline';
  readonly tenant: string;
  readonly deadline: number;
  readonly bodyTimeout: number;
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined;
}

const rules: Readonly<Record<string, OptionRule>> = {
  'source!': 'object',
  'inbox!': 'object',
  'on!': 'object',
  onUnhandled: 'function',
  mode: ['persist', 'inline'],
  tenant: 'name',
  deadline: 'timeout',
  bodyTimeout: 'timeout',
  lease: 'timeout',
  handlerTimeout: 'timeout',
  retryPolicy: 'object',
  telemetry: [isTelemetryOption, '{ emit(event) } or an array of them'],
  clock: 'object',
  random: 'function',
  redact: 'function',
  waitUntil: 'function',
};

const retryRules: Readonly<Record<string, OptionRule>> = {
  maxRetries: 'count',
  backoffStrategy: ['linear', 'exponential'],
  baseDelay: 'timeout',
  maxDelay: 'timeout',
  jitter: ['full', 'equal', 'none'],
};

/**
 * Fills in the defaults.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 */
export function resolveHandlerOptions<Events extends object, Transaction>(
  options: WebhookHandlerOptions<Events, Transaction>,
): ResolvedHandlerOptions<Events, Transaction> {
  checkOptions('webhooks', 'options', options, rules);
  const handlers = Object.fromEntries(Object.keys(options.on).map((type) => [type, 'function'] as const));
  checkOptions(options.source.name, 'options.on', options.on, handlers);
  checkOptions(options.source.name, 'options.retryPolicy', options.retryPolicy, retryRules);
  const { source, inbox, redact } = options;
  // A source hides its own secrets; what else looks like a credential or a card may be in the error of any handler.
  const hideShapes = createRedactor();
  return {
    source,
    inbox,
    on: options.on,
    onUnhandled: options.onUnhandled,
    mode: options.mode ?? (inbox.durable ? 'persist' : 'inline'),
    tenant: options.tenant ?? '',
    deadline: options.deadline ?? 10_000,
    bodyTimeout: options.bodyTimeout ?? 10_000,
    lease: options.lease ?? 30_000,
    handlerTimeout: options.handlerTimeout ?? 300_000,
    retryPolicy: {
      maxRetries: 7,
      backoffStrategy: 'exponential',
      baseDelay: 5_000,
      maxDelay: 3_600_000,
      jitter: 'equal',
      retryableErrors: [],
      budget: false,
      ...options.retryPolicy,
    },
    telemetry: toTelemetry(options.telemetry),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    redact: (text) => hideShapes(redact ? redact(source.redact(text)) : source.redact(text)),
    waitUntil: options.waitUntil,
  };
}
