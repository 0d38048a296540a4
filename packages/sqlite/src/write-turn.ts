import type { DatabaseSync } from 'node:sqlite';
import { IntegrationError } from '@breakwater/core';
import type { DatabaseFile } from './database-file.js';
import { isLocked, toStoreError } from './store-error.js';
import { waitForLock, within } from './wait-for-lock.js';

/** A transaction's turn to write, from when it queues up until it has ended. */
export interface WriteTurn {
  /** The connection on which the transaction is open. Rejects when there was no turn, or it ended before it began. */
  readonly begun: Promise<DatabaseSync>;
  /**
   * Called by the queue when it is next. Never rejects.
   *
   * @param mustGiveWay Whether something shorter waits for the same lock of another process.
   * @returns false when it gave way before it began, and is to be called again; true when the turn is over
   */
  run(mustGiveWay: () => boolean): Promise<boolean>;
  /** Commits. Throws what SQLite says; nothing is written then. */
  commit(): void;
  /** Ends it, and undoes what was not committed. `reason` is what `begun` rejects with, if it has not begun. */
  end(reason?: Error): void;
}

const ENDED = 'The transaction has ended: what is written to it now would belong to no delivery.';

/** The error for a transaction that is used after its end. */
export function toEndedError(): IntegrationError {
  return new IntegrationError({
    code: 'UNAVAILABLE',
    service: 'sqlite',
    operation: 'inbox.transaction',
    message: ENDED,
  });
}

/**
 * Makes a turn. Its connection is used for nothing else and closed at its end, so that a handler that goes on after it was
 * given up cannot write into the transaction of another.
 */
export function createWriteTurn(file: DatabaseFile, busyTimeout: number): WriteTurn {
  let database: DatabaseSync | undefined;
  let isEnded = false;
  let isInTime: (() => boolean) | undefined;
  let resolve: (database: DatabaseSync) => void = () => {};
  let reject: (error: Error) => void = () => {};
  let leave: () => void = () => {};
  const begun = new Promise<DatabaseSync>((...settle) => {
    [resolve, reject] = settle;
  });
  const ended = new Promise<void>((settle) => {
    leave = settle;
  });
  begun.catch(() => {}); // Whoever awaits it sees it; with nobody there it must not count as unhandled.

  const begin = async (mustGiveWay: () => boolean): Promise<DatabaseSync> => {
    isInTime ??= within(busyTimeout);
    const mayGoOn = (): boolean => !isEnded && isInTime?.() === true && !mustGiveWay();
    await waitForLock(() => file.main(), mayGoOn); // The tables must be there.
    const own = database ?? (await waitForLock(() => file.open(), mayGoOn));
    database = own;
    await waitForLock(() => own.exec('BEGIN IMMEDIATE'), mayGoOn);
    return own;
  };
  const end = (reason: Error = toEndedError()): void => {
    isEnded = true;
    reject(reason);
    leave();
    close(database);
    database = undefined;
  };

  return {
    begun,
    async run(mustGiveWay) {
      if (isEnded) return true;
      try {
        const own = await begin(mustGiveWay);
        if (isEnded) close(own);
        else resolve(own);
      } catch (error) {
        if (isLocked(error) && !isEnded && isInTime?.() === true) return false;
        end(toStoreError('inbox.transaction', error));
      }
      await ended;
      return true;
    },
    commit() {
      database?.exec('COMMIT');
    },
    end,
  };
}

/** Closing also rolls back. A handler may have closed the connection itself. */
function close(database: DatabaseSync | undefined): void {
  try {
    database?.close();
  } catch (error) {
    const isClosed = error instanceof Error && Reflect.get(error, 'code') === 'ERR_INVALID_STATE';
    if (!isClosed) throw error;
  }
}
