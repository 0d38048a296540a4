import type { Claim, DeliveryKey, DeliveryState } from '@breakwater/core/webhooks';
import { createVirtualClock, type VirtualClock } from '@breakwater/testing';
import type { Pool } from 'pg';
import { createPostgresInbox, type PostgresInbox, type PostgresInboxOptions } from '../src/index.js';
import { openTestDatabase, type TestDatabase } from './test-database.js';

/** An inbox in a schema of its own, with a table for effects beside it. */
export interface InboxBench {
  readonly database: TestDatabase;
  /** Not the one of the inbox. */
  readonly pool: Pool;
  readonly inbox: PostgresInbox;
  readonly clock: VirtualClock;
  /** The same inbox as another process has it. */
  open(options?: Partial<PostgresInboxOptions>): PostgresInbox;
  claimOne(keys?: readonly DeliveryKey[]): Promise<Claim>;
  /** The SQL that writes an effect. */
  readonly effect: string;
  countEffects(key: string): Promise<number>;
  stateOf(key: DeliveryKey): Promise<DeliveryState | undefined>;
  close(): Promise<void>;
}

/** Makes one. */
export async function openInboxBench(): Promise<InboxBench> {
  const database = openTestDatabase();
  const { schema } = database;
  const pool = database.openPool();
  const clock = createVirtualClock();
  const open = (options: Partial<PostgresInboxOptions> = {}): PostgresInbox =>
    createPostgresInbox({ pool: options.pool ?? database.openPool(), schema, clock, ...options });
  const inbox = open();
  await inbox.migrate();
  await pool.query(`CREATE TABLE "${schema}".effects (key text)`);
  return {
    database,
    pool,
    inbox,
    clock,
    open,
    async claimOne(keys) {
      const [claim] = await inbox.claim({ lease: 30_000, keys });
      if (!claim) throw new Error('Nothing is due.');
      return claim;
    },
    effect: `INSERT INTO "${schema}".effects VALUES ($1)`,
    async countEffects(key) {
      return (await pool.query(`SELECT FROM "${schema}".effects WHERE key = $1`, [key])).rowCount ?? 0;
    },
    stateOf: async (key) => (await inbox.find(key))?.state,
    close: () => database.close(),
  };
}
