export { createPostgresInbox, type PostgresInbox } from './create-postgres-inbox.js';
export { createPostgresLock } from './create-postgres-lock.js';
export {
  createPostgresVersionStore,
  type PostgresVersionStore,
  type PostgresVersionStoreOptions,
} from './create-postgres-version-store.js';
export type { PostgresInboxOptions } from './inbox-options.js';
export type { MigrationReport } from './migrate.js';
export { type Migration, toMigrationSql } from './migrations/migrations.js';
export type { PostgresTransaction } from './postgres-transaction.js';
export type { TableOptions } from './table-names.js';
