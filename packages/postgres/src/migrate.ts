import { IntegrationError } from '@breakwater/core';
import type { PoolClient } from 'pg';
import { runStatement } from './connections.js';
import { listMigrations } from './migrations/migrations.js';
import { toStoreError } from './store-error.js';
import type { TableNames } from './table-names.js';

const OPERATION = 'tables.migrate';

/** What `migrate()` did. */
export interface MigrationReport {
  /** The versions that were missing, and are there now. */
  readonly applied: readonly number[];
  /** The version that the tables have. */
  readonly version: number;
}

/**
 * Brings the tables to the newest version, inside of a transaction. Whoever comes second waits for the first: two at once
 * would both find the tables missing.
 */
export async function migrate(client: PoolClient, names: TableNames): Promise<MigrationReport> {
  const run = (text: string, values: readonly unknown[] = []): ReturnType<typeof runStatement> =>
    runStatement(client, OPERATION, { text, values });

  const [encoding] = await run('SHOW server_encoding');
  if (encoding?.['server_encoding'] !== 'UTF8') {
    throw new IntegrationError({
      code: 'CONFIGURATION',
      service: 'postgres',
      operation: OPERATION,
      message: `The database is encoded in ${encoding?.['server_encoding']}; events need one that is encoded in UTF8.`,
    });
  }
  await run(`SELECT pg_advisory_xact_lock(hashtextextended('breakwater.migrate', 0))::text`);
  // Asked before, because CREATE SCHEMA IF NOT EXISTS needs the right to create one even if it exists.
  const [schema] = await run('SELECT to_regnamespace($1)::text AS name', [`"${names.schema}"`]);
  if (schema?.['name'] == null) await run(`CREATE SCHEMA "${names.schema}"`);

  const [table] = await run('SELECT to_regclass($1)::text AS name', [names.migrations]);
  const known = table?.['name'] == null ? [] : await run(`SELECT version::text FROM ${names.migrations}`);
  const versions = new Set(known.map(({ version }) => Number(version)));
  const all = listMigrations(names);
  const missing = all.filter(({ version }) => !versions.has(version));
  for (const { sql } of missing) {
    await client.query(sql).catch((error: unknown) => {
      throw toStoreError(error, OPERATION);
    });
  }
  return {
    applied: missing.map(({ version }) => version),
    version: Math.max(...versions, ...all.map(({ version }) => version)),
  };
}
