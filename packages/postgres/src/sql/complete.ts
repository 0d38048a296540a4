import type { Completion } from '../complete-deliveries.js';
import type { Statement } from '../connections.js';
import { toDeliveryDigest } from '../delivery-digest.js';
import type { TableNames } from '../table-names.js';
import { NOW } from './now.js';

/**
 * Records deliveries as done, and answers with the place of each whose claim still holds it. As with other changes by the
 * holder no lock is taken before. Two such statements cannot wait for each other: of the claims of one delivery only one
 * meets the condition, and only who has that claim waits for the row.
 */
export function completeStatement(
  names: TableNames,
  now: number | null,
  completions: readonly Completion[],
): Statement {
  const text = `
    UPDATE ${names.inbox} AS i
    SET state = 'done', result = given.result, error = NULL, next_at = NULL, keep_until = ${NOW} + given.keep,
      updated_at = ${NOW}
    FROM unnest($2::bytea[], $3::bigint[], $4::text[], $5::float8[])
      WITH ORDINALITY AS given (digest, fence, result, keep, place)
    WHERE i.digest = given.digest AND i.state = 'claimed' AND i.fence = given.fence
    RETURNING given.place::text AS place`;
  const values = [
    now,
    completions.map(({ claim }) => toDeliveryDigest(claim.delivery)),
    completions.map(({ claim }) => claim.fence),
    completions.map(({ result }) => result),
    completions.map(({ keep }) => keep),
  ];
  return { text, values };
}
