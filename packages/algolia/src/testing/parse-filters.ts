import { AlgoliaApiError } from './api-error.js';
import { type Condition, compareNumbers, hasFacet, hasTag, inRange } from './conditions.js';
import { type Token, toTokens } from './filter-tokens.js';

interface Parsed {
  readonly condition: Condition;
  /** `all` joins conditions by AND, which Algolia has not inside of an OR. */
  readonly kind: 'facet' | 'numeric' | 'tag' | 'any' | 'all';
  /** The kind of what an `any` joins. */
  readonly of?: string;
}

/**
 * Reads the `filters` of a search, in Algolia's grammar with its restrictions: OR binds closer than AND, joins only
 * conditions of one kind and no ANDs, and NOT stands before a single condition.
 * Source: `BaseSearchParamsWithoutQuery.filters` of @algolia/client-search@5.64.0
 */
export function parseFilters(text: string): Condition {
  const tokens = toTokens(text);
  if (tokens.length === 0) return () => true;
  let position = 0;
  const peek = (): Token | undefined => tokens[position];
  const isWord = (word: string): boolean => peek()?.kind === 'word' && peek()?.text === word;
  const refuse = (): never => {
    throw new AlgoliaApiError(
      400,
      `filters: Unexpected token ${peek()?.text ?? 'end of string'} at position ${position}`,
    );
  };
  const take = (): Token => {
    const token = peek();
    position += 1;
    return token ?? refuse();
  };

  const all = (): Parsed => {
    const parts = [any()];
    while (isWord('AND')) {
      take();
      parts.push(any());
    }
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return only;
    return { kind: 'all', condition: (record, facets) => parts.every(({ condition }) => condition(record, facets)) };
  };

  const any = (): Parsed => {
    const parts = [negated()];
    while (isWord('OR')) {
      take();
      parts.push(negated());
    }
    const [first] = parts;
    if (first === undefined || parts.length === 1) return first ?? refuse();
    const kinds = new Set(parts.map(({ kind, of }) => of ?? kind));
    if (kinds.has('all')) throw new AlgoliaApiError(400, 'filters: (X AND Y) OR Z is not allowed');
    if (kinds.size > 1) throw new AlgoliaApiError(400, 'filters: Different types are not allowed in the same OR.');
    const of = first.of ?? first.kind;
    return { kind: 'any', of, condition: (record, facets) => parts.some(({ condition }) => condition(record, facets)) };
  };

  const negated = (): Parsed => {
    if (!isWord('NOT')) return single();
    take();
    const parsed = single();
    if (parsed.kind === 'any' || parsed.kind === 'all')
      throw new AlgoliaApiError(400, 'filters: NOT cannot precede a group');
    return { ...parsed, condition: (record, facets) => !parsed.condition(record, facets) };
  };

  const single = (): Parsed => {
    const token = take();
    if (token.kind === 'open') {
      const inner = all();
      return take().kind === 'close' ? inner : refuse();
    }
    if (!isText(token)) return refuse();
    const next = peek();
    if (next?.kind === 'operator') {
      const operator = take().text;
      return { kind: 'numeric', condition: compareNumbers(token.text, operator, toNumber(take())) };
    }
    if (next?.kind !== 'colon') return { kind: 'tag', condition: hasTag(token.text) };
    take();
    const value = take();
    if (!isText(value)) return refuse();
    if (isWord('TO')) {
      take();
      return { kind: 'numeric', condition: inRange(token.text, toNumber(value), toNumber(take())) };
    }
    if (token.text === '_tags') return { kind: 'tag', condition: hasTag(value.text) };
    return { kind: 'facet', condition: hasFacet(token.text, value.text) };
  };

  const parsed = all();
  return position < tokens.length ? refuse() : parsed.condition;
}

const KEYWORDS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'TO']);

/** A name or a value. Keywords are neither, unless they are quoted. */
const isText = ({ kind, text }: Token): boolean => kind === 'quoted' || (kind === 'word' && !KEYWORDS.has(text));

function toNumber({ text }: Token): number {
  const number = text === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number)) return number;
  throw new AlgoliaApiError(400, `filters: Expected a number, got ${text.slice(0, 50)}`);
}
