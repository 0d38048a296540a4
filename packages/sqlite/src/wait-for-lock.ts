import { isLocked } from './store-error.js';

const LONGEST_PAUSE = 5;

/** In real time, also under a virtual clock: it is another process that is waited for. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/**
 * Runs `attempt` until no lock of another connection is in its way, and lets the event loop go on in between.
 *
 * @param mayGoOn Asked before and after each pause; when it says no, this rejects with what SQLite said.
 */
export async function waitForLock<T>(attempt: () => T, mayGoOn: () => boolean): Promise<T> {
  for (let wait = 1; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    try {
      return attempt();
    } catch (error) {
      if (!isLocked(error) || !mayGoOn()) throw error;
      // Spread, so that processes that wait for the same lock do not all ask at the same moments.
      await pause(wait * (0.5 + Math.random()));
      if (!mayGoOn()) throw error;
    }
  }
}

/** A `mayGoOn` that says no after so many milliseconds of real time. */
export function within(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() < end;
}
