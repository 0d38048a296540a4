import type { PoolClient, QueryArrayConfig, QueryArrayResult, QueryConfig, QueryResult, QueryResultRow } from 'pg';

/**
 * What handlers write their effects with, so that effect and record are one. It begins when it is first used: until then it
 * has no connection, and a handler that does not use it never has one. Do slow things before.
 *
 * Leave COMMIT and ROLLBACK to the inbox. Whatever is asked of it after its end rejects.
 */
export interface PostgresTransaction {
  /** Runs a query in the transaction, as `query` of a client of `pg` does. */
  query<R extends QueryResultRow = QueryResultRow>(
    query: string | QueryConfig<unknown[]>,
    values?: unknown[],
  ): Promise<QueryResult<R>>;
  query<R extends unknown[] = unknown[]>(
    query: QueryArrayConfig<unknown[]>,
    values?: unknown[],
  ): Promise<QueryArrayResult<R>>;
  /**
   * The connection on which the transaction is open, for what `query` cannot do: cursors, COPY, and libraries that want a
   * client, as in `drizzle(await transaction.client())`. Always the same one. It belongs to others as soon as the handler
   * has ended: let no query on it be under way then.
   */
  client(): Promise<PoolClient>;
}
