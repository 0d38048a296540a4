import { type Clock, IntegrationError } from '@breakwater/core';
import type { RunScript } from './run-script.js';
import { extendLockScript, releaseScript } from './scripts/lock-scripts.js';

/** A lock while it is held. It is prolonged until it is released. */
export interface HeldLock {
  /** Higher than that of every holder before. */
  readonly fence: number;
  /** What was remembered under it; empty when there is nothing. */
  readonly value: string;
  /** Runs `work`, but rejects as soon as the lock is lost. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  /**
   * Lets go of it, and remembers a value.
   *
   * @returns false when it was lost; nothing is remembered then
   */
  release(keep?: { readonly value: string; readonly retention: number }): Promise<boolean>;
}

/** What is known of a lock that was just taken. */
export interface TakenLock {
  readonly run: RunScript;
  readonly operation: string;
  readonly name: string;
  readonly token: string;
  readonly fence: number;
  readonly value: string;
  readonly lease: number;
  readonly clock: Clock;
  /** When it was asked for, by `clock`. */
  readonly takenAt: number;
  /** Lets the next one in of this process. */
  leave(): void;
}

/** The error of whoever lost a lock while holding it. */
export function toLostLock(operation: string): IntegrationError {
  const message = 'The lock was lost to somebody else while it was held. What was begun under it may have happened.';
  return new IntegrationError({
    code: 'CONFLICT',
    service: 'redis',
    operation,
    message,
    outcome: 'unknown',
    retryable: true,
  });
}

/** Keeps a lock that was just taken. */
export function holdLock(taken: TakenLock): HeldLock {
  const { run, operation, name, token, fence, value, lease, clock, takenAt, leave } = taken;
  let lose: (error: Error) => void = () => {};
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  // Whoever races against it sees the rejection; without a race it must not count as unhandled.
  lost.catch(() => {});
  let isHeld = true;
  let keptAt = takenAt;
  let beat: unknown;

  const extend = async (): Promise<void> => {
    const askedAt = clock.now();
    try {
      const kept = (await run(operation, extendLockScript, [name, token, lease])) === 1;
      if (kept) keptAt = askedAt;
      else lose(toLostLock(operation));
    } catch {
      // A server that does not answer is asked again, until the lease is over by our own watch: others may have it then.
      if (clock.now() - keptAt >= lease) lose(toLostLock(operation));
    }
    schedule();
  };
  const schedule = (): void => {
    if (isHeld) beat = clock.setTimeout(() => void extend(), lease / 3);
  };
  schedule();

  return {
    fence,
    value,
    during: (work) => Promise.race([work(), lost]),
    async release(keep) {
      isHeld = false;
      clock.clearTimeout(beat);
      try {
        const values = keep ? [keep.value, Math.ceil(keep.retention)] : [];
        return (await run(operation, releaseScript, [name, token, ...values])) === 1;
      } finally {
        leave();
      }
    },
  };
}
