import { describe, expect, it } from 'vitest';
import type { SubjectLock, WebhookContext, WebhookHandle } from '../../src/webhooks/index.js';
import { createMemoryLock, isPermanentFailure, serial } from '../../src/webhooks/index.js';
import { createGate, type Gate } from './handler-harness.js';
import { contextOf } from './ordering-bench.js';

const contextFor = (id: string, overrides: Partial<WebhookContext> = {}): WebhookContext =>
  contextOf({ id, type: 'updated', created: 1 }, overrides);

interface Bench {
  readonly begun: string[];
  /** Ends the handler of an event. */
  gate(id: string): Gate;
  give(id: string, overrides?: Partial<WebhookContext>): Promise<unknown>;
}

function createBench(lock: SubjectLock<unknown> = createMemoryLock()): Bench {
  const gates = new Map<string, Gate>();
  const begun: string[] = [];
  const gate = (id: string): Gate => {
    const known = gates.get(id) ?? createGate();
    gates.set(id, known);
    return known;
  };
  const guarded: WebhookHandle<unknown> = serial<unknown>(
    (_, { id }) => {
      begun.push(id);
      return gate(id).handle();
    },
    { lock },
  );
  return { begun, gate, give: async (id, overrides) => guarded({}, contextFor(id, overrides)) };
}

describe('a serial handler', () => {
  it('runs for one event of a subject at a time, in the order in which they came to the lock', async () => {
    const { begun, gate, give } = createBench();
    const all = ['a', 'b', 'c'].map((id) => give(id));
    await gate('a').started;
    expect(begun).toEqual(['a']);
    gate('a').finish();
    await gate('b').started;
    expect(begun).toEqual(['a', 'b']);
    gate('b').finish();
    gate('c').finish();
    await Promise.all(all);
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('does not wait for other subjects, tenants and sources', async () => {
    const { begun, gate, give } = createBench();
    const all = [
      give('a'),
      give('b', { subject: 'order_2' }),
      give('c', { tenant: 't' }),
      give('d', { source: 'other' }),
    ];
    await gate('d').started;
    expect(begun.toSorted()).toEqual(['a', 'b', 'c', 'd']);
    for (const id of begun) gate(id).finish();
    await Promise.all(all);
  });

  it('lets the next one in after a failure, and passes the failure on', async () => {
    const { gate, give } = createBench();
    const failing = give('a');
    const next = give('b');
    gate('a').finish(new Error('x'));
    gate('b').finish();
    await expect(failing).rejects.toThrow('x');
    await expect(next).resolves.toBeUndefined();
  });

  it('lets the next one in when the one inside has lost its delivery and hangs', async () => {
    const lost = new AbortController();
    const { begun, gate, give } = createBench();
    const hanging = give('a', { signal: lost.signal });
    const next = give('b');
    await gate('a').started;
    lost.abort(new Error('lost'));
    await expect(hanging).rejects.toThrow('lost');
    gate('b').finish();
    await next;
    expect(begun).toEqual(['a', 'b']);
  });

  it('gives up at once when its delivery is lost while it waits, and those behind it keep their order', async () => {
    const lost = new AbortController();
    const { begun, gate, give } = createBench();
    const first = give('a');
    const waiting = give('b', { signal: lost.signal });
    const last = give('c');
    await gate('a').started;
    lost.abort(new Error('lost'));
    await expect(waiting).rejects.toThrow('lost');
    expect(begun).toEqual(['a']);
    gate('a').finish();
    gate('c').finish();
    await Promise.all([first, last]);
    expect(begun).toEqual(['a', 'c']);
  });

  it('hands key, transaction and signal to the lock, and what the handler says to the caller', async () => {
    const seen: unknown[] = [];
    const lock: SubjectLock<unknown> = {
      hold: async (key, { transaction, signal }, work) => {
        seen.push(key, transaction, signal.aborted);
        return work();
      },
    };
    const guarded = serial<{ readonly about: string }, unknown>(() => 'superseded', {
      lock,
      subject: ({ about }) => about,
    });
    expect(await guarded({ about: 'order_9' }, { ...contextFor('a'), transaction: 'tx' })).toBe('superseded');
    expect(seen).toEqual([{ source: 'acme', tenant: '', subject: 'order_9' }, 'tx', false]);
  });

  it('sends an event without a subject to the dead letters', async () => {
    const failure = await createBench()
      .give('a', { subject: undefined })
      .catch((error: unknown) => error);
    expect(isPermanentFailure(failure)).toBe(true);
  });

  it('is refused without a lock', () => {
    expect(() => serial(() => {}, {} as never)).toThrow('options.lock must be an object');
  });
});
