import { randomUUID } from 'node:crypto';
import { type Clock, createSleep, IntegrationError, systemClock } from '@breakwater/core';
import { type HeldLock, holdLock } from './held-lock.js';
import { createLocalQueue } from './local-queue.js';
import type { RunScript } from './run-script.js';
import { acquireScript, releaseScript } from './scripts/lock-scripts.js';

/** How locks are held and waited for. */
export interface LeaseLockOptions {
  /** Milliseconds until a lock is free again whose holder has died; it is prolonged while held. */
  readonly lease: number;
  /** Milliseconds to wait for a lock at most. */
  readonly wait: number;
  /** @default the clock of the machine, for timers alone */
  readonly clock?: Clock | undefined;
}

/** Takes the lock of a name, when it is its turn. */
export type AcquireLock = (operation: string, name: string, signal?: AbortSignal) => Promise<HeldLock>;

/** Milliseconds between two looks at a lock that another process holds: the first, and the longest. */
const POLL = 10;
const MAX_POLL = 250;

function toTimeout(operation: string, wait: number): IntegrationError {
  const message = `The lock was not free within ${wait} ms.`;
  return new IntegrationError({ code: 'TIMEOUT', service: 'redis', operation, message, outcome: 'not_applied' });
}

/**
 * Makes locks that reach across processes. Within this process, whoever waits for the same lock queues in order, so that
 * only the first of them asks the server.
 */
export function createLeaseLock(run: RunScript, options: LeaseLockOptions): AcquireLock {
  const { lease, wait, clock = systemClock } = options;
  const sleep = createSleep(clock);
  const queue = createLocalQueue();

  return async (operation, name, signal) => {
    const late = new AbortController();
    const timer = clock.setTimeout(() => late.abort(toTimeout(operation, wait)), wait);
    const given = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    const token = randomUUID();
    try {
      const leave = await queue.enter(name, given);
      try {
        for (let pause = POLL; ; pause = Math.min(pause * 2, MAX_POLL)) {
          given.throwIfAborted();
          const takenAt = clock.now();
          const reply = await run(operation, acquireScript, [name, token, lease]);
          const [fence, told] = reply as readonly [number, unknown];
          if (fence > 0) {
            const held = { run, operation, name, token, fence, lease, clock, takenAt, value: String(told) };
            return holdLock({ ...held, leave });
          }
          await sleep(Math.max(1, Math.min(pause, Math.ceil(Number(told)))), given);
        }
      } catch (error) {
        leave();
        // An acquisition whose answer was lost would keep everybody out until its lease ends. Nobody waits for this.
        run(operation, releaseScript, [name, token]).catch(() => {});
        throw error;
      }
    } finally {
      clock.clearTimeout(timer);
    }
  };
}
