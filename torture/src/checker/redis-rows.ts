import { Redis } from 'ioredis';
import { REDIS_URL } from '../stores/store-location.ts';
import type { RowReader } from './open-rows.ts';

const toNumbers = (hash: Readonly<Record<string, string>>): ReadonlyMap<string, number> =>
  new Map(Object.entries(hash).map(([name, value]) => [name, Number(value)]));

/** The rows of a run below a prefix of Redis. */
export async function openRedisRows(prefix: string): Promise<RowReader> {
  const client = new Redis(REDIS_URL);
  return {
    async progress() {
      const open = await client.zcard(`{${prefix}}:open`);
      return { open, total: await client.hlen(`${prefix}:torture_count`) };
    },
    async read() {
      const counts = await client.hgetall(`${prefix}:torture_count`);
      const states = await client.hgetall(`${prefix}:torture_state`);
      return { counts: toNumbers(counts), states: toNumbers(states) };
    },
    async close() {
      for await (const keys of client.scanStream({ match: `*${prefix}*`, count: 1_000 })) {
        if ((keys as string[]).length > 0) await client.unlink(...(keys as string[]));
      }
      await client.quit();
    },
  };
}
