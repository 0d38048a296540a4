import { describe, expect, it } from 'vitest';
import { createSleep } from '../../core/src/runtime/sleep.js';
import { createVirtualClock } from '../src/virtual-clock.js';

describe('virtual clock', () => {
  it('stands still until it is moved', async () => {
    const clock = createVirtualClock();
    let fired = false;
    clock.setTimeout(() => (fired = true), 0);
    await clock.drain();
    expect({ now: clock.now(), fired, pending: clock.pending }).toEqual({
      now: Date.UTC(2026, 0, 1),
      fired: false,
      pending: 1,
    });
  });

  it('fires due timers in order, each at its own time, and those that they arm', async () => {
    const clock = createVirtualClock(0);
    const log: [string, number][] = [];
    const note = (name: string): void => void log.push([name, clock.now()]);
    clock.setTimeout(() => note('third'), 30);
    clock.setTimeout(() => {
      note('first');
      clock.setTimeout(() => note('armed by first'), 5);
    }, 10);
    clock.setTimeout(() => note('second, same time'), 10);
    clock.setTimeout(() => note('late'), 101);
    await clock.advance(100);
    expect(log).toEqual([
      ['first', 10],
      ['second, same time', 10],
      ['armed by first', 15],
      ['third', 30],
    ]);
    expect([clock.now(), clock.pending]).toEqual([100, 1]);
  });

  it('lets promises react between two timers', async () => {
    const clock = createVirtualClock(0);
    const sleep = createSleep(clock);
    const log: number[] = [];
    const work = (async () => {
      for (const ms of [5, 10, 20]) {
        await sleep(ms);
        await new Response('body').text();
        log.push(clock.now());
      }
    })();
    await clock.advance(35);
    await work;
    expect(log).toEqual([5, 15, 35]);
  });

  it('forgets a cleared timer, and ignores handles that it does not know', async () => {
    const clock = createVirtualClock(0);
    const handle = clock.setTimeout(() => expect.unreachable(), 10);
    clock.clearTimeout(handle);
    clock.clearTimeout(handle);
    clock.clearTimeout(undefined);
    await clock.advance(20);
    expect(clock.pending).toBe(0);
  });

  it('moves to the next timer only', async () => {
    const clock = createVirtualClock(0);
    clock.setTimeout(() => {}, 10);
    clock.setTimeout(() => {}, 50);
    expect([await clock.advanceToNext(), clock.now()]).toEqual([true, 10]);
    expect([await clock.advanceToNext(), clock.now()]).toEqual([true, 50]);
    expect([await clock.advanceToNext(), clock.now()]).toEqual([false, 50]);
  });

  it('settles a promise like the promise itself', async () => {
    const clock = createVirtualClock(0);
    const sleep = createSleep(clock);
    const reason = new Error('no');
    expect(await clock.settle(sleep(60_000).then(() => 'done'))).toBe('done');
    await expect(
      clock.settle(
        sleep(1).then(() => {
          throw reason;
        }),
      ),
    ).rejects.toBe(reason);
    expect(clock.now()).toBe(60_001);
  });

  it('fires what else is due at the moment in which the promise settles', async () => {
    const clock = createVirtualClock(0);
    const sleep = createSleep(clock);
    const [first, second] = [sleep(10), sleep(10)];
    clock.setTimeout(() => expect.unreachable(), 11);
    await clock.settle(first);
    await second;
    expect([clock.now(), clock.pending]).toEqual([10, 1]);
  });

  it('settles work that no timer stands for', async () => {
    const clock = createVirtualClock();
    const digest = await clock.settle(crypto.subtle.digest('SHA-256', new Uint8Array(1_000_000)));
    expect(digest.byteLength).toBe(32);
  });

  it('says so when nothing can settle the promise', async () => {
    const clock = createVirtualClock();
    await expect(clock.settle(new Promise(() => {}))).rejects.toThrow('no timer is armed that could settle it');
  });

  it('gives up on a promise that hangs behind a timer which re-arms itself', async () => {
    const clock = createVirtualClock(0);
    const tick = (): void => void clock.setTimeout(tick, 1_000);
    tick();
    await expect(clock.settle(new Promise(() => {}), { within: 5_000 })).rejects.toThrow('after 5000 ms');
    await expect(clock.runUntilIdle({ within: 5_000 })).rejects.toThrow('1 timers are still armed');
    expect(clock.now()).toBe(10_000);
  });

  it('runs until no timer is armed', async () => {
    const clock = createVirtualClock(0);
    const sleep = createSleep(clock);
    let rounds = 0;
    const work = (async () => {
      for (; rounds < 3; rounds += 1) await sleep(10);
    })();
    await clock.runUntilIdle();
    await work;
    expect([rounds, clock.now()]).toEqual([3, 30]);
  });

  it('steps the time without touching the timers', async () => {
    const clock = createVirtualClock(1_000);
    let firedAt = 0;
    clock.setTimeout(() => (firedAt = clock.now()), 10);
    clock.set(0);
    expect(clock.now()).toBe(0);
    await clock.advance(10);
    expect([firedAt, clock.now()]).toEqual([10, 10]);
  });

  it('refuses what a real timer cannot do, and a move into the past', async () => {
    const clock = createVirtualClock();
    expect(() => clock.setTimeout(() => {}, Number.NaN)).toThrow(RangeError);
    expect(() => clock.setTimeout(() => {}, 2 ** 31)).toThrow('it would fire at once');
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
  });

  it('passes on what a timer throws', async () => {
    const clock = createVirtualClock(0);
    clock.setTimeout(() => {
      throw new Error('from a timer');
    }, 1);
    await expect(clock.advance(5)).rejects.toThrow('from a timer');
  });
});
