import { describe, expect, it } from 'vitest';
import { StaleCache } from '../../src/resilience/stale-cache.js';

describe('the cache of a stale fallback', () => {
  it('answers what was kept, also undefined, and tells it from nothing', () => {
    const cache = new StaleCache({ maxAge: 1_000, maxEntries: 2 });
    cache.set('a', undefined, 0);
    expect(cache.get('a', 1_000)).toMatchObject({ value: undefined });
    expect(cache.get('b', 0)).toBeUndefined();
  });

  it('drops what is too old', () => {
    const cache = new StaleCache({ maxAge: 1_000, maxEntries: 2 });
    cache.set('a', 1, 0);
    expect(cache.get('a', 1_001)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('forgets the least recently used first', () => {
    const cache = new StaleCache({ maxAge: 1_000, maxEntries: 2 });
    cache.set('a', 1, 0);
    cache.set('b', 2, 0);
    cache.get('a', 1);
    cache.set('c', 3, 2);
    expect(cache.get('b', 3)).toBeUndefined();
    expect([cache.get('a', 3)?.value, cache.get('c', 3)?.value]).toEqual([1, 3]);
    expect(cache.size).toBe(2);
  });

  it('replaces an answer without growing', () => {
    const cache = new StaleCache({ maxAge: 1_000, maxEntries: 2 });
    for (let count = 0; count < 10; count++) cache.set('a', count, count);
    expect(cache.size).toBe(1);
    expect(cache.get('a', 9)?.value).toBe(9);
  });
});
