/** A source of numbers in [0, 1), as `Math.random` is. */
export type Random = () => number;

/**
 * Random numbers that are the same for the same seed, on every machine: Mulberry32, whose period of 2^32 is plenty for
 * tests. Not for secrets.
 *
 * @example
 * ```ts
 * import { createSeededRandom } from '@breakwater/testing';
 *
 * const random = createSeededRandom(7);
 * random(); // the same in every run
 * ```
 */
export function createSeededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
