import { createSqliteInbox, createSqliteVersionStore, type SqliteTransaction } from '@breakwater/sqlite';
import type { TortureStore } from './torture-store.ts';

/** The store of a run in a SQLite file. Power does not fail here, so that the disk need not be synced at each commit. */
export async function openSqlite(file: string): Promise<TortureStore> {
  const inbox = createSqliteInbox({ file, synchronous: 'NORMAL', transactionTimeout: 2_000 });
  await inbox.migrate();
  const begin = (transaction: unknown): ReturnType<SqliteTransaction['begin']> =>
    (transaction as SqliteTransaction).begin();
  return {
    inbox,
    versions: createSqliteVersionStore(),
    async count(transaction, { id }) {
      const database = await begin(transaction);
      database.prepare('INSERT INTO torture_count (event) VALUES (?)').run(id);
    },
    async overwrite(transaction, { subject, revision }) {
      const database = await begin(transaction);
      const sql =
        'INSERT INTO torture_state (subject, revision) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET revision = ?2';
      database.prepare(sql).run(subject, revision);
    },
    close: () => inbox.close(),
  };
}
