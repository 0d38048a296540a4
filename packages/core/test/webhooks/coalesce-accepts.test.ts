import { describe, expect, it } from 'vitest';
import { coalesceAccepts, createMemoryInbox, type Delivery, type Inbox } from '../../src/webhooks/index.js';

const delivery = (id: string, size = 2): Delivery => ({
  tenant: '',
  source: 'acme',
  id,
  idOrigin: 'sender',
  type: 'order.paid',
  receivedAt: 0,
  headers: {},
  body: new Uint8Array(size),
});

/** A store over a network: each call waits until it is let through. */
function createSlowStore(fails: (ids: readonly string[]) => boolean = () => false): {
  readonly accept: Inbox['accept'];
  readonly calls: string[];
  letThrough(): Promise<void>;
} {
  const inbox = createMemoryInbox();
  const calls: string[] = [];
  let waiting: (() => void)[] = [];
  return {
    calls,
    async accept(deliveries) {
      const ids = deliveries.map(({ id }) => id);
      calls.push(ids.join(' '));
      await new Promise<void>((resolve) => waiting.push(resolve));
      if (fails(ids)) throw new Error(`Cannot store ${ids.join(' ')}`);
      return inbox.accept(deliveries);
    },
    async letThrough() {
      await Promise.resolve(); // What is asked for at one moment is gathered first.
      while (waiting.length > 0) {
        const released = waiting;
        waiting = [];
        for (const release of released) release();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

describe('coalesceAccepts', () => {
  it('stores at once what comes alone', async () => {
    const store = createSlowStore();
    void coalesceAccepts(store.accept)([delivery('a')]);
    await Promise.resolve();
    expect(store.calls).toEqual(['a']);
  });

  it('stores by one call what comes at one moment', async () => {
    const store = createSlowStore();
    const accept = coalesceAccepts(store.accept);
    const answers = ['a', 'b', 'c'].map((id) => accept([delivery(id)]));
    await store.letThrough();
    expect(store.calls).toEqual(['a b c']);
    expect(await Promise.all(answers)).toEqual([
      [{ outcome: 'stored' }],
      [{ outcome: 'stored' }],
      [{ outcome: 'stored' }],
    ]);
  });

  it('stores by one call what comes while the store is busy, and tells each request its own part', async () => {
    const store = createSlowStore();
    const accept = coalesceAccepts(store.accept, { concurrency: 1 });
    const ask = (ids: readonly string[]): ReturnType<typeof accept> => accept(ids.map((id) => delivery(id)));
    const answers = [ask(['a'])];
    await Promise.resolve();
    answers.push(...[['b', 'c'], ['a'], ['d', 'b']].map(ask));
    await store.letThrough();
    expect(store.calls).toEqual(['a', 'b c a d b']);
    const outcomes = (await Promise.all(answers)).map((accepted) => accepted.map(({ outcome }) => outcome));
    expect(outcomes).toEqual([['stored'], ['stored', 'stored'], ['duplicate'], ['stored', 'duplicate']]);
  });

  it('has a few calls under way, and no more', async () => {
    const store = createSlowStore();
    const accept = coalesceAccepts(store.accept);
    const answers = [];
    for (const id of ['a', 'b', 'c', 'd']) {
      answers.push(accept([delivery(id)]));
      await Promise.resolve();
    }
    expect(store.calls).toEqual(['a', 'b']);
    await store.letThrough();
    expect(store.calls).toEqual(['a', 'b', 'c d']);
    expect(await Promise.all(answers)).toHaveLength(4);
  });

  it('bounds a call by deliveries and by bytes, but for a request that is larger by itself', async () => {
    const store = createSlowStore();
    const accept = coalesceAccepts(store.accept, { concurrency: 1, maxDeliveries: 3, maxBytes: 100 });
    const requests = [['a'], ['b'], ['c', 'd'], ['e'], ['f', 'g', 'h', 'i'], ['large'], ['j']];
    const answers = requests.map((ids) => accept(ids.map((id) => delivery(id, id === 'large' ? 200 : 2))));
    await store.letThrough();
    await Promise.all(answers);
    expect(store.calls).toEqual(['a b', 'c d e', 'f g h i', 'large', 'j']);
  });

  it('lets no request fail because of another', async () => {
    const store = createSlowStore((ids) => ids.includes('bad'));
    const accept = coalesceAccepts(store.accept, { concurrency: 1 });
    const answers = ['a', 'b', 'bad', 'c'].map((id) => accept([delivery(id)]));
    const settled = Promise.allSettled(answers);
    await store.letThrough();
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    await expect(answers[2]).rejects.toThrow('Cannot store bad');
  });

  it('rejects a request that cannot be measured, and that one alone', async () => {
    const store = createSlowStore();
    const accept = coalesceAccepts(store.accept);
    const answers = [accept([{ ...delivery('bad'), body: null as never }]), accept([delivery('a')])];
    const settled = Promise.allSettled(answers);
    await Promise.resolve();
    await store.letThrough();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  it('goes on after a failure', async () => {
    const store = createSlowStore((ids) => ids.includes('bad'));
    const accept = coalesceAccepts(store.accept, { concurrency: 1 });
    const failed = accept([delivery('bad')]).catch((error: unknown) => error);
    await store.letThrough();
    expect(await failed).toBeInstanceOf(Error);
    const next = accept([delivery('a')]);
    await store.letThrough();
    expect(await next).toEqual([{ outcome: 'stored' }]);
  });
});
