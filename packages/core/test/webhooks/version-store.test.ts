import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../testing/src/virtual-clock.js';
import type { AppliedVersion, VersionKey, VersionStore } from '../../src/webhooks/index.js';
import { createMemoryVersionStore } from '../../src/webhooks/index.js';
import { createGate } from './handler-harness.js';

const KEY: VersionKey = { scope: '', source: 'acme', tenant: '', subject: 'order_1' };
const version = (number: number): AppliedVersion => ({ version: number, eventId: `evt_${number}`, isTerminal: false });

const read = (store: VersionStore<unknown>, key: VersionKey = KEY): Promise<AppliedVersion | undefined> =>
  store.update(key, undefined, async (applied) => ({ result: applied }));
const write = (store: VersionStore<unknown>, applied: AppliedVersion, key: VersionKey = KEY): Promise<string> =>
  store.update(key, undefined, async () => ({ applied, result: 'written' }));

describe('a version store in memory', () => {
  it('keeps what was applied, and leaves it when nothing new was', async () => {
    const store = createMemoryVersionStore();
    expect(await read(store)).toBeUndefined();
    expect(await write(store, version(1))).toBe('written');
    expect(await read(store)).toEqual(version(1));
    expect(await read(store)).toEqual(version(1));
  });

  it('tells keys apart, whatever their parts hold', async () => {
    const store = createMemoryVersionStore();
    await write(store, version(1), { ...KEY, tenant: 'a","b', subject: 'c' });
    expect(await read(store, { ...KEY, tenant: 'a', subject: 'b","c' })).toBeUndefined();
  });

  it('keeps nothing of work that rejects, passes its error on, and lets the next one in', async () => {
    const store = createMemoryVersionStore();
    await write(store, version(1));
    const failing = store.update(KEY, undefined, () => Promise.reject(new Error('rolled back')));
    const next = read(store);
    await expect(failing).rejects.toThrow('rolled back');
    expect(await next).toEqual(version(1));
  });

  it('lets one at a time work on a subject, each with what the one before has kept, and does not hold up others', async () => {
    const store = createMemoryVersionStore();
    const gate = createGate();
    const first = store.update(KEY, undefined, async () => {
      await gate.handle();
      return { applied: version(1), result: undefined };
    });
    const seen: (number | undefined)[] = [];
    const rest = [2, 3].map((number) =>
      store.update(KEY, undefined, async (applied) => {
        seen.push(applied?.version);
        return { applied: version(number), result: undefined };
      }),
    );
    await gate.started;
    await write(store, version(9), { ...KEY, subject: 'order_2' });
    expect(seen).toEqual([]);
    gate.finish();
    await Promise.all([first, ...rest]);
    expect(seen).toEqual([1, 2]);
    expect(await read(store)).toEqual(version(3));
  });

  it('forgets subjects of which nothing was heard for long enough, now and then', async () => {
    const clock = createVirtualClock();
    const store = createMemoryVersionStore({ clock, retention: 1_000 });
    await write(store, version(1));
    await clock.advance(1_000);
    const other = { ...KEY, subject: 'order_2' };
    for (let count = 0; count < 1_000; count++) await write(store, version(2), other);
    expect([await read(store), await read(store, other)]).toEqual([undefined, version(2)]);
  });

  it('is refused with options that are wrong', () => {
    expect(() => createMemoryVersionStore({ retention: -1 })).toThrow(
      'options.retention must be a number of milliseconds',
    );
  });
});
