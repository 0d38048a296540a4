import type { Clock } from '../../runtime/clock.js';

/** Work that is waited for together, within limits of time. */
export interface OpenWork {
  /** Pieces that have not ended. */
  readonly count: number;
  /** Whether all of it ends within `timeout` milliseconds, however each piece ends. */
  endsWithin(timeout: number): Promise<boolean>;
}

/** Begins to watch pieces of work. */
export function watchWork(pieces: readonly Promise<unknown>[], clock: Clock): OpenWork {
  let count = pieces.length;
  const end = (): void => {
    count -= 1;
  };
  const all = Promise.all(pieces.map((piece) => piece.then(end, end)));
  return {
    get count() {
      return count;
    },
    async endsWithin(timeout) {
      let timer: unknown;
      const late = new Promise<false>((resolve) => {
        timer = clock.setTimeout(() => resolve(false), timeout);
      });
      const isInTime = await Promise.race([all.then(() => true as const), late]);
      clock.clearTimeout(timer);
      return isInTime;
    },
  };
}
