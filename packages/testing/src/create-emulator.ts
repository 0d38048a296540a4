import { type Clock, createSleep, systemClock } from '@breakwater/core';
import { type Book, createBookKeeper, type OpenRecord } from './book.js';
import type { Emulator, EmulatorAnswer } from './emulator.js';
import { type Fault, type FaultMoment, momentOf } from './fault.js';
import { createFaultProgram, type FaultProgram } from './fault-program.js';
import type { RequestTarget } from './request-match.js';
import { delayBody, truncateBody } from './response-body-fault.js';

/** What the emulator's own code is given beside the request. */
export interface Exchange {
  /**
   * To be awaited once the request is valid and its idempotency key is held, before anything is changed. This is where a
   * `during` fault strikes. A Response is to be given as the outcome of the execution (and to be stored under the key).
   */
  begin(): Promise<Response | undefined>;
  /** Says that the request has changed what the vendor believes. */
  commit(): void;
  /** Tells the book what the request was. */
  note(facts: { route?: string; idempotencyKey?: string; replayed?: boolean }): void;
}

/** What makes one vendor's emulator out of the kit. */
export interface EmulatorDefinition<Domain extends object> {
  readonly name: string;
  /** Answers one request. A rejection is a defect of the emulator: it is noted in the book and answered with 500. */
  respond(request: Request, exchange: Exchange): Promise<Response>;
  /** Builds an error in the vendor's shape for a status that the fault program demands. */
  errorResponse(status: number): Response;
  /** What the vendor believes, beside the requests: added to the book. Getters stay getters. */
  readonly domain: Domain;
  readonly faults?: FaultProgram;
  /** Names the route of a request, `POST /v1/refunds/{refund}`, so that the book knows it also when a fault strikes first. */
  route?(target: RequestTarget): string | undefined;
  /** Header of the idempotency key, so that the book knows the key also of a request that a fault strikes first. */
  readonly idempotencyHeader?: string;
  /** @default the machine's clock */
  readonly clock?: Clock;
  close?(): Promise<void>;
}

/**
 * Builds an {@link Emulator}: the fault program and the book around a vendor's own behaviour.
 *
 * @example
 * ```ts
 * import { createEmulator } from '@breakwater/testing';
 *
 * export const emulator = createEmulator({
 *   name: 'acme',
 *   domain: {},
 *   errorResponse: (status) => Response.json({ error: 'refused' }, { status }),
 *   respond: async () => Response.json({ ok: true }),
 * });
 * ```
 */
export function createEmulator<Domain extends object>(definition: EmulatorDefinition<Domain>): Emulator<Book & Domain> {
  const clock = definition.clock ?? systemClock;
  const faults = definition.faults ?? createFaultProgram();
  const keeper = createBookKeeper(clock);
  const closed = new AbortController();
  const sleep = createSleep(clock);

  const failWith = (fault: Fault & { type: 'status' | 'html' }): Response => {
    if (fault.type === 'html') {
      const page =
        '<html><head><title>Service unavailable</title></head><body><h1>Service unavailable</h1></body></html>';
      return new Response(page, { status: fault.status ?? 503, headers: { 'content-type': 'text/html' } });
    }
    const shaped = definition.errorResponse(fault.status);
    const headers = new Headers(shaped.headers);
    for (const [name, value] of Object.entries(fault.headers ?? {})) headers.set(name, value);
    return new Response(fault.body ?? shaped.body, { status: fault.status, headers });
  };

  /** Lets the fault strike if this is its moment. Answers what replaces the response, if anything. */
  const strike = async (fault: Fault | undefined, moment: FaultMoment): Promise<EmulatorAnswer | undefined> => {
    if (!fault || momentOf(fault) !== moment) return undefined;
    switch (fault.type) {
      case 'status':
      case 'html':
        return { type: 'response', response: failWith(fault) };
      case 'reset':
      case 'hang':
      case 'keep_alive_closed':
        return { type: fault.type };
      case 'slow':
        if (fault.part !== 'body') await sleep(fault.ms, closed.signal);
        return undefined;
      case 'truncated':
        return undefined; // A broken body is made out of the answer, at the end.
    }
  };

  const execute = async (request: Request, record: OpenRecord): Promise<EmulatorAnswer> => {
    const { fault } = record;
    const early = await strike(fault, 'before');
    if (early) return early;
    const response = await definition.respond(request, {
      begin: async () => {
        const answer = await strike(fault, 'during');
        return answer?.type === 'response' ? answer.response : undefined;
      },
      commit: () => {
        record.committed = true;
      },
      note: (facts) => {
        Object.assign(record, facts);
      },
    });
    const late = await strike(fault, 'after');
    if (late) return late;
    if (fault?.type === 'truncated') return { type: 'response', response: await truncateBody(response, fault.bytes) };
    if (fault?.type === 'slow' && fault.part === 'body') {
      return { type: 'response', response: await delayBody(response, fault.ms, clock) };
    }
    return { type: 'response', response };
  };

  return {
    name: definition.name,
    faults,
    book: withDomain(keeper.book, definition.domain),
    async handle(request) {
      const target = { method: request.method, path: new URL(request.url).pathname };
      const record = keeper.open(target);
      const key = definition.idempotencyHeader && request.headers.get(definition.idempotencyHeader);
      if (key) record.idempotencyKey = key;
      const route = definition.route?.(target);
      if (route !== undefined) record.route = route;
      const fault = faults.nextForRequest(target);
      if (fault) record.fault = fault;
      let answer: EmulatorAnswer;
      try {
        answer = await execute(request, record);
      } catch (error) {
        if (closed.signal.aborted) return { type: 'reset' };
        record.defect = error;
        answer = { type: 'response', response: definition.errorResponse(500) };
      }
      record.answer = answer.type;
      if (answer.type === 'response') record.status = answer.response.status;
      return answer;
    },
    async close() {
      closed.abort(new Error('The emulator was closed.'));
      await definition.close?.();
    },
  };
}

function withDomain<Domain extends object>(book: Book, domain: Domain): Book & Domain {
  // Descriptors and not only values: a getter of the domain answers what is true when it is read.
  const descriptors = Object.getOwnPropertyDescriptors(domain);
  return Object.freeze(Object.defineProperties(Object.assign({}, book, domain), descriptors));
}
