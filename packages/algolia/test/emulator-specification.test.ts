import { createAlgoliaEmulator } from '@breakwater/algolia/testing';
import { toFetch } from '@breakwater/testing';
import { createComparison, readDescription } from '@breakwater/vendor-descriptions';
import { describe, expect, it } from 'vitest';

const description = readDescription('algolia');
const findDifferences = createComparison(description.document);

/** One request for each of the vendor's operations, in an order in which each finds what it needs. */
const REQUESTS: readonly (readonly [route: string, path: string, body?: unknown])[] = [
  [
    'PUT /1/indexes/{indexName}/settings',
    '/1/indexes/a/settings',
    { attributesForFaceting: ['color'], ranking: ['typo', 'custom'] },
  ],
  ['GET /1/indexes/{indexName}/settings', '/1/indexes/a/settings'],
  ['POST /1/indexes/{indexName}', '/1/indexes/a', { color: 'red' }],
  ['PUT /1/indexes/{indexName}/{objectID}', '/1/indexes/a/1', { color: 'blue', size: 1 }],
  [
    'POST /1/indexes/{indexName}/{objectID}/partial',
    '/1/indexes/a/1/partial',
    { size: { _operation: 'Increment', value: 1 } },
  ],
  ['GET /1/indexes/{indexName}/{objectID}', '/1/indexes/a/1'],
  [
    'POST /1/indexes/{indexName}/batch',
    '/1/indexes/a/batch',
    { requests: [{ action: 'addObject', body: { objectID: '2' } }] },
  ],
  ['POST /1/indexes/*/batch', '/1/indexes/*/batch', { requests: [{ action: 'clear', indexName: 'b', body: {} }] }],
  [
    'POST /1/indexes/{indexName}/query',
    '/1/indexes/a/query',
    { query: '', facets: ['*'], getRankingInfo: true, clickAnalytics: true },
  ],
  ['POST /1/indexes/*/queries', '/1/indexes/*/queries', { requests: [{ indexName: 'a', query: 'red' }] }],
  ['POST /1/indexes/*/objects', '/1/indexes/*/objects', { requests: [{ indexName: 'a', objectID: '1' }] }],
  ['POST /1/indexes/{indexName}/browse', '/1/indexes/a/browse', { hitsPerPage: 1 }],
  [
    'POST /1/indexes/{indexName}/synonyms/batch',
    '/1/indexes/a/synonyms/batch',
    [{ objectID: 's', type: 'synonym', synonyms: ['a', 'b'] }],
  ],
  ['GET /1/indexes/{indexName}/task/{taskID}', '/1/indexes/a/task/1'],
  ['POST /1/indexes/{indexName}/deleteByQuery', '/1/indexes/a/deleteByQuery', { filters: 'color:red' }],
  [
    'POST /1/indexes/{indexName}/operation',
    '/1/indexes/a/operation',
    { operation: 'copy', destination: 'c', scope: ['settings'] },
  ],
  ['GET /1/indexes', '/1/indexes'],
  ['GET /1/keys/{key}', '/1/keys/emulated-key'],
  ['DELETE /1/indexes/{indexName}/{objectID}', '/1/indexes/a/1'],
  ['POST /1/indexes/{indexName}/clear', '/1/indexes/a/clear'],
  ['DELETE /1/indexes/{indexName}', '/1/indexes/a'],
];

describe("the Algolia emulator beside the vendor's description", () => {
  it('is compared with the description where it is at hand', (context) => {
    if (!description.isPresent) context.skip(description.absence);
    const described = description.operations.map(({ route }) => route);
    expect(REQUESTS.map(([route]) => route).toSorted()).toEqual(described.toSorted());
  });

  it('answers each operation as it is described', async (context) => {
    if (!description.isPresent) context.skip(description.absence);
    const fetch = toFetch(createAlgoliaEmulator({ looksUntilPublished: 0 }));
    const headers = { 'x-algolia-application-id': 'EMULATED', 'x-algolia-api-key': 'emulated-key' };
    for (const [route, path, body] of REQUESTS) {
      const [method = ''] = route.split(' ');
      const sent = body === undefined ? null : JSON.stringify(body);
      const response = await fetch(`https://emulated.algolia.net${path}`, { method, headers, body: sent });
      const operation = description.operations.find((one) => one.route === route);
      expect(operation?.answers.has(response.status), `${route} with status ${response.status}`).toBe(true);
      const schema = operation?.answers.get(response.status) ?? {};
      expect(findDifferences(await response.json(), schema), route).toEqual([]);
    }
  });
});
