import { inboxContract } from '@breakwater/testing';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createPostgresInbox, type PostgresTransaction } from '../src/index.js';
import { hasPostgres, openTestDatabase, type TestDatabase } from './test-database.js';

describe.runIf(hasPostgres)('the contract of an inbox', () => {
  let database: TestDatabase;
  let pools: readonly Pool[];
  let opened = 0;

  beforeAll(async () => {
    database = openTestDatabase();
    pools = [1, 2, 3].map(() => database.openPool());
    await pools[0]?.query(
      `CREATE SCHEMA "${database.schema}"; CREATE TABLE "${database.schema}".effects (store text, key text)`,
    );
  });
  afterAll(() => database.close());

  const cases = inboxContract<PostgresTransaction>({
    async open({ clock, store }) {
      const { schema } = database;
      const pool = pools[opened++ % pools.length] as Pool;
      const inbox = createPostgresInbox({ pool, schema, tablePrefix: `${store}_`, clock });
      await inbox.migrate();
      return {
        inbox,
        effects: {
          async apply(transaction, key) {
            await transaction.query(`INSERT INTO "${schema}".effects VALUES ($1, $2)`, [store, key]);
          },
          async count(key) {
            const { rowCount } = await pool.query(`SELECT FROM "${schema}".effects WHERE store = $1 AND key = $2`, [
              store,
              key,
            ]);
            return rowCount ?? 0;
          },
        },
      };
    },
  });
  for (const { name, run } of cases) it(name, run);
});
