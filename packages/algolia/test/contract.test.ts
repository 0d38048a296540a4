import { createAlgolia, index } from '@breakwater/algolia';
import { createAlgoliaEmulator } from '@breakwater/algolia/testing';
import { integrationContract } from '@breakwater/testing';
import { describe, it } from 'vitest';

const applicationId = 'CONTRACT';
const apiKey = 'canary4eC39HqLyjWDarjtT1zdp7dc';

interface Counter {
  readonly objectID: string;
  readonly count: number;
}

const indexes = { counters: index<Counter>({}) };

describe('the contract of an integration', () => {
  const cases = integrationContract({
    name: 'algolia',
    // One host: what an attempt does with several has tests of its own.
    create: (overrides) =>
      createAlgolia({ applicationId, apiKey, indexes, baseUrl: 'https://contract.algolia.net', ...overrides }),
    emulator: ({ clock }) => createAlgoliaEmulator({ clock, applicationId, apiKey }),
    read: {
      call: (algolia, options) => algolia.run('indexes.list', (client) => client.listIndices(), options),
      request: 'GET /1/indexes',
    },
    write: {
      call: (algolia, options) => {
        const increment = {
          objectID: '1',
          indexName: 'counters',
          attributesToUpdate: { count: { _operation: 'Increment', value: 1 } },
        };
        return algolia.run('objects.increment', (client) => client.partialUpdateObject(increment), options);
      },
      request: 'POST /1/indexes/counters/1/partial',
      keyed: false,
    },
    bare: { call: async (algolia) => await (await algolia.client()).listIndices(), request: 'GET /1/indexes' },
    secrets: [apiKey],
  });
  for (const { name, run } of cases) it(name, run);
});
