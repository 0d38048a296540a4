import { DatabaseSync } from 'node:sqlite';
import type { RowReader } from './open-rows.ts';

interface CountRow {
  readonly event: string;
  readonly times: number;
}

interface StateRow {
  readonly subject: string;
  readonly revision: number;
}

/** The rows of a run in a SQLite file. */
export async function openSqliteRows(file: string): Promise<RowReader> {
  const database = new DatabaseSync(file, { timeout: 10_000 });
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE torture_count (event TEXT NOT NULL) STRICT;
    CREATE TABLE torture_state (subject TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT;
  `);
  const all = <Row>(sql: string): readonly Row[] => database.prepare(sql).all() as unknown as readonly Row[];
  return {
    async progress() {
      const sql = `SELECT (SELECT count(*) FROM webhook_delivery WHERE next_at IS NOT NULL) AS open,
                          (SELECT total(attempts) FROM webhook_delivery) AS total`;
      const [row] = all<{ open: number; total: number }>(sql);
      return { open: row?.open ?? 0, total: row?.total ?? 0 };
    },
    async read() {
      const counts = all<CountRow>('SELECT event, count(*) AS times FROM torture_count GROUP BY event');
      const states = all<StateRow>('SELECT subject, revision FROM torture_state');
      return {
        counts: new Map(counts.map(({ event, times }) => [event, times])),
        states: new Map(states.map(({ subject, revision }) => [subject, revision])),
      };
    },
    async close() {
      database.close();
    },
  };
}
