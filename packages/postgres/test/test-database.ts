import { randomBytes } from 'node:crypto';
import { Client, Pool, type PoolConfig } from 'pg';
import { inject } from 'vitest';

const { url, isRequired } = inject('postgres');

/** Whether to run the tests that need a server: they fail where one is required and none answers. */
export const hasPostgres: boolean = url !== undefined || isRequired;

/** A schema of its own in the database of the tests. */
export interface TestDatabase {
  readonly url: URL;
  readonly schema: string;
  /** Another pool of connections, as another process would have it. All are ended with the database. */
  openPool(config?: PoolConfig): Pool;
  /** A client that is not connected yet, and that its owner ends. */
  createClient(): Client;
  /** Drops the schema. */
  close(): Promise<void>;
}

/** Names a schema that nobody else uses; the tests make it, and `close` drops it. */
export function openTestDatabase(): TestDatabase {
  if (url === undefined) throw new Error('No PostgreSQL answers at DATABASE_URL, or on this machine at port 5432.');
  const schema = `test_${randomBytes(8).toString('hex')}`;
  const pools: Pool[] = [];
  const openPool = (config: PoolConfig = {}): Pool => {
    const pool = new Pool({ connectionString: url, max: 10, ...config });
    pool.on('error', () => {}); // Some tests end connections that are idle.
    pools.push(pool);
    return pool;
  };
  return {
    url: new URL(url),
    schema,
    openPool,
    createClient: () => new Client({ connectionString: url }),
    async close() {
      await openPool().query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}
