import type { EmulatorAnswer } from '@breakwater/testing';
import { toErrorResponse } from './api-error.js';

/** How a host fails: it resets the connection, answers nothing, or answers a status of 500 or more. */
export type HostFailure = 'reset' | 'hang' | number;

/** Algolia's hosts, which fail one by one. A host is its name and port, as in a URL: `latency-dsn.algolia.net`. */
export interface EmulatedHosts {
  /** Lets a host fail until it is restored. */
  fail(host: string, failure: HostFailure): void;
  restore(host: string): void;
}

/** Hosts and how often each was asked. */
export interface HostKeeper extends EmulatedHosts {
  count(host: string): number;
  /** Notes a request; gives an answer where its host fails. */
  strike(request: Request): EmulatorAnswer | undefined;
}

/** All hosts well. */
export function createHostKeeper(): HostKeeper {
  const failing = new Map<string, HostFailure>();
  const counts = new Map<string, number>();
  return {
    fail(host, failure) {
      if (typeof failure === 'number' && !(failure >= 500 && failure <= 599)) {
        throw new TypeError(`A host fails with "reset", "hang" or a status from 500 to 599, not with ${failure}.`);
      }
      failing.set(host.toLowerCase(), failure);
    },
    restore: (host) => void failing.delete(host.toLowerCase()),
    count: (host) => counts.get(host.toLowerCase()) ?? 0,
    strike(request) {
      const { host } = new URL(request.url);
      counts.set(host, (counts.get(host) ?? 0) + 1);
      const failure = failing.get(host);
      if (failure === undefined) return undefined;
      if (typeof failure === 'string') return { type: failure };
      return { type: 'response', response: toErrorResponse(failure, 'Internal server error') };
    },
  };
}
