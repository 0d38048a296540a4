import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisInbox } from '../src/index.js';
import { canStartServer, type OwnServer, startServer } from './own-server.js';
import { sampleDelivery } from './sample-delivery.js';

if (!canStartServer)
  process.stderr.write('There is no redis-server to start: tests that need one of their own are skipped.\n');

describe('a server of one’s own', { skip: !canStartServer }, () => {
  let server: OwnServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('has, after a crash, everything that was acknowledged, and knows the scripts again', async () => {
    const inbox = createRedisInbox({ client: server.client, keyPrefix: 'crash' });
    await inbox.accept(['a', 'b', 'c'].map((id) => sampleDelivery(id)));
    const [a, b] = await inbox.claim({ lease: 60_000, limit: 2 });
    if (!a || !b) throw new Error('Nothing is due');
    await inbox.complete(a, { result: 'processed', keep: 60_000, transaction: undefined });
    const before = await inbox.list();
    await server.crash();
    expect(await inbox.list()).toEqual(before);
    expect(await inbox.complete(b, { result: 'processed', keep: 60_000, transaction: undefined })).toBe(true);
    expect((await inbox.claim({ lease: 60_000, limit: 9 })).map(({ delivery }) => delivery.id)).toEqual(['c']);
    expect(await inbox.check()).toEqual({ verdict: 'kept', problems: [], unknown: [] });
  });

  it('takes nothing new when its memory is full, and lets what it has be worked off and purged', async () => {
    const { client } = server;
    const inbox = createRedisInbox({ client, keyPrefix: 'full' });
    const body = new Uint8Array(100_000);
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    await inbox.accept(ids.map((id) => sampleDelivery(id, { body })));
    await client.config('SET', 'maxmemory', '500kb'); // less than it has
    try {
      const refused = inbox.accept([sampleDelivery('new'), sampleDelivery('a')]);
      await expect(refused).rejects.toMatchObject({ code: 'OVERLOADED', outcome: 'not_applied', retryable: true });
      await expect(client.set('x', 'y')).rejects.toThrow('OOM');
      const [a, b, c, d] = await inbox.claim({ lease: 60_000, limit: 4 });
      if (!a || !b || !c || !d) throw new Error('Nothing was claimed');
      expect(await inbox.extend(a, 60_000)).toBe(true);
      expect(await inbox.complete(a, { result: 'processed', keep: 60_000, transaction: undefined })).toBe(true);
      expect(await inbox.fail(b, { error: 'x', delay: 60_000 })).toBe(true);
      expect(await inbox.bury(c, { error: 'x' })).toBe(true);
      expect(await inbox.release(d)).toBe(true);
      expect(await inbox.replay(sampleDelivery('b'), { actor: 'ops', reason: 'x' })).toBe('replayed');
      expect(await inbox.purge({ olderThan: 0 })).toEqual({ removed: 1, erased: 1 });
    } finally {
      await client.config('SET', 'maxmemory', '0');
    }
    expect((await inbox.list()).deliveries.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'a done',
      'b pending',
      'd pending',
      'e pending',
      'f pending',
    ]);
  });

  it('lets a user in who has the rights that the README names, and no others', async () => {
    const { client } = server;
    const rights = [
      '@connection',
      '@scripting',
      '@hash',
      '@list',
      '@string',
      '@sortedset',
      '@keyspace',
      '@pubsub',
      'time',
    ];
    const keys = ['resetkeys', '~{limited}*', 'resetchannels', '&{limited}:arrivals'];
    const plus = [...rights.map((right) => `+${right}`), '-@dangerous', '+info'];
    await client.call('ACL', ['SETUSER', 'limited', 'on', '>secret', ...keys, '-@all', ...plus]);
    const limited = client.duplicate({ username: 'limited', password: 'secret' });
    const inbox = createRedisInbox({ client: limited, keyPrefix: 'limited' });
    await inbox.accept([sampleDelivery('a'), sampleDelivery('b')]);
    await new Promise<void>((resolve, reject) => {
      const listening = createRedisInbox({ client: limited, keyPrefix: 'limited', onError: reject });
      const stop = listening.onArrival?.(() => {
        stop?.();
        resolve();
      });
    });
    const [a, b] = await inbox.claim({ lease: 60_000, limit: 2 });
    if (!a || !b) throw new Error('Nothing is due');
    expect(await inbox.complete(a, { result: 'processed', keep: 0, transaction: undefined })).toBe(true);
    expect(await inbox.bury(b, { error: 'x' })).toBe(true);
    expect(await inbox.replay(sampleDelivery('b'), { actor: 'ops', reason: 'x' })).toBe('replayed');
    expect(await inbox.purge({ olderThan: 0 })).toEqual({ removed: 1, erased: 0 });
    const other = createRedisInbox({ client: limited, keyPrefix: 'other' });
    await expect(other.accept([sampleDelivery('a')])).rejects.toMatchObject({ code: 'PERMISSION' });
    limited.disconnect();
  });
});
