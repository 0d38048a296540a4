import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFilters } from '../src/filters/create-filters.js';
import { parseFilters } from '../src/testing/parse-filters.js';

interface Thing {
  readonly objectID: string;
  readonly name: string;
  readonly price: number;
  readonly open: boolean;
  readonly tags: readonly string[];
  readonly 'odd name': string;
}

const facets = new Set(['name', 'open', 'tags', 'odd name']);
const where = createFilters<Thing>({ filterable: facets, countable: facets });
const matches = (text: string, record: object): boolean => parseFilters(text)({ objectID: '1', ...record }, facets);

describe('filters', () => {
  it('write Algolia’s grammar', () => {
    const { is, compare, between, tagged, not, any, all } = where;
    expect(is('name', 'Ada').text).toBe('name:"Ada"');
    expect(is('open', true).text).toBe('open:"true"');
    expect(is('odd name', 'AND').text).toBe('"odd name":"AND"');
    expect(compare('price', '!=', 3).text).toBe('price != 3');
    expect(between('price', -1.5, 2).text).toBe('price:-1.5 TO 2');
    expect(tagged('new').text).toBe('_tags:"new"');
    expect(not(is('name', 'Ada')).text).toBe('NOT name:"Ada"');
    expect(not(not(is('name', 'Ada'))).text).toBe('name:"Ada"');
    const group = any(is('name', 'Ada'), not(is('tags', 'b')));
    expect(all(group, compare('price', '>', 1)).text).toBe('(name:"Ada" OR NOT tags:"b") AND price > 1');
    expect(any(is('name', 'Ada')).text).toBe('name:"Ada"');
  });

  it('keep every value one value, whatever it holds', () => {
    const hostile = ['a" OR price > 0 OR name:"b', "it's", '\\', '\\"', 'x AND y', '-x', '(', 'a:b', '"', "'\"'"];
    const values = fc.oneof(
      fc.constantFrom(...hostile),
      fc.string({ minLength: 1 }),
      fc.string({ unit: 'binary', minLength: 1 }),
    );
    fc.assert(
      fc.property(values, values, (wanted, other) => {
        const { text } = where.all(where.is('name', wanted), where.compare('price', '>', 0));
        expect(matches(text, { name: wanted, price: 1 })).toBe(true);
        expect(matches(text, { name: wanted, price: 0 })).toBe(false);
        const isOther = other.toLowerCase() !== wanted.toLowerCase();
        if (isOther) expect(matches(text, { name: other, price: 1 })).toBe(false);
      }),
    );
  });

  it('refuse what Algolia would answer with nothing: an attribute that is not declared', () => {
    const sparse = createFilters<Thing>({ filterable: new Set(['name']), countable: new Set() });
    expect(() => sparse.is('tags', 'a')).toThrow('declared in `attributesForFaceting` of the index (name)');
    expect(sparse.compare('price', '<', 1).text).toBe('price < 1');
    expect(createFilters<Thing>(undefined).is('tags', 'a').text).toBe('tags:"a"');
  });

  it('refuse values of another kind, and joins that the compiler was kept from seeing', () => {
    expect(() => where.compare('price', '<', Number.NaN)).toThrow('a finite number');
    expect(() => where.compare('price', '<>' as never, 1)).toThrow('filter.comparison');
    expect(() => where.is('name', { toString: 1 } as never)).toThrow('filter.value');
    expect(() => where.is('name\n' as never, 'a' as never)).toThrow('filter.attribute');
    expect(() => where.tagged('')).toThrow('filter.tag');
    expect(() => where.any(where.is('name', 'a') as never, where.compare('price', '<', 1))).toThrow(
      'conditions of one kind',
    );
    expect(() => where.any(...([] as unknown as [never]))).toThrow('conditions of one kind');
    expect(() => where.all(...([] as unknown as [never]))).toThrow('at least one filter');
    const group = where.all(where.is('name', 'a'), where.is('open', true));
    for (const wrong of [group, where.any(where.is('name', 'a'), where.is('name', 'b')), null, 'name:a', { text: 'a' }])
      expect(() => where.not(wrong as never)).toThrow('filter.not must be one condition');
    expect(() => where.any(group as never, where.is('name', 'a'))).toThrow('conditions of one kind');
    expect(() => where.any({ kind: 'facet', text: '' } as never)).toThrow('conditions of one kind');
    expect(() => where.all(group, 'name:a' as never)).toThrow(
      'filter.all must be at least one filter, and nothing else',
    );
    expect(() => where.all(undefined as never)).toThrow('got undefined');
    expect(() => where.between('price', 10, 5)).toThrow('filter.to');
  });
});

describe('the emulator’s reading of filters', () => {
  it('joins by OR before AND, as Algolia does', () => {
    expect(matches('name:a AND name:b OR name:a', { name: 'a' })).toBe(true);
    expect(matches('name:b AND name:b OR name:a', { name: 'a' })).toBe(false);
  });

  it('refuses what Algolia refuses', () => {
    expect(() => parseFilters('name:a OR price > 3')).toThrow('Different types');
    expect(() => parseFilters('(name:a AND open:true) OR name:b')).toThrow('(X AND Y) OR Z');
    expect(() => parseFilters('NOT (name:a OR name:b)')).toThrow('NOT cannot precede a group');
    expect(() => parseFilters('price > cheap')).toThrow('Expected a number');
    for (const broken of ['name:', '(name:a', 'name:a)', 'name:"a', 'AND', '> 3', 'name:a name:b'])
      expect(() => parseFilters(broken), broken).toThrow('filters:');
  });

  it('answers with a typed refusal for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseFilters(text);
        } catch (error) {
          expect(error).toMatchObject({ name: 'AlgoliaApiError', status: 400 });
        }
      }),
    );
  });
});
