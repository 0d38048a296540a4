import type { FormValue } from './form-data.js';
import { type Parameter, type ParameterNotes, type ParameterShape, type Parsed, parseParameters } from './parameter.js';
import { invalidRequest, type StripeApiError } from './stripe-api-error.js';

function optional<T>(parse: (value: FormValue, name: string, notes: ParameterNotes) => T): Parameter<T> {
  return { required: false, parse };
}

function scalar<T>(parse: (value: string, name: string) => T): Parameter<T> {
  return optional((value, name) => {
    if (typeof value !== 'string')
      throw invalidRequest(`Invalid string: ${name} is a hash or an array`, { param: name });
    return parse(value, name);
  });
}

function emptyValue(name: string): StripeApiError {
  return invalidRequest(
    `You passed an empty string for '${name}'. An empty value would unset the parameter, and this one cannot be unset.`,
    { code: 'parameter_invalid_empty', param: name },
  );
}

/** Text of at most `max` characters; may be empty, which most handlers take for "none". */
export function text(max = 5_000): Parameter<string> {
  return scalar((value, name) => {
    if (value.length > max) {
      throw invalidRequest(`Invalid string: ${name} must be at most ${max} characters`, {
        code: 'parameter_invalid_string_too_long',
        param: name,
      });
    }
    return value;
  });
}

/** Text that may not be empty: ids, currencies, URLs. */
export function nonEmpty(max = 5_000): Parameter<string> {
  const inner = text(max);
  return optional((value, name, notes) => {
    if (value === '') throw emptyValue(name);
    return inner.parse(value, name, notes);
  });
}

/** What a number may be, both ends included. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

const largestDecimal = 1e15;

/** A whole number. */
export function integer({ min = Number.MIN_SAFE_INTEGER, max = 99_999_999_999 }: Bounds = {}): Parameter<number> {
  return scalar((value, name) => {
    if (value === '') throw emptyValue(name);
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(number)) {
      throw invalidRequest(`Invalid integer: ${value.slice(0, 100)}`, {
        code: 'parameter_invalid_integer',
        param: name,
      });
    }
    if (number < min || number > max) {
      const bound = number < min ? `greater than or equal to ${min}` : `less than or equal to ${max}`;
      throw invalidRequest(`This value must be ${bound}.`, { code: 'parameter_invalid_integer', param: name });
    }
    return number;
  });
}

/** A number that may have decimals. */
export function decimal({ min = -largestDecimal, max = largestDecimal }: Bounds = {}): Parameter<number> {
  return scalar((value, name) => {
    if (value === '') throw emptyValue(name);
    const number = Number(value);
    if (!/^-?\d+(\.\d+)?$/.test(value)) {
      throw invalidRequest(`Invalid decimal: ${value.slice(0, 100)}`, { param: name });
    }
    if (number < min || number > max) throw invalidRequest(`Invalid value for ${name}: out of range`, { param: name });
    return number;
  });
}

/** `true` or `false`. */
export function flag(): Parameter<boolean> {
  return scalar((value, name) => {
    if (value === '') throw emptyValue(name);
    if (value !== 'true' && value !== 'false') {
      throw invalidRequest(`Invalid boolean: ${value.slice(0, 100)}`, { param: name });
    }
    return value === 'true';
  });
}

/** One of a closed list. */
export function oneOf<const T extends string>(...values: readonly T[]): Parameter<T> {
  return scalar((value, name) => {
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) {
      if (value === '') throw emptyValue(name);
      throw invalidRequest(`Invalid ${name}: must be one of ${values.join(', ')}`, { param: name });
    }
    return found;
  });
}

/** A list, written `a[0]`, `a[1]`, ... */
export function list<T>(item: Parameter<T>, most = 100): Parameter<T[]> {
  return optional((value, name, notes) => {
    if (typeof value === 'string') throw invalidRequest(`Invalid array: ${name}`, { param: name });
    const keys = [...value.keys()];
    if (keys.some((key) => !/^\d{1,4}$/.test(key))) throw invalidRequest(`Invalid array: ${name}`, { param: name });
    if (keys.length > most) throw invalidRequest(`Array ${name} exceeded maximum ${most} entries`, { param: name });
    return [...value.values()].map((entry, index) => item.parse(entry, `${name}[${index}]`, notes));
  });
}

/** A hash with known names. */
export function hash<S extends ParameterShape>(shape: S): Parameter<Parsed<S>> {
  return optional((value, name, notes) => {
    if (typeof value === 'string') throw invalidRequest(`Invalid object: ${name}`, { param: name });
    return parseParameters(shape, value, notes, name);
  });
}

/** A parameter that an empty string unsets. */
export function clearable<T>(inner: Parameter<T>): Parameter<T | null> {
  return optional((value, name, notes) => (value === '' ? null : inner.parse(value, name, notes)));
}

/** Either of two forms; the second one's refusal is the one that is told. */
export function either<A, B>(first: Parameter<A>, second: Parameter<B>): Parameter<A | B> {
  return optional((value, name, notes) => {
    try {
      return first.parse(value, name, notes);
    } catch {
      return second.parse(value, name, notes);
    }
  });
}

/** Any structure: for hashes whose many names the emulator does not tell apart. */
export function anything(): Parameter<FormValue> {
  return optional((value) => value);
}

/** A parameter that is checked like the others and then has no effect. The book lists it as `unsimulated`. */
export function ignored<T>(inner: Parameter<T>): Parameter<T> {
  return optional((value, name, notes) => {
    notes.unsimulated.add(name);
    return inner.parse(value, name, notes);
  });
}

/** The `metadata` hash: an empty value removes a key, an empty hash (`''`) removes all. */
export function metadata(): Parameter<Record<string, string> | null> {
  return optional((value, name) => {
    if (value === '') return null;
    if (typeof value === 'string') throw invalidRequest(`Invalid metadata: ${name} must be a hash`, { param: name });
    if (value.size > 50) throw invalidRequest('Metadata can have at most 50 keys.', { param: name });
    const entries = [...value].map(([key, entry]) => {
      if (typeof entry !== 'string')
        throw invalidRequest(`Metadata values must be strings`, { param: `${name}[${key}]` });
      if (key.length > 40) throw invalidRequest('Metadata keys can be up to 40 characters long.', { param: name });
      if (entry.length > 500) {
        throw invalidRequest('Metadata values can be up to 500 characters long.', { param: `${name}[${key}]` });
      }
      return [key, entry] as const;
    });
    return Object.fromEntries(entries);
  });
}
