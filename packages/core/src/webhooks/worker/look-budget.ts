import type { Clock } from '../../runtime/clock.js';

/** Looks for one delivery each that may follow each other at once. */
const BURST = 8;

/** Milliseconds between looks after that: what arrives meanwhile is found by one look. */
const GAP = 10;

/** Bounds how often a store is asked because somebody says that there may be something. */
export interface LookBudget {
  /** Whether a look may begin now; if so, it counts. */
  take(): boolean;
  /** Milliseconds until one may begin. */
  readonly waitMs: number;
}

/** A bucket that holds a few looks and fills steadily, so that a single arrival is answered at once and a thousand are not. */
export function createLookBudget(clock: Clock): LookBudget {
  let left = BURST;
  let filledAt = clock.now();
  const fill = (): void => {
    const now = clock.now();
    // A clock that steps back begins anew; it neither gives nor takes.
    left = Math.min(BURST, left + Math.max(0, now - filledAt) / GAP);
    filledAt = now;
  };
  return {
    take() {
      fill();
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    get waitMs() {
      fill();
      return Math.max(0, Math.ceil((1 - left) * GAP));
    },
  };
}
