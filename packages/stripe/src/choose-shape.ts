import type { Shape } from '@breakwater/core';

/**
 * One of two object shapes, told apart by a key that only the first one has: the issues are then about the object that
 * was meant, and not about either.
 */
export function chooseShape<A, B>(key: string, withKey: Shape<A>, withoutKey: Shape<B>): Shape<A | B> {
  return {
    expected: `${withKey.expected} with \`${key}\`, or one without it`,
    parse(value, path, issues) {
      const hasKey = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
      return hasKey ? withKey.parse(value, path, issues) : withoutKey.parse(value, path, issues);
    },
  };
}
