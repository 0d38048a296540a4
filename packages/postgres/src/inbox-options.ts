import { type Clock, type Infer, parseShape, type Shape, shape, systemClock } from '@breakwater/core';
import type { Client, Pool } from 'pg';
import { type TableNames, type TableOptions, tableShapes, toTableNames } from './table-names.js';

/** Options of {@link createPostgresInbox}. */
export interface PostgresInboxOptions extends TableOptions {
  /**
   * Connections to the database. The pool stays yours: end it when everything that uses it has stopped. A worker needs as
   * many connections as its concurrency, and two more.
   */
  readonly pool: Pool;
  /**
   * Tells the time for all records. @default the clock of the server, so that processes whose clocks differ agree
   */
  readonly clock?: Clock | undefined;
  /**
   * How a worker is told of deliveries that other processes have stored: `true` keeps one connection of the pool for
   * `LISTEN`, a function makes a connection for it, `false` leaves it to polling. A pooler that hands out connections by
   * transaction does not carry notifications: make a connection around it, or use `false`. @default true
   */
  readonly listen?: boolean | (() => Client | Promise<Client>) | undefined;
  /** Whether to tell whoever listens with `NOTIFY`. @default true */
  readonly notify?: boolean | undefined;
  /**
   * Milliseconds that an operation waits for a connection, a transaction for its place, and a commit for its answer.
   * @default 10_000
   */
  readonly connectionTimeout?: number | undefined;
  /** Told when listening fails. It is tried again by itself, and workers poll meanwhile. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Options with every default filled in. */
export interface ResolvedInboxOptions {
  readonly pool: Pool;
  readonly names: TableNames;
  /** Undefined for the clock of the server. */
  readonly clock: Clock | undefined;
  /** For the waits between attempts to listen. */
  readonly timers: Clock;
  readonly listen: boolean | (() => Client | Promise<Client>);
  readonly connectionTimeout: number;
  /** Transactions that may be under way at a time. */
  readonly transactions: number;
  readonly onError: ((error: unknown) => void) | undefined;
}

const hasMethods =
  (...names: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === 'function');

/** A shape for the clock of an option. */
export const clockShape: Shape<Clock> = shape.custom(hasMethods('now', 'setTimeout', 'clearTimeout'), 'a clock');

const poolShape: Shape<Pool> = shape.custom(hasMethods('connect', 'query'), 'a Pool of `pg`');

const optionsShape = shape.object({
  pool: poolShape,
  ...tableShapes,
  clock: shape.optional(clockShape),
  listen: shape.optional(shape.union(shape.boolean(), shape.func<() => Client | Promise<Client>>())),
  notify: shape.optional(shape.boolean()),
  connectionTimeout: shape.optional(shape.number({ min: 1, max: 2 ** 31 - 1 })),
  onError: shape.optional(shape.func<(error: unknown) => void>()),
});

/**
 * Checks options and fills in the defaults.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 */
export function resolveInboxOptions(options: PostgresInboxOptions): ResolvedInboxOptions {
  const parsed: Infer<typeof optionsShape> = parseShape(options, optionsShape, {
    path: 'createPostgresInbox(options)',
    service: 'postgres',
    operation: 'inbox.create',
    code: 'CONFIGURATION',
  });
  const { pool, clock, listen = true, notify = true, connectionTimeout = 10_000, onError } = parsed;
  const names = toTableNames(parsed);
  // One connection is kept for leases and claims, and one for listening. A Pool of another make may not tell its size.
  const size = (pool.options as { readonly max?: number } | undefined)?.max ?? Number.POSITIVE_INFINITY;
  return {
    pool,
    names: notify ? names : { ...names, notifyChannel: null },
    clock,
    timers: clock ?? systemClock,
    listen,
    connectionTimeout,
    transactions: Math.max(1, size - (listen === true ? 2 : 1)),
    onError,
  };
}
