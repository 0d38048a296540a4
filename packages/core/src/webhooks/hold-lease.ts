import type { Clock } from '../runtime/clock.js';
import type { Claim, Inbox } from './inbox.js';

/** A lease that is kept alive. */
export interface Lease {
  /** Aborted when the lease has ended before it was released. */
  readonly signal: AbortSignal;
  /** Rejects then. Never resolves. */
  readonly ended: Promise<never>;
  /** Stops keeping it. */
  release(): void;
}

/**
 * Keeps the lease of a claim alive while a handler is at work, so that a slow handler is not taken for a dead one; but no
 * longer than `timeout` milliseconds, so that a handler that hangs does not hold the delivery for ever.
 */
export function holdLease<Transaction>(
  inbox: Inbox<Transaction>,
  claim: Claim,
  options: { readonly lease: number; readonly timeout: number; readonly clock: Clock },
): Lease {
  const { lease, timeout, clock } = options;
  const controller = new AbortController();
  let reject: (error: Error) => void = () => {};
  const ended = new Promise<never>((_, rejectEnded) => {
    reject = rejectEnded;
  });
  // Whoever races against it sees the rejection; without a race it must not count as unhandled.
  ended.catch(() => {});
  let isHeld = true;
  let beat: unknown;

  const release = (): void => {
    isHeld = false;
    clock.clearTimeout(beat);
    clock.clearTimeout(limit);
  };
  const end = (reason: string): void => {
    if (!isHeld) return;
    release();
    const error = new Error(reason);
    controller.abort(error);
    reject(error);
  };
  const limit = clock.setTimeout(() => end(`The handler took longer than ${timeout} ms.`), timeout);

  const extend = async (): Promise<void> => {
    // A store that does not answer is asked again at the next beat. If the lease lapses meanwhile, the fence protects.
    const kept = await inbox.extend(claim, lease).catch(() => true);
    if (kept) schedule();
    else end('The delivery was lost to somebody else.');
  };
  const schedule = (): void => {
    if (isHeld) beat = clock.setTimeout(() => void extend(), lease / 3);
  };
  schedule();

  return { signal: controller.signal, ended, release };
}
