import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../testing/src/virtual-clock.js';
import { Wait } from '../../src/resilience/wait.js';
import { watchListeners } from './watch-listeners.js';

describe('a wait', () => {
  it('ends when it is settled, and leaves nothing behind', async () => {
    const clock = createVirtualClock();
    const { signal, listeners } = watchListeners();
    const wait = new Wait(clock, 100, signal);
    expect([clock.pending, listeners()]).toEqual([1, 1]);
    expect(wait.settle()).toBe(true);
    expect(await wait.end).toBe('settled');
    expect(wait.settle()).toBe(false);
    expect([clock.pending, listeners()]).toEqual([0, 0]);
  });

  it('ends when its time is over', async () => {
    const clock = createVirtualClock();
    const { signal, listeners } = watchListeners();
    expect(await clock.settle(new Wait(clock, 100, signal).end)).toBe('timeout');
    expect(listeners()).toBe(0);
  });

  it('ends when the caller aborts', async () => {
    const clock = createVirtualClock();
    const { signal, abort, listeners } = watchListeners();
    const wait = new Wait(clock, 100, signal);
    abort(new Error('enough'));
    expect(await wait.end).toBe('aborted');
    expect([clock.pending, listeners()]).toEqual([0, 0]);
  });

  it('does not begin when the caller has aborted already', async () => {
    const clock = createVirtualClock();
    const wait = new Wait(clock, 100, AbortSignal.abort());
    expect(await wait.end).toBe('aborted');
    expect(clock.pending).toBe(0);
  });

  it('arms no timer for an endless wait', () => {
    const clock = createVirtualClock();
    const wait = new Wait(clock, Number.POSITIVE_INFINITY, undefined);
    expect(clock.pending).toBe(0);
    expect(wait.settle()).toBe(true);
  });

  it('asks no more of a timer than it can hold', () => {
    const clock = createVirtualClock();
    const wait = new Wait(clock, 1e15, undefined);
    expect(clock.pending).toBe(1);
    expect(wait.settle()).toBe(true);
  });
});
