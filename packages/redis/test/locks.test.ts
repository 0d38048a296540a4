import { createVirtualClock, type VirtualClock } from '@breakwater/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { createRedisLock, type RedisLock } from '../src/index.js';
import { CLIENTS, createPrefix, needsRedis, openIoredis } from './redis-server.js';

const prefix = createPrefix();
const closers: (() => void)[] = [];
let stores = 0;

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const KEY = { source: 'acme', tenant: '', subject: 'order \u0000 \uD800 }' };
const context = (signal = new AbortController().signal) => ({ transaction: undefined, signal });

/** A promise, and how it is settled. */
function defer(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: () => resolve() };
}

/** Moves time on until `isDone`; in small steps where the server has to keep up. */
async function moveUntil(clock: VirtualClock, isDone: () => boolean, step = 50): Promise<void> {
  while (!isDone()) {
    await clock.advance(step);
    await new Promise(setImmediate);
  }
}

describe.each(['ioredis', 'node-redis'] as const)('locks in Redis, by %s', needsRedis, (kind) => {
  const openBench = async (count: number, wait = 120_000) => {
    const keyPrefix = `${prefix}:${stores++}`;
    const clock = createVirtualClock();
    const processes: RedisLock[] = [];
    for (let index = 0; index < count; index++) {
      const { client, close } = await CLIENTS[kind]();
      closers.push(close);
      processes.push(createRedisLock({ client, keyPrefix, clock, lease: 30_000, wait }));
    }
    const [one, other = one] = processes;
    if (!one || !other) throw new Error('No process was opened');
    return { clock, keyPrefix, processes, one, other };
  };

  it('let one in at a time, in all processes, each with a higher fence', async () => {
    const { clock, processes } = await openBench(3);
    let inside = 0;
    const fences: number[] = [];
    const work = async (fence: number): Promise<void> => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise(setImmediate);
      fences.push(fence);
      inside -= 1;
    };
    let ended = 0;
    const all = processes.flatMap((lock) =>
      Array.from({ length: 10 }, () =>
        lock.hold(KEY, context(), work).finally(() => {
          ended += 1;
        }),
      ),
    );
    await moveUntil(clock, () => ended === 30, 1);
    await Promise.all(all);
    expect(fences).toHaveLength(30);
    expect(fences).toEqual(fences.toSorted((left, right) => left - right));
    expect(new Set(fences).size).toBe(30);
    expect(clock.pending).toBe(0);
  });

  it('keep in order those of one process, and keep subjects apart', async () => {
    const { one } = await openBench(1);
    const gate = defer();
    const order: string[] = [];
    const first = one.hold(KEY, context(), async () => {
      await gate.promise;
      order.push('first');
    });
    const later = ['second', 'third'].map((name) => one.hold(KEY, context(), async () => void order.push(name)));
    await one.hold({ ...KEY, subject: 'another' }, context(), async () => void order.push('another'));
    gate.resolve();
    await Promise.all([first, ...later]);
    expect(order).toEqual(['another', 'first', 'second', 'third']);
  });

  it('pass on what the work resolves and rejects with, and let the next one in', async () => {
    const { one, keyPrefix } = await openBench(1);
    const failure = new Error('the work failed');
    const failed = one.hold(KEY, context(), () => Promise.reject(failure));
    await expect(failed).rejects.toBe(failure);
    expect(await one.hold(KEY, context(), async () => 7)).toBe(7);
    const admin = openIoredis();
    closers.push(() => admin.disconnect());
    expect(await admin.keys(`{${keyPrefix}}*`)).toEqual([`{${keyPrefix}}:fences`]);
  });

  it('are prolonged while they are held', async () => {
    const { clock, one, other } = await openBench(2);
    const [inside, gate] = [defer(), defer()];
    const order: string[] = [];
    const long = one.hold(KEY, context(), async () => {
      inside.resolve();
      await gate.promise;
      order.push('long');
    });
    await inside.promise;
    const next = other.hold(KEY, context(), async () => void order.push('next'));
    let isOver = false;
    void next.finally(() => {
      isOver = true;
    });
    for (let beat = 0; beat < 9; beat++) {
      await clock.advance(10_000);
      // The server has answered the beat when it answers what was asked later on the same connection.
      await one.hold({ ...KEY, subject: 'a look' }, context(), async () => {});
    }
    expect(order).toEqual([]);
    gate.resolve();
    await long;
    await moveUntil(clock, () => isOver);
    await next;
    expect(order).toEqual(['long', 'next']);
  });

  it('are free again after the lease of a process that died, whose work then counts for nothing', async () => {
    const { clock, one, other, keyPrefix } = await openBench(2);
    const { client, close } = await CLIENTS[kind]();
    const dying = createRedisLock({ client, keyPrefix, clock, lease: 30_000, timeout: 100 });
    const inside = defer();
    const lost = dying
      .hold(KEY, context(), async () => {
        inside.resolve();
        await new Promise(() => {});
      })
      .catch((error: unknown) => error);
    await inside.promise;
    close();
    let open = 2;
    const count = (): void => {
      open -= 1;
    };
    void lost.finally(count);
    const taken = one.hold(KEY, context(), async (fence) => fence).finally(count);
    await moveUntil(clock, () => open === 0);
    expect(await taken).toBe(2);
    expect(await lost).toMatchObject({ code: 'CONFLICT', retryable: true });
    expect(await other.hold(KEY, context(), async (fence) => fence)).toBe(3);
  });

  it('are waited for no longer than allowed, nor after an abort, and waiting costs nobody a turn', async () => {
    const { clock, one, other } = await openBench(2, 20_000); // shorter than the lease, which virtual time may outrun
    const [inside, gate] = [defer(), defer()];
    const holder = one.hold(KEY, context(), async () => {
      inside.resolve();
      await gate.promise;
    });
    await inside.promise;
    const controller = new AbortController();
    const aborted = [one, other].map((lock) => lock.hold(KEY, context(controller.signal), async () => 'in'));
    controller.abort(new Error('stopped'));
    for (const one_ of aborted) await expect(one_).rejects.toThrow('stopped');
    let isOver = false;
    const late = other
      .hold(KEY, context(), async () => 'in')
      .catch((error: unknown) => error)
      .finally(() => {
        isOver = true;
      });
    await moveUntil(clock, () => isOver);
    expect(await late).toMatchObject({ code: 'TIMEOUT', outcome: 'not_applied' });
    gate.resolve();
    await holder;
    expect(await one.hold(KEY, context(), async () => 'in')).toBe('in');
  });
});
