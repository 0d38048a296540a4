import type { DatabaseSync } from 'node:sqlite';
import { IntegrationError } from '@breakwater/core';
import type { Claim, DeliveryResult } from '@breakwater/core/webhooks';
import { toKeyParameters } from './accept-deliveries.js';
import { prepare } from './database-file.js';
import { BY_CLAIM, type Tables } from './tables.js';
import { encodeText } from './text-code.js';

/** What is done to deliveries by those who hold them. Each returns false, and changes nothing, when the claim is lost. */
export interface ClaimedChanges {
  extend(database: DatabaseSync, claim: Claim, nextAt: number): boolean;
  complete(
    database: DatabaseSync,
    claim: Claim,
    how: { result: DeliveryResult; now: number; keepUntil: number },
  ): boolean;
  fail(database: DatabaseSync, claim: Claim, how: { error: string; now: number; nextAt: number }): boolean;
  bury(database: DatabaseSync, claim: Claim, how: { error: string; now: number }): boolean;
  release(database: DatabaseSync, claim: Claim, now: number): boolean;
}

/** Makes the changes for one set of tables. */
export function createClaimedChanges({ delivery }: Tables): ClaimedChanges {
  const change = (
    database: DatabaseSync,
    claim: Claim,
    set: string,
    parameters: readonly (string | number)[],
  ): boolean => {
    const statement = prepare(database, `UPDATE ${delivery} SET ${set} WHERE ${BY_CLAIM}`);
    return statement.run(...parameters, ...toKeyParameters(claim.delivery), claim.fence).changes === 1;
  };

  return {
    extend: (database, claim, nextAt) => change(database, claim, 'next_at = ?', [nextAt]),
    complete(database, claim, { result, now, keepUntil }) {
      assertOpen(database);
      const set = `state = 'done', next_at = NULL, error = NULL, result = ?, keep_until = ?, updated_at = ?`;
      return change(database, claim, set, [result, keepUntil, now]);
    },
    fail: (database, claim, { error, now, nextAt }) =>
      change(database, claim, `state = 'retry', error = ?, next_at = ?, updated_at = ?`, [
        encodeText(error),
        nextAt,
        now,
      ]),
    bury: (database, claim, { error, now }) =>
      change(database, claim, `state = 'dead', next_at = NULL, error = ?, updated_at = ?`, [encodeText(error), now]),
    release(database, claim, now) {
      const set = `state = iif(error IS NULL, 'pending', 'retry'), attempts = attempts - 1, next_at = ?, updated_at = ?`;
      return change(database, claim, set, [now, now]);
    },
  };
}

/** Refuses to record what would be committed at once, apart from its effects. */
function assertOpen(database: DatabaseSync): void {
  if (isInTransaction(database)) return;
  throw new IntegrationError({
    code: 'CONFIGURATION',
    service: 'sqlite',
    operation: 'inbox.complete',
    message: 'The handler has ended the transaction of the inbox. Leave COMMIT and ROLLBACK to the inbox.',
  });
}

function isInTransaction(database: DatabaseSync): boolean {
  if ('isTransaction' in database) return database.isTransaction;
  // Node before 22.16 does not tell; but a transaction cannot be begun within one.
  const older: Pick<DatabaseSync, 'exec'> = database;
  try {
    older.exec('BEGIN');
  } catch {
    return true;
  }
  older.exec('ROLLBACK');
  return false;
}
