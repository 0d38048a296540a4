import { createVirtualClock } from '@breakwater/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { replaceGlobals } from '../src/storm/virtual-globals.ts';

const { setTimeout, setInterval, clearTimeout, clearInterval, Date } = globalThis;
const { random } = Math;
const now = performance.now;

afterEach(() => {
  Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval, Date });
  Math.random = random;
  performance.now = now;
});

describe('replaceGlobals', () => {
  it('lets timers, dates and random numbers follow the clock of a storm', async () => {
    const clock = createVirtualClock();
    const start = clock.now();
    replaceGlobals().attach(clock, () => 0.25);
    const seen: unknown[] = [];
    globalThis.setTimeout((text: string) => seen.push([text, globalThis.Date.now() - start]), 100, 'once');
    const interval = globalThis.setInterval(() => seen.push(new globalThis.Date().getTime() - start), 40);
    const cleared = globalThis.setTimeout(() => seen.push('never'), 50);
    globalThis.clearTimeout(cleared);
    await clock.advance(100);
    globalThis.clearInterval(interval);
    await clock.advance(1_000);
    expect(seen).toEqual([40, 80, ['once', 100]]);
    expect(Math.random()).toBe(0.25);
    expect(clock.pending).toBe(0);
  });

  it('offers what libraries ask of the timers of Node', async () => {
    const clock = createVirtualClock();
    replaceGlobals().attach(clock, () => 0);
    let fired = 0;
    const timer = globalThis.setTimeout(() => (fired += 1), 100);
    expect(timer.unref().ref().hasRef()).toBe(true);
    await clock.advance(60);
    timer.refresh();
    await clock.advance(60);
    expect(fired).toBe(0);
    await clock.advance(40);
    expect(fired).toBe(1);
  });

  it('makes dates of anything else as ever', () => {
    replaceGlobals().attach(createVirtualClock(), () => 0);
    expect(new globalThis.Date(2020, 0, 1).getFullYear()).toBe(2020);
    expect(new globalThis.Date('2020-01-01T00:00:00Z').toISOString()).toBe('2020-01-01T00:00:00.000Z');
    expect(new globalThis.Date()).toBeInstanceOf(Date);
  });

  it('refuses timers and random numbers before it has a clock', () => {
    replaceGlobals();
    expect(() => globalThis.setTimeout(() => {}, 1)).toThrow('while it was being loaded');
    expect(() => Math.random()).toThrow('while it was being loaded');
  });
});
