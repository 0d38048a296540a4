import type { Issue } from '@breakwater/core';

/** Deeper than any record that Algolia takes, and far from the end of the stack. */
const MAX_DEPTH = 500;

/** Steps of a path that are shown. */
const SHOWN = 20;

/** Objects of which JSON makes `{}`, without a word. */
const EMPTIED: readonly (abstract new (...given: never[]) => object)[] = [Map, Set, Promise];

/**
 * A copy of a value that is what JSON makes of it, so that what is checked is what is sent, however often that is. Adds an
 * issue for each part that JSON cannot hold, or would change without a word: a reference to itself, a BigInt, a number that
 * is none, and a Date, which becomes a text that nothing can be sorted or filtered by.
 */
export function toPlain(given: unknown, path: string, issues: Issue[]): unknown {
  const trail: string[] = [];
  const parents: object[] = [];
  const refuse = (expected: string, received: string): undefined => {
    const shown = trail.length > SHOWN ? [...trail.slice(0, SHOWN), ' ...'] : trail;
    issues.push({ path: path + shown.join(''), expected, received });
    return undefined;
  };

  const copy = (value: unknown, key: string): unknown => {
    const own = unwrap(value, key);
    switch (typeof own) {
      case 'number':
        return Number.isFinite(own) ? own : refuse('a finite number: JSON has no other', String(own));
      case 'bigint':
        return refuse('a number or a string: JSON has no BigInt', 'a BigInt');
      case 'object':
        return own === null ? null : copyObject(own);
      case 'string':
      case 'boolean':
        return own;
      default:
        return undefined; // JSON leaves it out.
    }
  };

  const copyObject = (value: object): unknown => {
    if (value instanceof Date)
      return refuse('a number such as `date.getTime()`, which can be sorted and filtered by', 'a Date');
    const emptied = EMPTIED.find((type) => value instanceof type);
    if (emptied !== undefined) return refuse('plain values: JSON would make it empty', `a ${emptied.name}`);
    if (parents.includes(value)) return refuse('a value that ends: JSON has no references', 'a reference to itself');
    if (parents.length >= MAX_DEPTH) return refuse(`nested at most ${MAX_DEPTH} deep`, 'a value that goes deeper');
    parents.push(value);
    const copied = Array.isArray(value) ? copyArray(value) : copyFields(value as Readonly<Record<string, unknown>>);
    parents.pop();
    return copied;
  };

  const copyArray = (list: readonly unknown[]): unknown[] => {
    const copied: unknown[] = [];
    // By index, because `map` passes over holes; in a list JSON writes null for what it has no word for.
    for (let position = 0; position < list.length; position++) {
      trail.push(`[${position}]`);
      copied.push(copy(list[position], String(position)) ?? null);
      trail.pop();
    }
    return copied;
  };

  const copyFields = (value: Readonly<Record<string, unknown>>): object => {
    // Without a prototype, so that a key `__proto__` is a key like any other.
    const copied = Object.create(null) as Record<string, unknown>;
    for (const key of Object.keys(value)) {
      trail.push(`.${key}`);
      const item = copy(value[key], key);
      if (item !== undefined) copied[key] = item;
      trail.pop();
    }
    return copied;
  };

  try {
    return copy(given, '');
  } catch {
    // A getter or a `toJSON` of the caller's: what it throws may hold anything, and is not repeated.
    return refuse('a value that can be read', 'one that throws when it is read');
  }
}

/** A value as JSON takes it: by its own `toJSON`, and out of the objects that stand for single values. */
function unwrap(value: unknown, key: string): unknown {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'bigint') return value;
  if (value instanceof Date) return value;
  const { toJSON } = value as { readonly toJSON?: unknown };
  const own: unknown = typeof toJSON === 'function' ? (toJSON as (key: string) => unknown).call(value, key) : value;
  return own instanceof String || own instanceof Number || own instanceof Boolean ? own.valueOf() : own;
}
