import type { Statement } from '../connections.js';
import type { TableNames } from '../table-names.js';
import { encodeText } from '../text-encoding.js';
import { DELIVERY_COLUMNS } from './delivery-columns.js';
import { NOW } from './now.js';

/** What to claim. */
export interface ClaimRequest {
  readonly now: number | null;
  readonly lease: number;
  readonly limit: number;
  readonly source: string | undefined;
}

/**
 * Claims what `due` chose. MATERIALIZED, because a join may run a subquery more than once, and each run would lock `limit`
 * more rows. Limited to what it is limited to anyway, so that the planner knows how few they are. `place` is what the
 * claims are sorted by.
 */
const takeDue = (names: TableNames): string => `
    taken AS (
      UPDATE ${names.inbox} AS i
      SET state = 'claimed', fence = i.fence + 1, attempts = i.attempts + 1, next_at = ${NOW} + $2, updated_at = ${NOW}
      FROM (SELECT * FROM due LIMIT $3) AS due WHERE i.arrival = due.arrival
      RETURNING ${DELIVERY_COLUMNS}, due.place, due.arrival AS tie
    )
    SELECT * FROM taken ORDER BY place, tie`;

/**
 * Claims what has been due for longest. SKIP LOCKED passes over what somebody else claims at this moment instead of
 * waiting for them; a plain FOR UPDATE would also dead-lock.
 *
 * The limit is hidden in a subquery on purpose. A planner that sees it, and thinks that no more is due than that, reads and
 * sorts all that is due: after a pause of the workers, when statistics know nothing of the backlog, each claim would take as
 * long as the backlog is large. One that cannot see it goes through the index in its order.
 */
export function claimStatement(names: TableNames, { now, lease, limit, source }: ClaimRequest): Statement {
  const text = `
    WITH due AS MATERIALIZED (
      SELECT arrival, next_at AS place FROM ${names.inbox}
      WHERE next_at <= ${NOW}${source === undefined ? '' : ' AND source = $4'}
      ORDER BY next_at, arrival LIMIT (SELECT $3::bigint) FOR UPDATE SKIP LOCKED
    ), ${takeDue(names)}`;
  return { text, values: [now, lease, limit, ...(source === undefined ? [] : [encodeText(source)])] };
}

/** Claims named deliveries, in the order in which they are named; a failed one also before it is due. */
export function claimNamedStatement(
  names: TableNames,
  { now, lease, limit, source }: ClaimRequest,
  digests: readonly Buffer[],
): Statement {
  const text = `
    WITH due AS MATERIALIZED (
      SELECT named.arrival, wanted.place
      FROM unnest($4::bytea[]) WITH ORDINALITY AS wanted (digest, place)
      JOIN ${names.inbox} AS named USING (digest)
      WHERE (named.next_at <= ${NOW} OR named.state = 'retry')${source === undefined ? '' : ' AND named.source = $5'}
      ORDER BY wanted.place LIMIT $3 FOR UPDATE OF named SKIP LOCKED
    ), ${takeDue(names)}`;
  return { text, values: [now, lease, limit, [...digests], ...(source === undefined ? [] : [encodeText(source)])] };
}
