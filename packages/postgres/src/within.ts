import { systemClock } from '@breakwater/core';

/**
 * Resolves as `work` does, or rejects with `toError()` once `ms` milliseconds are over. Leaves no timer behind. Goes by the
 * clock of the machine and never by that of an option: a server does not answer sooner because a test moves its clock.
 */
export async function within<T>(ms: number, work: Promise<T>, toError: () => Error): Promise<T> {
  let timer: unknown;
  const late = new Promise<never>((_, reject) => {
    timer = systemClock.setTimeout(() => reject(toError()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    systemClock.clearTimeout(timer);
  }
}
