import type { Clock } from '@breakwater/core';
import type { HostLists, Traffic } from './algolia-hosts.js';

/** What this process knows of one host. */
export interface HostStatus {
  /** Scheme, name and port. */
  readonly origin: string;
  /** A host that failed is asked last for two minutes. */
  readonly state: 'up' | 'down';
  readonly requests: number;
  /** Requests that brought no whole answer of Algolia's, or one with a status of 500 or more. */
  readonly failures: number;
  /** Those of them that another host took over within the same attempt. */
  readonly failovers: number;
}

/** The hosts of an application and what is known of them. */
export interface HostRing {
  /** The host to ask next: one that is not tried yet and believed up, else the one that has been down for longest. */
  next(traffic: Traffic, tried: ReadonlySet<string>): string;
  /** How many hosts are believed up and not tried yet. */
  countFresh(traffic: Traffic, tried: ReadonlySet<string>): number;
  note(origin: string, answered: boolean): void;
  /** Another host takes over from this one. */
  noteFailover(origin: string): void;
  statuses(): readonly HostStatus[];
}

/** How long a host that failed is asked last. Read in `createStatefulHost.ts` of @algolia/client-common@5.64.0. */
const DOWN_FOR = 120_000;

interface HostRecord {
  requests: number;
  failures: number;
  failovers: number;
  downSince: number | undefined;
}

/** Keeps account of hosts. It does no I/O and has no timers: time is looked at when somebody asks. */
export function createHostRing(lists: HostLists, clock: Clock): HostRing {
  const records = new Map<string, HostRecord>(
    [...lists.read, ...lists.write].map((origin) => [
      origin,
      { requests: 0, failures: 0, failovers: 0, downSince: undefined },
    ]),
  );
  const isUp = (origin: string): boolean => {
    const since = records.get(origin)?.downSince;
    // A clock that stepped back would otherwise keep a host down for as long as it stepped.
    return since === undefined || Math.abs(clock.now() - since) > DOWN_FOR;
  };
  const isFresh = (origin: string, tried: ReadonlySet<string>): boolean => !tried.has(origin) && isUp(origin);
  const downSince = (origin: string): number => records.get(origin)?.downSince ?? -Infinity;

  return {
    next(traffic, tried) {
      const best = lists[traffic].find((origin) => isFresh(origin, tried));
      if (best !== undefined) return best;
      const untried = lists[traffic].filter((origin) => !tried.has(origin));
      const rest = untried.length > 0 ? untried : lists[traffic];
      return rest.toSorted((one, other) => downSince(one) - downSince(other))[0] ?? '';
    },
    countFresh: (traffic, tried) => lists[traffic].filter((origin) => isFresh(origin, tried)).length,
    note(origin, answered) {
      const record = records.get(origin);
      if (record === undefined) return;
      record.requests += 1;
      record.downSince = answered ? undefined : clock.now();
      if (!answered) record.failures += 1;
    },
    noteFailover(origin) {
      const record = records.get(origin);
      if (record !== undefined) record.failovers += 1;
    },
    statuses: () =>
      [...records].map(([origin, { requests, failures, failovers }]) =>
        Object.freeze({ origin, state: isUp(origin) ? 'up' : 'down', requests, failures, failovers } as const),
      ),
  };
}
