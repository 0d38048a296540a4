import pg from 'pg';
import { DATABASE_URL } from '../stores/store-location.ts';
import type { RowReader } from './open-rows.ts';

/** The rows of a run in a schema of PostgreSQL. */
export async function openPostgresRows(schema: string): Promise<RowReader> {
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  await client.query(`
    CREATE SCHEMA ${schema};
    CREATE TABLE ${schema}.torture_count (event text NOT NULL);
    CREATE TABLE ${schema}.torture_state (subject text PRIMARY KEY, revision integer NOT NULL);
  `);
  const all = async (sql: string): Promise<readonly Record<string, string>[]> =>
    (await client.query<Record<string, string>>(sql)).rows;
  return {
    async progress() {
      const sql = `SELECT count(*) FILTER (WHERE next_at IS NOT NULL) AS open, sum(attempts) AS total
                   FROM ${schema}.webhook_inbox`;
      const [row] = await all(sql);
      return { open: Number(row?.['open'] ?? 0), total: Number(row?.['total'] ?? 0) };
    },
    async read() {
      const counts = await all(`SELECT event, count(*) AS times FROM ${schema}.torture_count GROUP BY event`);
      const states = await all(`SELECT subject, revision FROM ${schema}.torture_state`);
      return {
        counts: new Map(counts.map(({ event = '', times }) => [event, Number(times)])),
        states: new Map(states.map(({ subject = '', revision }) => [subject, Number(revision)])),
      };
    },
    async close() {
      await client.query(`DROP SCHEMA ${schema} CASCADE`);
      await client.end();
    },
  };
}
