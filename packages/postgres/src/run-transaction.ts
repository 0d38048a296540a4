import { IntegrationError, sanitizeCause } from '@breakwater/core';
import type { PoolClient } from 'pg';
import type { Connections } from './connections.js';
import type { PostgresTransaction } from './postgres-transaction.js';
import { isUnanswered, toStoreError } from './store-error.js';
import type { TransactionSlots } from './transaction-slots.js';
import { within } from './within.js';

const OPERATION = 'inbox.transaction';

/** Milliseconds that a roll-back may take until the connection is closed without waiting, which has the same effect. */
const ROLLBACK_TIMEOUT = 1_000;

/** What transactions need. */
export interface TransactionContext {
  readonly connections: Connections;
  readonly slots: TransactionSlots;
  /** Milliseconds that the answer to `COMMIT` may take. */
  readonly timeout: number;
}

/** A transaction that is open on a connection. */
interface OpenTransaction {
  readonly client: PoolClient;
  commit(): Promise<void>;
  rollBack(): Promise<void>;
}

const unanswered = (cause?: Error): IntegrationError =>
  new IntegrationError({
    code: 'NETWORK',
    service: 'postgres',
    operation: OPERATION,
    outcome: 'unknown',
    message:
      `postgres ${OPERATION}: COMMIT was not answered, so that it may have happened or not. The record in the inbox is ` +
      'of the same transaction, and tells.',
    cause,
  });

const ended = (): IntegrationError =>
  new IntegrationError({
    code: 'CONFLICT',
    service: 'postgres',
    operation: OPERATION,
    message:
      `postgres ${OPERATION}: it has ended, with its handler or because that was given up. Await every query in the ` +
      'handler, and stop when `context.signal` is aborted.',
  });

/** Rejects unless the server has said that everything is committed. */
async function commit(client: PoolClient, timeout: number): Promise<void> {
  const committing = client.query('COMMIT').catch((error: unknown) => {
    // What waits for the end of the transaction, such as a deferred constraint, is answered: it was rolled back.
    throw isUnanswered(error) ? unanswered(sanitizeCause(error, (text) => text)) : toStoreError(error, OPERATION);
  });
  const { command } = await within(timeout, committing, unanswered);
  // The server answers COMMIT with ROLLBACK, and without an error, when a query had failed before.
  if (command === 'COMMIT') return;
  throw new IntegrationError({
    code: 'CONFLICT',
    service: 'postgres',
    operation: OPERATION,
    message: `postgres ${OPERATION}: it was rolled back, because a query in it had failed and its error was swallowed.`,
  });
}

/** Waits for its place, takes a connection, and begins. */
async function open({ connections, slots, timeout }: TransactionContext): Promise<OpenTransaction> {
  const leave = await slots.enter();
  const client = await connections.take(OPERATION).catch((error: unknown) => {
    leave();
    throw error;
  });
  const close = (isSpoilt: boolean): void => {
    connections.give(client, isSpoilt);
    leave();
  };
  try {
    // READ COMMITTED whatever the default is: a lease is prolonged while its handler runs, and with a snapshot of before,
    // `complete` could not change that row any more.
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  } catch (error) {
    close(true);
    throw toStoreError(error, OPERATION);
  }
  return {
    client,
    async commit() {
      await commit(client, timeout);
      close(false);
    },
    // Closes the connection rather than reusing it: a handler that was given up because of its time may still be at work,
    // and with a client in its hands its next query would run outside of any transaction, or in that of another handler.
    async rollBack() {
      const rollingBack = client.query('ROLLBACK').then(
        () => {},
        () => {}, // Closing the connection rolls back, too.
      );
      await within(ROLLBACK_TIMEOUT, rollingBack, () => new Error('late')).catch(() => {});
      close(true);
    },
  };
}

/** Transactions that have not begun, each with what keeps it from beginning any more. */
const unbegun = new WeakMap<PostgresTransaction, () => void>();

/**
 * Ends a transaction of which nobody has made use, so that what records its delivery as done needs not be a part of it:
 * nothing else can be. False for one that has begun.
 */
export function endUnlessBegun(transaction: PostgresTransaction): boolean {
  const end = unbegun.get(transaction);
  end?.();
  return end !== undefined;
}

/**
 * Runs `work` with a transaction that begins when it is first used, and commits when `work` resolves. When it rejects, the
 * transaction is rolled back.
 */
export async function runTransaction<T>(
  context: TransactionContext,
  work: (transaction: PostgresTransaction) => Promise<T>,
): Promise<T> {
  let opening: Promise<OpenTransaction> | undefined;
  let opened: OpenTransaction | undefined;
  let isEnded = false;

  const client = async (): Promise<PoolClient> => {
    if (isEnded) throw ended();
    unbegun.delete(transaction);
    opening ??= open(context);
    opened = await opening;
    // It may have ended while it began.
    if (isEnded) throw ended();
    return opened.client;
  };
  const transaction: PostgresTransaction = Object.freeze({
    query: async (...query: Parameters<PoolClient['query']>) => (await client()).query(...query),
    client,
  }) as unknown as PostgresTransaction;
  unbegun.set(transaction, () => {
    isEnded = true;
  });

  try {
    const result = await work(transaction);
    const begun = await opening;
    isEnded = true;
    await begun?.commit();
    return result;
  } catch (error) {
    isEnded = true;
    const rollingBack = opening?.then(
      (begun) => begun.rollBack(),
      () => {}, // It never began.
    );
    // What waits for a connection yet has written nothing, and gives it back by itself.
    if (opened) await rollingBack;
    throw error;
  }
}
