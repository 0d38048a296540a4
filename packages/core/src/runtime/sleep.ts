import type { Clock } from './clock.js';

/**
 * Waits. Rejects with the signal's own reason as soon as `signal` is aborted.
 */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/**
 * A {@link Sleep} on the given clock; its timer is cleared when the wait is aborted.
 *
 * @example
 * ```ts
 * import { createSleep, systemClock } from '@breakwater/core';
 *
 * const sleep = createSleep(systemClock);
 * await sleep(250, AbortSignal.timeout(1_000));
 * ```
 */
export function createSleep(clock: Clock): Sleep {
  return (ms, signal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = (): void => {
        clock.clearTimeout(handle);
        reject(signal?.reason);
      };
      const handle = clock.setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
}
