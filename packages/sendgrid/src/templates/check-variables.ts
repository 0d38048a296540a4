import type { Issue, Redact } from '@breakwater/core';
import { toPathSegment } from '../names-shape.js';
import { plainDataShape } from './plain-data.js';
import type { StandardIssue } from './standard-schema.js';
import type { EmailTemplate } from './template.js';

const LONGEST_TEXT = 200;
const MOST_ISSUES = 20;

/**
 * What a template is filled with: the variables as the validator gives them back, or as they are where there is none. Adds
 * an issue for each that is wrong; values are not shown, as they belong to a person.
 */
export async function checkVariables(
  template: EmailTemplate,
  variables: unknown,
  at: { readonly path: string; readonly issues: Issue[]; readonly redact: Redact },
): Promise<Readonly<Record<string, unknown>>> {
  const { path, issues, redact } = at;
  const given = variables ?? {};
  const result = template.schema === undefined ? { value: given } : await template.schema['~standard'].validate(given);
  if (result.issues === undefined) return plainDataShape.parse(result.value, path, issues);
  for (const issue of result.issues.slice(0, MOST_ISSUES)) {
    const text = redact(withoutValue(String(issue.message), findValue(given, issue))).slice(0, LONGEST_TEXT);
    const expected = `as the schema of the template wants it (${text})`;
    issues.push({ path: path + toPath(issue), expected, received: 'something else' });
  }
  return {};
}

const keysOf = ({ path = [] }: StandardIssue): readonly PropertyKey[] =>
  path.map((segment) => (typeof segment === 'object' ? segment.key : segment));

const toPath = (issue: StandardIssue): string => keysOf(issue).map(toPathSegment).join('');

/** The value that a validator complains about. */
function findValue(variables: unknown, issue: StandardIssue): unknown {
  return keysOf(issue).reduce<unknown>((value, key) => (Object(value) as Record<PropertyKey, unknown>)[key], variables);
}

/** Some validators quote the value in what they say of it: `Invalid email: Received "ada"`. */
function withoutValue(text: string, value: unknown, depth = 0): string {
  if (typeof value === 'object' && value !== null && depth < 5)
    return Object.values(value).reduce<string>((rest, item) => withoutValue(rest, item, depth + 1), text);
  if (typeof value !== 'string' && typeof value !== 'number') return text;
  const word = String(value).trim();
  // A shorter one tells of nobody, and is a part of many words.
  return word.length < 3 ? text : text.replaceAll(word, '...');
}
