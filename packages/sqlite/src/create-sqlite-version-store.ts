import type { DatabaseSync } from 'node:sqlite';
import { type Clock, parseShape, shape, systemClock } from '@breakwater/core';
import type { AppliedVersion, VersionKey, VersionStore } from '@breakwater/core/webhooks';
import { prepare } from './database-file.js';
import { clockShape, tablePrefixShape } from './sqlite-options.js';
import type { SqliteTransaction } from './sqlite-transaction.js';
import { createSubjectTurns } from './subject-turns.js';
import { toTables } from './tables.js';
import { decodeText, encodeText } from './text-code.js';

/** Options of {@link createSqliteVersionStore}. */
export interface SqliteVersionStoreOptions {
  /** As in the options of the inbox. @default 'webhook_' */
  readonly tablePrefix?: string | undefined;
  /** Milliseconds after which the version of a subject without events is forgotten. @default 2_592_000_000 (30 days) */
  readonly retention?: number | undefined;
  /** @default the clock of the machine */
  readonly clock?: Clock | undefined;
}

const optionsShape = /* @__PURE__ */ shape.object({
  tablePrefix: shape.optional(tablePrefixShape),
  retention: shape.optional(shape.number({ min: 0, expected: 'a number of milliseconds of at least 0' })),
  clock: shape.optional(clockShape),
});

/** Forgotten versions are removed once in so many updates, so many at a time: faster than they can come. */
const SWEEP_EVERY = 100;
const SWEEP_LIMIT = 200;

interface VersionRow {
  readonly version: number;
  readonly event_id: string;
  readonly is_terminal: number;
  readonly fetched_until: number | null;
}

function toApplied({ version, event_id, is_terminal, fetched_until }: VersionRow): AppliedVersion {
  const what = { version, eventId: decodeText(event_id), isTerminal: is_terminal === 1 };
  return fetched_until === null ? what : { ...what, fetchedUntil: fetched_until };
}

/**
 * Remembers in the transaction of the inbox which version of a subject was applied, so that version, effect and record are
 * one, in all processes that use the file. It begins the transaction before it looks: while the handler of `latest` is at
 * work, and its `refetch` asks the vendor, nobody else can write to the file, and both must be done within
 * `transactionTimeout`.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { latest } from '@breakwater/core/webhooks';
 * import { createSqliteVersionStore, type SqliteTransaction } from '@breakwater/sqlite';
 *
 * export const onOrder = latest<{ readonly status: string }, SqliteTransaction>(
 *   async (event, { transaction, subject = '' }) => {
 *     const database = await transaction.begin();
 *     database.prepare('UPDATE orders SET status = ? WHERE id = ?').run(event.status, subject);
 *   },
 *   { versions: createSqliteVersionStore(), ties: 'apply' },
 * );
 * ```
 */
export function createSqliteVersionStore(options: SqliteVersionStoreOptions = {}): VersionStore<SqliteTransaction> {
  const {
    tablePrefix = 'webhook_',
    retention = 30 * 86_400_000,
    clock = systemClock,
  } = parseShape(options, optionsShape, {
    path: 'options',
    service: 'sqlite',
    operation: 'versions.configure',
    code: 'CONFIGURATION',
  });
  const { version: table } = toTables(tablePrefix);
  const takeTurn = createSubjectTurns();
  let updates = 0;

  const look = (database: DatabaseSync, key: readonly string[]): AppliedVersion | undefined => {
    const row = prepare(
      database,
      `SELECT version, event_id, is_terminal, fetched_until FROM ${table}
       WHERE scope = ? AND source = ? AND tenant = ? AND subject = ?`,
    ).get(...key) as unknown as VersionRow | undefined;
    return row && toApplied(row);
  };
  const keep = (database: DatabaseSync, key: readonly string[], applied: AppliedVersion): void => {
    const { version, eventId, isTerminal, fetchedUntil } = applied;
    prepare(
      database,
      `INSERT INTO ${table} (scope, source, tenant, subject, version, event_id, is_terminal, fetched_until, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (scope, source, tenant, subject) DO UPDATE SET version = excluded.version,
         event_id = excluded.event_id, is_terminal = excluded.is_terminal, fetched_until = excluded.fetched_until,
         updated_at = excluded.updated_at`,
    ).run(...key, version, encodeText(eventId), isTerminal ? 1 : 0, fetchedUntil ?? null, clock.now());
  };
  const sweep = (database: DatabaseSync): void => {
    updates += 1;
    if (updates % SWEEP_EVERY !== 0) return;
    prepare(
      database,
      `DELETE FROM ${table}
       WHERE rowid IN (SELECT rowid FROM ${table} WHERE updated_at <= ? ORDER BY updated_at LIMIT ${SWEEP_LIMIT})`,
    ).run(clock.now() - retention);
  };

  return {
    async update({ scope, source, tenant, subject }: VersionKey, transaction, work) {
      const key = [scope, source, tenant, subject].map(encodeText);
      const database = await transaction.begin();
      return takeTurn(transaction, JSON.stringify(key), async () => {
        const { applied, result } = await work(look(database, key));
        if (applied) keep(database, key, applied);
        sweep(database);
        return result;
      });
    },
  };
}
