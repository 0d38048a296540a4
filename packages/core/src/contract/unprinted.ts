import type { Issue } from '../errors/integration-error.js';
import type { Shape } from './shape.js';

/** What a refused value is, without the value: it may belong to a person. */
export function describeKind(value: unknown): string {
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * The same rule for a value that may belong to a person, such as a name or an address: a refusal tells its kind and its
 * length, never the value, which from there might end up in a log.
 *
 * @param isHarmless which texts may be shown all the same, such as those that look like an id. Default: none
 */
export function unprinted<T>(inner: Shape<T>, isHarmless: (text: string) => boolean = () => false): Shape<T> {
  return {
    ...inner,
    parse(value, path, issues) {
      const found: Issue[] = [];
      const result = inner.parse(value, path, found);
      const isShown = typeof value === 'string' && isHarmless(value);
      issues.push(...found.map((issue) => (isShown ? issue : { ...issue, received: describeKind(value) })));
      return result;
    },
  };
}
