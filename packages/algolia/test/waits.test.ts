import { AsyncResource } from 'node:async_hooks';
import { describe, expect, it, vi } from 'vitest';
import { color, createBench, createFilledBench, haircut } from './algolia-bench.js';

const look = 'GET /1/indexes/services/task/{task}';

describe('a wait', () => {
  it.each(['hang', 'reset'] as const)('ends by the time of its call when looks meet %s', async (type) => {
    const { services, emulator, clock, settle } = await createBench();
    emulator.faults.add({ match: look, times: Infinity, fault: { type } });
    const startedAt = clock.now();
    await expect(settle(services.save(haircut, { wait: true, timeout: 8_000 }))).resolves.toEqual({
      taskIDs: [1],
      published: false,
    });
    expect(clock.now() - startedAt).toBeLessThanOrEqual(8_000);
    expect(clock.pending).toBe(0);
  });

  it('ends with the reason of the caller who gives it up', async () => {
    const { services, clock } = await createBench({}, { looksUntilPublished: 1_000 });
    const abort = new AbortController();
    const saved = services.save(haircut, { wait: true, signal: abort.signal }).catch((caught: unknown) => caught);
    await clock.advance(2_000);
    abort.abort('left the page');
    await expect(saved).resolves.toBe('left the page');
    await clock.drain();
    expect(clock.pending).toBe(0);
  });

  it('for a whole replacement ends by its deadline, and leaves the index as it was', async () => {
    const { services, emulator, clock, fail } = await createFilledBench();
    const fault = { type: 'hang' } as const;
    emulator.faults.add({ match: ({ path }) => path.includes('/task/'), times: Infinity, fault });
    const startedAt = clock.now();
    const error = await fail(services.replaceAll([color], { timeout: 10_000 }));
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
    // The time to remove what was staged comes on top.
    expect(clock.now() - startedAt).toBeLessThanOrEqual(15_000);
  });

  it('of the SDK’s own asks nothing more once the call that it belongs to is over', async () => {
    const { algolia, emulator, clock, fail } = await createBench({}, { looksUntilPublished: 1_000 });
    // Its pauses are on the timers of the runtime, which keep the context that they are set in.
    const pauses: (() => void)[] = [];
    vi.stubGlobal('setTimeout', (callback: () => void) => pauses.push(AsyncResource.bind(callback)));
    try {
      const wait = algolia.run(
        'objects.save',
        async (client) => {
          const { taskID } = await client.saveObject({ indexName: 'services', body: { ...haircut } });
          await client.waitForTask({ indexName: 'services', taskID });
        },
        { timeout: 1_000 },
      );
      const error = await fail(wait);
      expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown' });
      expect(error.message).toContain('it may have been applied');
      expect([pauses.length, emulator.book.count(look)]).toEqual([1, 1]);
      pauses[0]?.();
      await clock.drain();
      expect([pauses.length, emulator.book.count(look)]).toEqual([1, 1]);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
