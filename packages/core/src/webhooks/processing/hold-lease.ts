import type { Clock } from '../../runtime/clock.js';
import type { Claim, Inbox } from '../inbox/inbox.js';

/** A lease that is kept alive. */
export interface Lease {
  /** Aborted when the lease has ended before it was released. */
  readonly signal: AbortSignal;
  /** Rejects then. Never resolves. */
  readonly ended: Promise<never>;
  /** Whether so little of it has passed that it need not be prolonged before the work begins. */
  readonly isFresh: boolean;
  /** Stops keeping it. */
  release(): void;
}

/** For how long a lease is kept. */
export interface LeaseOptions {
  /** Milliseconds that it lasts when nobody prolongs it. */
  readonly lease: number;
  /** Milliseconds after which it is kept no longer. @default for as long as it is not released */
  readonly timeout?: number | undefined;
  readonly clock: Clock;
  /** Ends it when aborted. */
  readonly stop?: AbortSignal | undefined;
}

/**
 * Keeps the lease of a claim alive while a handler is at work, so that a slow handler is not taken for a dead one; but no
 * longer than `timeout` milliseconds, so that a handler that hangs does not hold the delivery for ever.
 */
export function holdLease<Transaction>(inbox: Inbox<Transaction>, claim: Claim, options: LeaseOptions): Lease {
  const { lease, timeout, clock, stop } = options;
  const controller = new AbortController();
  let reject: (error: Error) => void = () => {};
  const ended = new Promise<never>((_, rejectEnded) => {
    reject = rejectEnded;
  });
  // Whoever races against it sees the rejection; without a race it must not count as unhandled.
  ended.catch(() => {});
  const heldAt = clock.now();
  let isHeld = true;
  let beat: unknown;

  const release = (): void => {
    isHeld = false;
    clock.clearTimeout(beat);
    clock.clearTimeout(limit);
    stop?.removeEventListener('abort', onStop);
  };
  const end = (reason: string): void => {
    if (!isHeld) return;
    release();
    const error = new Error(reason);
    controller.abort(error);
    reject(error);
  };
  const onStop = (): void => end('The worker was stopped.');
  const limit =
    timeout === undefined
      ? undefined
      : clock.setTimeout(() => end(`The handler took longer than ${timeout} ms.`), timeout);

  const extend = async (): Promise<void> => {
    let isKept = true;
    try {
      isKept = await inbox.extend(claim, lease);
    } catch {
      // The store is asked again at the next beat. If the lease lapses meanwhile, the fence protects.
    }
    if (!isKept) end('The delivery was lost to somebody else.');
  };
  const schedule = (): void => {
    beat = clock.setTimeout(() => {
      // First, so that a store that hangs is asked again.
      schedule();
      void extend();
    }, lease / 3);
  };
  schedule();
  if (stop?.aborted) onStop();
  else stop?.addEventListener('abort', onStop, { once: true });

  return {
    signal: controller.signal,
    ended,
    release,
    get isFresh() {
      const passed = clock.now() - heldAt;
      return passed >= 0 && passed < lease / 3;
    },
  };
}
