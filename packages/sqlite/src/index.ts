export { createSqliteInbox, type SqliteInbox } from './create-sqlite-inbox.js';
export { createSqliteLock } from './create-sqlite-lock.js';
export { createSqliteVersionStore, type SqliteVersionStoreOptions } from './create-sqlite-version-store.js';
export { sqliteMigrations } from './migrate.js';
export type { SqliteMigration } from './schema.js';
export type { SqliteInboxOptions } from './sqlite-options.js';
export type { SqliteTransaction } from './sqlite-transaction.js';
