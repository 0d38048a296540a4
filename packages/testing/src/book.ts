import type { Clock } from '@breakwater/core';
import type { Fault } from './fault.js';
import { type RequestMatch, type RequestTarget, toRequestPredicate } from './request-match.js';

/** How a request ended, as the server sees it. */
export type AnswerKind = 'pending' | 'response' | 'reset' | 'hang' | 'keep_alive_closed';

/** One request that reached the emulator, and what was really done about it. */
export interface RequestRecord extends RequestTarget {
  /** 1 for the first request. */
  readonly sequence: number;
  /** When it arrived, in epoch milliseconds of the emulator's clock. */
  readonly at: number;
  /** `POST /v1/refunds/{refund}`; absent when the emulator has no such route. */
  readonly route?: string;
  readonly idempotencyKey?: string;
  readonly fault?: Fault;
  /** Whether the request changed what the vendor believes. True also when the answer was lost afterwards. */
  readonly committed: boolean;
  /** Whether the answer is a stored one, given to a repeated idempotency key. */
  readonly replayed: boolean;
  readonly answer: AnswerKind;
  /** The status that was sent; absent when there was no answer. */
  readonly status?: number;
  /** A defect of the emulator itself; the client was told 500. A test that sees one should fail. */
  readonly defect?: unknown;
}

/** What reached the server and what was really done. Nothing is ever removed from it. */
export interface Book {
  /** The requests so far that match, oldest first. Without `match` all of them. */
  requests(match?: RequestMatch): readonly RequestRecord[];
  /** How many requests matched: what a test compares with the attempts that the policy allows. */
  count(match?: RequestMatch): number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The page that an emulator writes on while it answers. */
export type OpenRecord = Writable<RequestRecord>;

/** Where the emulator writes; the reading side is the {@link Book}. */
export interface BookKeeper {
  readonly book: Book;
  open(target: RequestTarget): OpenRecord;
}

/** Creates an empty book. */
export function createBookKeeper(clock: Clock): BookKeeper {
  const records: OpenRecord[] = [];
  const requests = (match?: RequestMatch): readonly RequestRecord[] =>
    // Copies: what a test has read does not change under its hands when the answer goes out.
    records.filter(toRequestPredicate(match)).map((record) => Object.freeze({ ...record }));
  return {
    book: { requests, count: (match) => requests(match).length },
    open({ method, path }) {
      const record: OpenRecord = {
        sequence: records.length + 1,
        at: clock.now(),
        method,
        path,
        committed: false,
        replayed: false,
        answer: 'pending',
      };
      records.push(record);
      return record;
    },
  };
}
