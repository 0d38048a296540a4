/** The stores that are tortured. */
export type StoreName = 'sqlite' | 'postgres' | 'redis';

export const STORE_NAMES: readonly StoreName[] = ['sqlite', 'postgres', 'redis'];

/** Where the data of one run lies. */
export interface StoreLocation {
  readonly store: StoreName;
  /** A file, a schema, or a prefix of keys: of this run alone. */
  readonly name: string;
}

/** Address of the PostgreSQL server. */
export const DATABASE_URL: string = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

/** Address of the Redis server. */
export const REDIS_URL: string = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';

/** Whether effects are written in the transaction of the inbox, so that "once" is promised. */
export const appliesOnce = (store: StoreName): boolean => store !== 'redis';
