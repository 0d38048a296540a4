import { createPostgresInbox, createPostgresVersionStore, type PostgresTransaction } from '@breakwater/postgres';
import pg from 'pg';
import { DATABASE_URL } from './store-location.ts';
import type { TortureStore } from './torture-store.ts';

/** The store of a run in a schema of PostgreSQL. */
export async function openPostgres(schema: string): Promise<TortureStore> {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
  pool.on('error', () => {}); // An idle connection that ends is replaced.
  const inbox = createPostgresInbox({ pool, schema });
  await inbox.migrate();
  const run = async (transaction: unknown, sql: string, values: readonly unknown[]): Promise<void> => {
    await (transaction as PostgresTransaction).query(sql, [...values]);
  };
  return {
    inbox,
    versions: createPostgresVersionStore({ schema }),
    count: (transaction, { id }) => run(transaction, `INSERT INTO ${schema}.torture_count (event) VALUES ($1)`, [id]),
    overwrite: (transaction, { subject, revision }) =>
      run(
        transaction,
        `INSERT INTO ${schema}.torture_state (subject, revision) VALUES ($1, $2)
         ON CONFLICT (subject) DO UPDATE SET revision = $2`,
        [subject, revision],
      ),
    close: () => pool.end(),
  };
}
