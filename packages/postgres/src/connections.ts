import { IntegrationError, isIntegrationError } from '@breakwater/core';
import type { Pool, PoolClient, QueryConfig, QueryResult } from 'pg';
import { toStoreError } from './store-error.js';
import { within } from './within.js';

/** A row as the server writes it: every column as text. */
export type Row = Readonly<Record<string, string | null>>;

/** One statement: SQL, and a value for each `$n` in it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Whatever can run a statement: a transaction, a client, or the pool. */
export interface Runner {
  query<Row extends Readonly<Record<string, string | null>>>(query: QueryConfig<unknown[]>): Promise<QueryResult<Row>>;
}

/** The connections of a pool, none of them waited for without end. */
export interface Connections {
  /** Takes one. Rejects when none comes free in time. */
  take(operation: string): Promise<PoolClient>;
  /** Gives it back, or closes it. */
  give(client: PoolClient, isSpoilt: boolean): void;
  /** Runs one statement, which is a transaction of its own, and resolves with its rows. */
  run(operation: string, statement: Statement): Promise<readonly Row[]>;
  /** The same, but rejects when the server does not answer in time: for what others wait for. */
  runInTime(operation: string, statement: Statement): Promise<readonly Row[]>;
}

/** An application may have changed how types are read for all of its connections; our statements read text. */
const AS_TEXT = { getTypeParser: () => String } as const;

/**
 * Runs a statement and resolves with its rows. Statements have no name: a pooler may hand each to another server
 * connection, which would not know it.
 */
export async function runStatement(
  runner: Runner,
  operation: string,
  { text, values }: Statement,
): Promise<readonly Row[]> {
  try {
    const { rows } = await runner.query<Record<string, string | null>>({ text, values: [...values], types: AS_TEXT });
    return rows;
  } catch (error) {
    throw toStoreError(error, operation);
  }
}

/** Times that a statement is run which was rolled back because of another one. */
const RUNS = 20;

/**
 * Runs a statement that is a transaction of its own until it is not rolled back because of another one. At READ COMMITTED,
 * that does not happen; where the default of a database is stricter, statements that meet are refused and not made to wait.
 */
async function runAgain(client: PoolClient, operation: string, statement: Statement): Promise<readonly Row[]> {
  for (let run = 1; ; run += 1) {
    try {
      return await runStatement(client, operation, statement);
    } catch (error) {
      const isPassing = isIntegrationError(error) && error.vendorCode?.startsWith('40') && error.outcome !== 'unknown';
      if (!isPassing || run === RUNS) throw error;
    }
  }
}

/** A lost connection makes its next query reject. Without a listener its error would end the process. */
const ignore = (): void => {};

/** Uses a pool. */
export function createConnections(options: {
  readonly pool: Pool;
  /** Milliseconds that taking one may last, and an answer that others wait for. */
  readonly timeout: number;
}): Connections {
  const { pool, timeout } = options;

  const exhausted = (operation: string): IntegrationError => {
    const { totalCount, idleCount, waitingCount } = pool;
    return new IntegrationError({
      code: 'OVERLOADED',
      service: 'postgres',
      operation,
      message:
        `postgres ${operation}: no connection of the pool came free within ${timeout} ms ` +
        `(${totalCount - idleCount} in use, ${waitingCount} waiting). A pool needs as many as its worker has ` +
        'concurrency, two more for leases and listening, and one for each handler that uses it beside its transaction.',
    });
  };

  const take = async (operation: string): Promise<PoolClient> => {
    const connecting = pool.connect();
    try {
      const client = await within(timeout, connecting, () => exhausted(operation));
      client.on('error', ignore);
      return client;
    } catch (error) {
      // One that comes after all must not be lost to the pool.
      connecting.then(
        (late) => late.release(),
        () => {},
      );
      throw toStoreError(error, operation);
    }
  };

  const give = (client: PoolClient, isSpoilt: boolean): void => {
    client.release(isSpoilt);
    client.removeListener('error', ignore); // The pool listens again from here on.
  };

  const silent = (operation: string): IntegrationError =>
    new IntegrationError({
      code: 'TIMEOUT',
      service: 'postgres',
      operation,
      outcome: 'unknown',
      message: `postgres ${operation}: the server did not answer within ${timeout} ms.`,
    });

  const withClient = async <T>(operation: string, work: (client: PoolClient) => Promise<T>): Promise<T> => {
    const client = await take(operation);
    let isSpoilt = true;
    try {
      const result = await work(client);
      isSpoilt = false;
      return result;
    } finally {
      give(client, isSpoilt);
    }
  };

  return {
    take,
    give,
    run: (operation, statement) => withClient(operation, (client) => runAgain(client, operation, statement)),
    runInTime: (operation, statement) =>
      withClient(operation, (client) =>
        within(timeout, runAgain(client, operation, statement), () => silent(operation)),
      ),
  };
}
