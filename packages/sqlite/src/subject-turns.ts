import type { SqliteTransaction } from './sqlite-transaction.js';

/**
 * Lets in one after the other for each key within a transaction. Between transactions SQLite sees to it; within one, a
 * handler may begin two things at once.
 */
export function createSubjectTurns(): <T>(
  transaction: SqliteTransaction,
  key: string,
  work: () => Promise<T>,
) => Promise<T> {
  const queues = new WeakMap<SqliteTransaction, Map<string, Promise<unknown>>>();
  return async (transaction, key, work) => {
    const ofTransaction = queues.get(transaction) ?? new Map<string, Promise<unknown>>();
    queues.set(transaction, ofTransaction);
    const before = ofTransaction.get(key);
    const turn = (async () => {
      await before?.catch(() => {}); // How the one before ended is its own affair.
      return work();
    })();
    ofTransaction.set(key, turn);
    return turn;
  };
}
