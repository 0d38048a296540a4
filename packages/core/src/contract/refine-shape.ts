import type { Issue } from '../errors/integration-error.js';
import type { Shape } from './shape.js';

/** A shape with one more rule, which is asked only about a value that is right otherwise, and adds what it finds. */
export function refineShape<T>(inner: Shape<T>, check: (value: T, path: string, issues: Issue[]) => void): Shape<T> {
  return {
    ...inner,
    parse(value, path, issues) {
      const before = issues.length;
      const result = inner.parse(value, path, issues);
      if (issues.length === before) check(result, path, issues);
      return result;
    },
  };
}
