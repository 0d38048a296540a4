import { isIntegrationError } from '@breakwater/core';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterEach, describe, expect, it } from 'vitest';
import { createRedisInbox, type RedisClient, type RedisInbox } from '../src/index.js';
import { type BreakingProxy, openBreakingProxy } from './breaking-proxy.js';
import { createPrefix, needsRedis, openIoredis, openNodeRedis } from './redis-server.js';
import { sampleDelivery } from './sample-delivery.js';

const prefix = createPrefix();
const closers: (() => void)[] = [];
let stores = 0;

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Clients that do not repeat what was under way: node-redis passes the failure on, ioredis says nothing any more. */
const CLIENTS: Readonly<Record<string, (port: number) => Promise<RedisClient>>> = {
  ioredis: async (port) => {
    const client = new Redis({ port, autoResendUnfulfilledCommands: false });
    client.on('error', () => {});
    closers.push(() => client.disconnect());
    return client;
  },
  'node-redis': async (port) => {
    const client = createClient({ url: `redis://127.0.0.1:${port}` });
    client.on('error', () => {});
    closers.push(() => client.destroy());
    await client.connect();
    return client;
  },
};

interface Bench {
  readonly proxy: BreakingProxy;
  readonly inbox: RedisInbox;
}

async function openBench(connect: (port: number) => Promise<RedisClient>): Promise<Bench> {
  const proxy = await openBreakingProxy();
  closers.push(() => proxy.close());
  const client = await connect(proxy.port);
  const inbox = createRedisInbox({ client, keyPrefix: `${prefix}:${stores++}`, timeout: 400 });
  await inbox.accept([sampleDelivery('before')]);
  return { proxy, inbox };
}

describe.each(Object.entries(CLIENTS))('a connection that is lost, by %s', needsRedis, (_, connect) => {
  it('before the server has the delivery: nothing is acknowledged, and a repeat stores it', async () => {
    const { proxy, inbox } = await openBench(connect);
    proxy.breakOn('evt_marked', 'before');
    const failure: unknown = await inbox.accept([sampleDelivery('evt_marked')]).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: expect.stringMatching(/^(NETWORK|TIMEOUT)$/),
      service: 'redis',
      operation: 'inbox.accept',
      outcome: 'unknown',
      retryable: true,
    });
    expect(await inbox.find(sampleDelivery('evt_marked'))).toBeUndefined();
    expect(await inbox.accept([sampleDelivery('evt_marked')])).toEqual([{ outcome: 'stored' }]);
  });

  it('after the server has stored it: nothing is acknowledged, and a repeat finds it', async () => {
    const { proxy, inbox } = await openBench(connect);
    proxy.breakOn('evt_marked', 'after');
    await expect(inbox.accept([sampleDelivery('evt_marked')])).rejects.toMatchObject({ outcome: 'unknown' });
    const again = await inbox.accept([sampleDelivery('evt_marked')]);
    expect(again).toMatchObject([{ outcome: 'duplicate', state: 'pending' }]);
    expect((await inbox.list()).deliveries.map(({ id }) => id)).toEqual(['before', 'evt_marked']);
  });
});

describe('a connection that is lost', needsRedis, () => {
  it('does not make a client that repeats commands believe that a claim was lost', async () => {
    const { proxy, inbox } = await openBench(async (port) => {
      const client = new Redis({ port, autoResendUnfulfilledCommands: true });
      client.on('error', () => {});
      closers.push(() => client.disconnect());
      return client;
    });
    const [claim] = await inbox.claim({ lease: 60_000 });
    if (!claim) throw new Error('Nothing is due');
    // The server learns the scripts, so that what breaks is the answer to the act itself.
    const completion = { result: 'processed', keep: 60_000, transaction: undefined } as const;
    expect(await inbox.complete({ ...claim, fence: 0 }, completion)).toBe(false);
    await inbox.replay(sampleDelivery('unknown'), { actor: 'ops', reason: 'none' });
    proxy.breakOn('processed', 'after');
    const done = await inbox.complete(claim, completion);
    expect([done, proxy.breaks]).toEqual([true, 1]);
    proxy.breakOn('"once more"', 'after');
    const why = { actor: 'ops', reason: 'once more', force: true };
    expect([await inbox.replay(sampleDelivery('before'), why), proxy.breaks]).toEqual(['replayed', 2]);
    expect(await inbox.replays(sampleDelivery('before'))).toHaveLength(1);
  });

  it.each(['ioredis', 'node-redis'])(
    'by CLIENT KILL while %s stores: each delivery is there once in the end',
    async (kind) => {
      const admin = openIoredis();
      closers.push(() => admin.disconnect());
      const client = kind === 'ioredis' ? openIoredis() : await openNodeRedis();
      closers.push(() => ('disconnect' in client ? client.disconnect() : client.destroy()));
      const id = String(
        client instanceof Redis ? await client.client('ID') : await client.sendCommand(['CLIENT', 'ID']),
      );
      const inbox = createRedisInbox({ client, keyPrefix: `${prefix}:${stores++}` });
      const body = new Uint8Array(1_000_000);
      const deliveries = Array.from({ length: 20 }, (_, index) => sampleDelivery(`e${index}`, { body }));
      const accepting = inbox.accept(deliveries).then(
        () => 'stored',
        () => 'rejected',
      );
      await admin.client('KILL', 'ID', id);
      await accepting;
      const outcomes = await inbox.accept(deliveries);
      expect(outcomes).toHaveLength(20);
      expect(new Set(outcomes.map(({ outcome }) => outcome)).size).toBe(1); // all or none had been stored
      expect((await inbox.list()).deliveries).toHaveLength(20);
    },
  );
});

describe('a server that is not there', () => {
  it('does not keep callers waiting, whatever the client does', async () => {
    const client = { callBuffer: () => new Promise<never>(() => {}), duplicate: () => ({}) };
    const inbox = createRedisInbox({ client, timeout: 10 });
    const failure: unknown = await inbox.accept([sampleDelivery('a')]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown', message: expect.stringContaining('10 ms') });
    expect((await inbox.check()).verdict).toBe('unknown');
  });

  it('is a network failure, and the password in the address is in no message', async () => {
    const client = new Redis('redis://user:canary_password@127.0.0.1:1', {
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    client.on('error', () => {});
    const failure: unknown = await createRedisInbox({ client })
      .accept([sampleDelivery('a')])
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'NETWORK', retryable: true, cause: expect.any(Error) });
    const shown = isIntegrationError(failure) ? [failure.message, failure.cause?.stack, JSON.stringify(failure)] : [];
    expect(shown.join('\n')).not.toContain('canary_password');
    client.disconnect();
  });
});
