import type { DatabaseSync } from 'node:sqlite';
import { type Clock, IntegrationError } from '@breakwater/core';
import { toStoreError } from './store-error.js';
import type { WriteQueue } from './write-queue.js';
import { toEndedError, type WriteTurn } from './write-turn.js';

/** What handlers write their effects with, so that effect and record are one. */
export interface SqliteTransaction {
  /**
   * Begins the transaction, and resolves with the connection on which it is open; called again, with the same. It waits its
   * turn, because one at a time can write to the file, and from then on nobody else can: do slow things before it, and call
   * it as late as possible. A handler that does not call it holds nobody up.
   *
   * Leave COMMIT, ROLLBACK and `close` to the inbox, and do not wait for the inbox itself in between: it waits for this
   * transaction.
   *
   * Rejects when there was no turn in `busyTimeout`, and when the transaction has ended.
   */
  begin(): Promise<DatabaseSync>;
}

/** What a transaction needs beside its work. */
export interface RunTransactionOptions {
  readonly queue: WriteQueue;
  readonly clock: Clock;
  /** Milliseconds that it may stay open. */
  readonly timeout: number;
}

/** Runs work in a transaction that begins when it is first asked for, and commits when the work resolves. */
export async function runTransaction<T>(
  { queue, clock, timeout }: RunTransactionOptions,
  work: (transaction: SqliteTransaction) => Promise<T>,
): Promise<T> {
  let turn: WriteTurn | undefined;
  let beginning: Promise<DatabaseSync> | undefined;
  let timer: unknown;
  let isEnded = false;
  let expire: (error: Error) => void = () => {};
  const expired = new Promise<never>((_, reject) => {
    expire = reject;
  });
  expired.catch(() => {}); // Whoever races against it sees it.

  const end = (): void => {
    isEnded = true;
    clock.clearTimeout(timer);
    turn?.end();
  };
  const onTimeout = (): void => {
    end();
    const message =
      `sqlite inbox.transaction: rolled back, because it stayed open for ${timeout} ms, and nobody else could write. ` +
      'Do slow things before `begin`, wait for nothing of the same inbox after it, or raise `transactionTimeout`.';
    expire(new IntegrationError({ code: 'TIMEOUT', service: 'sqlite', operation: 'inbox.transaction', message }));
  };
  const begin = async (): Promise<DatabaseSync> => {
    turn = queue.takeTurn();
    const database = await turn.begun;
    if (!isEnded) timer = clock.setTimeout(onTimeout, timeout);
    return database;
  };
  const transaction: SqliteTransaction = Object.freeze({
    begin() {
      if (isEnded) return Promise.reject(toEndedError());
      beginning ??= begin();
      beginning.catch(() => {}); // As above.
      return beginning;
    },
  });

  try {
    const result = await Promise.race([(async () => work(transaction))(), expired]);
    try {
      turn?.commit();
    } catch (error) {
      throw toStoreError('inbox.transaction', error);
    }
    return result;
  } finally {
    end();
  }
}
