import type { DeliveryFilter, DeliveryKey, PurgeOptions, ReplayOptions } from '@breakwater/core/webhooks';
import type { Statement } from '../connections.js';
import { toDeliveryDigest } from '../delivery-digest.js';
import type { TableNames } from '../table-names.js';
import { encodeText } from '../text-encoding.js';
import { DELIVERY_COLUMNS, SUMMARY_COLUMNS } from './delivery-columns.js';
import { NOW } from './now.js';

/** Rows that one statement of a purge changes at most, so that none holds its locks for long. */
export const PURGE_BATCH = 1_000;

/** One delivery with its content. */
export function findStatement(names: TableNames, key: DeliveryKey): Statement {
  return {
    text: `SELECT ${DELIVERY_COLUMNS} FROM ${names.inbox} AS i WHERE digest = $1`,
    values: [toDeliveryDigest(key)],
  };
}

/** Conditions that a row has to meet, and their values, which follow `values`. */
function toConditions(
  values: readonly unknown[],
  wanted: Readonly<Record<string, string | undefined>>,
): { readonly conditions: readonly string[]; readonly values: readonly unknown[] } {
  const set = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    conditions: set.map(([column], index) => `${column} = $${values.length + index + 1}`),
    values: [...values, ...set.map(([, value]) => encodeText(value))],
  };
}

/** Summaries behind `after`, and one more than there is room for, which tells whether another page follows. */
export function listStatement(names: TableNames, filter: DeliveryFilter, after: string, limit: number): Statement {
  const { tenant, source, state, type, subject } = filter;
  const { conditions, values } = toConditions([after, limit + 1], { tenant, source, state, type, subject });
  const text = `
    SELECT ${SUMMARY_COLUMNS} FROM ${names.inbox} AS i
    WHERE ${['arrival > $1::bigint', ...conditions].join(' AND ')}
    ORDER BY i.arrival LIMIT $2`;
  return { text, values };
}

/** Judges, changes and records in one statement, so that nothing can come between. */
export function replayStatement(
  names: TableNames,
  now: number | null,
  key: DeliveryKey,
  { actor, reason, force = false }: ReplayOptions,
): Statement {
  const text = `
    WITH locked AS (
      SELECT arrival, state, attempts, next_at, body IS NULL AS is_erased FROM ${names.inbox} WHERE digest = $2 FOR UPDATE
    ), judged AS (
      SELECT arrival, state, attempts, CASE
        WHEN state = 'claimed' AND next_at > ${NOW} THEN 'claimed'
        WHEN state = 'done' AND NOT $3::boolean THEN 'done'
        WHEN is_erased THEN 'erased'
        ELSE 'replayed'
      END AS outcome
      FROM locked
    ), changed AS (
      UPDATE ${names.inbox} AS i
      SET state = 'pending', attempts = 0, result = NULL, keep_until = 0, next_at = ${NOW}, updated_at = ${NOW},
        replay_at = ${NOW}, replay_actor = $4, replay_reason = $5
      FROM judged WHERE i.arrival = judged.arrival AND judged.outcome = 'replayed'
      RETURNING i.arrival
    ), recorded AS (
      INSERT INTO ${names.replays} (arrival, at, actor, reason, forced, from_state, attempts)
      SELECT arrival, ${NOW}, $4, $5, state = 'done', state, attempts FROM judged WHERE outcome = 'replayed'
    )
    SELECT outcome, (SELECT pg_notify($6, '')::text FROM changed WHERE $6::text IS NOT NULL) FROM judged`;
  return {
    text,
    values: [now, toDeliveryDigest(key), force, encodeText(actor), encodeText(reason), names.notifyChannel],
  };
}

/** The audit trail of a delivery. */
export function replaysStatement(names: TableNames, key: DeliveryKey): Statement {
  const text = `
    SELECT r.at::text, r.actor, r.reason, r.forced::text, r.from_state, r.attempts::text
    FROM ${names.replays} AS r JOIN ${names.inbox} AS i USING (arrival)
    WHERE i.digest = $1 ORDER BY r.number`;
  return { text, values: [toDeliveryDigest(key)] };
}

/**
 * One batch of a purge of what has its content still (`full`) or not any more (`erased`): forgets records that need not be
 * kept any longer, and drops the contents of the others. Both by one statement, because each would have to pass over what
 * the other is for, again in every batch.
 */
export function purgeStatement(
  names: TableNames,
  now: number | null,
  { olderThan, source, tenant, states = ['done', 'dead'] }: PurgeOptions,
  which: 'full' | 'erased',
): Statement {
  const { conditions, values } = toConditions([now, olderThan, [...states]], { source, tenant });
  const chosen = [
    'next_at IS NULL',
    `updated_at <= ${NOW} - $2`,
    'state = ANY ($3::text[])',
    which === 'full' ? 'body IS NOT NULL' : `body IS NULL AND keep_until <= ${NOW}`,
    ...conditions,
  ].join(' AND ');
  const text = `
    WITH old AS MATERIALIZED (
      SELECT arrival, keep_until <= ${NOW} AS is_over
      FROM ${names.inbox} WHERE ${chosen} LIMIT ${PURGE_BATCH} FOR UPDATE SKIP LOCKED
    ), removed AS (
      DELETE FROM ${names.inbox} AS i USING old WHERE i.arrival = old.arrival AND old.is_over RETURNING 1
    ), erased AS (
      UPDATE ${names.inbox} AS i SET headers = '{}', body = NULL
      FROM old WHERE i.arrival = old.arrival AND NOT old.is_over RETURNING 1
    )
    SELECT (SELECT count(*) FROM removed)::text AS removed, (SELECT count(*) FROM erased)::text AS erased`;
  return { text, values };
}
