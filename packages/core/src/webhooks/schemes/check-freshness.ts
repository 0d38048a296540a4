import { type Rejection, reject } from '../verification/verdict.js';
import type { Freshness } from './webhook-scheme.js';

/**
 * Parses a timestamp in whole seconds.
 *
 * @returns milliseconds since the epoch, or undefined for anything but 1 to 12 digits
 */
export function parseSeconds(text: string): number | undefined {
  return /^\d{1,12}$/.test(text) ? Number(text) * 1_000 : undefined;
}

/** Refuses a request that was signed too long ago, or too far ahead of our clock. */
export function checkFreshness(signedAt: number, freshness: Freshness): Rejection | undefined {
  // Senders sign whole seconds. Judging by whole seconds too keeps our answer the same as the vendors' own.
  const toSeconds = (ms: number): number => Math.floor(ms / 1_000);
  const age = (toSeconds(freshness.now) - toSeconds(signedAt)) * 1_000;
  const tell = (ms: number, limit: number): string => `${ms / 1_000} s; at most ${limit / 1_000} s is accepted.`;
  if (!(age <= freshness.tolerance)) {
    return reject('timestamp_too_old', `Signed ago: ${tell(age, freshness.tolerance)}`);
  }
  if (!(-age <= freshness.futureTolerance)) {
    return reject('timestamp_too_new', `Signed ahead of our clock: ${tell(-age, freshness.futureTolerance)}`);
  }
  return undefined;
}
