import { type Issue, type Shape, shape } from '@breakwater/core';

/**
 * A shape that refuses what another refuses, and tells only the length of a refused text, unless that is harmless: names
 * and addresses of customers end up in the wrong place, and may not end up in a log from there.
 */
export function withhold<T>(inner: Shape<T>, isHarmless: (text: string) => boolean): Shape<T> {
  return {
    ...inner,
    parse(value, path, issues) {
      const found: Issue[] = [];
      const parsed = inner.parse(value, path, found);
      const isHidden = typeof value === 'string' && !isHarmless(value);
      for (const issue of found) {
        issues.push(isHidden ? { ...issue, received: `a string of ${value.length} characters` } : issue);
      }
      return parsed;
    },
  };
}

/** A URL. A query, a mail address or a text in its place is not shown when it is refused. */
export const urlShape: Shape<string> = /* @__PURE__ */ withhold(
  shape.url(),
  (text) => text.length > 0 && !/[?#@\s]/.test(text),
);
