import { describeKind, type Issue, type Shape } from '@breakwater/core';
import { isPlainObject, toPathSegment } from '../names-shape.js';

/** Data is nested at most so deep, so that a circle is told as what it is. */
const DEEPEST = 50;

/**
 * An object that arrives as it is: JSON leaves out functions, sends a Map as nothing and NaN as null, and refuses a BigInt in
 * the middle of the call. A value with a form of its own in JSON, such as a Date, is sent in that form. Gives a copy.
 */
export const plainDataShape: Shape<Readonly<Record<string, unknown>>> = {
  expected: 'a plain object of JSON data',
  parse(value, path, issues) {
    if (isPlainObject(value)) return copyObject(value, path, issues, 0);
    issues.push({ path, expected: 'a plain object of JSON data', received: describe(value) });
    return {};
  },
};

function copy(value: unknown, path: string, issues: Issue[], depth: number): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (depth > DEEPEST) return refuse(path, `nested at most ${DEEPEST} deep`, 'more than that', issues);
  if (Array.isArray(value)) {
    // `map` would pass over holes.
    return Array.from(value as readonly unknown[], (item, index) => copy(item, `${path}[${index}]`, issues, depth + 1));
  }
  if (isPlainObject(value)) return copyObject(value, path, issues, depth);
  const form = toOwnForm(value);
  if (form !== undefined && form !== null) return copy(form, path, issues, depth + 1);
  const received = typeof value === 'number' ? 'a number that is not finite' : describe(value);
  return refuse(path, 'a text, a finite number, true, false, null, an array or a plain object', received, issues);
}

function copyObject(
  value: Readonly<Record<string, unknown>>,
  path: string,
  issues: Issue[],
  depth: number,
): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    if (name === '__proto__') refuse(`${path}.__proto__`, 'another name', 'a value', issues);
    else result[name] = copy(item, path + toPathSegment(name), issues, depth + 1);
  }
  return result;
}

/** What the value itself says that it is in JSON; null for a Date that is none. */
function toOwnForm(value: unknown): unknown {
  const { toJSON } = Object(value) as { readonly toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON.call(value) as unknown) : undefined;
}

/** The name of a class says nothing of what is in an instance. */
function describe(value: unknown): string {
  const name: unknown = (value as { readonly constructor?: { readonly name?: unknown } } | null)?.constructor?.name;
  return typeof value === 'object' && typeof name === 'string' ? `an instance of ${name}` : describeKind(value);
}

function refuse(path: string, expected: string, received: string, issues: Issue[]): undefined {
  issues.push({ path, expected, received });
}
