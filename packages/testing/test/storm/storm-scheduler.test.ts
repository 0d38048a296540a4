import { createSleep } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { createStormScheduler } from '../../src/storm/storm-scheduler.js';

describe('createStormScheduler', () => {
  it('fires timers at their time, as whole milliseconds of the clock', async () => {
    const scheduler = createStormScheduler();
    const start = scheduler.now();
    const seen: number[] = [];
    for (const ms of [30, 10, 20.9]) scheduler.setTimeout(() => seen.push(scheduler.now() - start), ms);
    await scheduler.run(100);
    expect(seen).toEqual([10, 20, 30]);
  });

  it('never fires in the millisecond in which a timer was set', async () => {
    const scheduler = createStormScheduler();
    const start = scheduler.now();
    const seen: number[] = [];
    scheduler.setTimeout(() => seen.push(scheduler.now() - start), 0);
    scheduler.setTimeout(() => seen.push(scheduler.now() - start), -5);
    await scheduler.run(10);
    expect(seen).toEqual([1, 1]);
  });

  it('fires a wait that is too long for timers after a millisecond, as they do', async () => {
    const scheduler = createStormScheduler();
    let isFired = false;
    scheduler.setTimeout(() => (isFired = true), 2 ** 31);
    await scheduler.run(1);
    expect(isFired).toBe(true);
  });

  it('does not fire what was cleared', async () => {
    const scheduler = createStormScheduler();
    let isFired = false;
    scheduler.clearTimeout(scheduler.setTimeout(() => (isFired = true), 5));
    scheduler.clearTimeout(undefined);
    await scheduler.run(10);
    expect(isFired).toBe(false);
  });

  it('lets promises react before time moves on', async () => {
    const scheduler = createStormScheduler();
    const start = scheduler.now();
    const sleep = createSleep(scheduler);
    const seen: number[] = [];
    const steps = (async () => {
      for (let step = 0; step < 3; step++) {
        await sleep(7);
        await Promise.resolve();
        seen.push(scheduler.now() - start);
      }
    })();
    await scheduler.run(100);
    await steps;
    expect(seen).toEqual([7, 14, 21]);
  });

  it('runs exact events in the order of their time, between the milliseconds', async () => {
    const scheduler = createStormScheduler();
    const seen: [number, number][] = [];
    const start = scheduler.now();
    const note = (): unknown => seen.push([scheduler.elapsed(), scheduler.now() - start]);
    scheduler.at(2.7, note);
    scheduler.at(2.2, () => {
      note();
      scheduler.at(2.4, note);
    });
    await scheduler.run(10);
    expect(seen).toEqual([
      [2.2, 3],
      [2.4, 3],
      [2.7, 3],
    ]);
  });

  it('stops at the given time and goes on from there', async () => {
    const scheduler = createStormScheduler();
    const seen: string[] = [];
    scheduler.at(10, () => seen.push('ten'));
    scheduler.at(20, () => seen.push('twenty'));
    await scheduler.run(15);
    expect(seen).toEqual(['ten']);
    await scheduler.run(25);
    expect(seen).toEqual(['ten', 'twenty']);
  });

  it('stops when it is told that all is done', async () => {
    const scheduler = createStormScheduler();
    let fired = 0;
    const again = (): void => {
      fired += 1;
      scheduler.setTimeout(again, 10);
    };
    again();
    await scheduler.run(10_000, () => fired === 3);
    expect(fired).toBe(3);
  });
});
