import { createVirtualClock } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisInbox, type RedisInbox } from '../src/index.js';
import { CLIENTS, createPrefix, needsRedis, type OpenedClient, openIoredis } from './redis-server.js';
import { sampleDelivery } from './sample-delivery.js';

const DAY = 86_400_000;
const prefix = createPrefix();
const opened: OpenedClient[] = [];
let stores = 0;

afterAll(() => {
  for (const { close } of opened) close();
});

describe.each(['ioredis', 'node-redis'] as const)('an inbox in Redis, by %s', needsRedis, (kind) => {
  let inboxOf: (keyPrefix?: string) => RedisInbox;
  let client: OpenedClient['client'];
  const clock = createVirtualClock();

  beforeAll(async () => {
    const own = await CLIENTS[kind]();
    opened.push(own);
    client = own.client;
    inboxOf = (keyPrefix = `${prefix}:${stores++}`) => createRedisInbox({ client, keyPrefix, clock });
  });

  it('stores and hands out a thousand deliveries with hostile ids, in order', async () => {
    const inbox = inboxOf();
    const shapes = [
      'nul\u0000',
      '\u{1F600}',
      'lone \uD800',
      '{tag}',
      '"; return 1 --',
      '\r\n*1\r\n$5\r\nEVIL',
      '__proto__',
    ];
    const ids = Array.from({ length: 1_000 }, (_, index) => `${shapes[index % shapes.length]}${index}`);
    const outcomes = await inbox.accept(ids.map((id) => sampleDelivery(id)));
    expect(outcomes.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1_000);
    const claims = await inbox.claim({ lease: 1_000, limit: 2_000 });
    expect(claims.map(({ delivery }) => delivery.id)).toEqual(ids);
    for (const claim of claims.slice(0, 7)) {
      expect(await inbox.complete(claim, { result: 'processed', keep: DAY, transaction: undefined })).toBe(true);
    }
    expect((await inbox.list({ state: 'done' })).deliveries.map(({ id }) => id)).toEqual(ids.slice(0, 7));
  });

  it('gives back a body of a megabyte, byte by byte, that does not hang on to the reply it came in', async () => {
    const inbox = inboxOf();
    const body = Uint8Array.from({ length: 1_048_576 }, (_, index) => (index * 31) % 256);
    await inbox.accept([
      sampleDelivery('big', { body: body.subarray(0) }),
      sampleDelivery('cut', { body: body.subarray(7, 9) }),
    ]);
    const [big, cut] = await inbox.claim({ lease: 1_000, limit: 2 });
    expect(Buffer.from(big?.delivery.body ?? []).equals(body)).toBe(true);
    expect([...(cut?.delivery.body ?? [])]).toEqual([217, 248]);
    expect(big?.delivery.body?.buffer.byteLength).toBe(1_048_576);
    expect(cut?.delivery.body?.buffer.byteLength).toBe(2);
  });

  it('pages through filters that let little through', async () => {
    const inbox = inboxOf();
    const deliveries = Array.from({ length: 1_201 }, (_, index) =>
      sampleDelivery(`e${index}`, { type: index % 600 === 0 ? 'rare' : 'common', subject: `s${index}` }),
    );
    await inbox.accept(deliveries);
    const first = await inbox.list({ type: 'rare', limit: 2 });
    expect(first.deliveries.map(({ id }) => id)).toEqual(['e0', 'e600']);
    const second = await inbox.list({ type: 'rare', limit: 2, cursor: first.next });
    expect([second.deliveries.map(({ id }) => id), second.next]).toEqual([['e1200'], undefined]);
    expect((await inbox.list({ subject: 's1200', state: 'pending' })).deliveries).toHaveLength(1);
    expect((await inbox.list({ type: 'rare', state: 'dead' })).deliveries).toEqual([]);
  });

  it.each(['', '-1', '1e3', '+inf', '0; DROP', '\u0000', '99999999999999999'])(
    'refuses the forged cursor %j',
    async (cursor) => {
      await expect(inboxOf().list({ cursor })).rejects.toMatchObject({ code: 'VALIDATION', operation: 'inbox.list' });
    },
  );

  it.each([Number.NaN, undefined, '1'])('refuses to purge by the age %s', async (age) => {
    const purged = inboxOf().purge({ olderThan: age as number });
    await expect(purged).rejects.toMatchObject({ code: 'CONFIGURATION', service: 'redis' });
  });

  it('purges by filter in any number of steps, and leaves no key of a delivery behind', async () => {
    const keyPrefix = `${prefix}:${stores++}`;
    const inbox = inboxOf(keyPrefix);
    const ids = Array.from({ length: 1_300 }, (_, index) => `e${index}`);
    await inbox.accept(ids.map((id, index) => sampleDelivery(id, { tenant: index % 2 === 0 ? 'even' : 'odd' })));
    const claims = await inbox.claim({ lease: DAY, limit: 1_300 });
    const dead = claims.slice(0, 10);
    await Promise.all(dead.map((claim) => inbox.bury(claim, { error: 'x' })));
    const finish = claims.slice(10);
    await Promise.all(
      finish.map((claim) => inbox.complete(claim, { result: 'processed', keep: DAY, transaction: undefined })),
    );
    await inbox.replay(sampleDelivery('e0', { tenant: 'even' }), { actor: 'a', reason: 'r' });
    const [again] = await inbox.claim({ lease: DAY });
    if (!again) throw new Error('Nothing was replayed');
    await inbox.bury(again, { error: 'x' });

    await clock.advance(1_000);
    expect(await inbox.purge({ olderThan: 1_000, tenant: 'odd' })).toEqual({ removed: 5, erased: 645 });
    expect(await inbox.purge({ olderThan: 1_000, states: ['done'] })).toEqual({ removed: 0, erased: 645 });
    expect(await inbox.purge({ olderThan: 1_000 })).toEqual({ removed: 5, erased: 0 });
    await clock.advance(DAY);
    expect(await inbox.purge({ olderThan: 1_000, tenant: 'even', source: 'acme' })).toEqual({
      removed: 645,
      erased: 0,
    });
    expect(await inbox.purge({ olderThan: 1_000 })).toEqual({ removed: 645, erased: 0 });

    const admin = openIoredis();
    const left = await admin.keys(`{${keyPrefix}}*`);
    admin.disconnect();
    expect(left.toSorted()).toEqual([`{${keyPrefix}}:sequence`, `{${keyPrefix}}:sources`]);
  });

  it('does not look again at records that are only kept, and still forgets them in time', async () => {
    const inbox = inboxOf();
    await inbox.accept([sampleDelivery('a'), sampleDelivery('b')]);
    const [a, b] = await inbox.claim({ lease: DAY, limit: 2 });
    if (!a || !b) throw new Error('Nothing is due');
    await inbox.complete(a, { result: 'processed', keep: 10, transaction: undefined });
    await inbox.complete(b, { result: 'processed', keep: 3 * DAY, transaction: undefined });
    expect(await inbox.purge({ olderThan: 0 })).toEqual({ removed: 0, erased: 2 });
    await clock.advance(DAY);
    expect(await inbox.purge({ olderThan: 2 * DAY })).toEqual({ removed: 0, erased: 0 });
    expect(await inbox.purge({ olderThan: DAY })).toEqual({ removed: 1, erased: 0 });
  });

  it('goes by the clock of the server unless it is given one', async () => {
    const inbox = createRedisInbox({ client, keyPrefix: `${prefix}:${stores++}` });
    const admin = openIoredis();
    const serverNow = async (): Promise<number> => {
      const [seconds = 0, micros = 0] = (await admin.time()).map(Number);
      return seconds * 1_000 + micros / 1_000;
    };
    const before = Math.floor(await serverNow());
    await inbox.accept([sampleDelivery('a')]);
    const [claim] = await inbox.claim({ lease: 60_000 });
    const after = await serverNow();
    admin.disconnect();
    const { nextAt = 0, updatedAt = 0 } = claim?.delivery ?? {};
    expect(updatedAt).toBeGreaterThanOrEqual(before);
    expect(updatedAt).toBeLessThanOrEqual(after);
    expect(nextAt - updatedAt).toBe(60_000);
  });

  it('keeps fractions of milliseconds', async () => {
    const inbox = inboxOf();
    await clock.advance(0.25);
    await inbox.accept([sampleDelivery('a')]);
    const [claim] = await inbox.claim({ lease: 1_000.5 });
    if (!claim) throw new Error('Nothing is due');
    expect(claim.delivery).toMatchObject({ updatedAt: clock.now(), nextAt: clock.now() + 1_000.5 });
    expect(await inbox.accept([sampleDelivery('a')])).toMatchObject([{ waitMs: 1_000.5 }]);
    await inbox.bury(claim, { error: 'x' });
    await inbox.replay(sampleDelivery('a'), { actor: 'ops', reason: 'x' });
    expect(await inbox.replays(sampleDelivery('a'))).toMatchObject([{ at: clock.now() }]);
  });

  it('leaves alone what was a dead letter, or done, once it is replayed', async () => {
    const keyPrefix = `${prefix}:${stores++}`;
    const inbox = inboxOf(keyPrefix);
    await inbox.accept([sampleDelivery('dead'), sampleDelivery('done')]);
    const [dead, done] = await inbox.claim({ lease: DAY, limit: 2 });
    if (!dead || !done) throw new Error('Nothing is due');
    await inbox.bury(dead, { error: 'x' });
    await inbox.complete(done, { result: 'processed', keep: 0, transaction: undefined });
    for (const { delivery } of [dead, done]) await inbox.replay(delivery, { actor: 'ops', reason: 'x', force: true });
    await clock.advance(365 * DAY);
    const admin = openIoredis();
    const counts = await Promise.all(
      ['dead', 'open', 'due:"acme"'].map((index) => admin.zcard(`{${keyPrefix}}:${index}`)),
    );
    admin.disconnect();
    expect(counts).toEqual([0, 2, 2]); // what the README tells to monitor
    expect(await inbox.purge({ olderThan: 0 })).toEqual({ removed: 0, erased: 0 });
    expect((await inbox.claim({ lease: DAY, limit: 9 })).map(({ delivery }) => delivery.id)).toEqual(['dead', 'done']);
  });

  it('takes a delivery once that is named twice, also with a lease that ends at once', async () => {
    const inbox = inboxOf();
    await inbox.accept([sampleDelivery('a')]);
    expect(await inbox.claim({ lease: 0, keys: [sampleDelivery('a'), sampleDelivery('a')] })).toHaveLength(1);
  });
});
