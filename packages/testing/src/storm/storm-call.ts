import { createStormFailure, type StormFailure } from './storm-failure.js';
import type { StormScheduler } from './storm-scheduler.js';
import type { StormServer } from './storm-server.js';

/**
 * One request to the server of a storm. Each time that it is called, a request is sent. Rejects with a
 * {@link StormFailure}, or with the reason of `signal` when that is aborted; the server goes on working for nobody then.
 */
export type StormCall = (signal?: AbortSignal) => Promise<void>;

/** Creates the client side of a storm: it gives up after `timeout` milliseconds, as HTTP clients do. */
export function createStormCall(server: StormServer, scheduler: StormScheduler, timeout: number): StormCall {
  return (signal) =>
    new Promise<void>((resolve, reject) => {
      let isWaiting = true;
      const settle = (): void => {
        isWaiting = false;
        if (timer !== undefined) scheduler.clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const fail = (reason: unknown): void => {
        settle();
        reject(reason);
      };
      const onAbort = (): void => fail(signal?.reason);
      const timer =
        timeout === Number.POSITIVE_INFINITY
          ? undefined
          : scheduler.setTimeout(() => fail(createStormFailure('TIMEOUT')), timeout);
      if (signal?.aborted) {
        onAbort();
        return;
      }
      signal?.addEventListener('abort', onAbort, { once: true });
      server.receive({
        answer: (failure?: StormFailure) => {
          if (!isWaiting) return false;
          if (failure) fail(failure);
          else {
            settle();
            resolve();
          }
          return true;
        },
      });
    });
}
