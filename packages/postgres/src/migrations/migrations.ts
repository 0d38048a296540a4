import { parseShape, shape } from '@breakwater/core';
import { type TableNames, type TableOptions, tableShapes, toTableNames } from '../table-names.js';
import { createInboxTables } from './0001-inbox.js';

/** One step of the tables from version to version. Once published it never changes. */
export interface Migration {
  /** 1 for the first. */
  readonly version: number;
  /** Statements without parameters, to be run in one transaction. They record that they were run. */
  readonly sql: string;
}

/** Every step, the first one first. */
export function listMigrations(names: TableNames): readonly Migration[] {
  return [{ version: 1, sql: createInboxTables(names) }];
}

/**
 * The statements that `migrate()` of an inbox runs, for those who run migrations with a tool of their own: one entry a
 * version, each to be run once and in one transaction. The schema must be there.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { toMigrationSql } from '@breakwater/postgres';
 *
 * for (const { version, sql } of toMigrationSql({ schema: 'webhooks' })) console.log(`-- version ${version}\n${sql}`);
 * ```
 */
export function toMigrationSql(options: TableOptions = {}): readonly Migration[] {
  const context = { path: 'toMigrationSql(options)', service: 'postgres', operation: 'tables.migrate' } as const;
  return listMigrations(
    toTableNames(parseShape(options, shape.object(tableShapes), { ...context, code: 'CONFIGURATION' })),
  );
}
