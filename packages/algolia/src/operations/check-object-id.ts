import type { Issue } from '@breakwater/core';

/** Segments of a path that a URL takes for a step, and does not send. */
const STEPS: ReadonlySet<unknown> = /* @__PURE__ */ new Set(['.', '..']);

/** Whether a text arrives as it is when it is a segment of a path: no step, and no half of a character. */
export const isSegment = (text: string): boolean => !STEPS.has(text) && !/\p{Cs}/u.test(text);

/**
 * An id that Algolia takes, and that reaches it: `..` in the path of a request would be a step up, to another route. Without
 * an id Algolia makes one up, and a repeat would make a second record.
 */
export function checkObjectId(objectID: unknown, path: string, issues: Issue[], received?: string): void {
  const isText = typeof objectID === 'string';
  if (isText && objectID !== '' && new TextEncoder().encode(objectID).byteLength <= 512 && isSegment(objectID)) return;
  const expected = 'a string of 1 to 512 bytes, and neither `.` nor `..`, which a URL takes for steps';
  issues.push({ path, expected, received: received ?? print(objectID) });
}

/** The id of a record: `settings` is an id that a request for one record cannot name. */
export function checkRecordId(objectID: unknown, path: string, issues: Issue[], received?: string): void {
  if (objectID !== 'settings') return checkObjectId(objectID, path, issues, received);
  issues.push({ path, expected: 'another id: this one is a route of the index', received: '"settings"' });
}

function print(objectID: unknown): string {
  if (typeof objectID !== 'string') return objectID === null ? 'null' : typeof objectID;
  return STEPS.has(objectID) ? `"${objectID}"` : `a string of ${objectID.length} characters`;
}
