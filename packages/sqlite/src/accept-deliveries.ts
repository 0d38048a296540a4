import type { DatabaseSync } from 'node:sqlite';
import type { Accepted, Delivery, DeliveryKey, DeliveryState } from '@breakwater/core/webhooks';
import { prepare } from './database-file.js';
import { BY_KEY, type Tables } from './tables.js';
import { encodeOptional, encodeText } from './text-code.js';

/** The parameters of {@link BY_KEY}. */
export function toKeyParameters({ tenant, source, id }: DeliveryKey): [string, string, string] {
  return [encodeText(tenant), encodeText(source), encodeText(id)];
}

/** Stores deliveries that are not there yet. In the transaction of the caller: all or none. */
export function acceptDeliveries(
  database: DatabaseSync,
  tables: Tables,
  deliveries: readonly Delivery[],
  now: number,
): readonly Accepted[] {
  const insert = prepare(
    database,
    `INSERT INTO ${tables.delivery} (tenant, source, id, id_origin, type, subject, occurred_at, received_at, state, attempts,
       fence, next_at, updated_at, keep_until)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0, 0, ?, ?, 0) ON CONFLICT DO NOTHING`,
  );
  const keep = prepare(database, `INSERT INTO ${tables.content} (sequence, headers, body) VALUES (?, ?, ?)`);
  const look = prepare(database, `SELECT state, next_at FROM ${tables.delivery} WHERE ${BY_KEY}`);

  return deliveries.map((delivery): Accepted => {
    const key = toKeyParameters(delivery);
    const { idOrigin, type, subject, occurredAt, receivedAt, headers, body } = delivery;
    const what = [idOrigin, encodeText(type), encodeOptional(subject), occurredAt ?? null, receivedAt];
    const { changes, lastInsertRowid } = insert.run(...key, ...what, now, now);
    if (changes === 1) {
      keep.run(lastInsertRowid, JSON.stringify(headers), body);
      return { outcome: 'stored' };
    }
    const known = look.get(...key) as { readonly state: DeliveryState; readonly next_at: number | null } | undefined;
    if (!known) throw new Error('A delivery is neither new nor there.');
    return {
      outcome: 'duplicate',
      state: known.state,
      waitMs: known.next_at === null ? 0 : Math.max(0, known.next_at - now),
    };
  });
}
