import type { Delivery } from '@breakwater/core/webhooks';
import type { SqliteTransaction } from '../../src/index.js';

/** Writes one effect. */
export async function applyEffect(transaction: SqliteTransaction, key: string): Promise<void> {
  const database = await transaction.begin();
  database.prepare('INSERT INTO effect (key) VALUES (?)').run(key);
}

/** A delivery as a handler would store it. */
export function delivery(id: string, overrides: Partial<Delivery> = {}): Delivery {
  return {
    tenant: '',
    source: 'acme',
    id,
    idOrigin: 'sender',
    type: 'order.paid',
    receivedAt: Date.UTC(2026, 0, 1),
    headers: {},
    body: new TextEncoder().encode(`{"id":"${id}"}`),
    ...overrides,
  };
}
