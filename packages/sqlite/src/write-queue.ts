import type { DatabaseSync } from 'node:sqlite';
import type { DatabaseFile } from './database-file.js';
import type { ResolvedSqliteOptions } from './sqlite-options.js';
import { isLocked, toBusyError, toClosedError, toStoreError } from './store-error.js';
import { waitForLock } from './wait-for-lock.js';
import { createWriteTurn, type WriteTurn } from './write-turn.js';

/**
 * Gives the one right to write that a file has to one after the other of this process. Short work of the inbox is written
 * together, many in one commit; between two of these commits one transaction of a handler gets its turn, so that neither
 * starves the other. While another process writes, the short work goes first.
 */
export interface WriteQueue {
  /** Runs `act`, which must not wait, in a write transaction. Resolves when that is committed; what `act` throws undoes it alone. */
  write<T>(operation: string, act: (database: DatabaseSync) => T): Promise<T>;
  /** Queues up for a transaction that stays open. */
  takeTurn(): WriteTurn;
  /** Refuses what is asked for from now on. Resolves when nothing is queued or open any more. */
  close(): Promise<void>;
}

/** One commit takes at most so long or so many, so that it does not stop the event loop for long. */
const MAX_BATCH_MS = 15;
const MAX_BATCH = 256;

interface Entry {
  readonly operation: string;
  readonly act: (database: DatabaseSync) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: unknown;
}

const nextTurnOfLoop = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** Runs one piece of work, and undoes it alone when it throws. Returns what is left to do after the commit. */
function perform(database: DatabaseSync, { operation, act, resolve, reject }: Entry): () => void {
  database.exec('SAVEPOINT entry');
  try {
    const value = act(database);
    database.exec('RELEASE entry');
    return () => resolve(value);
  } catch (error) {
    try {
      database.exec('ROLLBACK TO entry; RELEASE entry');
    } catch {
      throw error; // It has ended the whole transaction, as a full disk may: then nothing of it is written.
    }
    return () => reject(toStoreError(operation, error));
  }
}

/** Makes the queue of one file. */
export function createWriteQueue(file: DatabaseFile, options: ResolvedSqliteOptions): WriteQueue {
  const { clock, busyTimeout } = options;
  const entries: Entry[] = [];
  const turns: WriteTurn[] = [];
  let running: Promise<void> | undefined;
  let isClosed = false;

  const take = (): Entry | undefined => {
    const entry = entries.shift();
    if (entry) clock.clearTimeout(entry.timer);
    return entry;
  };

  const writeBatch = (database: DatabaseSync): void => {
    const begunAt = performance.now();
    const taken: Entry[] = [];
    const settle: (() => void)[] = [];
    try {
      while (taken.length < MAX_BATCH && performance.now() - begunAt < MAX_BATCH_MS) {
        const entry = take();
        if (!entry) break;
        taken.push(entry);
        settle.push(perform(database, entry));
      }
      database.exec('COMMIT');
    } catch (error) {
      rollBack(database);
      for (const { operation, reject } of taken) reject(toStoreError(operation, error));
      return;
    }
    for (const one of settle) one();
  };

  const writeEntries = async (): Promise<void> => {
    const begin = (): DatabaseSync => {
      const database = file.main();
      database.exec('BEGIN IMMEDIATE');
      return database;
    };
    try {
      // Each entry leaves by itself when its time is over.
      writeBatch(await waitForLock(begin, () => entries.length > 0));
    } catch (error) {
      // All of them had left; whoever came since has not waited yet.
      if (isLocked(error)) return;
      for (let entry = take(); entry; entry = take()) entry.reject(toStoreError(entry.operation, error));
    }
  };

  const run = async (): Promise<void> => {
    await Promise.resolve(); // What is asked for in the same tick is written together.
    while (entries.length > 0 || turns.length > 0) {
      if (entries.length > 0) await writeEntries();
      const [turn] = turns;
      if (await turn?.run(() => entries.length > 0)) turns.shift();
      // Also what comes before the next turn of the event loop: under load, a commit serves many requests.
      await nextTurnOfLoop();
    }
    running = undefined;
  };

  const start = (): void => {
    running ??= run();
  };

  return {
    write: <T>(operation: string, act: (database: DatabaseSync) => T) =>
      new Promise<T>((resolve, reject) => {
        if (isClosed) {
          reject(toClosedError(operation));
          return;
        }
        const giveUp = (): void => {
          entries.splice(entries.indexOf(entry), 1);
          reject(toBusyError(operation, busyTimeout));
        };
        const timer = clock.setTimeout(giveUp, busyTimeout);
        const entry: Entry = { operation, act, resolve: (value) => resolve(value as T), reject, timer };
        entries.push(entry);
        start();
      }),
    takeTurn() {
      const turn = createWriteTurn(file, busyTimeout);
      if (isClosed) turn.end(toClosedError('inbox.transaction'));
      turns.push(turn);
      start();
      return turn;
    },
    async close() {
      isClosed = true;
      while (running) await running;
    },
  };
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // The failure has already ended it; and if it has not, the next BEGIN says so.
  }
}
