import type { RouteParameters } from '@breakwater/testing';
import { invalid } from './api-error.js';

/** What a parameter of a body may be. */
export type ParameterKind = 'string' | 'strings' | 'object' | 'boolean' | 'integer';

/** A request that was read and found to be of the right form. */
export interface ApiRequest {
  readonly parameters: RouteParameters;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One route of the API. */
export interface ClerkRoute {
  /** Parameters that a body may hold, by name. Without it the route takes no body. */
  readonly body?: Readonly<Record<string, ParameterKind>>;
  readonly required?: readonly string[];
  /** Carries it out, and answers with what is sent. A `ClerkApiError` refuses it. */
  readonly answer: (request: ApiRequest) => unknown;
}

const FITS: Readonly<Record<ParameterKind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  strings: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
};

/** Refuses a body as Clerk does: unknown names, wrong types, what is missing. Null is the same as leaving it out. */
export function checkBody(given: Readonly<Record<string, unknown>>, route: ClerkRoute): Record<string, unknown> {
  const kinds = route.body ?? {};
  const body = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined));
  for (const [name, value] of Object.entries(body)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined)
      throw invalid(name, `${name} is not a valid parameter for this request.`, 'form_param_unknown');
    if (!FITS[kind](value)) throw invalid(name, `${name} must be of type ${kind}.`, 'form_param_type_invalid');
  }
  for (const name of route.required ?? []) {
    const value = body[name];
    if (value === undefined || value === '') throw invalid(name, `${name} must be included.`, 'form_param_missing');
  }
  return body;
}

/** A text of a body that was checked. */
export const textOf = (body: Readonly<Record<string, unknown>>, name: string): string | undefined =>
  body[name] as string | undefined;

/** An object of a body that was checked. */
export const objectOf = (body: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> | undefined =>
  body[name] as Record<string, unknown> | undefined;

/** Whether a record passes a filter that may be given several times: any of its values will do. */
export function passes(query: URLSearchParams, name: string, values: readonly (string | null)[]): boolean {
  const asked = query.getAll(name);
  return asked.length === 0 || asked.some((value) => values.includes(value));
}

/** Orders by a time, newest first unless `order_by` says otherwise, and cuts a page out. */
export function toPage<Item extends { readonly created_at: number; readonly updated_at: number }>(
  items: readonly Item[],
  query: URLSearchParams,
): readonly Item[] {
  const limit = readNumber(query, 'limit', 10, 1, 500);
  const offset = readNumber(query, 'offset', 0, 0, Number.MAX_SAFE_INTEGER);
  const [, sign = '', field = ''] =
    /^([+-]?)(created_at|updated_at)$/.exec(query.get('order_by') ?? '-created_at') ?? [];
  if (field === '') throw invalid('order_by', 'order_by must be created_at or updated_at here, with + or - before it.');
  const by = field as 'created_at' | 'updated_at';
  // The order of making settles ties, so that pages do not overlap.
  const sorted = items.map((item, index) => ({ item, index }));
  const direction = sign === '-' ? -1 : 1;
  sorted.sort((one, other) => direction * (one.item[by] - other.item[by] || one.index - other.index));
  return sorted.slice(offset, offset + limit).map(({ item }) => item);
}

function readNumber(query: URLSearchParams, name: string, fallback: number, min: number, max: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(name, `${name} must be a whole number from ${min} to ${max}.`);
}
