import { type DatabaseFile, prepare } from './database-file.js';

/** Tells listeners that deliveries may have become due. */
export interface ArrivalWatch {
  /** @returns a function that stops the calls */
  listen(listener: () => void): () => void;
  /** Tells all listeners now. */
  tell(): void;
  close(): void;
}

/**
 * Makes the watch of a file. What this process stores, it tells at once; for other processes it asks SQLite every so often
 * for a number that changes when anybody has written (`PRAGMA data_version`, which reads a few bytes of shared memory), and
 * only then looks whether anything is due. It asks only while somebody listens, and never keeps the process alive.
 *
 * @param isAnythingDue Whether listeners would find anything.
 */
export function createArrivalWatch(file: DatabaseFile, interval: number, isAnythingDue: () => boolean): ArrivalWatch {
  // Wrapped, so that a function that listens twice is also stopped twice.
  const listeners = new Set<{ readonly listener: () => void }>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let seen: unknown;
  let isClosed = false;

  const tell = (): void => {
    for (const { listener } of listeners) {
      try {
        listener();
      } catch {
        // A listener's failure is its own, and must not keep the others from hearing.
      }
    }
  };
  const look = (): void => {
    try {
      const version = prepare(file.main(), 'PRAGMA data_version').get()?.['data_version'];
      if (version === seen) return;
      seen = version;
      if (isAnythingDue()) tell();
    } catch {
      // Whoever listens looks for itself then, and is told by its own call what is wrong.
      tell();
    }
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };

  return {
    listen(listener) {
      if (isClosed) return () => {};
      const entry = { listener };
      listeners.add(entry);
      // Real time, whatever clock the inbox has: other processes do not go by a virtual one.
      timer ??= setInterval(look, interval).unref();
      return () => {
        listeners.delete(entry);
        if (listeners.size === 0) stop();
      };
    },
    tell,
    close() {
      isClosed = true;
      listeners.clear();
      stop();
    },
  };
}
