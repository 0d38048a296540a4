import { type Clock, classifyError } from '@breakwater/core';
import type { Traffic } from './algolia-hosts.js';
import type { HostRing } from './host-ring.js';

/** The hosts that one request of the SDK has been sent to, over all attempts of the policy. */
export interface HostPass {
  readonly ring: HostRing;
  readonly traffic: Traffic;
  readonly tried: Set<string>;
}

/** Carries the pass through the transport, which hands on what it does not know. */
export const HOST_PASS: unique symbol = Symbol('host pass');

/** Options of `fetch` with a pass in them. A request without one goes where its URL says. */
export interface HostedRequestInit extends RequestInit {
  readonly [HOST_PASS]?: HostPass | undefined;
}

/** What {@link createHostFetch} is made of. */
export interface HostFetchParts {
  /** What sends. Looked up at each request. */
  readonly fetch: () => typeof globalThis.fetch;
  readonly clock: Clock;
  /** Milliseconds that one attempt of the policy may take. */
  readonly attemptTimeout: number;
  /** Told of each further host that an attempt asks. */
  readonly onFailover: () => void;
  /** Where requests without a pass go instead of their own host. */
  readonly override: string | undefined;
}

/**
 * A `fetch` that chooses the host. An attempt of the policy asks one host, and goes on to another one only where that
 * is harmless: a read, or a write that surely was not sent. It goes on to hosts that are believed up and not further, so
 * that an outage of all hosts costs one pass and not one for every attempt of every call. A read gives each host an equal
 * share of the attempt's time; the last one has what is left.
 */
export function createHostFetch(parts: HostFetchParts): (input: URL, init: HostedRequestInit) => Promise<Response> {
  const { clock, attemptTimeout, onFailover, override } = parts;

  const send = async (url: URL, init: RequestInit, patience: number | undefined): Promise<Response> => {
    const fetch = parts.fetch();
    if (patience === undefined || patience === Infinity) return await fetch(url, init);
    const own = new AbortController();
    const timer = clock.setTimeout(() => {
      own.abort(Object.assign(new Error('the host did not answer in time'), { name: 'TimeoutError' }));
    }, patience);
    try {
      const signal = init.signal ? AbortSignal.any([init.signal, own.signal]) : own.signal;
      return await fetch(url, { ...init, signal });
    } finally {
      clock.clearTimeout(timer);
    }
  };

  return async (input, given) => {
    const { [HOST_PASS]: pass, ...init } = given;
    if (pass === undefined)
      return await send(override === undefined ? input : moveTo(override, input), init, undefined);
    const { ring, traffic, tried } = pass;
    for (let isFirst = true; ; isFirst = false) {
      if (!isFirst) onFailover();
      const origin = ring.next(traffic, tried);
      tried.add(origin);
      const hasOther = ring.hasFresh(traffic, tried);
      const patience = traffic === 'read' && hasOther ? attemptTimeout / ring.count('read') : undefined;
      let response: Response;
      try {
        response = await send(moveTo(origin, input), init, patience);
      } catch (error) {
        const isOver = init.signal?.aborted === true;
        // A caller that gives up says nothing of the host; the attempt's own time does.
        if (!isOver || (init.signal?.reason as { name?: unknown } | null)?.name === 'TimeoutError')
          ring.note(origin, false);
        if (isOver || !hasOther || !(traffic === 'read' || wasNotSent(error))) throw error;
        continue;
      }
      ring.note(origin, response.status < 500);
      // The limit is the application's and not the host's: ask the same one again when the wait is over.
      if (response.status === 429) tried.delete(origin);
      if (response.status < 500 || traffic === 'write' || !hasOther) return response;
      await response.body?.cancel().catch(() => undefined);
    }
  };
}

function wasNotSent(error: unknown): boolean {
  const { code, outcome } = classifyError(error);
  return code === 'NETWORK' && outcome === 'not_applied';
}

function moveTo(origin: string, url: URL): URL {
  return new URL(url.pathname + url.search, origin);
}
