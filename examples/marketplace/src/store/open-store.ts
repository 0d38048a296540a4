import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { createSqliteInbox, type SqliteInbox, type SqliteTransaction } from '@breakwater/sqlite';
import { SCHEMA } from './schema.ts';

/** The application's database: one SQLite file, with the inbox of its webhooks in it. */
export interface Store {
  readonly inbox: SqliteInbox;
  /** Writes in a turn of its own, or in the transaction in which a webhook is recorded as done. */
  write(sql: string, values: readonly SQLInputValue[], transaction?: SqliteTransaction): Promise<void>;
  read<Row>(sql: string, ...values: readonly SQLInputValue[]): readonly Row[];
  close(): Promise<void>;
}

/** Opens a new file in a folder of its own, which goes when the store is closed. */
export async function openStore(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'marketplace-'));
  const file = join(folder, 'marketplace.db');
  const inbox = createSqliteInbox({ file });
  await inbox.transaction(async (transaction) => {
    (await transaction.begin()).exec(SCHEMA);
  });
  // Readers are in nobody's way. Writers go by the inbox: a connection that waits for its turn stops the event loop.
  const reader = new DatabaseSync(file, { readOnly: true });
  return {
    inbox,
    async write(sql, values, given) {
      const act = async (transaction: SqliteTransaction): Promise<void> => {
        (await transaction.begin()).prepare(sql).run(...values);
      };
      await (given ? act(given) : inbox.transaction(act));
    },
    read: <Row>(sql: string, ...values: readonly SQLInputValue[]) => reader.prepare(sql).all(...values) as Row[],
    async close() {
      reader.close();
      await inbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}
