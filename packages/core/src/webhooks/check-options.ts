import { closestName } from '../contract/closest-name.js';
import { IntegrationError, type Issue } from '../errors/integration-error.js';

type Check = readonly [accepts: (value: unknown) => boolean, expected: string];
type Kind = 'object' | 'function' | 'name' | 'count' | 'duration' | 'timeout';

const kinds: Readonly<Record<Kind, Check>> = {
  object: [(value) => typeof value === 'object' && value !== null, 'an object'],
  function: [(value) => typeof value === 'function', 'a function'],
  name: [(value) => typeof value === 'string' && value.length <= 255, 'a string of at most 255 characters'],
  count: [(value) => Number.isSafeInteger(value) && Number(value) >= 0, 'an integer of at least 0'],
  duration: [(value) => typeof value === 'number' && value >= 0, 'a number of milliseconds of at least 0'],
  // What a timer can hold: a longer one would fire at once.
  timeout: [
    (value) => typeof value === 'number' && value >= 1 && value < 2 ** 31,
    'a number of milliseconds from 1 to 2^31 - 1',
  ],
};

/** What an option must be: of a kind, or one of a few words, or a rule of its own in code and in words. */
export type OptionRule = Kind | readonly string[] | Check;

const isWords = (rule: readonly string[] | Check): rule is readonly string[] => typeof rule[0] === 'string';

function toCheck(rule: OptionRule): Check {
  if (typeof rule === 'string') return kinds[rule];
  return isWords(rule) ? [(value) => rule.includes(value as string), `one of ${rule.join(', ')}`] : rule;
}

/** Says what was given without showing it, unless a word was due: it may be a secret in the wrong place. */
function print(value: unknown, rule: OptionRule): string {
  const isWord = typeof rule === 'object' && isWords(rule) && /^[a-z-]{1,20}$/.test(String(value));
  if (typeof value === 'string' && isWord) return `'${value}'`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a value of type ${typeof value}`;
}

/**
 * Checks options when something is made of them, not when it is used.
 *
 * @param rules For each option, the mandatory ones marked with a trailing `!`.
 * @throws IntegrationError `CONFIGURATION` with everything that is wrong: a value, a missing option, an unknown key
 */
export function checkOptions(
  service: string,
  path: string,
  options: object | undefined,
  rules: Readonly<Record<string, OptionRule>>,
): void {
  const unchecked = new Map<string, unknown>(Object.entries(options ?? {}));
  const issues: Issue[] = [];
  for (const [name, rule] of Object.entries(rules)) {
    const key = name.replace('!', '');
    const value = unchecked.get(key);
    unchecked.delete(key);
    const [accepts, expected] = toCheck(rule);
    const isRight = value === undefined ? key === name : accepts(value);
    if (!isRight) issues.push({ path: `${path}.${key}`, expected, received: print(value, rule) });
  }
  const names = Object.keys(rules).map((name) => name.replace('!', ''));
  for (const key of unchecked.keys()) {
    const near = closestName(key, names);
    const expected = near === undefined ? `left out; known are ${names.join(', ')}` : `\`${near}\`, or left out`;
    issues.push({ path: `${path}.${key}`, expected, received: 'an unknown key' });
  }
  if (issues.length === 0) return;
  const message = issues.map((issue) => `${issue.path} must be ${issue.expected}; got ${issue.received}`).join('. ');
  throw new IntegrationError({ code: 'CONFIGURATION', service, operation: 'webhooks.configure', message, issues });
}
