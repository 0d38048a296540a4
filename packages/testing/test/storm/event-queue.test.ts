import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventQueue } from '../../src/storm/event-queue.js';

const nothing = (): void => {};

describe('createEventQueue', () => {
  it('hands out events by time, and those of one time as they were added', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
        const queue = createEventQueue();
        const added = times.map((at, order) => ({ event: queue.add(at, nothing), at, order }));
        const expected = added.toSorted((left, right) => left.at - right.at || left.order - right.order);
        expect(expected.map(() => queue.take())).toEqual(expected.map(({ event }) => event));
        expect(queue.take()).toBeUndefined();
      }),
    );
  });

  it('stays in order when events are added and taken in turns', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined })), (steps) => {
        const queue = createEventQueue();
        const model: number[] = [];
        for (const step of steps) {
          if (step === undefined) expect(queue.take()?.at).toBe(model.shift());
          else {
            queue.add(step, nothing);
            model.push(step);
            model.sort((left, right) => left - right);
          }
          expect(queue.size).toBe(model.length);
          expect(queue.nextAt()).toBe(model[0] ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });
});
