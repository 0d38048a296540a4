import type { DatabaseSync } from 'node:sqlite';
import { checkPurge, type Inbox, type PurgeReport } from '@breakwater/core/webhooks';
import { acceptDeliveries, toKeyParameters } from './accept-deliveries.js';
import { createArrivalWatch } from './arrival-watch.js';
import { createClaimedChanges } from './change-claimed.js';
import { claimDeliveries, isAnythingDue } from './claim-deliveries.js';
import { createDatabaseFile, prepare } from './database-file.js';
import { type DeliveryRow, toStoredDelivery } from './delivery-row.js';
import { listDeliveries } from './list-deliveries.js';
import { PURGE_START, type PurgeProgress, purgeBatch } from './purge-deliveries.js';
import { readReplays, replayDelivery } from './replay-delivery.js';
import { resolveOptions, type SqliteInboxOptions } from './sqlite-options.js';
import { runTransaction, type SqliteTransaction } from './sqlite-transaction.js';
import { toStoreError } from './store-error.js';
import { BY_KEY, toTables } from './tables.js';
import { waitForLock, within } from './wait-for-lock.js';
import { createWriteQueue } from './write-queue.js';

/** An inbox in a SQLite file. */
export interface SqliteInbox extends Inbox<SqliteTransaction> {
  /**
   * Opens the file and brings its tables up to date. The first use does that too: call it at the start of the process to
   * learn of a wrong path there, and not from the first webhook.
   */
  migrate(): Promise<void>;
  /**
   * Lets what is queued or open come to its end, and closes the file. What is asked for from now on rejects, also by a
   * handler that is at work: stop the worker before.
   */
  close(): Promise<void>;
}

/**
 * Makes an inbox in a SQLite file, on `node:sqlite` alone: durable, shared by all processes of a machine, and with
 * transactions in which effects are written together with the record that they are done.
 *
 * Nothing is opened before the first use. One at a time can write to a file, so that everything that writes waits its turn,
 * without ever stopping the event loop for it.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { createWebhookHandler, createWebhookWorker } from '@breakwater/core/webhooks';
 * import { createSqliteInbox } from '@breakwater/sqlite';
 * import { stripeWebhook } from '@breakwater/stripe/webhooks';
 *
 * export const POST = createWebhookHandler({
 *   source: stripeWebhook({ secrets: ['whsec_...'] }),
 *   inbox: createSqliteInbox({ file: './data/webhooks.db' }),
 *   on: {
 *     'invoice.paid': async (event, { transaction }) => {
 *       const database = await transaction.begin();
 *       database.prepare('INSERT INTO payment (invoice) VALUES (?)').run(event.data.object.id ?? '');
 *     },
 *   },
 * });
 * createWebhookWorker({ handlers: [POST] }).start();
 * ```
 */
export function createSqliteInbox(options: SqliteInboxOptions): SqliteInbox {
  const resolved = resolveOptions(options);
  const { clock, busyTimeout, transactionTimeout: timeout } = resolved;
  const tables = toTables(resolved.tablePrefix);
  const changes = createClaimedChanges(tables);
  const file = createDatabaseFile(resolved);
  const queue = createWriteQueue(file, resolved);
  const watch = createArrivalWatch(file, resolved.watchInterval, () => isAnythingDue(file.main(), tables, clock.now()));

  const read = async <T>(operation: string, act: (database: DatabaseSync) => T): Promise<T> => {
    try {
      // Readers are not in the way of writers, but another process may be opening or recovering the file.
      return await waitForLock(() => act(file.main()), within(busyTimeout));
    } catch (error) {
      throw toStoreError(operation, error);
    }
  };
  const tellIf = <T>(result: T, isDue: boolean): T => {
    if (isDue) watch.tell();
    return result;
  };

  return {
    name: 'sqlite',
    durable: true,
    async accept(deliveries) {
      if (deliveries.length === 0) return [];
      const accepted = await queue.write('inbox.accept', (database) =>
        acceptDeliveries(database, tables, deliveries, clock.now()),
      );
      return tellIf(
        accepted,
        accepted.some(({ outcome }) => outcome === 'stored'),
      );
    },
    async claim(wanted) {
      const { keys, source } = wanted;
      const mayFind = keys
        ? keys.length > 0
        : await read('inbox.claim', (database) => isAnythingDue(database, tables, clock.now(), source));
      if (!mayFind) return [];
      return queue.write('inbox.claim', (database) => claimDeliveries(database, tables, wanted, clock.now()));
    },
    extend: (claim, lease) =>
      queue.write('inbox.extend', (database) => changes.extend(database, claim, clock.now() + lease)),
    transaction: (work) => runTransaction({ queue, clock, timeout }, work),
    async complete(claim, { result, keep, transaction }) {
      const database = await transaction.begin();
      const now = clock.now();
      return changes.complete(database, claim, { result, now, keepUntil: now + keep });
    },
    async fail(claim, { error, delay }) {
      const isKept = await queue.write('inbox.fail', (database) => {
        const now = clock.now();
        return changes.fail(database, claim, { error, now, nextAt: now + delay });
      });
      return tellIf(isKept, isKept && delay <= 0);
    },
    bury: (claim, { error }) =>
      queue.write('inbox.bury', (database) => changes.bury(database, claim, { error, now: clock.now() })),
    async release(claim) {
      const isKept = await queue.write('inbox.release', (database) => changes.release(database, claim, clock.now()));
      return tellIf(isKept, isKept);
    },
    find: (key) =>
      read('inbox.find', (database) => {
        const find = prepare(database, `${tables.selectDelivery} WHERE ${BY_KEY}`);
        const row = find.get(...toKeyParameters(key)) as unknown as DeliveryRow | undefined;
        return row && toStoredDelivery(row);
      }),
    list: (filter = {}) => read('inbox.list', (database) => listDeliveries(database, tables, filter)),
    async replay(key, why) {
      const outcome = await queue.write('inbox.replay', (database) =>
        replayDelivery(database, tables, key, why, clock.now()),
      );
      return tellIf(outcome, outcome === 'replayed');
    },
    replays: (key) => read('inbox.replays', (database) => readReplays(database, tables, key)),
    async purge(what): Promise<PurgeReport> {
      checkPurge('sqlite', what);
      const now = clock.now();
      let progress: PurgeProgress = PURGE_START;
      do {
        const before = progress;
        progress = await queue.write('inbox.purge', (database) => purgeBatch(database, tables, what, now, before));
      } while (progress.after);
      return { removed: progress.removed, erased: progress.erased };
    },
    onArrival: (listener) => watch.listen(listener),
    migrate: () => queue.write('inbox.migrate', () => {}),
    async close() {
      watch.close();
      await queue.close();
      file.close();
    },
  };
}
