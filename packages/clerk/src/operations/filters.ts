import { createInputError, type Issue, withoutUndefined } from '@breakwater/core';

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

/** A search may be for nothing; an address or an id that is empty is a mistake, and nobody knows what it would list. */
const isSearch = (name: string): boolean => /query$/i.test(name);

const describe = (value: unknown): string =>
  value === null || value === undefined ? String(value) : `a ${typeof value}`;

function findIssues(name: string, value: unknown): Issue[] {
  const path = `input.${name}`;
  if (!Array.isArray(value)) return findIssue(path, name, value);
  if (value.length > 0) return Array.from(value).flatMap((item, index) => findIssue(`${path}[${index}]`, name, item));
  return [{ path, expected: 'left out, or hold a value: an empty list filters nothing', received: '[]' }];
}

function findIssue(path: string, name: string, value: unknown): Issue[] {
  if (value === '' && !isSearch(name)) return [{ path, expected: 'left out, or hold a value', received: '""' }];
  if (typeof value === 'string' || typeof value === 'boolean' || isNumber(value)) return [];
  return [{ path, expected: 'a text, a number, true or false', received: describe(value) }];
}

/**
 * Checks the filters and the order of a list, and copies them without what is undefined. What the SDK would leave out of a
 * request, or send as the word `undefined`, is refused: less would be asked than was meant, and everybody listed.
 *
 * @throws IntegrationError `VALIDATION` that names each wrong filter
 */
export function checkFilters<Input extends object>(given: Input, operation: string): Input {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  const input = isObject ? withoutUndefined({ ...given }) : {};
  const issues = Object.entries(input).flatMap(([name, value]: [string, unknown]) => findIssues(name, value));
  if (!isObject) issues.push({ path: 'input', expected: 'an object of filters', received: describe(given) });
  if (issues.length > 0) throw createInputError(issues, { service: 'clerk', operation });
  return input as Input;
}
