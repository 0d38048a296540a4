import type { StoredIndex, StoredObject } from './algolia-state.js';
import { AlgoliaApiError } from './api-error.js';
import { type Condition, hasTag, parseFacetFilter, parseList, parseNumericFilter, valuesOf } from './conditions.js';
import { matchQuery } from './match-query.js';
import { parseFilters } from './parse-filters.js';

/** Parameters of a search, as they were sent. */
export type SearchParameters = Readonly<Record<string, unknown>>;

/** The attributes that may be filtered by, and those whose values are counted. */
export function toFacets({ settings }: StoredIndex): {
  readonly filterable: ReadonlySet<string>;
  readonly countable: readonly string[];
  readonly searchable: ReadonlySet<string>;
} {
  const declared = Array.isArray(settings['attributesForFaceting'])
    ? settings['attributesForFaceting'].map(String)
    : [];
  const bare = (text: string): string => text.replace(/^(?:\w+\()+/, '').replace(/\)+$/, '');
  return {
    filterable: new Set(declared.map(bare)),
    countable: declared.filter((text) => !text.startsWith('filterOnly(')).map(bare),
    searchable: new Set(declared.filter((text) => text.includes('searchable(')).map(bare)),
  };
}

/** All records that match, in the order of the index. */
export function findMatches(
  index: StoredIndex,
  parameters: SearchParameters,
  keyFilter: string | undefined,
): readonly StoredObject[] {
  const conditions: Condition[] = [
    parseFilters(toText(parameters['filters'])),
    parseFilters(keyFilter ?? ''),
    parseList(parameters['facetFilters'], parseFacetFilter),
    parseList(parameters['numericFilters'], parseNumericFilter),
    parseList(parameters['tagFilters'], hasTag),
  ];
  const { filterable } = toFacets(index);
  const matches = matchQuery(index, toText(parameters['query']));
  const found = [...index.records.values()].filter(
    (record) => conditions.every((condition) => condition(record, filterable)) && matches(record),
  );
  return found.toSorted(toOrder(index));
}

/** Counts the values of the facets that were asked for, the most frequent ones first. */
export function countFacets(
  index: StoredIndex,
  records: readonly StoredObject[],
  asked: unknown,
): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const names = Array.isArray(asked) ? asked.map(String) : [];
  const { countable } = toFacets(index);
  const chosen = names.includes('*') ? countable : countable.filter((name) => names.includes(name));
  const limit = Number(index.settings['maxValuesPerFacet']);
  return Object.fromEntries(
    chosen.flatMap((name) => {
      const counts = new Map<string, number>();
      for (const record of records) {
        for (const value of new Set(valuesOf(record, name).map(String)))
          counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const sorted = [...counts].toSorted(([, one], [, other]) => other - one).slice(0, limit);
      return sorted.length === 0 ? [] : [[name, Object.fromEntries(sorted)]];
    }),
  );
}

/** A record as it is shown: without what may not be retrieved, or was not asked for. */
export function toHit(index: StoredIndex, record: StoredObject, parameters: SearchParameters): StoredObject {
  const asked = parameters['attributesToRetrieve'] ?? index.settings['attributesToRetrieve'];
  const wanted =
    Array.isArray(asked) && !asked.includes('*') ? new Set(asked.map((name) => String(name).split('.')[0])) : undefined;
  const hidden = Array.isArray(index.settings['unretrievableAttributes'])
    ? index.settings['unretrievableAttributes']
    : [];
  const entries = Object.entries(record).filter(
    ([name]) => name === 'objectID' || ((wanted?.has(name) ?? true) && !hidden.includes(name)),
  );
  return { ...Object.fromEntries(entries), objectID: record.objectID };
}

/** A whole number within bounds. */
export function toCount(value: unknown, fallback: number, bounds: { min: number; max: number }, name: string): number {
  if (value === undefined || value === null) return fallback;
  if (Number.isInteger(value) && Number(value) >= bounds.min && Number(value) <= bounds.max) return Number(value);
  throw new AlgoliaApiError(400, `${name} must be an integer between ${bounds.min} and ${bounds.max}`);
}

export const toText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** By the orders in `ranking` and `customRanking` alone: how well the words fit is not ranked here. */
function toOrder({ settings }: StoredIndex): (one: StoredObject, other: StoredObject) => number {
  const listed = [settings['ranking'], settings['customRanking']].flatMap((list) =>
    Array.isArray(list) ? list.map(String) : [],
  );
  const criteria = listed.flatMap((text) => {
    const [, direction, attribute] = /^(asc|desc)\((.+)\)$/.exec(text) ?? [];
    return attribute === undefined ? [] : [{ sign: direction === 'asc' ? 1 : -1, attribute }];
  });
  return (one, other) => {
    for (const { sign, attribute } of criteria) {
      const [left, right] = [valuesOf(one, attribute)[0], valuesOf(other, attribute)[0]].map((value) =>
        Number(value ?? Number.NaN),
      );
      if (Number.isNaN(left) || Number.isNaN(right) || left === undefined || right === undefined || left === right)
        continue;
      return left < right ? -sign : sign;
    }
    return 0;
  };
}
