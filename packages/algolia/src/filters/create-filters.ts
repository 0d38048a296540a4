import { createInputError, type Issue } from '@breakwater/core';
import type { FacetAttribute, NumericAttribute, ValueOf } from '../attribute.js';
import type { DeclaredFacets } from '../index-definition.js';
import { type Filter, type FilterClause, type FilterKind, isClause, isFilter, quote, quoteName } from './filter.js';

/** One condition or more, all of one kind. */
export type Clauses<T, Kind extends FilterKind> = readonly [FilterClause<T, Kind>, ...FilterClause<T, Kind>[]];

/** Compares numbers. */
export type Comparison = '<' | '<=' | '=' | '!=' | '>=' | '>';

/**
 * Builds filters that Algolia accepts: what its grammar does not have does not compile. It joins conditions by AND, and by
 * OR those of one kind; it negates single conditions; and it has no AND inside of an OR.
 */
export interface Filters<T> {
  /** The attribute has this value, or its list holds it. Texts are compared without regard to case. */
  is<Name extends FacetAttribute<T>>(attribute: Name, value: ValueOf<T, Name>): FilterClause<T, 'facet'>;
  /** A number compared. */
  compare(attribute: NumericAttribute<T>, comparison: Comparison, value: number): FilterClause<T, 'numeric'>;
  /** Within bounds, both included. */
  between(attribute: NumericAttribute<T>, from: number, to: number): FilterClause<T, 'numeric'>;
  /** The record carries this tag in `_tags`. Tags are compared with regard to case. */
  tagged(tag: string): FilterClause<T, 'tag'>;
  /** The opposite of one condition. */
  not<Kind extends FilterKind>(clause: FilterClause<T, Kind>): FilterClause<T, Kind>;
  /** At least one of several conditions of the same kind. */
  any(...clauses: Clauses<T, 'facet'> | Clauses<T, 'numeric'> | Clauses<T, 'tag'>): Filter<T>;
  /** All of them. */
  all(...filters: readonly [Filter<T>, ...Filter<T>[]]): Filter<T>;
}

/**
 * Makes {@link Filters}. An attribute that the index does not declare in `attributesForFaceting` is refused: Algolia would
 * find nothing, and say nothing. Numbers are compared without being declared.
 */
export function createFilters<T>(facets: DeclaredFacets | undefined): Filters<T> {
  const declared = (attribute: string): Issue[] => {
    if (facets === undefined || facets.filterable.has(attribute)) return [];
    const known = facets.filterable.size === 0 ? 'no attribute is' : [...facets.filterable].join(', ');
    const expected = `declared in \`attributesForFaceting\` of the index (${known})`;
    return [{ path: 'filter.attribute', expected, received: JSON.stringify(attribute) }];
  };
  const numeric = (attribute: string, operator: string, ...values: readonly number[]): string => {
    refuse([...named(attribute), ...values.flatMap((value) => finite(value))]);
    return `${quoteName(attribute)}${operator}${values.join(' TO ')}`;
  };
  return Object.freeze<Filters<T>>({
    is: (attribute, value) => {
      const isScalar = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
      const issue = {
        path: 'filter.value',
        expected: 'a string, a boolean or a finite number',
        received: typeof value,
      };
      refuse([...named(attribute), ...declared(attribute), ...(isScalar ? [] : [issue])]);
      return clause('facet', `${quoteName(attribute)}:${quote(`${value as string | number | boolean}`)}`);
    },
    compare: (attribute, comparison, value) => {
      const isKnown = ['<', '<=', '=', '!=', '>=', '>'].includes(comparison);
      const issue = { path: 'filter.comparison', expected: 'one of <, <=, =, !=, >=, >', received: String(comparison) };
      refuse(isKnown ? [] : [issue]);
      return clause('numeric', numeric(attribute, ` ${comparison} `, value));
    },
    between: (attribute, from, to) => {
      const text = numeric(attribute, ':', from, to);
      const expected = 'at least the lower bound: no number is between others';
      refuse(from <= to ? [] : [{ path: 'filter.to', expected, received: `${from} to ${to}` }]);
      return clause('numeric', text);
    },
    tagged: (tag) => {
      const isText = typeof tag === 'string' && tag !== '';
      refuse(isText ? [] : [{ path: 'filter.tag', expected: 'a non-empty string', received: typeof tag }]);
      return clause('tag', `_tags:${quote(tag)}`);
    },
    not: (negated) => {
      const expected = 'one condition: Algolia has no NOT of a group';
      refuse(isClause(negated) ? [] : [{ path: 'filter.not', expected, received: kindOf(negated) }]);
      const { kind, text } = negated;
      // Twice not is what it was; Algolia has no second NOT.
      return clause(kind, text.startsWith('NOT ') ? text.slice(4) : `NOT ${text}`);
    },
    any: (...clauses) => {
      const kinds = new Set((clauses as readonly unknown[]).map(kindOf));
      const expected = 'conditions of one kind: Algolia joins facets, numbers and tags with OR only among themselves';
      const isUniform = kinds.size === 1 && clauses.every(isClause);
      refuse(isUniform ? [] : [{ path: 'filter.any', expected, received: [...kinds].join(' and ') || 'nothing' }]);
      const [only] = clauses;
      return clauses.length === 1 && only !== undefined ? only : filter('any', `(${join(clauses, ' OR ')})`);
    },
    all: (...filters) => {
      const wrong = (filters as readonly unknown[]).find((given) => !isFilter(given));
      const isRight = filters.length > 0 && filters.every(isFilter);
      const received = filters.length === 0 ? 'nothing' : kindOf(wrong);
      refuse(isRight ? [] : [{ path: 'filter.all', expected: 'at least one filter, and nothing else', received }]);
      return filter('all', join(filters, ' AND '));
    },
  });
}

function filter<T, Kind extends Filter<T>['kind']>(kind: Kind, text: string): Filter<T> & { readonly kind: Kind } {
  return Object.freeze({ kind, text });
}

const clause = <T, Kind extends FilterKind>(kind: Kind, text: string): FilterClause<T, Kind> =>
  filter<T, Kind>(kind, text);

/** How a filter is called that was refused. */
const kindOf = (value: unknown): string => (isFilter(value) ? value.kind : value === null ? 'null' : typeof value);

const join = (filters: readonly { readonly text: string }[], word: string): string =>
  filters.map(({ text }) => text).join(word);

/** Names come from the code; one that Algolia's grammar cannot hold is a mistake there. */
function named(attribute: unknown): Issue[] {
  if (typeof attribute === 'string' && /^[^\p{Cc}]{1,500}$/u.test(attribute)) return [];
  return [{ path: 'filter.attribute', expected: 'the name of an attribute', received: typeof attribute }];
}

const finite = (value: unknown): Issue[] =>
  Number.isFinite(value) ? [] : [{ path: 'filter.value', expected: 'a finite number', received: String(value) }];

function refuse(issues: readonly Issue[]): void {
  if (issues.length > 0) throw createInputError(issues, { service: 'algolia', operation: 'filter' });
}
