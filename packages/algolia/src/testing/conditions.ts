import type { StoredObject } from './algolia-state.js';
import { AlgoliaApiError } from './api-error.js';

/** Whether a record passes. `facets` are the attributes that the index lets be filtered by. */
export type Condition = (record: StoredObject, facets: ReadonlySet<string>) => boolean;

/** The values of an attribute, also nested and in lists. */
export function valuesOf(record: Readonly<Record<string, unknown>>, attribute: string): readonly unknown[] {
  let values: readonly unknown[] = [record];
  for (const name of Object.hasOwn(record, attribute) ? [attribute] : attribute.split('.')) {
    values = values.flatMap((value) => {
      const inner: unknown =
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
      return Array.isArray(inner) ? (inner as unknown[]) : inner === undefined || inner === null ? [] : [inner];
    });
  }
  return values;
}

/** A facet that the index does not declare matches nothing, and nobody is told. Values have no case. */
export function hasFacet(attribute: string, value: string): Condition {
  const wanted = value.toLowerCase();
  return (record, facets) =>
    facets.has(attribute) && valuesOf(record, attribute).some((item) => String(item).toLowerCase() === wanted);
}

/** Tags have case. */
export function hasTag(tag: string): Condition {
  return (record) => valuesOf(record, '_tags').includes(tag);
}

/** A number compared. */
export function compareNumbers(attribute: string, operator: string, value: number): Condition {
  const compare = COMPARISONS[operator];
  if (compare === undefined) throw new AlgoliaApiError(400, `Invalid operator ${operator}`);
  return (record) => valuesOf(record, attribute).some((item) => typeof item === 'number' && compare(item, value));
}

/** A number between two, both included. */
export function inRange(attribute: string, from: number, to: number): Condition {
  return (record) => valuesOf(record, attribute).some((item) => typeof item === 'number' && item >= from && item <= to);
}

const COMPARISONS: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '=': (one, other) => one === other,
  '!=': (one, other) => one !== other,
  '>=': (one, other) => one >= other,
  '>': (one, other) => one > other,
};

/** The older parameters `facetFilters`, `numericFilters` and `tagFilters`: lists, and lists of lists for OR. */
export function parseList(given: unknown, toCondition: (text: string) => Condition): Condition {
  if (given === undefined) return () => true;
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const parts = list.map((item): Condition => {
    if (Array.isArray(item)) {
      const choices = item.map((choice) => toCondition(String(choice)));
      return (record, facets) => choices.some((condition) => condition(record, facets));
    }
    return toCondition(String(item));
  });
  return (record, facets) => parts.every((condition) => condition(record, facets));
}

/** `attribute:value`, negated by a `-` before the value, which a backslash makes a part of it. */
export function parseFacetFilter(text: string): Condition {
  const colon = text.indexOf(':');
  if (colon < 1) throw new AlgoliaApiError(400, `facetFilters: invalid filter ${text.slice(0, 50)}`);
  const [attribute, value] = [text.slice(0, colon), text.slice(colon + 1)];
  if (!value.startsWith('-')) return hasFacet(attribute, value.replace(/^\\-/, '-'));
  const condition = hasFacet(attribute, value.slice(1));
  return (record, facets) => !condition(record, facets);
}

/** `attribute >= value`, or `attribute:from TO to`. */
export function parseNumericFilter(text: string): Condition {
  const [, attribute = '', operator, value] = /^\s*([^<>=!:]+?)\s*(<=|>=|!=|<|>|=)\s*(-?[\d.]+)\s*$/.exec(text) ?? [];
  if (operator !== undefined) return compareNumbers(attribute, operator, Number(value));
  const [, ranged, from, to] = /^\s*([^<>=!:]+?)\s*:\s*(-?[\d.]+)\s+TO\s+(-?[\d.]+)\s*$/.exec(text) ?? [];
  if (ranged !== undefined) return inRange(ranged, Number(from), Number(to));
  throw new AlgoliaApiError(400, `numericFilters: invalid filter ${text.slice(0, 50)}`);
}
