/** Those of one process that wait for the same thing, in the order in which they came. */
export interface LocalQueue {
  /**
   * Waits for its turn, and resolves with the function that lets the next one in. Rejects with the reason of `signal` when
   * that is aborted before.
   */
  enter(name: string, signal: AbortSignal): Promise<() => void>;
}

/** Makes queues, one for each name. A queue costs memory only while somebody is in it. */
export function createLocalQueue(): LocalQueue {
  const tails = new Map<string, Promise<void>>();

  return {
    async enter(name, signal) {
      signal.throwIfAborted();
      const before = tails.get(name);
      let leave: () => void = () => {};
      const left = new Promise<void>((resolve) => {
        leave = resolve;
      });
      // Whoever gives up waiting still lets nobody in before those ahead have left.
      const tail = Promise.resolve(before).then(() => left);
      tails.set(name, tail);
      void tail.then(() => {
        if (tails.get(name) === tail) tails.delete(name);
      });
      let onAbort: () => void = () => {};
      const aborted = new Promise<never>((_, reject) => {
        onAbort = (): void => reject(signal.reason);
      });
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        await Promise.race([before, aborted]);
        return leave;
      } catch (error) {
        leave();
        throw error;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
