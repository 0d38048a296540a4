import { Cluster, Redis } from 'ioredis';
import { createClient, createClientPool, createCluster, createSentinel } from 'redis';
import { describe, expect, it } from 'vitest';
import {
  createRedisInbox,
  createRedisLock,
  createRedisVersionStore,
  type RedisClient,
  type RedisInboxOptions,
} from '../src/index.js';

const client = { callBuffer: () => Promise.reject(new Error('No I/O was to be done')), duplicate: () => ({}) };
const wrong = (options: object): RedisInboxOptions => options as RedisInboxOptions;

describe('options', () => {
  it.each([
    [{}, 'options.client'],
    [{ client: {} }, 'options.client'],
    [{ client: 'redis://user:secret@127.0.0.1' }, 'options.client'],
    [{ client, keyPrefix: '' }, 'options.keyPrefix'],
    [{ client, keyPrefix: 'a}b' }, 'options.keyPrefix'],
    [{ client, keyPrefix: 'a b' }, 'options.keyPrefix'],
    [{ client, keyPrefix: 'a\n' }, 'options.keyPrefix'],
    [{ client, keyPrefix: 'x'.repeat(65) }, 'options.keyPrefix'],
    [{ client, durable: 'yes' }, 'options.durable'],
    [{ client, subscriber: {} }, 'options.subscriber'],
    [{ client, prefix: 'x' }, 'options.prefix'],
  ])('are refused before anything is sent: %j', (options, path) => {
    try {
      createRedisInbox(wrong(options));
    } catch (error) {
      expect(error).toMatchObject({ code: 'CONFIGURATION', service: 'redis', issues: [{ path }] });
      expect(String(error)).not.toContain('secret');
      return;
    }
    throw new Error('The options were taken');
  });

  it.each([{ lease: 5 }, { lease: Number.NaN }, { wait: 0 }, { retention: 0 }])(
    'of locks are refused: %j',
    (options) => {
      expect(() => createRedisVersionStore({ client, ...options })).toThrow(/options\.(lease|wait|retention) must be/);
      if ('retention' in options) return;
      expect(() => createRedisLock({ client, ...options })).toThrow(/options\.(lease|wait) must be/);
    },
  );

  it('take every kind of client', () => {
    const cluster = new Cluster([{ port: 1 }], { lazyConnect: true });
    const node = { url: 'redis://127.0.0.1:1' };
    const sentinel = createSentinel({ name: 'main', sentinelRootNodes: [{ host: '127.0.0.1', port: 1 }] });
    const clients: readonly RedisClient[] = [
      new Redis({ lazyConnect: true }),
      cluster,
      createClient(node),
      createClientPool(node),
      createCluster({ rootNodes: [node] }),
      sentinel,
    ];
    expect(clients.map((one) => createRedisInbox({ client: one }).onArrival !== undefined)).toEqual([
      true,
      true,
      true,
      false, // a pool has no connection of its own to listen on
      true,
      true,
    ]);
  });

  it('say whether the store is durable', () => {
    expect(createRedisInbox({ client })).toMatchObject({ name: 'redis', durable: true });
    expect(createRedisInbox({ client, durable: false }).durable).toBe(false);
  });
});
