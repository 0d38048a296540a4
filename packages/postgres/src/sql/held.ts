import type { Claim } from '@breakwater/core/webhooks';
import type { Statement } from '../connections.js';
import { toDeliveryDigest } from '../delivery-digest.js';
import type { TableNames } from '../table-names.js';
import { encodeText } from '../text-encoding.js';
import { NOW } from './now.js';

/** How a statement is fenced and told of. */
interface HeldContext {
  readonly names: TableNames;
  readonly now: number | null;
  readonly claim: Claim;
}

/**
 * Changes the row of a claim, if the claim still holds it: answers with one row, or with none. No lock is taken before:
 * an UPDATE that had to wait for another one looks at its condition again.
 */
function heldStatement({ names, now, claim }: HeldContext, assignments: string, values: readonly unknown[]): Statement {
  const text = `
    UPDATE ${names.inbox} SET ${assignments}
    WHERE digest = $2 AND state = 'claimed' AND fence = $3
    RETURNING 1::text AS held`;
  return { text, values: [now, toDeliveryDigest(claim.delivery), claim.fence, ...values] };
}

/** The same, and wakes whoever listens: it is due at once. */
function dueStatement(context: HeldContext, assignments: string, values: readonly unknown[]): Statement {
  const held = heldStatement(context, assignments, values);
  const channel = `$${held.values.length + 1}::text`;
  return {
    text: `WITH held AS (${held.text}) SELECT held, CASE WHEN ${channel} IS NOT NULL THEN pg_notify(${channel}, '')::text END FROM held`,
    values: [...held.values, context.names.notifyChannel],
  };
}

/** The lease lasts from now again. */
export const extendStatement = (context: HeldContext, lease: number): Statement =>
  heldStatement(context, `next_at = ${NOW} + $4`, [lease]);

/** It failed, and is due again later. */
export const failStatement = (
  context: HeldContext,
  { error, delay }: { readonly error: string; readonly delay: number },
): Statement => {
  const make = delay > 0 ? heldStatement : dueStatement;
  return make(context, `state = 'retry', error = $4, next_at = ${NOW} + $5, updated_at = ${NOW}`, [
    encodeText(error),
    delay,
  ]);
};

/** It is given up. */
export const buryStatement = (context: HeldContext, { error }: { readonly error: string }): Statement =>
  heldStatement(context, `state = 'dead', error = $4, next_at = NULL, updated_at = ${NOW}`, [encodeText(error)]);

/** It is given back as it was. */
export const releaseStatement = (context: HeldContext): Statement =>
  dueStatement(
    context,
    `state = CASE WHEN error IS NULL THEN 'pending' ELSE 'retry' END, attempts = attempts - 1, next_at = ${NOW},
    updated_at = ${NOW}`,
    [],
  );
