import { type Shape, shape } from '@breakwater/core';

/** Of what kind a clause is: Algolia joins only clauses of one kind with OR. */
export type FilterKind = 'facet' | 'numeric' | 'tag';

/** A filter for records of type `T`, made by {@link Filters}. Its text is Algolia's own, with every value quoted. */
export interface Filter<T> {
  readonly kind: FilterKind | 'any' | 'all';
  /** As Algolia reads it. */
  readonly text: string;
  /** Exists only for the compiler. */
  readonly '~record'?: ((record: T) => void) | undefined;
}

/** One condition, which can be negated and joined with others of its kind. */
export interface FilterClause<T, Kind extends FilterKind = FilterKind> extends Filter<T> {
  readonly kind: Kind;
}

const WORDS: ReadonlySet<string> = /* @__PURE__ */ new Set(['AND', 'OR', 'NOT', 'TO']);

/** A text that stays one value whatever it holds. */
export function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The name of an attribute, quoted only where it has to be. */
export const quoteName = (name: string): string => (/^[\w.-]+$/.test(name) && !WORDS.has(name) ? name : quote(name));

const KINDS: ReadonlySet<unknown> = /* @__PURE__ */ new Set(['facet', 'numeric', 'tag']);

/** Whether a value is one condition, which can be negated. */
export const isClause = (value: unknown): value is FilterClause<never> => isFilter(value) && KINDS.has(value.kind);

/** Whether a value is a filter. One without a text restricts nothing, and is none. */
export function isFilter(value: unknown): value is Filter<never> {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, text } = value as Partial<Filter<never>>;
  return (KINDS.has(kind) || kind === 'any' || kind === 'all') && typeof text === 'string' && text.trim() !== '';
}

/** A filter as an input. */
export const filterShape: Shape<Filter<never>> = /* @__PURE__ */ shape.custom<Filter<never>>(
  isFilter,
  'a filter that `where` of the index makes',
);
