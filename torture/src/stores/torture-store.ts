import type { Inbox, VersionStore } from '@breakwater/core/webhooks';
import type { TortureEvent } from '../torture-event.ts';
import { openPostgres } from './postgres-store.ts';
import { openRedis } from './redis-store.ts';
import { openSqlite } from './sqlite-store.ts';
import type { StoreLocation } from './store-location.ts';

/** What a process under torture works with. The transaction is whatever the store has for one. */
export interface TortureStore {
  readonly inbox: Inbox<unknown>;
  readonly versions: VersionStore<unknown>;
  /** Counts an event, without any check of its own: what is applied twice is counted twice. */
  count(transaction: unknown, event: TortureEvent): Promise<void>;
  /** Overwrites the state of the subject, without any check of its own. */
  overwrite(transaction: unknown, event: TortureEvent): Promise<void>;
  close(): Promise<void>;
}

/** Opens the store of a run, and makes what is missing of it. */
export function openStore(location: StoreLocation): Promise<TortureStore> {
  const { store, name } = location;
  if (store === 'sqlite') return openSqlite(name);
  return store === 'postgres' ? openPostgres(name) : openRedis(name);
}
