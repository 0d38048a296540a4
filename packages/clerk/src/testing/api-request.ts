import type { RouteParameters } from '@breakwater/testing';
import { invalid } from './api-error.js';
import type { QueryRules } from './api-query.js';

/** What a parameter of a body may be: a list of texts stands for these alone. */
export type ParameterKind =
  | 'string'
  | 'strings'
  | 'object'
  | 'boolean'
  | 'integer'
  | 'days'
  | 'date'
  | readonly string[];

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
  /** Parameters of the body that are taken, as Clerk takes them, and change nothing here. */
  readonly ignored?: readonly string[];
  /** Parameters of the address that are obeyed. @default none */
  readonly query?: QueryRules;
  /** Carries it out, and answers with what is sent. A `ClerkApiError` refuses it. */
  readonly answer: (request: ApiRequest) => unknown;
}

const FITS: Readonly<Record<Extract<ParameterKind, string>, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  strings: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  // As long as an invitation can stand. Source: Clerk's API description, 2026-05-12
  days: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 365,
  date: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

/** Refuses a body as Clerk does: unknown names, wrong types, what is missing. Null is the same as leaving it out. */
export function checkBody(given: Readonly<Record<string, unknown>>, route: ClerkRoute): Record<string, unknown> {
  const kinds = route.body ?? {};
  const body = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined));
  for (const [name, value] of Object.entries(body)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined)
      throw invalid(name, `${name} is not a valid parameter for this request.`, 'form_param_unknown');
    if (typeof kind !== 'string') {
      if (!kind.includes(value as string)) throw invalid(name, `${name} must be one of ${kind.join(', ')}.`);
    } else if (!FITS[kind](value)) throw invalid(name, `${name} must be of type ${kind}.`, 'form_param_type_invalid');
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

/** A time of a body that was checked, in milliseconds since the epoch. */
export function timeOf(body: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const text = textOf(body, name);
  return text === undefined ? undefined : Date.parse(text);
}
