import { afterEach, describe, expect, it } from 'vitest';
import { createRedisVersionStore } from '../src/index.js';
import { CLIENTS, createPrefix, needsRedis, openIoredis } from './redis-server.js';

const prefix = createPrefix();
const closers: (() => void)[] = [];
let stores = 0;

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

describe('versions in Redis', needsRedis, () => {
  const key = { scope: '', source: 'acme', tenant: '', subject: 'order \u0000 \uD800 }' };
  const applied = { version: 1, eventId: 'evt \u0000', isTerminal: false };

  it('are kept with the lock, for a time, and only when the work succeeded', async () => {
    const { client, close } = await CLIENTS.ioredis();
    closers.push(close);
    const keyPrefix = `${prefix}:${stores++}`;
    const versions = createRedisVersionStore({ client, keyPrefix, retention: 60_000 });
    const failure = versions.update(key, undefined, () => Promise.reject(new Error('the work failed')));
    await expect(failure).rejects.toThrow('the work failed');
    const result = await versions.update(key, undefined, async (before) => ({ applied, result: before }));
    expect(result).toBeUndefined();
    const again = createRedisVersionStore({ client, keyPrefix });
    expect(await again.update(key, undefined, async (before) => ({ result: before }))).toEqual(applied);
    const apart = await again.update({ ...key, scope: 'x' }, undefined, async (before) => ({ result: before }));
    expect(apart).toBeUndefined();
    const admin = openIoredis();
    closers.push(() => admin.disconnect());
    const [kept = '', ...rest] = (await admin.keys(`{${keyPrefix}}:value:*`)).toSorted();
    expect(rest).toEqual([]);
    expect(await admin.pttl(kept)).toBeGreaterThan(0);
    expect(await admin.pttl(kept)).toBeLessThanOrEqual(60_000);
  });

  it('are not kept by somebody who has lost the lock', async () => {
    const keyPrefix = `${prefix}:${stores++}`;
    const { client, close } = await CLIENTS.ioredis();
    const other = await CLIENTS['node-redis']();
    closers.push(close, other.close);
    const admin = openIoredis();
    closers.push(() => admin.disconnect());
    const versions = createRedisVersionStore({ client, keyPrefix });
    const late = versions.update(key, undefined, async () => {
      // As if the process had been suspended for longer than its lease.
      for (const name of await admin.keys(`{${keyPrefix}}:lock:*`)) await admin.hset(name, 'until', 0);
      const quick = createRedisVersionStore({ client: other.client, keyPrefix });
      await quick.update(key, undefined, async () => ({ applied: { ...applied, version: 2 }, result: 1 }));
      return { applied, result: 1 };
    });
    await expect(late).rejects.toMatchObject({ code: 'CONFLICT', operation: 'versions.update', outcome: 'unknown' });
    const kept = await versions.update(key, undefined, async (before) => ({ result: before?.version }));
    expect(kept).toBe(2);
  });
});
