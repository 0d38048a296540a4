import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { IntegrationError } from '@breakwater/core';
import { migrate } from './migrate.js';
import type { ResolvedSqliteOptions } from './sqlite-options.js';
import { toClosedError } from './store-error.js';

/** The connections to one database file. */
export interface DatabaseFile {
  /**
   * The connection for what the inbox itself reads and writes. No transaction stays open on it from one tick to the next.
   * Opened and migrated at its first use; throws SQLITE_BUSY when another connection is in the way of that.
   */
  main(): DatabaseSync;
  /** A connection of its own for the transaction of a handler; whoever asks for it closes it. */
  open(): DatabaseSync;
  close(): void;
}

const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** A statement of a connection, prepared once. */
export function prepare(database: DatabaseSync, sql: string): StatementSync {
  const known = statements.get(database) ?? new Map<string, StatementSync>();
  statements.set(database, known);
  const statement = known.get(sql) ?? database.prepare(sql);
  known.set(sql, statement);
  return statement;
}

/** Opens a connection, and closes it again when `setUp` throws. */
function connect(file: string, setUp: (database: DatabaseSync) => void): DatabaseSync {
  makeFolder(file);
  const database = new DatabaseSync(file);
  try {
    setUp(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The folder alone, not those above it: a path that is wrong further up is a mistake, and the opening says so. */
function makeFolder(file: string): void {
  try {
    mkdirSync(dirname(file));
  } catch {
    // It is there, which is the rule; or it cannot be made, and then the file cannot be opened.
  }
}

/** Opens nothing yet: the connections are made when they are needed. */
export function createDatabaseFile(options: ResolvedSqliteOptions): DatabaseFile {
  const { file, synchronous, tablePrefix } = options;
  let main: DatabaseSync | undefined;
  let isClosed = false;

  const assertOpen = (): void => {
    if (isClosed) throw toClosedError('inbox.open');
  };
  // Never a wait inside SQLite, which would stop the event loop: whoever meets a lock asks again later.
  const settings = `PRAGMA busy_timeout = 0; PRAGMA synchronous = ${synchronous};`;

  return {
    main() {
      assertOpen();
      main ??= connect(file, (database) => {
        database.exec(settings);
        const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
        if (mode !== 'wal') {
          throw new IntegrationError({
            code: 'CONFIGURATION',
            service: 'sqlite',
            operation: 'inbox.open',
            message: `The database cannot keep a write-ahead log (its journal mode stays ${String(mode)}). Use a local disk.`,
          });
        }
        migrate(database, tablePrefix);
      });
      return main;
    },
    open() {
      assertOpen();
      return connect(file, (database) => database.exec(settings));
    },
    close() {
      isClosed = true;
      main?.close();
      main = undefined;
    },
  };
}
