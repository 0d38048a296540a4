import { describe, expect, it } from 'vitest';
import { color, createBench, createFilledBench, definitions, haircut, massage } from './algolia-bench.js';

describe('search', () => {
  it('gives a page of typed hits in the order of the ranking', async () => {
    const { services, settle } = await createFilledBench();
    const page = await settle(services.search('', { hitsPerPage: 2 }));
    expect(page.hits).toEqual([haircut, massage]);
    expect(page).toMatchObject({ total: 3, page: 0, pages: 2, hitsPerPage: 2, facets: {} });
    expect((await settle(services.search('', { hitsPerPage: 2, page: 1 }))).hits).toEqual([color]);
  });

  it('finds by words, beginnings of the last word, and without accents', async () => {
    const { services, settle } = await createFilledBench();
    const names = async (query: string): Promise<string[]> => {
      const { hits } = await settle(services.search(query));
      return hits.map(({ name }) => name);
    };
    await expect(names('HÁIR')).resolves.toEqual(['Haircut', 'Hair color']);
    await expect(names('hair col')).resolves.toEqual(['Hair color']);
    await expect(names('col hair')).resolves.toEqual([]);
  });

  it('filters, and counts facets', async () => {
    const { services, settle } = await createFilledBench();
    const { where } = services;
    const filter = where.all(where.is('category', 'HAIR'), where.between('price', 30, 70));
    const page = await settle(services.search('', { filter, facets: ['tags', 'category'] }));
    expect(page.hits).toEqual([haircut]);
    expect(page.facets).toEqual({ tags: { short: 1, long: 1 }, category: { Hair: 1 } });
  });

  it('leaves ranking information out unless it is asked for', async () => {
    const { services, settle } = await createFilledBench();
    expect((await settle(services.search('hair'))).hits[0]).not.toHaveProperty('_rankingInfo');
    expect((await settle(services.search('hair', { rankingInfo: true }))).hits[0]).toHaveProperty('_rankingInfo');
  });

  it('retrieves what it is asked to, and gives a query id with click analytics', async () => {
    const { services, settle } = await createFilledBench();
    const page = await settle(services.search('massage', { attributesToRetrieve: ['name'], clickAnalytics: true }));
    expect(page.hits).toEqual([{ objectID: '3', name: 'Massage' }]);
    expect(page.queryID).toMatch(/^[0-9a-f]{32}$/);
  });

  it('refuses a page that Algolia would answer with nothing, and a facet that it would leave out', async () => {
    const { services, emulator, fail } = await createBench();
    const beyond = await fail(services.search('', { page: 1_000 }));
    expect(beyond.message).toContain('`browse` reaches all');
    const hidden = await fail(services.search('', { facets: ['price'] }));
    expect(hidden.message).toContain('not as `filterOnly`');
    expect(emulator.book.count()).toBe(0);
  });

  it('falls back to a stale answer when Algolia is out of reach', async () => {
    const fallback = { type: 'stale', maxAge: 60_000, maxEntries: 10 } as const;
    const { services, emulator, settle } = await createFilledBench({ errorHandling: { fallback } });
    const fresh = await settle(services.search('massage', {}, { cacheKey: 'massage' }));
    emulator.faults.add({
      match: 'POST /1/indexes/services/query',
      times: Infinity,
      fault: { type: 'status', status: 503 },
    });
    await expect(settle(services.search('massage', {}, { cacheKey: 'massage' }))).resolves.toEqual(fresh);
  });

  it('puts the prefix before the name of the index', async () => {
    const { algolia, emulator, settle } = await createBench({ indexes: definitions, indexPrefix: 'staging_' });
    await settle(algolia.indexes.services.save(haircut, { wait: true }));
    expect(emulator.book.indexNames).toEqual(['staging_services']);
  });
});
