import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll } from 'vitest';
import { createSqliteInbox, type SqliteInbox, type SqliteInboxOptions } from '../src/index.js';

/** Files and inboxes of one test file. Everything is closed and removed after its last test. */
export interface TemporaryStore {
  /** The path of a database that is not there yet. */
  path(name: string): string;
  /** Opens an inbox on it, and makes the table for effects. */
  open(name: string, options?: Partial<SqliteInboxOptions>): SqliteInbox;
  /** Runs a query on a connection of its own. */
  query(name: string, sql: string): readonly Record<string, unknown>[];
  /** Counts the committed effects for `key`. */
  count(name: string, key: string): number;
}

/** Makes a directory for the databases of one test file. */
export function createTemporaryStore(): TemporaryStore {
  const directory = mkdtempSync(join(tmpdir(), 'breakwater-sqlite-'));
  const opened: SqliteInbox[] = [];
  afterAll(async () => {
    for (const inbox of opened) await inbox.close();
    rmSync(directory, { recursive: true });
  });
  const path = (name: string): string => join(directory, `${name}.db`);
  const on = <T>(name: string, act: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(path(name));
    try {
      database.exec('PRAGMA busy_timeout = 5000');
      return act(database);
    } finally {
      database.close();
    }
  };
  return {
    path,
    open(name, options = {}) {
      on(name, (database) => database.exec('CREATE TABLE IF NOT EXISTS effect (key TEXT NOT NULL) STRICT'));
      const inbox = createSqliteInbox({ file: path(name), ...options });
      opened.push(inbox);
      return inbox;
    },
    query: (name, sql) => on(name, (database) => database.prepare(sql).all()),
    count: (name, key) =>
      on(name, (database) =>
        Number(database.prepare('SELECT count(*) AS count FROM effect WHERE key = ?').get(key)?.['count']),
      ),
  };
}
