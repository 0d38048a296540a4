import { createInputError, type Issue } from '@breakwater/core';

/** Depth down to which records are looked at. */
const MAX_DEPTH = 6;

/** What is wrong with a record that Algolia would take and not use as it was meant. */
export function checkRecord(record: unknown, path: string, issues: Issue[]): void {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    issues.push({
      path,
      expected: 'a record with an `objectID`',
      received: Array.isArray(record) ? 'an array' : typeof record,
    });
    return;
  }
  checkObjectId((record as { objectID?: unknown }).objectID, `${path}.objectID`, issues);
  checkDates(record, path, issues, 0);
}

/** An id that Algolia takes. Without one it makes one up, and a repeat would make a second record. */
export function checkObjectId(objectID: unknown, path: string, issues: Issue[]): void {
  const isId = typeof objectID === 'string' && objectID !== '' && new TextEncoder().encode(objectID).byteLength <= 512;
  if (isId) return;
  const received = typeof objectID === 'string' ? `a string of ${objectID.length} characters` : typeof objectID;
  issues.push({ path, expected: 'a string of 1 to 512 bytes', received });
}

/** A Date becomes a text on its way: nothing can be sorted or filtered by it any more. */
function checkDates(value: object, path: string, issues: Issue[], depth: number): void {
  if (depth > MAX_DEPTH) return;
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    if (item instanceof Date) {
      const expected = 'a number such as `date.getTime()`, which can be sorted and filtered by';
      issues.push({ path: `${path}.${key}`, expected, received: 'a Date' });
    } else if (typeof item === 'object' && item !== null) checkDates(item, `${path}.${key}`, issues, depth + 1);
  }
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
