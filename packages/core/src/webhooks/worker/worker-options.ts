import { type Clock, systemClock } from '../../runtime/clock.js';
import { checkOptions, type OptionRule } from '../check-options.js';
import type { WebhookProcessor } from '../processing/webhook-processor.js';

/** Options of `createWebhookWorker`. */
export interface WebhookWorkerOptions {
  /**
   * The handlers whose stored deliveries are to be worked on, as `createWebhookHandler` made them. Each brings its inbox,
   * lease, retry policy and timeout. A worker in a process of its own makes the same handlers, and serves no route with
   * them.
   */
  readonly handlers: readonly { readonly processor: WebhookProcessor }[];
  /** Deliveries handled at the same time. Those of one subject are handled one after the other. @default 8 */
  readonly concurrency?: number | undefined;
  /**
   * Milliseconds until an idle worker looks for deliveries again. The wait doubles with each look that finds nothing. A
   * delivery that a handler of this process stores, or that the store tells of, is taken up at once. @default 500
   */
  readonly pollInterval?: number | undefined;
  /** The longest wait between two looks, in milliseconds. @default 5_000 */
  readonly maxPollInterval?: number | undefined;
  /** Milliseconds that `stop` lets handlers finish before it aborts their signals. @default 10_000 */
  readonly stopTimeout?: number | undefined;
  /** Told when a store cannot be reached. The worker tries again, less and less often. */
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly clock?: Clock | undefined;
  /** From 0 to below 1. @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** Options with every default filled in. */
export interface ResolvedWorkerOptions {
  readonly processors: readonly WebhookProcessor[];
  readonly concurrency: number;
  readonly pollInterval: number;
  readonly maxPollInterval: number;
  readonly stopTimeout: number;
  readonly onError: ((error: unknown) => void) | undefined;
  readonly clock: Clock;
  readonly random: () => number;
}

const isHandler = (handler: unknown): boolean =>
  typeof handler === 'function' || (typeof handler === 'object' && handler !== null)
    ? 'processor' in handler && typeof handler.processor === 'object'
    : false;

/** Two handlers for the same deliveries would take them from each other at random. */
function areDistinct(handlers: WebhookWorkerOptions['handlers']): boolean {
  return handlers.every(({ processor: { source, tenant, inbox } }, index) =>
    handlers
      .slice(index + 1)
      .every(
        ({ processor }) => processor.source !== source || processor.tenant !== tenant || processor.inbox !== inbox,
      ),
  );
}

const aCount: OptionRule = [(value) => Number.isSafeInteger(value) && Number(value) > 0, 'an integer above 0'];

const rules: Readonly<Record<string, OptionRule>> = {
  'handlers!': [
    (handlers) => Array.isArray(handlers) && handlers.length > 0 && handlers.every(isHandler) && areDistinct(handlers),
    'an array of webhook handlers, one for each source, tenant and inbox',
  ],
  concurrency: aCount,
  pollInterval: 'timeout',
  maxPollInterval: 'timeout',
  stopTimeout: 'timeout',
  onError: 'function',
  clock: 'object',
  random: 'function',
};

/**
 * Fills in the defaults.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 */
export function resolveWorkerOptions(options: WebhookWorkerOptions): ResolvedWorkerOptions {
  checkOptions('webhooks', 'options', options, rules);
  const { pollInterval = 500, maxPollInterval = 5_000 } = options;
  return {
    processors: options.handlers.map(({ processor }) => processor),
    concurrency: options.concurrency ?? 8,
    pollInterval,
    maxPollInterval: Math.max(pollInterval, maxPollInterval),
    stopTimeout: options.stopTimeout ?? 10_000,
    onError: options.onError,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}
