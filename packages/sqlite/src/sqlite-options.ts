import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Clock, parseShape, type Shape, shape, systemClock } from '@breakwater/core';

/** Options of {@link createSqliteInbox}. */
export interface SqliteInboxOptions {
  /**
   * Path or `file:` URL of the database on a local disk. The file is made when it is not there; its directory is not.
   * Databases in memory are refused: what an inbox has accepted has to survive the process.
   */
  readonly file: string | URL;
  /** What the names of all tables and indexes begin with: a letter, then letters, digits and `_`. @default 'webhook_' */
  readonly tablePrefix?: string | undefined;
  /**
   * `FULL` syncs the disk at every commit. `NORMAL` does not: faster, and what was acknowledged last may be lost when the
   * machine loses power; the end of the process alone loses nothing. @default 'FULL'
   */
  readonly synchronous?: 'FULL' | 'NORMAL' | undefined;
  /**
   * How long an operation waits for whoever is writing, in milliseconds, before it rejects. The event loop goes on
   * meanwhile. @default 10_000
   */
  readonly busyTimeout?: number | undefined;
  /**
   * How long a handler may keep a transaction open, in milliseconds, from when `begin` resolved. Then it is rolled back, and
   * the attempt has failed: nobody else can write meanwhile, neither here nor in another process. @default 5_000
   */
  readonly transactionTimeout?: number | undefined;
  /** How often listeners look for what other processes have stored, in milliseconds. @default 100 */
  readonly watchInterval?: number | undefined;
  /** Where all times come from. @default the clock of the machine */
  readonly clock?: Clock | undefined;
}

/** Options with every default filled in. */
export interface ResolvedSqliteOptions {
  /** Absolute. */
  readonly file: string;
  readonly tablePrefix: string;
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly busyTimeout: number;
  readonly transactionTimeout: number;
  readonly watchInterval: number;
  readonly clock: Clock;
}

/** A path. `:memory:` and the URIs of SQLite are not: some of them name databases that are gone with the process. */
function isDatabaseFile(value: unknown): boolean {
  if (value instanceof URL) return value.protocol === 'file:' && value.host === '' && value.search === '';
  if (typeof value !== 'string' || value.includes('\0')) return false;
  return value.trim() !== '' && !value.startsWith(':') && !/^file:/i.test(value);
}

const milliseconds = (): Shape<number> =>
  shape.number({ min: 1, max: 2 ** 31 - 1, expected: 'a number of milliseconds from 1 to 2^31 - 1' });

/** The rule for `tablePrefix`: nothing that would have to be quoted, and not what SQLite keeps for itself. */
export const tablePrefixShape: Shape<string> = /* @__PURE__ */ shape.string({
  pattern: /^(?!sqlite_)[a-z_][a-z0-9_]{0,39}$/i,
  expected: 'at most 40 letters, digits and `_`, a digit not first, and not beginning with `sqlite_`',
});

/** The rule for `clock`. */
export const clockShape: Shape<Clock> = /* @__PURE__ */ shape.custom<Clock>(
  (value) => typeof value === 'object' && value !== null,
  'an object with now, setTimeout and clearTimeout',
);

const optionsShape = /* @__PURE__ */ shape.object({
  file: shape.custom<string | URL>(isDatabaseFile, 'the path or `file:` URL of a database file, not in memory'),
  tablePrefix: shape.optional(tablePrefixShape),
  synchronous: shape.optional(shape.oneOf(['FULL', 'NORMAL'])),
  busyTimeout: shape.optional(milliseconds()),
  transactionTimeout: shape.optional(milliseconds()),
  watchInterval: shape.optional(milliseconds()),
  clock: shape.optional(clockShape),
});

/**
 * Checks options and fills in the defaults.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 */
export function resolveOptions(options: SqliteInboxOptions): ResolvedSqliteOptions {
  const given = parseShape(options, optionsShape, {
    path: 'options',
    service: 'sqlite',
    operation: 'inbox.configure',
    code: 'CONFIGURATION',
  });
  return {
    // Absolute, because connections are opened later too, when the working directory may be another one.
    file: given.file instanceof URL ? fileURLToPath(given.file) : resolve(given.file),
    tablePrefix: given.tablePrefix ?? 'webhook_',
    synchronous: given.synchronous ?? 'FULL',
    busyTimeout: given.busyTimeout ?? 10_000,
    transactionTimeout: given.transactionTimeout ?? 5_000,
    watchInterval: given.watchInterval ?? 100,
    clock: given.clock ?? systemClock,
  };
}
