import { checkOptions, type OptionRule } from '../check-options.js';
import { resolveWorkerOptions, type WebhookWorkerOptions } from './worker-options.js';
import { startRun, type WorkerLoad, type WorkerRun, type WorkerStopReport } from './worker-run.js';

/** What a worker says of itself. */
export interface WorkerHealth extends WorkerLoad {
  readonly state: 'stopped' | 'running' | 'stopping';
}

/** Works on stored deliveries in the background. */
export interface WebhookWorker {
  /** Begins. Nothing happens when it has begun already. */
  start(): void;
  /**
   * Takes no more deliveries, lets handlers finish, and after a time aborts their signals. Their deliveries are given
   * back: the attempt does not count, and another worker takes them up at once. Leaves no timer behind.
   *
   * @param options.timeout Milliseconds until the signals are aborted. Default: `stopTimeout` of the worker.
   * @returns what became of the deliveries; rejects with `CONFIGURATION`, and goes on, for a timeout that is none
   */
  stop(options?: { readonly timeout?: number | undefined }): Promise<WorkerStopReport>;
  /** Looks for deliveries now, for example after a replay. */
  wake(): void;
  health(): WorkerHealth;
}

const aTimeout: OptionRule = [
  (value) => typeof value === 'number' && value >= 0 && value < 2 ** 31,
  'a number of milliseconds from 0 to 2^31 - 1',
];

/**
 * Makes the worker of one or more webhook handlers: it takes stored deliveries when they are due, a bounded number at a
 * time and those of one subject one after the other, keeps their leases alive, tries failed ones again as the handler's
 * retry policy says, and buries what cannot succeed. Several workers, in several processes, share the work.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { createMemoryInbox, createWebhookHandler, createWebhookWorker } from '@breakwater/core/webhooks';
 * import { stripeWebhook } from '@breakwater/stripe/webhooks';
 *
 * export const POST = createWebhookHandler({
 *   source: stripeWebhook({ secrets: ['whsec_...'] }),
 *   inbox: createMemoryInbox(),
 *   mode: 'persist',
 *   on: { 'invoice.paid': async (event, { signal }) => console.log(event.data.object.id, signal.aborted) },
 * });
 *
 * const worker = createWebhookWorker({ handlers: [POST], concurrency: 4 });
 * worker.start();
 * process.once('SIGTERM', () => void worker.stop({ timeout: 20_000 }));
 * ```
 */
export function createWebhookWorker(options: WebhookWorkerOptions): WebhookWorker {
  const resolved = resolveWorkerOptions(options);
  let run: WorkerRun | undefined;
  let stopping: Promise<WorkerStopReport> | undefined;

  return {
    start() {
      if (stopping) throw new Error('The worker is stopping. Start it again when `stop` has resolved.');
      run ??= startRun(resolved);
    },
    async stop({ timeout = resolved.stopTimeout } = {}) {
      checkOptions('webhooks', 'options', { timeout }, { timeout: aTimeout });
      if (!run) return { finished: 0, aborted: 0, abandoned: 0 };
      stopping ??= run.stop(timeout).finally(() => {
        run = undefined;
        stopping = undefined;
      });
      return stopping;
    },
    wake: () => run?.wake(),
    health: () => ({
      state: stopping ? 'stopping' : run ? 'running' : 'stopped',
      ...(run?.load() ?? { working: 0, waiting: 0, failures: 0 }),
    }),
  };
}
