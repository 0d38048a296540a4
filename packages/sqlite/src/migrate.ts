import type { DatabaseSync } from 'node:sqlite';
import { IntegrationError, parseShape, shape } from '@breakwater/core';
import { type SqliteMigration, toMigrations } from './schema.js';
import { tablePrefixShape } from './sqlite-options.js';

/**
 * The schema as SQL, for those who apply it themselves: each step in a transaction of its own, in order. An inbox that finds
 * all of them applied changes nothing.
 *
 * @param tablePrefix As in the options of the inbox.
 * @throws IntegrationError `CONFIGURATION` for a wrong prefix
 * @example
 * ```ts
 * import { sqliteMigrations } from '@breakwater/sqlite';
 *
 * for (const { sql } of sqliteMigrations()) console.log(`BEGIN;${sql}COMMIT;`);
 * ```
 */
export function sqliteMigrations(tablePrefix: string = 'webhook_'): readonly SqliteMigration[] {
  const context = { service: 'sqlite', operation: 'inbox.configure', code: 'CONFIGURATION' } as const;
  const { tablePrefix: prefix } = parseShape({ tablePrefix }, shape.object({ tablePrefix: tablePrefixShape }), {
    path: 'options',
    ...context,
  });
  return toMigrations(prefix);
}

/** The last step that was applied; 0 for none. */
function readVersion(database: DatabaseSync, prefix: string): number {
  const table = database.prepare('SELECT 1 FROM sqlite_schema WHERE type = ? AND name = ?');
  if (!table.get('table', `${prefix}migration`)) return 0;
  const row = database.prepare(`SELECT coalesce(max(version), 0) AS version FROM ${prefix}migration`).get();
  return Number(row?.['version'] ?? 0);
}

/**
 * Brings the schema up to date. Safe when several processes do so at the same moment: the steps are chosen under the write
 * lock. Throws SQLITE_BUSY when another connection has that.
 *
 * @throws IntegrationError `CONFIGURATION` when a newer version of this package has changed the schema
 */
export function migrate(database: DatabaseSync, prefix: string): void {
  const migrations = toMigrations(prefix);
  const version = readVersion(database, prefix);
  if (version > migrations.length) {
    throw new IntegrationError({
      code: 'CONFIGURATION',
      service: 'sqlite',
      operation: 'inbox.migrate',
      message:
        `The tables are of version ${version}, and this version of the package knows ${migrations.length}: ` +
        'a newer one was here. Use that one, or another `tablePrefix`.',
    });
  }
  if (version === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    const applied = readVersion(database, prefix);
    for (const { sql } of migrations.slice(applied)) database.exec(sql);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
