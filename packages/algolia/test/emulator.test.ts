import { createAlgoliaEmulator } from '@breakwater/algolia/testing';
import { serve, toFetch } from '@breakwater/testing';
import { type Algoliasearch, algoliasearch } from 'algoliasearch';
import { describe, expect, it } from 'vitest';

interface Twin {
  readonly client: Algoliasearch;
  readonly emulator: ReturnType<typeof createAlgoliaEmulator>;
}

/** The SDK alone, without the adapter, beside the emulator: what it reads has to be in the vendor's own form. */
function createTwin(looksUntilPublished = 0, apiKey = 'emulated-key'): Twin {
  const emulator = createAlgoliaEmulator({ looksUntilPublished });
  const fetch = toFetch(emulator);
  const client = algoliasearch('EMULATED', apiKey, {
    requester: {
      send: async ({ url, method, headers, data }) => {
        const response = await fetch(url, { method, headers, body: (data as string | undefined) ?? null });
        return { status: response.status, content: await response.text(), isTimedOut: false };
      },
    },
  });
  return { client, emulator };
}

const indexName = 'things';

describe('the Algolia emulator', () => {
  it('refuses whom it does not know, and what a key does not allow', async () => {
    const stranger = createTwin(0, 'nonsense').client;
    await expect(stranger.listIndices()).rejects.toMatchObject({
      status: 403,
      message: 'Invalid Application-ID or API key',
    });
    const searcher = createTwin(0, 'emulated-search-key').client;
    await expect(searcher.saveObject({ indexName, body: {} })).rejects.toMatchObject({
      message: 'Method not allowed with this API key',
    });
  });

  it('makes up ids, and answers a missing record or index as Algolia does', async () => {
    const { client } = createTwin();
    const { objectID = '' } = await client.saveObject({ indexName, body: { name: 'a' } });
    await expect(client.getObject({ indexName, objectID })).resolves.toEqual({ name: 'a', objectID });
    await expect(client.getObject({ indexName, objectID: 'x' })).rejects.toMatchObject({
      status: 404,
      message: 'ObjectID does not exist',
    });
    await expect(client.searchSingleIndex({ indexName: 'none' })).rejects.toMatchObject({
      message: 'Index none does not exist',
    });
    await expect(client.indexExists({ indexName: 'none' })).resolves.toBe(false);
  });

  it('publishes a task after as many looks as it is told, and everything before it', async () => {
    const { client, emulator } = createTwin(3);
    await client.saveObject({ indexName, body: { objectID: '1' } });
    const { taskID } = await client.saveObject({ indexName, body: { objectID: '2' } });
    const look = async (): Promise<string> => (await client.getTask({ indexName, taskID })).status;
    expect([await look(), await look(), emulator.book.index(indexName), await look()]).toEqual([
      'notPublished',
      'notPublished',
      undefined,
      'published',
    ]);
    expect(emulator.book.index(indexName)?.records).toHaveLength(2);
  });

  it('carries the helpers of the SDK: chunks, browsing, replacing, deleting', async () => {
    const { client, emulator } = createTwin(1);
    const objects = Array.from({ length: 25 }, (_, position) => ({
      objectID: String(position),
      even: position % 2 === 0,
    }));
    await client.saveObjects({ indexName, objects, batchSize: 10, waitForTasks: true });
    await client.replaceAllObjects({ indexName, objects: objects.slice(0, 20), batchSize: 8 });
    const found: string[] = [];
    await client.browseObjects({
      indexName,
      browseParams: { hitsPerPage: 6 },
      aggregator: ({ hits }) => void found.push(...hits.map(({ objectID }) => objectID)),
    });
    expect(found).toHaveLength(20);
    expect(emulator.book.indexNames).toEqual([indexName]);
    await client.setSettings({ indexName, indexSettings: { attributesForFaceting: ['even'] } });
    await client.deleteBy({ indexName, deleteByParams: { filters: 'even:true' } });
    emulator.publish();
    expect(emulator.book.index(indexName)?.records).toHaveLength(10);
    await client.clearObjects({ indexName });
    await client.deleteIndex({ indexName });
    emulator.publish();
    expect(emulator.book.indexNames).toEqual([]);
  });

  it('applies a batch whole or not at all', async () => {
    const { client, emulator } = createTwin();
    const requests = [
      { action: 'addObject' as const, body: { objectID: '1' } },
      { action: 'deleteObject' as const, body: {} },
    ];
    await expect(client.batch({ indexName, batchWriteParams: { requests } })).rejects.toMatchObject({ status: 400 });
    expect(emulator.book.indexNames).toEqual([]);
    const across = [
      { action: 'addObject' as const, indexName: 'a', body: { objectID: '1' } },
      { action: 'addObject' as const, indexName: 'b', body: { objectID: '1' } },
    ];
    const answer = await client.multipleBatch({ requests: across });
    expect([Object.keys(answer.taskID), answer.objectIDs]).toEqual([
      ['a', 'b'],
      ['1', '1'],
    ]);
  });

  it('refuses to move an index onto itself', async () => {
    const { client, emulator } = createTwin();
    await client.saveObject({ indexName, body: { objectID: '1' } });
    for (const operation of ['move', 'copy'] as const) {
      const call = client.operationIndex({ indexName, operationIndexParams: { operation, destination: indexName } });
      await expect(call).rejects.toMatchObject({ status: 400 });
    }
    expect(emulator.book.index(indexName)?.records).toHaveLength(1);
  });

  it('refuses a record that is too large, and settings that are none', async () => {
    const { client } = createTwin();
    const large = { objectID: '1', text: 'x'.repeat(100_000) };
    await expect(client.saveObject({ indexName, body: large })).rejects.toThrow(
      /Record objectID=1 is too big size=\d+\/100000 bytes/,
    );
    const indexSettings = { searchableAttributes: 'name' as never };
    await expect(client.setSettings({ indexName, indexSettings })).rejects.toMatchObject({ status: 400 });
    for (const hitsPerPage of [0, 1_001, 1.5])
      await expect(client.setSettings({ indexName, indexSettings: { hitsPerPage } })).rejects.toThrow('hitsPerPage');
    await expect(
      client.setSettings({ indexName, indexSettings: { paginationLimitedTo: 20_001 } }),
    ).rejects.toMatchObject({ status: 400 });
  });

  it('does the built-in operations, the guarded ones only where they fit', async () => {
    const { client } = createTwin();
    const update = async (attributesToUpdate: Record<string, unknown>): Promise<Record<string, unknown>> => {
      await client.partialUpdateObject({ indexName, objectID: '1', attributesToUpdate });
      return await client.getObject({ indexName, objectID: '1' });
    };
    await expect(update({ n: { _operation: 'Increment', value: 3 } })).resolves.toMatchObject({ n: 3 });
    await expect(update({ n: { _operation: 'Decrement', value: 1 } })).resolves.toMatchObject({ n: 2 });
    await expect(update({ n: { _operation: 'IncrementFrom', value: 2 } })).resolves.toMatchObject({ n: 3 });
    await expect(update({ n: { _operation: 'IncrementFrom', value: 2 }, m: 1 })).resolves.toEqual({
      objectID: '1',
      n: 3,
    });
    await expect(update({ n: { _operation: 'IncrementSet', value: 9 } })).resolves.toMatchObject({ n: 9 });
    await expect(update({ n: { _operation: 'IncrementSet', value: 4 } })).resolves.toMatchObject({ n: 9 });
    await expect(update({ l: { _operation: 'Add', value: 'a' } })).resolves.toMatchObject({ l: ['a'] });
    await expect(update({ l: { _operation: 'AddUnique', value: 'a' } })).resolves.toMatchObject({ l: ['a'] });
    await expect(update({ l: { _operation: 'Remove', value: 'a' } })).resolves.toMatchObject({ l: [] });
    await expect(update({ n: { _operation: 'Double', value: 1 } })).rejects.toMatchObject({ status: 400 });
  });

  it('searches several indexes at once, facet values, and by the older filters', async () => {
    const { client } = createTwin();
    const objects = [
      { objectID: '1', color: 'red', size: 3, _tags: ['new'] },
      { objectID: '2', color: '-blue', size: 5 },
    ];
    await client.setSettings({ indexName, indexSettings: { attributesForFaceting: ['searchable(color)'] } });
    await client.saveObjects({ indexName, objects });
    const count = async (searchParams: object): Promise<unknown> =>
      (await client.searchSingleIndex({ indexName, searchParams })).nbHits;
    await expect(count({ facetFilters: [['color:red', 'color:\\-blue']] })).resolves.toBe(2);
    await expect(count({ facetFilters: ['color:-red'] })).resolves.toBe(1);
    await expect(count({ numericFilters: ['size >= 4'] })).resolves.toBe(1);
    await expect(count({ numericFilters: ['size:1 TO 3'], tagFilters: ['new'] })).resolves.toBe(1);
    await expect(count({ params: 'query=&filters=color:red&hitsPerPage=1' })).resolves.toBe(1);
    await expect(count({ facetFilters: ['color'] })).rejects.toMatchObject({ status: 400 });
    await expect(count({ numericFilters: ['size'] })).rejects.toMatchObject({ status: 400 });
    await expect(count({ hitsPerPage: 5_000 })).rejects.toMatchObject({ status: 400 });
    const facets = await client.searchForFacetValues({
      indexName,
      facetName: 'color',
      searchForFacetValuesRequest: { facetQuery: 're' },
    });
    expect(facets.facetHits).toEqual([{ value: 'red', highlighted: 'red', count: 1 }]);
    await expect(client.searchForFacetValues({ indexName, facetName: 'size' })).rejects.toThrow('searchable(size)');
    const { results } = await client.search({
      requests: [
        { indexName, query: '' },
        { indexName, type: 'facet', facet: 'color' },
      ],
    });
    expect(results).toMatchObject([{ nbHits: 2 }, { exhaustiveFacetsCount: true }]);
    const objectsOf = await client.getObjects({
      requests: [
        { indexName, objectID: '1', attributesToRetrieve: ['size'] },
        { indexName, objectID: 'x' },
      ],
    });
    expect(objectsOf.results).toEqual([{ objectID: '1', size: 3 }, null]);
  });

  it('answers hostile requests with a refusal, and has no defect', async () => {
    const { emulator } = createTwin();
    const fetch = toFetch(emulator);
    const headers = { 'x-algolia-application-id': 'EMULATED', 'x-algolia-api-key': 'emulated-key' };
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '{"requests":1}',
      '{"requests":[null]}',
      '{"requests":[{"action":"x"}]}',
      '{"cursor":"x"}',
      '{"filters":"("}',
    ];
    const paths = [
      '/1/indexes/a',
      '/1/indexes/a/batch',
      '/1/indexes/*/batch',
      '/1/indexes/*/queries',
      '/1/indexes/a/browse',
      '/1/indexes/a/1/partial',
      '/1/indexes/a/operation',
      '/1/indexes/a/synonyms/batch',
      '/1/indexes/a/rules/batch',
      '/1/indexes/a/deleteByQuery',
      '/1/events',
      '/1/nothing',
      '/1/indexes/%ff',
    ];
    for (const path of paths) {
      for (const body of bodies) {
        const response = await fetch(`https://emulated.algolia.net${path}`, { method: 'POST', headers, body });
        expect(response.status, `${path} ${body}`).toBeLessThan(500);
      }
    }
    expect(emulator.book.requests().filter(({ defect }) => defect !== undefined)).toEqual([]);
  });

  it('fails host by host, over real sockets too', async () => {
    const { emulator } = createTwin();
    const [one, two] = [await serve(emulator), await serve(emulator)];
    emulator.hosts.fail(`127.0.0.1:${one.port}`, 502);
    try {
      await expect(fetch(`${one.url}/1/indexes`)).resolves.toMatchObject({ status: 502 });
      await expect(fetch(`${two.url}/1/indexes`)).resolves.toMatchObject({ status: 403 });
      expect(emulator.book.hostCount(`127.0.0.1:${one.port}`)).toBe(1);
      expect(() => emulator.hosts.fail('a', 404)).toThrow('a status from 500 to 599');
    } finally {
      await one.close();
      await two.close();
    }
  });
});
