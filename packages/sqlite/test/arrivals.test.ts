import { createVirtualClock } from '@breakwater/testing';
import { describe, expect, it, vi } from 'vitest';
import { delivery } from './processes/effect.js';
import { createTemporaryStore } from './temporary-store.js';

describe('listeners to arrivals', () => {
  const temporary = createTemporaryStore();

  it('hear of what becomes due in their process as soon as it is written, each as often as it listens', async () => {
    const inbox = temporary.open('own', { clock: createVirtualClock(), watchInterval: 3_600_000 });
    const heard = vi.fn<() => void>();
    const failing = vi.fn<() => void>(() => {
      throw new Error('broken');
    });
    const stops = [inbox.onArrival?.(failing), inbox.onArrival?.(heard), inbox.onArrival?.(heard)];
    await inbox.accept([delivery('a')]);
    expect([failing.mock.calls.length, heard.mock.calls.length]).toEqual([1, 2]);
    await inbox.accept([delivery('a')]); // a duplicate
    stops[1]?.();
    stops[1]?.();
    const [first] = await inbox.claim({ lease: 1_000 });
    if (!first) throw new Error('Nothing is due');
    await inbox.fail(first, { error: 'x', delay: 1_000 }); // due later
    expect(heard).toHaveBeenCalledTimes(2);
    await inbox.replay(delivery('a'), { actor: 'ops', reason: 'why not' });
    expect(heard).toHaveBeenCalledTimes(3);
    const [second] = await inbox.claim({ lease: 1_000 });
    if (!second) throw new Error('Nothing is due');
    await inbox.release?.(second);
    expect(heard).toHaveBeenCalledTimes(4);
    const [third] = await inbox.claim({ lease: 1_000 });
    if (!third) throw new Error('Nothing is due');
    await inbox.fail(third, { error: 'x', delay: 0 });
    expect(heard).toHaveBeenCalledTimes(5);
    for (const stop of stops) stop?.();
    await inbox.accept([delivery('b')]);
    expect(heard).toHaveBeenCalledTimes(5);
  });

  it('are told when the file cannot be read, so that they find out', async () => {
    const inbox = temporary.open('gone', { file: `${temporary.path('gone')}/inbox.db`, watchInterval: 1 });
    await new Promise<void>((resolve) => {
      const stop = inbox.onArrival?.(() => {
        stop?.();
        resolve();
      });
    });
    await expect(inbox.claim({ lease: 1 })).rejects.toMatchObject({ vendorCode: '14' });
  });

  it('hear nothing after the inbox was closed', async () => {
    const inbox = temporary.open('closed');
    const heard = vi.fn<() => void>();
    inbox.onArrival?.(heard);
    await inbox.close();
    inbox.onArrival?.(heard)?.();
    expect(heard).not.toHaveBeenCalled();
  });
});
