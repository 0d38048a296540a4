import { createInputError } from '@breakwater/core';
import {
  type Claim,
  checkPurge,
  coalesceAccepts,
  coalesceCalls,
  type DeliveryFilter,
  type Inbox,
  type PurgeOptions,
  type PurgeReport,
  type ReplayOutcome,
} from '@breakwater/core/webhooks';
import { acceptDeliveries } from './accept-deliveries.js';
import { createArrivals } from './arrivals.js';
import { type Completion, completeDeliveries } from './complete-deliveries.js';
import { createConnections, type Row, runStatement, type Statement } from './connections.js';
import { toDeliveryDigest } from './delivery-digest.js';
import { toClaim, toReplayRecord, toStoredDelivery, toSummary } from './delivery-row.js';
import { type PostgresInboxOptions, resolveInboxOptions } from './inbox-options.js';
import { type MigrationReport, migrate } from './migrate.js';
import { openListener } from './open-listener.js';
import type { PostgresTransaction } from './postgres-transaction.js';
import { endUnlessBegun, runTransaction } from './run-transaction.js';
import { claimNamedStatement, claimStatement } from './sql/claim.js';
import { buryStatement, extendStatement, failStatement, releaseStatement } from './sql/held.js';
import {
  findStatement,
  listStatement,
  PURGE_BATCH,
  purgeStatement,
  replayStatement,
  replaysStatement,
} from './sql/records.js';
import { createTransactionSlots } from './transaction-slots.js';

/** An inbox in PostgreSQL, whose handlers are given the transaction in which their delivery is done. */
export interface PostgresInbox extends Inbox<PostgresTransaction> {
  /**
   * Makes the tables, or brings them to the newest version. Several processes may do so at once, each time they start.
   *
   * @throws IntegrationError when the role of the connection may not, or the database is not encoded in UTF8
   */
  migrate(): Promise<MigrationReport>;
  release(claim: Claim): Promise<boolean>;
}

/** Refuses a page that cannot be: a cursor is a text that comes back from outside. */
function checkPage({ limit = 100, cursor = '0' }: DeliveryFilter): { readonly limit: number; readonly cursor: string } {
  const issues = [];
  if (!/^\d{1,18}$/.test(cursor)) {
    const received = `a text of ${cursor.length} characters`;
    issues.push({ path: 'list(filter).cursor', expected: '`next` of the page before', received });
  }
  if (!Number.isSafeInteger(limit) || limit < 1) {
    issues.push({ path: 'list(filter).limit', expected: 'an integer above 0', received: String(limit) });
  }
  if (issues.length > 0) throw createInputError(issues, { service: 'postgres', operation: 'inbox.list' });
  return { limit, cursor };
}

/**
 * An inbox in PostgreSQL, for any number of processes: what it has accepted is committed, and a handler that writes with
 * `context.transaction` writes its effect in the same transaction as the record that the delivery is done, so that both
 * happen once or not at all. Call `migrate()` before its first use.
 *
 * Needs PostgreSQL 13 or newer, and a database that is encoded in UTF8.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { createWebhookHandler, createWebhookWorker } from '@breakwater/core/webhooks';
 * import { createPostgresInbox } from '@breakwater/postgres';
 * import { stripeWebhook } from '@breakwater/stripe/webhooks';
 * import pg from 'pg';
 *
 * const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });
 * const inbox = createPostgresInbox({ pool });
 * await inbox.migrate();
 *
 * export const POST = createWebhookHandler({
 *   source: stripeWebhook({ secrets: ['whsec_...'] }),
 *   inbox,
 *   on: {
 *     'invoice.paid': async (event, { transaction }) => {
 *       await transaction.query('UPDATE orders SET paid = true WHERE invoice = $1', [event.data.object.id]);
 *     },
 *   },
 * });
 * createWebhookWorker({ handlers: [POST] }).start();
 * ```
 */
export function createPostgresInbox(options: PostgresInboxOptions): PostgresInbox {
  const {
    pool,
    names,
    clock,
    timers,
    listen,
    connectionTimeout: timeout,
    transactions,
    onError,
  } = resolveInboxOptions(options);
  const connections = createConnections({ pool, timeout });
  const slots = createTransactionSlots({ size: transactions, timeout });
  const now = (): number | null => clock?.now() ?? null;
  const { run, runInTime } = connections;
  const isHeld = async (operation: string, statement: Statement): Promise<boolean> =>
    (await run(operation, statement)).length > 0;
  const inTransaction = <T>(work: (transaction: PostgresTransaction) => Promise<T>): Promise<T> =>
    runTransaction({ connections, slots, timeout }, work);
  const completeAlone = coalesceCalls((completions: readonly Completion[]) =>
    completeDeliveries({ names, now, run: runInTime }, completions),
  );

  const purgeAll = async (purge: PurgeOptions, which: 'full' | 'erased'): Promise<PurgeReport> => {
    const report = { removed: 0, erased: 0 };
    for (;;) {
      const [row] = await run('inbox.purge', purgeStatement(names, now(), purge, which));
      const [removed, erased] = [Number(row?.['removed'] ?? 0), Number(row?.['erased'] ?? 0)];
      report.removed += removed;
      report.erased += erased;
      if (removed + erased < PURGE_BATCH) return report;
    }
  };

  const inbox: PostgresInbox = {
    name: 'postgres',
    durable: true,
    migrate: () => inTransaction(async (transaction) => migrate(await transaction.client(), names)),
    accept: coalesceAccepts((deliveries) => acceptDeliveries({ names, now, run: runInTime }, deliveries)),
    async claim({ lease, source, keys, limit = keys?.length ?? 1 }) {
      if (limit <= 0 || keys?.length === 0) return [];
      const request = { now: now(), lease, limit, source };
      const statement = keys
        ? claimNamedStatement(names, request, distinct(keys.map((key) => toDeliveryDigest(key))))
        : claimStatement(names, request);
      return (await run('inbox.claim', statement)).map(toClaim);
    },
    extend: (claim, lease) => isHeld('inbox.extend', extendStatement({ names, now: now(), claim }, lease)),
    transaction: inTransaction,
    async complete(claim, { result, keep, transaction }) {
      const completion = { claim, result, keep };
      if (endUnlessBegun(transaction)) return completeAlone(completion);
      const inside = (operation: string, statement: Statement): Promise<readonly Row[]> =>
        runStatement(transaction, operation, statement);
      return (await completeDeliveries({ names, now, run: inside }, [completion]))[0] === true;
    },
    fail: (claim, failure) => isHeld('inbox.fail', failStatement({ names, now: now(), claim }, failure)),
    bury: (claim, failure) => isHeld('inbox.bury', buryStatement({ names, now: now(), claim }, failure)),
    release: (claim) => isHeld('inbox.release', releaseStatement({ names, now: now(), claim })),
    async find(key) {
      const [row] = await run('inbox.find', findStatement(names, key));
      return row && toStoredDelivery(row);
    },
    async list(filter = {}) {
      const { limit, cursor } = checkPage(filter);
      const rows = await run('inbox.list', listStatement(names, filter, cursor, limit));
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? (page.at(-1)?.['arrival'] ?? undefined) : undefined;
      return { deliveries: page.map(toSummary), next };
    },
    async replay(key, wanted) {
      const [row] = await run('inbox.replay', replayStatement(names, now(), key, wanted));
      return (row?.['outcome'] ?? 'not_found') as ReplayOutcome;
    },
    async replays(key) {
      return (await run('inbox.replays', replaysStatement(names, key))).map((row: Row) => toReplayRecord(row));
    },
    async purge(purge) {
      checkPurge('postgres', purge);
      const forgotten = await purgeAll(purge, 'erased');
      const { removed, erased } = await purgeAll(purge, 'full');
      return { removed: removed + forgotten.removed, erased };
    },
  };
  if (listen === false) return inbox;
  const open = (): ReturnType<typeof openListener> => openListener(listen, connections);
  return { ...inbox, onArrival: createArrivals({ open, channel: names.channel, clock: timers, onError }) };
}

/** The first of each. */
function distinct(digests: readonly Buffer[]): readonly Buffer[] {
  return [...new Map(digests.map((digest) => [digest.toString('hex'), digest])).values()];
}
