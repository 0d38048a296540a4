import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { StoreLocation, StoreName } from './store-location.ts';

/** A place of its own for a run. */
export function createLocation(store: StoreName, folder: string): StoreLocation {
  const name = `torture_${randomBytes(6).toString('hex')}`;
  return { store, name: store === 'sqlite' ? join(folder, `${name}.db`) : name };
}
