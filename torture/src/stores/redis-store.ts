import { createRedisInbox, createRedisVersionStore } from '@breakwater/redis';
import { Redis } from 'ioredis';
import { LEASE } from '../torture-plan.ts';
import { REDIS_URL } from './store-location.ts';
import type { TortureStore } from './torture-store.ts';

/** The store of a run below a prefix of Redis. */
export async function openRedis(keyPrefix: string): Promise<TortureStore> {
  const client = new Redis(REDIS_URL, { maxRetriesPerRequest: 3 });
  client.on('error', () => {}); // It connects again by itself.
  const inbox = createRedisInbox({ client, keyPrefix });
  return {
    inbox,
    versions: createRedisVersionStore({ client, keyPrefix, lease: LEASE, wait: LEASE * 5 }),
    async count(_, { id }) {
      await client.hincrby(`${keyPrefix}:torture_count`, id, 1);
    },
    async overwrite(_, { subject, revision }) {
      await client.hset(`${keyPrefix}:torture_state`, subject, revision);
    },
    async close() {
      await client.quit();
    },
  };
}
