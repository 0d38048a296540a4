import { createInputError, type Issue } from '@breakwater/core';
import type { AlgoliaRecord } from '../attribute.js';
import { checkObjectId, checkRecordId } from './check-object-id.js';
import { toPlain } from './to-plain.js';

/** A record, a synonym or a rule as it is sent. */
export type PlainRecord = AlgoliaRecord & Record<string, unknown>;

/**
 * A record as it is sent. Adds an issue for whatever is wrong with it: what Algolia would take and not use as it was meant,
 * and what would not arrive.
 */
export function toRecord(given: unknown, path: string, issues: Issue[]): PlainRecord {
  return toIdentified(given, path, issues, checkRecordId);
}

/** A synonym or a rule as it is sent. Adds an issue for whatever is wrong with it. */
export function toItem(given: unknown, path: string, issues: Issue[]): PlainRecord {
  return toIdentified(given, path, issues, checkObjectId);
}

function toIdentified(given: unknown, path: string, issues: Issue[], check: typeof checkObjectId): PlainRecord {
  const found = issues.length;
  const plain = toPlain(given, path, issues);
  if (issues.length > found && plain === undefined) return { objectID: '' };
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    const received = Array.isArray(given) ? 'an array' : given === null ? 'null' : typeof given;
    issues.push({ path, expected: 'an object with an `objectID`', received });
    return { objectID: '' };
  }
  const record = plain as PlainRecord;
  // JSON takes own properties alone: the getter of a class is on its prototype.
  const isLost = record.objectID === undefined && typeof (given as Partial<AlgoliaRecord>).objectID === 'string';
  check(record.objectID, `${path}.objectID`, issues, isLost ? 'one that JSON leaves out (a getter?)' : undefined);
  return record;
}

/**
 * Records as they are sent. Refuses those that Algolia would refuse or misunderstand, before any of them is sent.
 *
 * @throws IntegrationError `VALIDATION`
 */
export function toRecords(given: unknown, operation: string): readonly PlainRecord[] {
  const issues: Issue[] = [];
  if (!Array.isArray(given)) issues.push({ path: 'records', expected: 'an array of records', received: typeof given });
  const list: readonly unknown[] = Array.isArray(given) ? given : [];
  const records = Array.from(list, (record, position) => toRecord(record, `records[${position}]`, issues));
  refuseIssues(issues, operation);
  return records;
}

/**
 * Refuses what was found, before any I/O.
 *
 * @throws IntegrationError `VALIDATION`
 */
export function refuseIssues(issues: readonly Issue[], operation: string): void {
  const shown = issues.slice(0, 20);
  if (shown.length > 0) throw createInputError(shown, { service: 'algolia', operation });
}
