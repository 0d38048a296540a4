import { type Clock, classifyError, type ErrorCode } from '@breakwater/core';
import type { Traffic } from './algolia-hosts.js';
import type { HostRing } from './host-ring.js';
import { toPatience } from './patience.js';
import { type Answer, readAnswer, toForeignFailure } from './read-answer.js';

/** A request that one host failed, and another one took over. */
export interface Failover {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly durationMs: number;
  readonly code: ErrorCode;
  readonly status?: number | undefined;
}

/** What is known of one request of the SDK, over all attempts of the policy. */
export interface HostPass {
  readonly ring: HostRing;
  readonly traffic: Traffic;
  /** Hosts that it has been sent to. */
  readonly tried: Set<string>;
  /** When the call has to be over, in milliseconds since the epoch. */
  readonly deadline: number;
  /** `null` is answered in place of Algolia's own 404. */
  readonly absentAsNull: boolean;
  /** Those that no event has told of yet. */
  readonly failovers: Failover[];
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
 * A `fetch` that chooses the host, and judges it by its whole answer: its body has to arrive, and to be Algolia's. An
 * attempt of the policy asks one host, and goes on to another one only where that is harmless: a read, or a write that
 * surely was not sent. It goes on to hosts that are believed up and not further, so that an outage of all hosts costs one
 * pass and not one for every attempt of every call. A read gives each host its share of the time that is left; the last one
 * has the rest.
 */
export function createHostFetch(parts: HostFetchParts): (input: URL, init: HostedRequestInit) => Promise<Response> {
  const { clock, attemptTimeout, onFailover, override } = parts;

  return async (input, given) => {
    const { [HOST_PASS]: pass, ...init } = given;
    if (pass === undefined) return await parts.fetch()(override === undefined ? input : moveTo(override, input), init);
    const { ring, traffic, tried, failovers } = pass;
    const isRead = traffic === 'read';
    const end = Math.min(clock.now() + attemptTimeout, pass.deadline);
    for (;;) {
      const origin = ring.next(traffic, tried);
      tried.add(origin);
      const others = ring.countFresh(traffic, tried);
      const startedAt = clock.now();
      const passOver = (facts: Pick<Failover, 'code' | 'status'>): void => {
        const at = clock.now();
        ring.noteFailover(origin);
        failovers.push({ at, durationMs: Math.max(0, at - startedAt), ...facts });
        onFailover();
      };
      const mayMove = isRead && others > 0;
      const patience = mayMove ? toPatience(end - startedAt, others + 1) : undefined;
      const url = moveTo(origin, input);
      let answer: Answer | undefined;
      try {
        answer = await within(clock, patience, init, (sent) => ask(parts.fetch(), url, sent, mayMove));
      } catch (error) {
        const isOver = init.signal?.aborted === true;
        // A caller that gives up says nothing of the host; the attempt's own time does.
        if (!isOver || (init.signal?.reason as { name?: unknown } | null)?.name === 'TimeoutError')
          ring.note(origin, false);
        if (isOver || others === 0 || !(isRead || wasNotSent(error))) throw error;
        passOver({ code: classifyError(error).code });
        continue;
      }
      const { response, isAlgolias } = answer;
      const isWell = response.status === 429 || (isAlgolias && response.status < 500);
      ring.note(origin, isWell);
      // The limit is the application's and not the host's: ask the same one again when the wait is over.
      if (response.status === 429) tried.delete(origin);
      if (!isWell && mayMove) {
        passOver({ code: 'UNAVAILABLE', status: response.status });
        continue;
      }
      const failure = toForeignFailure(answer);
      if (failure !== undefined) throw failure;
      return pass.absentAsNull && response.status === 404 ? answerNull(response) : response;
    }
  };
}

/** Sends a request, and reads the answer; but not the body of a failure that another host makes good. */
async function ask(fetch: typeof globalThis.fetch, url: URL, init: RequestInit, mayMove: boolean): Promise<Answer> {
  const response = await fetch(url, init);
  if (response.status < 500 || !mayMove) return await readAnswer(response);
  void response.body?.cancel().catch(() => undefined);
  return { response, isAlgolias: true };
}

/** Gives up a request after its patience, also one that does not listen. */
async function within(
  clock: Clock,
  patience: number | undefined,
  init: RequestInit,
  send: (init: RequestInit) => Promise<Answer>,
): Promise<Answer> {
  if (patience === undefined || patience === Infinity) return await send(init);
  const own = new AbortController();
  const signal = init.signal ? AbortSignal.any([init.signal, own.signal]) : own.signal;
  let timer: unknown;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      timer = clock.setTimeout(() => {
        const reason = Object.assign(new Error('the host did not answer in time'), { name: 'TimeoutError' });
        reject(reason);
        own.abort(reason);
      }, patience);
      send({ ...init, signal }).then(resolve, reject);
    });
  } finally {
    clock.clearTimeout(timer);
  }
}

function answerNull({ headers: given }: Response): Response {
  const headers = new Headers(given);
  headers.set('content-type', 'application/json');
  return new Response('null', { status: 200, headers });
}

function wasNotSent(error: unknown): boolean {
  const { code, outcome } = classifyError(error);
  return code === 'NETWORK' && outcome === 'not_applied';
}

/** By its text: a path that begins with two slashes, read against a base, would be another host. */
function moveTo(origin: string, url: URL): URL {
  return new URL(origin + url.pathname + url.search);
}
