import { checkOptions } from '../check-options.js';
import type { WebhookContext, WebhookHandle } from '../handler/webhook-handlers.js';
import { PermanentFailure } from '../processing/permanent-failure.js';
import { untilAborted } from '../processing/until-aborted.js';
import type { VersionKey } from './version-store.js';

/** Lets one at a time work on a subject. */
export interface SubjectLock<Transaction = undefined> {
  /** Waits for its turn, runs `work`, and lets the next one in. Rejects when `signal` is aborted before its turn. */
  hold<Result>(
    key: Omit<VersionKey, 'scope'>,
    context: Pick<WebhookContext<Transaction>, 'transaction' | 'signal'>,
    work: () => Promise<Result>,
  ): Promise<Result>;
}

/** Options of {@link serial}. */
export interface SerialOptions<Event, Transaction> {
  readonly lock: SubjectLock<Transaction>;
  /** What the event is about. @default the subject that the source found */
  readonly subject?: ((event: Event, context: WebhookContext<Transaction>) => string | undefined) | undefined;
}

/**
 * Guards a handler so that it runs for one event of a subject at a time, also in several processes if the lock reaches that
 * far. A worker does that within its own process anyway. The order is that in which they come to the lock: combine it with
 * `latest` where it matters.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { type SubjectLock, serial } from '@breakwater/core/webhooks';
 *
 * interface Database { query(text: string, values: readonly unknown[]): Promise<unknown> }
 *
 * // PostgreSQL lets go of it at the end of the transaction.
 * const lock: SubjectLock<Database> = {
 *   async hold({ source, tenant, subject }, { transaction }, work) {
 *     const key = JSON.stringify([source, tenant, subject]);
 *     await transaction.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
 *     return work();
 *   },
 * };
 *
 * export const onOrder = serial<{ readonly total: number }, Database>(
 *   async (event, { transaction, subject }) => {
 *     await transaction.query('UPDATE orders SET total = total + $1 WHERE id = $2', [event.total, subject]);
 *   },
 *   { lock },
 * );
 * ```
 */
export function serial<Event, Transaction = undefined>(
  handle: WebhookHandle<Event, Transaction>,
  options: SerialOptions<Event, Transaction>,
): WebhookHandle<Event, Transaction> {
  checkOptions('webhooks', 'options', options, { 'lock!': 'object', subject: 'function' });
  return async (event, context) => {
    const subject = options.subject ? options.subject(event, context) : context.subject;
    if (subject === undefined) throw new PermanentFailure('The event has no subject to wait for.');
    const { source, tenant } = context;
    // The turn ends with the right to the delivery: a handler that hangs must not hold its subject for ever.
    return options.lock.hold({ source, tenant, subject }, context, () =>
      untilAborted(context.signal, () => handle(event, context)),
    );
  };
}

/**
 * A lock that reaches as far as this process.
 *
 * @example
 * ```ts
 * import { createMemoryLock, serial } from '@breakwater/core/webhooks';
 *
 * export const onOrder = serial((_event, { subject }) => console.log(subject), { lock: createMemoryLock() });
 * ```
 */
export function createMemoryLock(): SubjectLock<unknown> {
  const queues = new Map<string, Promise<unknown>>();
  return {
    async hold({ source, tenant, subject }, { signal }, work) {
      const key = JSON.stringify([source, tenant, subject]);
      const before = queues.get(key);
      const turn = (async () => {
        await before?.catch(() => {}); // How the one before ended is its own affair.
        signal.throwIfAborted();
        return work();
      })();
      queues.set(key, turn);
      const leave = (): void => {
        if (queues.get(key) === turn) queues.delete(key);
      };
      turn.then(leave, leave);
      // Whoever gives up while he waits keeps his place, so that those behind him do not pass the one inside.
      return untilAborted(signal, () => turn);
    },
  };
}
