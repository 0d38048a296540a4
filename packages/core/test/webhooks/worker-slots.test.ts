import { describe, expect, it } from 'vitest';
import type { Inbox } from '../../src/webhooks/index.js';
import { createGate } from './handler-harness.js';
import { createWorker } from './worker-harness.js';

/** A store that is asked to take note of what is done, and says nothing until it is let. */
function createSlowRecord(): { readonly change: (inbox: Inbox) => Inbox; readonly waiting: (() => void)[] } {
  const waiting: (() => void)[] = [];
  const change = (inbox: Inbox): Inbox => ({
    ...inbox,
    async complete(...input) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return inbox.complete(...input);
    },
  });
  return { change, waiting };
}

const event = (id: string, order?: string): { id: string; type: string; order?: string | undefined } => ({
  id,
  type: 'order.paid',
  order,
});

describe('the slots of a worker', () => {
  it('take others while the store takes note of what is done, but no more than it can be asked for', async () => {
    const seen: string[] = [];
    const { change, waiting } = createSlowRecord();
    const on = { 'order.paid': ({ id }: { id: string }): void => void seen.push(id) };
    const { deliver, clock, worker } = createWorker({ on }, { concurrency: 1 }, change);
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const id of ids) await deliver(event(id));
    await clock.advance(100);
    expect([seen, worker.health().working]).toEqual([['a', 'b', 'c'], 3]);
    waiting.shift()?.();
    await clock.advance(100);
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
    while (waiting.length > 0) {
      waiting.shift()?.();
      await clock.advance(100);
    }
    expect([seen, worker.health().working]).toEqual([ids, 0]);
  });

  it('never have more handlers than there are, also when a subject is let go of by the one before', async () => {
    const seen: string[] = [];
    const { change, waiting } = createSlowRecord();
    const other = createGate();
    const on = {
      'order.paid': async ({ id }: { id: string }): Promise<void> => {
        seen.push(id);
        if (id === 'other') await other.handle();
      },
    };
    const { deliver, clock } = createWorker({ on }, { concurrency: 1 }, change);
    for (const one of [event('first', 'order_1'), event('second', 'order_1'), event('other')]) await deliver(one);
    await clock.advance(100);
    // The second of a subject waits for the record of the first, and not for its handler only.
    expect(seen).toEqual(['first', 'other']);
    waiting.shift()?.();
    await clock.advance(100);
    expect(seen).toEqual(['first', 'other']); // The only slot is the other one's.
    other.finish();
    await clock.advance(100);
    expect(seen).toEqual(['first', 'other', 'second']);
    while (waiting.length > 0) {
      waiting.shift()?.();
      await clock.advance(100);
    }
  });
});
