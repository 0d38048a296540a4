import { createHash } from 'node:crypto';
import { type Clock, parseShape, shape } from '@breakwater/core';
import type { AppliedVersion, VersionStore } from '@breakwater/core/webhooks';
import { checkPurge } from '@breakwater/core/webhooks';
import { type Row, type Runner, runStatement } from './connections.js';
import { clockShape } from './inbox-options.js';
import type { PostgresTransaction } from './postgres-transaction.js';
import { NOW } from './sql/now.js';
import { type TableOptions, tableShapes, toTableNames } from './table-names.js';
import { decodeText, encodeText } from './text-encoding.js';

/** Options of {@link createPostgresVersionStore}: `schema` and `tablePrefix` as those of the inbox. */
export interface PostgresVersionStoreOptions extends TableOptions {
  /** Tells when a version was last asked for. @default the clock of the server */
  readonly clock?: Clock | undefined;
}

/** Versions in PostgreSQL, kept in the transaction of the inbox. */
export interface PostgresVersionStore extends VersionStore<PostgresTransaction> {
  /**
   * Forgets the versions of subjects without events for `olderThan` milliseconds; the next event of one counts as the
   * newest.
   *
   * @param options.connection The pool, or a client of it.
   * @returns how many were forgotten
   */
  purge(options: { readonly olderThan: number; readonly connection: Runner }): Promise<number>;
}

/** Rows that one statement of a purge removes at most. */
const BATCH = 1_000;

function toApplied(row: Row | undefined): AppliedVersion | undefined {
  if (row?.['version'] == null) return undefined;
  const applied = {
    version: Number(row['version']),
    eventId: decodeText(row['event_id'] ?? ''),
    isTerminal: row['is_terminal'] === 'true',
  };
  return row['fetched_until'] == null ? applied : { ...applied, fetchedUntil: Number(row['fetched_until']) };
}

/**
 * Remembers for `latest` which version of each subject was applied, in the transaction of a PostgreSQL inbox: version,
 * effect and record are one, and two processes with events of one subject wait for each other. The tables are those that
 * `migrate()` of the inbox makes.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { latest } from '@breakwater/core/webhooks';
 * import { createPostgresVersionStore, type PostgresTransaction } from '@breakwater/postgres';
 *
 * interface OrderEvent { readonly id: string; readonly status: string }
 *
 * export const onOrder = latest<OrderEvent, PostgresTransaction>(
 *   async (event, { transaction }) => {
 *     await transaction.query('UPDATE orders SET status = $1 WHERE id = $2', [event.status, event.id]);
 *   },
 *   { versions: createPostgresVersionStore(), ties: 'apply' },
 * );
 * ```
 */
export function createPostgresVersionStore(options: PostgresVersionStoreOptions = {}): PostgresVersionStore {
  const parsed = parseShape(options, shape.object({ ...tableShapes, clock: shape.optional(clockShape) }), {
    path: 'createPostgresVersionStore(options)',
    service: 'postgres',
    operation: 'versions.create',
    code: 'CONFIGURATION',
  });
  const { versions } = toTableNames(parsed);
  const now = (): number | null => parsed.clock?.now() ?? null;

  return {
    async update({ scope, source, tenant, subject }, transaction, work) {
      const digest = createHash('sha256')
        .update(JSON.stringify([scope, source, tenant, subject]))
        .digest();
      // Locks the row until the transaction ends, and makes it for the first event of a subject. Whoever comes second waits
      // here, and is then told what the first one has committed, which a SELECT before an INSERT would not see.
      const [row] = await runStatement(transaction, 'versions.update', {
        text: `
          INSERT INTO ${versions} AS v (digest, scope, source, tenant, subject, updated_at)
          VALUES ($2, $3, $4, $5, $6, ${NOW})
          ON CONFLICT (digest) DO UPDATE SET updated_at = excluded.updated_at
          RETURNING v.version::text, v.event_id, v.is_terminal::text, v.fetched_until::text`,
        values: [now(), digest, ...[scope, source, tenant, subject].map(encodeText)],
      });
      const { applied, result } = await work(toApplied(row));
      if (applied) {
        await runStatement(transaction, 'versions.update', {
          text: `
            UPDATE ${versions} SET version = $2, event_id = $3, is_terminal = $4, fetched_until = $5 WHERE digest = $1`,
          values: [
            digest,
            applied.version,
            encodeText(applied.eventId),
            applied.isTerminal,
            applied.fetchedUntil ?? null,
          ],
        });
      }
      return result;
    },
    async purge({ olderThan, connection }) {
      checkPurge('postgres', { olderThan });
      let total = 0;
      for (;;) {
        const [row] = await runStatement(connection, 'versions.purge', {
          text: `
            WITH old AS MATERIALIZED (
              SELECT digest FROM ${versions} WHERE updated_at <= ${NOW} - $2 LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
            ), removed AS (
              DELETE FROM ${versions} AS v USING old WHERE v.digest = old.digest RETURNING 1
            )
            SELECT count(*)::text AS count FROM removed`,
          values: [now(), olderThan],
        });
        const count = Number(row?.['count'] ?? 0);
        total += count;
        if (count < BATCH) return total;
      }
    },
  };
}
