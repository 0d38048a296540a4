import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../testing/src/virtual-clock.js';
import { Bulkhead } from '../../src/resilience/bulkhead.js';

const NEVER = Number.POSITIVE_INFINITY;

describe('a bulkhead', () => {
  it('lets calls through up to its limit and refuses the next one when nobody may wait', async () => {
    const bulkhead = new Bulkhead(2, 0, createVirtualClock());
    expect([bulkhead.tryAcquire(), bulkhead.tryAcquire(), bulkhead.tryAcquire()]).toEqual([true, true, false]);
    expect(await bulkhead.acquire(NEVER, undefined)).toBe('refused');
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([2, 0]);
  });

  it('gives a free place to who has waited longest', async () => {
    const bulkhead = new Bulkhead(1, 5, createVirtualClock());
    await bulkhead.acquire(NEVER, undefined);
    const order: number[] = [];
    const waiting = [1, 2, 3].map(async (number) => {
      await bulkhead.acquire(NEVER, undefined);
      order.push(number);
      bulkhead.release();
    });
    expect(bulkhead.queued).toBe(3);
    bulkhead.release();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([0, 0]);
  });

  it('bounds its queue', async () => {
    const bulkhead = new Bulkhead(1, 1, createVirtualClock());
    await bulkhead.acquire(NEVER, undefined);
    const waiting = bulkhead.acquire(NEVER, undefined);
    expect(await bulkhead.acquire(NEVER, undefined)).toBe('refused');
    bulkhead.release();
    expect(await waiting).toBe('settled');
  });

  it('lets nobody wait longer than it wants to', async () => {
    const clock = createVirtualClock();
    const bulkhead = new Bulkhead(1, 5, clock);
    await bulkhead.acquire(NEVER, undefined);
    expect(await clock.settle(bulkhead.acquire(50, undefined))).toBe('timeout');
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([1, 0]);
  });

  it('takes an aborted call out of the queue', async () => {
    const bulkhead = new Bulkhead(1, 5, createVirtualClock());
    await bulkhead.acquire(NEVER, undefined);
    const controller = new AbortController();
    const waiting = bulkhead.acquire(NEVER, controller.signal);
    controller.abort();
    expect(await waiting).toBe('aborted');
    expect(bulkhead.queued).toBe(0);
  });

  it('does not lose the place that it gives out in the instant of an abort', async () => {
    const bulkhead = new Bulkhead(1, 5, createVirtualClock());
    await bulkhead.acquire(NEVER, undefined);
    const controller = new AbortController();
    const aborted = bulkhead.acquire(NEVER, controller.signal);
    const next = bulkhead.acquire(NEVER, undefined);
    controller.abort();
    bulkhead.release();
    expect(await aborted).toBe('aborted');
    expect(await next).toBe('settled');
    expect(bulkhead.inFlight).toBe(1);
  });

  it('admits who waits when the limit grows, and ends nobody when it shrinks', async () => {
    const bulkhead = new Bulkhead(1, 5, createVirtualClock());
    await bulkhead.acquire(NEVER, undefined);
    const waiting = [bulkhead.acquire(NEVER, undefined), bulkhead.acquire(NEVER, undefined)];
    bulkhead.resize(3);
    expect(await Promise.all(waiting)).toEqual(['settled', 'settled']);
    bulkhead.resize(1);
    expect(bulkhead.inFlight).toBe(3);
    bulkhead.release();
    bulkhead.release();
    expect(bulkhead.tryAcquire()).toBe(false);
    bulkhead.release();
    expect(bulkhead.tryAcquire()).toBe(true);
  });

  it('never leaks a place, whoever waits, aborts, times out or is resized', async () => {
    const command = fc.oneof(
      fc.record({ type: fc.constant('acquire' as const), wait: fc.constantFrom(10, 50, NEVER) }),
      fc.constant({ type: 'release' as const }),
      fc.record({ type: fc.constant('abort' as const), index: fc.nat({ max: 20 }) }),
      fc.record({ type: fc.constant('resize' as const), limit: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ type: fc.constant('advance' as const), ms: fc.nat({ max: 60 }) }),
      // Abort and release in one instant, before anyone has had a chance to react.
      fc.constant({ type: 'collide' as const }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.nat({ max: 4 }),
        fc.array(command, { maxLength: 40 }),
        async (limit, queue, commands) => {
          const clock = createVirtualClock();
          const bulkhead = new Bulkhead(limit, queue, clock);
          const controllers: AbortController[] = [];
          let held = 0;
          const release = (): void => {
            if (held === 0) return;
            held--;
            bulkhead.release();
          };
          for (const step of commands) {
            if (step.type === 'acquire') {
              const controller = new AbortController();
              controllers.push(controller);
              void bulkhead.acquire(step.wait, controller.signal).then((end) => {
                if (end === 'settled') held++;
              });
            } else if (step.type === 'release') release();
            else if (step.type === 'abort') controllers[step.index % Math.max(1, controllers.length)]?.abort();
            else if (step.type === 'resize') bulkhead.resize(step.limit);
            else if (step.type === 'advance') await clock.advance(step.ms);
            else {
              for (const controller of controllers) controller.abort();
              release();
            }
            await Promise.resolve();
            await Promise.resolve();
            await Promise.resolve();
            expect(bulkhead.inFlight).toBe(held);
            expect(bulkhead.queued).toBeLessThanOrEqual(queue);
            if (bulkhead.queued > 0) expect(bulkhead.inFlight).toBeGreaterThanOrEqual(bulkhead.limit);
          }
          for (const controller of controllers) controller.abort();
          await clock.drain();
          while (held > 0) release();
          expect([bulkhead.inFlight, bulkhead.queued, clock.pending]).toEqual([0, 0, 0]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
