import { Redis } from 'ioredis';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createRedisInbox } from '../src/index.js';
import { createPrefix, needsRedis, openIoredis, openNodeRedis } from './redis-server.js';
import { sampleDelivery } from './sample-delivery.js';

const prefix = createPrefix();
const closers: (() => void)[] = [];
let stores = 0;

afterAll(() => {
  for (const close of closers) close();
});

const open = async (kind: string) => {
  const client = kind === 'ioredis' ? openIoredis() : await openNodeRedis();
  closers.push(() => ('disconnect' in client ? client.disconnect() : client.destroy()));
  return client;
};
const idOf = async (client: Awaited<ReturnType<typeof open>>): Promise<string> =>
  String(client instanceof Redis ? await client.client('ID') : await client.sendCommand(['CLIENT', 'ID']));

/** Calls that a test waits for one by one. */
function createCalls(): { readonly listener: () => void; next(): Promise<void> } {
  let count = 0;
  let wake = (): void => {};
  return {
    listener: () => {
      count += 1;
      wake();
    },
    async next() {
      if (count === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      count = 0;
    },
  };
}

describe.each(['ioredis', 'node-redis'])('arrivals, by %s', needsRedis, (kind) => {
  it('are told to other processes: what is stored, replayed and given back', async () => {
    const keyPrefix = `${prefix}:${stores++}`;
    const teller = createRedisInbox({ client: await open(kind), keyPrefix });
    const hearer = createRedisInbox({ client: await open(kind), keyPrefix });
    const calls = createCalls();
    const stop = hearer.onArrival?.(calls.listener);
    await calls.next(); // it listens now
    await teller.accept([sampleDelivery('a')]);
    await calls.next();
    const [claim] = await teller.claim({ lease: 60_000 });
    if (!claim) throw new Error('Nothing is due');
    await teller.release(claim);
    await calls.next();
    expect(await teller.replay(sampleDelivery('a'), { actor: 'ops', reason: 'x' })).toBe('replayed');
    await calls.next();
    stop?.();
  });

  it('take one connection for all who listen, and none when nobody does', async () => {
    const keyPrefix = `${prefix}:${stores++}`;
    const admin = openIoredis();
    closers.push(() => admin.disconnect());
    const subscribers = async (): Promise<number> =>
      Number((await admin.pubsub('NUMSUB', `{${keyPrefix}}:arrivals`))[1]);
    const inbox = createRedisInbox({ client: await open(kind), keyPrefix });
    const calls = [createCalls(), createCalls()] as const;
    const stops = calls.map(({ listener }) => inbox.onArrival?.(listener));
    await calls[0].next();
    expect(await subscribers()).toBe(1);
    stops[0]?.();
    await inbox.accept([sampleDelivery('a')]);
    await calls[1].next();
    expect(await subscribers()).toBe(1);
    stops[1]?.();
    await vi.waitUntil(async () => (await subscribers()) === 0, { interval: 1, timeout: 5_000 });
  });

  it('are told again after the connection broke, with one more call for what was missed', async () => {
    const keyPrefix = `${prefix}:${stores++}`;
    const admin = openIoredis();
    closers.push(() => admin.disconnect());
    const subscriber = await open(kind);
    const id = await idOf(subscriber);
    const failures: unknown[] = [];
    const inbox = createRedisInbox({
      client: await open(kind),
      keyPrefix,
      subscriber,
      onError: (error) => failures.push(error),
    });
    const calls = createCalls();
    const stop = inbox.onArrival?.(calls.listener);
    await calls.next();
    await admin.client('KILL', 'ID', id);
    await calls.next();
    await inbox.accept([sampleDelivery('a')]);
    await calls.next();
    stop?.();
    expect(await idOf(subscriber)).not.toBe(id); // it is the user's, and was not closed
  });

  it('pass on what a listener throws, and go on', async () => {
    const failures: unknown[] = [];
    const inbox = createRedisInbox({
      client: await open(kind),
      keyPrefix: `${prefix}:${stores++}`,
      onError: (error) => failures.push(error),
    });
    const calls = createCalls();
    const stops = [
      inbox.onArrival?.(() => {
        throw new Error('broken listener');
      }),
      inbox.onArrival?.(calls.listener),
    ];
    await calls.next();
    for (const stop of stops) stop?.();
    expect(String(failures[0])).toContain('broken listener');
  });
});

describe('arrivals', () => {
  it('cannot be told by a client that can have no second connection', () => {
    const client = { withTypeMapping: (): object => ({}) };
    expect(createRedisInbox({ client }).onArrival).toBeUndefined();
  });
});
