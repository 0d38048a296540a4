/** Times at which something is known to become due, in milliseconds since the epoch. */
export interface DueTimes {
  /** The earliest of them; `Infinity` when there is none. */
  readonly next: number;
  /** @returns whether it is the earliest now */
  add(at: number): boolean;
  /** Forgets what is due by `now`: whoever looks at that time finds all of it. */
  pass(now: number): void;
}

/** More than so many are not remembered one by one: a worker that polls finds them a little later. */
const MOST = 1_000;

/** Makes an empty set of times. */
export function createDueTimes(): DueTimes {
  let times: number[] = []; // ascending
  const next = (): number => times[0] ?? Number.POSITIVE_INFINITY;
  return {
    get next() {
      return next();
    },
    add(at) {
      const isFirst = at < next();
      const index = times.findLastIndex((time) => time <= at) + 1;
      if (times[index - 1] !== at) times.splice(index, 0, at);
      if (times.length > MOST) times.pop();
      return isFirst;
    },
    pass(now) {
      times = times.filter((time) => time > now);
    },
  };
}
