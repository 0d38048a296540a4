/**
 * Settles like `work`, or rejects with the signal's reason as soon as `signal` is aborted: what a handler holds is let go
 * when it has lost its delivery, also if it never looks at its signal.
 */
export async function untilAborted<T>(signal: AbortSignal, work: () => T | Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = (): void => reject(signal.reason);
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([(async () => work())(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
