import type { StoreLocation } from '../stores/store-location.ts';
import type { StoredRows } from './check-history.ts';
import { openPostgresRows } from './postgres-rows.ts';
import { openRedisRows } from './redis-rows.ts';
import { openSqliteRows } from './sqlite-rows.ts';

/** Looks into a store with nothing of the product. */
export interface RowReader {
  /** Deliveries that have not ended, and all that there are. */
  progress(): Promise<{ readonly open: number; readonly total: number }>;
  read(): Promise<StoredRows>;
  /** Removes everything of the run, and lets go. */
  close(): Promise<void>;
}

/** Makes the tables of effects, and opens a look at them. */
export function openRows({ store, name }: StoreLocation): Promise<RowReader> {
  if (store === 'sqlite') return openSqliteRows(name);
  return store === 'postgres' ? openPostgresRows(name) : openRedisRows(name);
}
