import type { DatabaseSync } from 'node:sqlite';
import type { DeliveryKey, DeliveryState, ReplayOptions, ReplayOutcome, ReplayRecord } from '@breakwater/core/webhooks';
import { toKeyParameters } from './accept-deliveries.js';
import { prepare } from './database-file.js';
import { BY_KEY, type Tables } from './tables.js';
import { decodeText, encodeText } from './text-code.js';

interface Standing {
  readonly sequence: number;
  readonly state: DeliveryState;
  readonly next_at: number | null;
  readonly attempts: number;
  readonly has_content: number;
}

interface ReplayRow {
  readonly at: number;
  readonly actor: string;
  readonly reason: string;
  readonly forced: number;
  readonly from_state: DeliveryState;
  readonly attempts: number;
}

/** Makes a delivery due again, and writes down who wanted it. In the transaction of the caller: both or neither. */
export function replayDelivery(
  database: DatabaseSync,
  tables: Tables,
  key: DeliveryKey,
  { actor, reason, force = false }: ReplayOptions,
  now: number,
): ReplayOutcome {
  const look = prepare(
    database,
    `SELECT d.sequence, d.state, d.next_at, d.attempts,
       EXISTS (SELECT 1 FROM ${tables.content} c WHERE c.sequence = d.sequence) AS has_content
     FROM ${tables.delivery} d WHERE ${BY_KEY}`,
  );
  const row = look.get(...toKeyParameters(key)) as unknown as Standing | undefined;
  if (!row) return 'not_found';
  const { sequence, state, attempts } = row;
  if (state === 'claimed' && (row.next_at ?? 0) > now) return 'claimed';
  if (state === 'done' && !force) return 'done';
  if (row.has_content === 0) return 'erased';
  prepare(
    database,
    `INSERT INTO ${tables.replay} (sequence, at, actor, reason, forced, from_state, attempts) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(sequence, now, encodeText(actor), encodeText(reason), state === 'done' ? 1 : 0, state, attempts);
  prepare(
    database,
    `UPDATE ${tables.delivery}
     SET state = 'pending', attempts = 0, result = NULL, keep_until = 0, next_at = ?, updated_at = ? WHERE sequence = ?`,
  ).run(now, now, sequence);
  return 'replayed';
}

/** The audit trail of a delivery. */
export function readReplays(database: DatabaseSync, tables: Tables, key: DeliveryKey): readonly ReplayRecord[] {
  const sql = `SELECT r.at, r.actor, r.reason, r.forced, r.from_state, r.attempts FROM ${tables.replay} r
     WHERE r.sequence = (SELECT sequence FROM ${tables.delivery} WHERE ${BY_KEY}) ORDER BY r.number`;
  const rows = prepare(database, sql).all(...toKeyParameters(key)) as unknown as readonly ReplayRow[];
  return rows.map(({ at, actor, reason, forced, from_state: from, attempts }) => ({
    at,
    actor: decodeText(actor),
    reason: decodeText(reason),
    forced: forced === 1,
    from,
    attempts,
  }));
}
