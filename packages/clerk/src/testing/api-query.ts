import { invalid } from './api-error.js';

/** What a parameter of an address may be: a list of texts stands for these alone. */
export type QueryKind = 'string' | 'boolean' | 'integer' | readonly string[];

/** Names of query parameters that the emulator obeys, with what they may be. */
export type QueryRules = Readonly<Record<string, QueryKind>>;

/** Which page is wanted. Source: Clerk's API description, 2026-05-12 */
export const PAGE: QueryRules = { limit: 'integer', offset: 'integer' };

/** The times between which something was made. */
export const CREATED: QueryRules = { created_at_before: 'integer', created_at_after: 'integer' };

function fits(value: string, kind: QueryKind): boolean {
  if (kind === 'boolean') return value === 'true' || value === 'false';
  if (kind === 'integer') return /^-?\d{1,16}$/.test(value);
  return kind === 'string' || kind.includes(value);
}

/** Refuses values that Clerk does not take, and answers with the names that the emulator does nothing about. */
export function checkQuery(query: URLSearchParams, rules: QueryRules): readonly string[] {
  const ignored: string[] = [];
  for (const [name, value] of query) {
    const kind = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (kind === undefined) ignored.push(name);
    else if (!fits(value, kind)) {
      const wanted = typeof kind === 'string' ? kind : kind.join(', ');
      throw invalid(name, `${name} must be of: ${wanted}.`);
    }
  }
  return ignored;
}

/** Whether a record passes a filter that may be given several times: any of its values will do. */
export function passes(query: URLSearchParams, name: string, values: readonly (string | null)[]): boolean {
  const asked = query.getAll(name);
  return asked.length === 0 || asked.some((value) => values.includes(value));
}

/** The same for ids, which a `-` in front excludes. Source: the SDK's own description of `userId` */
export function passesIds(query: URLSearchParams, name: string, ids: readonly string[]): boolean {
  const asked = query.getAll(name);
  const excluded = asked.filter((id) => id.startsWith('-')).map((id) => id.slice(1));
  const included = asked.filter((id) => !id.startsWith('-')).map((id) => id.replace(/^\+/, ''));
  if (excluded.some((id) => ids.includes(id))) return false;
  return included.length === 0 || included.some((id) => ids.includes(id));
}

/** Whether one of the words holds what is searched for, in any case. */
export function passesSearch(
  query: URLSearchParams,
  name: string,
  words: readonly (string | null | undefined)[],
): boolean {
  const wanted = query.get(name)?.toLowerCase() ?? '';
  return wanted === '' || words.some((word) => word?.toLowerCase().includes(wanted));
}

/** Whether a time lies where it is wanted. What has never happened lies nowhere. */
export function passesTime(query: URLSearchParams, name: string, time: number | null): boolean {
  const before = query.get(`${name}_before`);
  const after = query.get(`${name}_after`) ?? query.get(`${name}_since`);
  if (before !== null && (time === null || time >= Number(before))) return false;
  return after === null || (time !== null && time > Number(after));
}

/** What a list can be ordered by, beside the time of making. */
export type Orders<Item> = Readonly<Record<string, (item: Item) => string | number | null | undefined>>;

/** Orders, newest first unless `order_by` says otherwise, and cuts a page out. */
export function toPage<Item extends { readonly created_at: number }>(
  items: readonly Item[],
  query: URLSearchParams,
  orders: Orders<Item> = {},
): readonly Item[] {
  const limit = readNumber(query, 'limit', 10, 1, 500);
  const offset = readNumber(query, 'offset', 0, 0, Number.MAX_SAFE_INTEGER);
  const [, sign, field = ''] = /^([+-]?)(\w+)$/.exec((query.get('order_by') ?? '-created_at').replace(/^ /, '+')) ?? [];
  const known: Orders<Item> = { created_at: (item) => item.created_at, ...orders };
  const by = Object.hasOwn(known, field) ? known[field] : undefined;
  if (by === undefined) {
    throw invalid('order_by', `order_by must be one of ${Object.keys(known).join(', ')}, with + or - before it.`);
  }
  // The order of making settles ties, so that pages do not overlap.
  const sorted = items.map((item, index) => ({ key: by(item), item, index }));
  const direction = sign === '-' ? -1 : 1;
  sorted.sort((one, other) => direction * (compare(one.key, other.key) || one.index - other.index));
  return sorted.slice(offset, offset + limit).map(({ item }) => item);
}

/** What is not there goes last where all else rises. */
function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : Number(one > other);
  return Number(one == null) - Number(other == null);
}

function readNumber(query: URLSearchParams, name: string, fallback: number, min: number, max: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(name, `${name} must be a whole number from ${min} to ${max}.`);
}
