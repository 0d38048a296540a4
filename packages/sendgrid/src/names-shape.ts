import { describeKind, type Shape } from '@breakwater/core';

/** A key as it is shown in a path: whatever is no plain name may belong to a person, and is not printed. */
export function toPathSegment(key: PropertyKey): string {
  if (typeof key === 'number') return `[${key}]`;
  return typeof key === 'string' && /^[\w$-]{1,60}$/.test(key) ? `.${key}` : '[a name that is not shown]';
}

/** A plain object, of which every key is sent: an instance of a class would be sent in part, or as nothing. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // `Object.prototype`, also that of another realm, has none above it.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * A plain object with names of the caller's own, and values of one shape. `__proto__` is refused: on the way it would be
 * lost.
 */
export function namesShape<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    expected: 'a plain object',
    parse(value, path, issues) {
      if (!isPlainObject(value)) {
        issues.push({ path, expected: 'a plain object', received: describeKind(value) });
        return {};
      }
      const copy: Record<string, T> = {};
      for (const [name, entry] of Object.entries(value)) {
        if (name === '__proto__')
          issues.push({ path: `${path}.__proto__`, expected: 'another name', received: 'a value' });
        else copy[name] = item.parse(entry, path + toPathSegment(name), issues);
      }
      return copy;
    },
  };
}
