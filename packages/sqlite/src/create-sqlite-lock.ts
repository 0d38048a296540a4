import type { SubjectLock } from '@breakwater/core/webhooks';
import type { SqliteTransaction } from './sqlite-transaction.js';
import { createSubjectTurns } from './subject-turns.js';

/**
 * A lock for `serial` that reaches all processes which use the file: it begins the transaction of the inbox, and while that
 * is open nobody else can write, whatever the subject. Let go of at the end of the transaction, also by a process that dies.
 * The handler must therefore be done within `transactionTimeout`.
 *
 * @example
 * ```ts
 * import { serial } from '@breakwater/core/webhooks';
 * import { createSqliteLock, type SqliteTransaction } from '@breakwater/sqlite';
 *
 * export const onOrder = serial<{ readonly total: number }, SqliteTransaction>(
 *   async (event, { transaction, subject = '' }) => {
 *     const database = await transaction.begin();
 *     database.prepare('UPDATE orders SET total = total + ? WHERE id = ?').run(event.total, subject);
 *   },
 *   { lock: createSqliteLock() },
 * );
 * ```
 */
export function createSqliteLock(): SubjectLock<SqliteTransaction> {
  const takeTurn = createSubjectTurns();
  return {
    async hold({ source, tenant, subject }, { transaction, signal }, work) {
      signal.throwIfAborted();
      await unlessAborted(transaction.begin(), signal);
      return takeTurn(transaction, JSON.stringify([source, tenant, subject]), async () => {
        signal.throwIfAborted();
        return work();
      });
    },
  };
}

/** Rejects when the signal is aborted before `waiting` has ended. */
async function unlessAborted(waiting: Promise<unknown>, signal: AbortSignal): Promise<void> {
  let onAbort: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
  });
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([waiting, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
