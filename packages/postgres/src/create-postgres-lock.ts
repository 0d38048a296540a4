import type { SubjectLock } from '@breakwater/core/webhooks';
import { runStatement } from './connections.js';
import type { PostgresTransaction } from './postgres-transaction.js';

/**
 * Lets one at a time work on a subject, in all processes that share a database. PostgreSQL lets go of the lock when the
 * transaction of the inbox ends, however it ends; what waits holds a connection. Two subjects share a lock in one of 2^64
 * cases, and then only wait for each other.
 *
 * @example
 * ```ts
 * import { serial } from '@breakwater/core/webhooks';
 * import { createPostgresLock, type PostgresTransaction } from '@breakwater/postgres';
 *
 * export const onOrder = serial<{ readonly total: number }, PostgresTransaction>(
 *   async (event, { transaction, subject }) => {
 *     await transaction.query('UPDATE orders SET total = total + $1 WHERE id = $2', [event.total, subject]);
 *   },
 *   { lock: createPostgresLock() },
 * );
 * ```
 */
export function createPostgresLock(): SubjectLock<PostgresTransaction> {
  return {
    async hold({ source, tenant, subject }, { transaction, signal }, work) {
      signal.throwIfAborted();
      // JSON keeps the parts apart, and escapes what PostgreSQL would refuse.
      const key = JSON.stringify(['breakwater.subject', source, tenant, subject]);
      await untilAborted(
        signal,
        runStatement(transaction, 'lock.hold', {
          text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text',
          values: [key],
        }),
      );
      return work();
    },
  };
}

/** Resolves as `waiting` does, or rejects when `signal` is aborted; the transaction then ends, and the wait with it. */
async function untilAborted(signal: AbortSignal, waiting: Promise<unknown>): Promise<void> {
  let onAbort: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = (): void => reject(signal.reason);
  });
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([waiting, aborted]);
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
