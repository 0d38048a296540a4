import type { Issue } from '../errors/integration-error.js';
import { closestName } from './closest-name.js';
import { printChoice, printText, printValue } from './print-value.js';

/**
 * A rule for one value from outside: a small, dependency-free validator for options and parameters. `parse` returns a
 * copy of what it accepted, so that later changes by the caller cannot reach us, and adds an issue for what it refused.
 */
export interface Shape<T> {
  /** What is right, in words that complete "must be ...". */
  readonly expected: string;
  readonly isOptional?: boolean;
  parse(value: unknown, path: string, issues: Issue[]): T;
}

/** A shape whose key may be left out. */
export interface OptionalShape<T> extends Shape<T | undefined> {
  readonly isOptional: true;
}

/** The type that a shape accepts. */
export type Infer<S> = S extends Shape<infer T> ? T : never;

type Fields = Readonly<Record<string, Shape<unknown>>>;
type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K] extends OptionalShape<unknown> ? K : never }[keyof F];
type Flatten<T> = { [K in keyof T]: T[K] };

/** The object type that a record of shapes accepts. */
export type InferObject<F extends Fields> = Flatten<
  { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: Infer<F[K]> } & { readonly [K in OptionalKeys<F>]?: Infer<F[K]> }
>;

function leaf<T>(
  accepts: (value: unknown) => boolean,
  expected: string,
  printed: (value: unknown) => string = printValue,
): Shape<T> {
  return {
    expected,
    parse(value, path, issues) {
      if (!accepts(value)) issues.push({ path, expected, received: printed(value) });
      return value as T;
    },
  };
}

const isString = (value: unknown): value is string => typeof value === 'string';

/** Options of {@link shape.string} and {@link shape.secret}. */
export interface StringRule {
  readonly pattern?: RegExp;
  /** @default 1 */
  readonly minLength?: number;
  /** @default 100_000 */
  readonly maxLength?: number;
  readonly expected?: string;
}

const acceptsString =
  (rule: StringRule) =>
  (value: unknown): boolean =>
    isString(value) &&
    value.length >= (rule.minLength ?? 1) &&
    value.length <= (rule.maxLength ?? 100_000) &&
    (rule.pattern === undefined || rule.pattern.test(value));

function object<F extends Fields>(fields: F): Shape<InferObject<F>> {
  const names = Object.keys(fields);
  return {
    expected: 'an object',
    parse(value, path, issues) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        issues.push({ path, expected: `an object with ${names.join(', ')}`, received: printValue(value) });
        return value as InferObject<F>;
      }
      const copy: Record<string, unknown> = {};
      for (const name of names) {
        const field = fields[name];
        const item = (value as Record<string, unknown>)[name];
        if (field === undefined || (item === undefined && field.isOptional)) continue;
        copy[name] = field.parse(item, `${path}.${name}`, issues);
      }
      for (const key of Object.keys(value)) {
        if (Object.hasOwn(fields, key)) continue;
        const near = closestName(key, names);
        const expected = near === undefined ? `left out; known are ${names.join(', ')}` : `\`${near}\`, or left out`;
        issues.push({ path: `${path}.${printText(key)}`, expected, received: 'an unknown key' });
      }
      return copy as InferObject<F>;
    },
  };
}

/** Builders of shapes. */
export const shape: {
  string(rule?: StringRule): Shape<string>;
  /** A string of which a refusal tells only the length. */
  secret(rule?: StringRule): Shape<string>;
  number(rule?: {
    readonly min?: number;
    readonly max?: number;
    readonly integer?: boolean;
    readonly expected?: string;
  }): Shape<number>;
  boolean(): Shape<boolean>;
  oneOf<const T extends readonly (string | number | boolean)[]>(values: T): Shape<T[number]>;
  func<T = (...input: never[]) => unknown>(): Shape<T>;
  object<F extends Fields>(fields: F): Shape<InferObject<F>>;
  /** An object with any keys and values of one shape. */
  record<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>>;
  array<T>(item: Shape<T>, rule?: { readonly minLength?: number; readonly maxLength?: number }): Shape<readonly T[]>;
  optional<T>(inner: Shape<T>): OptionalShape<T>;
  /** An absolute http(s) URL without credentials in it. */
  url(): Shape<string>;
  union<A, B>(left: Shape<A>, right: Shape<B>): Shape<A | B>;
  custom<T>(accepts: (value: unknown) => boolean, expected: string): Shape<T>;
} = /* @__PURE__ */ Object.freeze({
  string: (rule: StringRule = {}) => leaf<string>(acceptsString(rule), rule.expected ?? 'a non-empty string'),
  secret: (rule: StringRule = {}) =>
    leaf<string>(acceptsString(rule), rule.expected ?? 'a non-empty string', (value) =>
      isString(value) ? `a string of ${value.length} characters` : printValue(value).replace(/^\d.*/, 'a number'),
    ),
  number: (rule: { min?: number; max?: number; integer?: boolean; expected?: string } = {}) => {
    const { min = -Infinity, max = Infinity, integer = false } = rule;
    const kind = integer ? 'an integer' : 'a number';
    const range =
      min === -Infinity
        ? max === Infinity
          ? ''
          : ` of at most ${max}`
        : max === Infinity
          ? ` of at least ${min}`
          : ` from ${min} to ${max}`;
    return leaf<number>(
      (value) =>
        typeof value === 'number' &&
        !Number.isNaN(value) &&
        value >= min &&
        value <= max &&
        (!integer || Number.isSafeInteger(value)),
      rule.expected ?? kind + range,
    );
  },
  boolean: () => leaf<boolean>((value) => typeof value === 'boolean', 'true or false'),
  oneOf: <const T extends readonly (string | number | boolean)[]>(values: T) =>
    leaf<T[number]>(
      (value) => (values as readonly unknown[]).includes(value),
      (values.length === 1 ? '' : 'one of ') + values.map(printChoice).join(', '),
    ),
  func: <T>() => leaf<T>((value) => typeof value === 'function', 'a function'),
  object,
  record: <T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
    expected: 'an object',
    parse(value, path, issues) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        issues.push({ path, expected: 'an object', received: printValue(value) });
        return {};
      }
      return Object.fromEntries(
        Object.entries(value).map(([key, entry]) => [key, item.parse(entry, `${path}.${printText(key)}`, issues)]),
      );
    },
  }),
  array: <T>(item: Shape<T>, rule: { minLength?: number; maxLength?: number } = {}): Shape<readonly T[]> => ({
    expected: `an array, each item ${item.expected}`,
    parse(value, path, issues) {
      const { minLength = 0, maxLength = Infinity } = rule;
      if (!Array.isArray(value) || value.length < minLength || value.length > maxLength) {
        const size =
          maxLength === Infinity
            ? minLength > 0
              ? ` of at least ${minLength}`
              : ''
            : ` of ${minLength} to ${maxLength}`;
        issues.push({ path, expected: `an array${size}, each item ${item.expected}`, received: printValue(value) });
        return [];
      }
      // By index, because `map` passes over holes; only the first one is told of, because an array may be nothing else.
      const copy: T[] = [];
      for (let index = 0; index < value.length; index++) {
        const found = issues.length;
        copy.push(item.parse(value[index], `${path}[${index}]`, issues));
        if (issues.length > found && !(index in value)) break;
      }
      return copy;
    },
  }),
  optional: <T>(inner: Shape<T>): OptionalShape<T> => ({
    expected: inner.expected,
    isOptional: true,
    parse: (value, path, issues) => (value === undefined ? undefined : inner.parse(value, path, issues)),
  }),
  url: () =>
    leaf<string>(
      (value) => isString(value) && isPlainHttpUrl(value),
      'an absolute http or https URL without user info',
    ),
  union: <A, B>(left: Shape<A>, right: Shape<B>): Shape<A | B> => ({
    expected: `${left.expected}, or ${right.expected}`,
    parse(value, path, issues) {
      for (const option of [left, right] as readonly Shape<A | B>[]) {
        const found: Issue[] = [];
        const result = option.parse(value, path, found);
        if (found.length === 0) return result;
      }
      issues.push({ path, expected: `${left.expected}, or ${right.expected}`, received: printValue(value) });
      return value as A | B;
    },
  }),
  custom: <T>(accepts: (value: unknown) => boolean, expected: string) => leaf<T>(accepts, expected),
});

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
}
