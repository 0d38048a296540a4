import { createSleep } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../testing/src/virtual-clock.js';

describe('createSleep', () => {
  it('waits on the given clock, and leaves no listener on the signal', async () => {
    const clock = createVirtualClock();
    const { signal } = new AbortController();
    const start = clock.now();
    await clock.settle(createSleep(clock)(60_000, signal));
    expect(clock.now() - start).toBe(60_000);
  });

  it('rejects with the reason as soon as the signal is aborted, and clears its timer', async () => {
    const clock = createVirtualClock();
    const abort = new AbortController();
    const reason = new Error('enough');
    const waiting = createSleep(clock)(60_000, abort.signal);
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
  });

  it('does not begin to wait when the signal is aborted already', async () => {
    const clock = createVirtualClock();
    await expect(createSleep(clock)(1, AbortSignal.abort('no'))).rejects.toBe('no');
    expect(clock.pending).toBe(0);
  });
});
