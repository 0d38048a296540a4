import type { Delivery } from '@breakwater/core/webhooks';
import type { Statement } from '../connections.js';
import type { TableNames } from '../table-names.js';
import { encodeText } from '../text-encoding.js';
import { NOW } from './now.js';

/** A delivery, and the digest of its key. */
export interface DigestedDelivery {
  readonly digest: Buffer;
  readonly delivery: Delivery;
}

/**
 * Stores deliveries that are all different, in one statement and so all or none, and answers with the digests of those
 * that were new. They are numbered in the order of the batch, but inserted in the order of their digests: two batches
 * that hold the same events in another order would wait for each other.
 */
export function acceptStatement(names: TableNames, now: number | null, batch: readonly DigestedDelivery[]): Statement {
  const text = `
    WITH batch AS MATERIALIZED (
      SELECT nextval('${names.arrivals}') AS arrival, ordered.*
      FROM (
        SELECT * FROM unnest(
          $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::float8[], $11::float8[],
          $12::text[], $13::bytea[]
        ) WITH ORDINALITY AS given (
          digest, tenant, source, id, id_origin, type, subject, occurred_at, received_at, headers, body, place
        )
        ORDER BY place
      ) AS ordered
    ), stored AS (
      INSERT INTO ${names.inbox} (
        arrival, digest, tenant, source, id, id_origin, type, subject, occurred_at, received_at, headers, body,
        state, next_at, updated_at
      )
      SELECT
        arrival, digest, tenant, source, id, id_origin, type, subject, occurred_at, received_at, headers, body,
        'pending', ${NOW}, ${NOW}
      FROM batch ORDER BY digest
      ON CONFLICT (digest) DO NOTHING
      RETURNING digest
    )
    SELECT encode(digest, 'hex') AS digest, (SELECT pg_notify($2, '')::text FROM stored WHERE $2::text IS NOT NULL LIMIT 1)
    FROM stored`;
  const column = <T>(read: (delivery: Delivery) => T): readonly T[] => batch.map(({ delivery }) => read(delivery));
  const values = [
    now,
    names.notifyChannel,
    batch.map(({ digest }) => digest),
    column(({ tenant }) => encodeText(tenant)),
    column(({ source }) => encodeText(source)),
    column(({ id }) => encodeText(id)),
    column(({ idOrigin }) => idOrigin),
    column(({ type }) => encodeText(type)),
    column(({ subject }) => (subject === undefined ? null : encodeText(subject))),
    column(({ occurredAt }) => occurredAt ?? null),
    column(({ receivedAt }) => receivedAt),
    column(({ headers }) => JSON.stringify(headers)), // which escapes whatever PostgreSQL would refuse
    column(({ body }) => Buffer.from(body.buffer, body.byteOffset, body.byteLength)),
  ];
  return { text, values };
}

/**
 * How the deliveries stand that were there before. A statement of its own, after the other one: what another process
 * stored at the same moment is not in the snapshot of the statement that met it.
 */
export function standingStatement(names: TableNames, now: number | null, digests: readonly Buffer[]): Statement {
  const text = `
    SELECT encode(digest, 'hex') AS digest, state, greatest(0, coalesce(next_at - ${NOW}, 0))::text AS wait
    FROM ${names.inbox} WHERE digest = ANY ($2::bytea[])`;
  return { text, values: [now, [...digests]] };
}
