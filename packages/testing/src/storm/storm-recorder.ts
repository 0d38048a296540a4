/** One second of a storm. Calls are counted in the second in which they began. */
export interface StormSecond {
  /** Calls that the application made. */
  readonly calls: number;
  /** Of those, the ones that succeeded in the end. */
  readonly succeeded: number;
  /** Requests that reached the server. */
  readonly requests: number;
  /** Requests that the server finished. */
  readonly served: number;
  /** Of those, the ones whose caller had given up. */
  readonly wasted: number;
}

/** A call that failed in the end. */
export interface StormFailedCall {
  /** Milliseconds from the start of the run to the call. */
  readonly at: number;
  /** Milliseconds that the caller waited for the failure. */
  readonly waited: number;
}

/** Takes note of what happens in a storm. Times are milliseconds since the start of the run. */
export interface StormRecorder {
  called(at: number): void;
  succeeded(calledAt: number): void;
  failed(calledAt: number, waited: number, kind: string): void;
  /** Calls that had not ended when the run was given up: neither a success nor a failure that somebody saw. */
  hung(calls: number): void;
  requested(at: number): void;
  served(at: number, isUseful: boolean): void;
  readonly seconds: readonly StormSecond[];
  readonly failedCalls: readonly StormFailedCall[];
  /** Failed calls by error code. */
  readonly failures: Readonly<Record<string, number>>;
}

/** Kinds of failure that are told apart; a caller that invents a code for each error must not fill the memory. */
const MAX_KINDS = 30;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Creates a recorder for a run of so many milliseconds. What happens later is not counted. */
export function createStormRecorder(duration: number): StormRecorder {
  const seconds = Array.from(
    { length: Math.ceil(duration / 1_000) },
    (): Writable<StormSecond> => ({ calls: 0, succeeded: 0, requests: 0, served: 0, wasted: 0 }),
  );
  const failedCalls: StormFailedCall[] = [];
  const failures: Record<string, number> = {};
  const countFailures = (kind: string, calls: number): void => {
    const isKnown = Object.hasOwn(failures, kind) || Object.keys(failures).length < MAX_KINDS;
    const key = isKnown ? kind : 'OTHER';
    failures[key] = (failures[key] ?? 0) + calls;
  };

  const count = (at: number, key: keyof StormSecond): void => {
    const second = seconds[Math.floor(at / 1_000)];
    if (second) second[key] += 1;
  };

  return {
    called: (at) => count(at, 'calls'),
    succeeded: (calledAt) => count(calledAt, 'succeeded'),
    failed(calledAt, waited, kind) {
      failedCalls.push({ at: calledAt, waited });
      countFailures(kind, 1);
    },
    hung(calls) {
      if (calls > 0) countFailures('HUNG', calls);
    },
    requested: (at) => count(at, 'requests'),
    served(at, isUseful) {
      count(at, 'served');
      if (!isUseful) count(at, 'wasted');
    },
    seconds,
    failedCalls,
    failures,
  };
}
