import { createInputError, type Shape, shape } from '@breakwater/core';

/** The kinds of things that operations take the id of, and what Clerk's own ids begin with. */
const KINDS = {
  organization: ['the id of an organization', 'org_...'],
  user: ['the id of a user', 'user_...'],
} as const;

/**
 * An id becomes a part of a path, so that it is letters, digits, `_` and `-` as in `org_2b8KQ`, also where it was imported:
 * `org_1?` before `/memberships/user_1` would cut the path off, and remove the organization. It does not begin with a
 * hyphen, which turns a filter into its opposite.
 */
export function identifierShape(kind: keyof typeof KINDS): Shape<string> {
  const [name, example] = KINDS[kind];
  return shape.string({ pattern: /^\w[\w-]{0,254}$/, expected: `${name} (${example}): letters, digits, _ and -` });
}

/** What ends a path, or leads it elsewhere. White space counts because URLs drop some of it, and `%` because of `%2e`. */
const UNSAFE = /[?#\\%\s]|(?:^|\/)\.{1,2}(?:\/|$)/;

/**
 * Refuses a path that the SDK has put together from an id that is none. An id with a slash in it cannot be told from a
 * longer path any more: the curated operations look at each id before.
 *
 * @throws IntegrationError `VALIDATION`
 */
export function assertPath(path: unknown, method: unknown): void {
  if (typeof path !== 'string' || !UNSAFE.test(path)) return;
  const expected = 'made of ids of letters, digits, _ and -';
  const issue = { path: 'path', expected, received: JSON.stringify(path.slice(0, 200)) };
  throw createInputError([issue], { service: 'clerk', operation: `${String(method)} request` });
}
