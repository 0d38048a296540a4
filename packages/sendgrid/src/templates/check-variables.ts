import type { Issue, Redact } from '@breakwater/core';
import type { StandardIssue, StandardResult } from './standard-schema.js';
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
  const result =
    template.schema === undefined
      ? { value: variables ?? {} }
      : await template.schema['~standard'].validate(variables ?? {});
  for (const issue of (result.issues ?? []).slice(0, MOST_ISSUES)) {
    const text = redact(String(issue.message)).slice(0, LONGEST_TEXT);
    const expected = `as the schema of the template wants it (${text})`;
    issues.push({ path: path + toPath(issue), expected, received: 'something else' });
  }
  const value = isFailed(result) ? variables : result.value;
  if (!isFailed(result) && !isPlainData(value)) {
    issues.push({
      path,
      expected: 'an object of JSON data',
      received: Array.isArray(value) ? 'an array' : `a ${typeof value}`,
    });
  }
  return (value ?? {}) as Readonly<Record<string, unknown>>;
}

const isFailed = (result: StandardResult): result is { readonly issues: readonly StandardIssue[] } =>
  result.issues !== undefined;

/** Whether it is an object that JSON can hold: a circle or a BigInt would fail inside the SDK. */
export function isPlainData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

function toPath({ path = [] }: StandardIssue): string {
  return path
    .map((segment) => {
      const key = typeof segment === 'object' ? segment.key : segment;
      return typeof key === 'number' ? `[${key}]` : `.${String(key)}`;
    })
    .join('');
}
