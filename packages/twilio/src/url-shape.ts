import { type Issue, type Shape, shape } from '@breakwater/core';

const plain = /* @__PURE__ */ shape.url();

/** An absolute http(s) URL. A refusal tells only its length: an address may name a person, or hold a password. */
export const urlShape: Shape<string> = {
  expected: plain.expected,
  parse(value, path, issues) {
    const found: Issue[] = [];
    const result = plain.parse(value, path, found);
    for (const issue of found) {
      issues.push({
        ...issue,
        received: typeof value === 'string' ? `a string of ${value.length} characters` : issue.received,
      });
    }
    return result;
  },
};
