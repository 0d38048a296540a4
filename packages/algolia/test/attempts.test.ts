import { type AlgoliaIntegration, createAlgolia } from '@breakwater/algolia';
import { type AlgoliaEmulator, createAlgoliaEmulator } from '@breakwater/algolia/testing';
import { isIntegrationError } from '@breakwater/core';
import { type Fault, type ServedEmulator, serve } from '@breakwater/testing';
import { algoliasearch } from 'algoliasearch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const credentials = { applicationId: 'ATTEMPTS', apiKey: 'attempts-key' } as const;
const write = 'POST /1/indexes/counters/1/partial';
const increment = {
  indexName: 'counters',
  objectID: '1',
  attributesToUpdate: { count: { _operation: 'Increment', value: 1 } },
};

let emulator: AlgoliaEmulator;
let servers: readonly ServedEmulator[];

beforeEach(async () => {
  emulator = createAlgoliaEmulator({ ...credentials, looksUntilPublished: 0 });
  // Two ports are two hosts.
  servers = [await serve(emulator), await serve(emulator)];
});

afterEach(async () => {
  for (const server of servers) await server.close();
});

function connect(maxRetries: number, hosts = servers.map(({ url }) => url)): AlgoliaIntegration {
  return createAlgolia({
    ...credentials,
    hosts,
    errorHandling: {
      retryPolicy: { maxRetries, baseDelay: 1, maxDelay: 2, budget: false },
      circuitBreaker: { timeout: 400, failureStreak: 50, minimumCalls: 50 },
    },
  });
}

const unclear: readonly (readonly [name: string, fault: Fault, applied: boolean])[] = [
  ['500', { type: 'status', status: 500 }, false],
  ['503', { type: 'status', status: 503 }, false],
  ['a reset before the headers', { type: 'reset', when: 'before' }, false],
  ['a reset after the commit', { type: 'reset', when: 'after' }, true],
  ['a hang', { type: 'hang' }, false],
  ['a truncated body', { type: 'truncated' }, true],
  ['a page of HTML', { type: 'html' }, false],
];

describe('requests that reach the server over real sockets', () => {
  it.each(unclear)('are exactly 1 for an increment that meets %s, on whichever host', async (_, fault, applied) => {
    emulator.faults.add({ match: write, times: Infinity, fault });
    const call = connect(2).run('objects.increment', (client) => client.partialUpdateObject(increment));
    const error: unknown = await call.catch((caught: unknown) => caught);
    expect(isIntegrationError(error) && [error.outcome, error.attempts]).toEqual(['unknown', 1]);
    expect(emulator.book.count(write)).toBe(1);
    expect(emulator.book.index('counters')?.records ?? []).toEqual(applied ? [{ objectID: '1', count: 1 }] : []);
  });

  it('are 2 for the SDK alone, which increments once more on another host', async () => {
    emulator.faults.add({ match: write, fault: { type: 'status', status: 500, when: 'after' } });
    const hosts = servers.map(
      ({ port }) => ({ url: '127.0.0.1', port, protocol: 'http', accept: 'readWrite' }) as const,
    );
    const alone = algoliasearch(credentials.applicationId, credentials.apiKey, { hosts });
    await alone.partialUpdateObject(increment);
    expect(emulator.book.count(write)).toBe(2);
    expect(emulator.book.index('counters')?.records).toEqual([{ objectID: '1', count: 2 }]);
  });

  it('are exactly 3 for a write that is throttled, which the SDK left to itself would repeat on its own', async () => {
    emulator.faults.add({ match: write, times: Infinity, fault: { type: 'status', status: 429 } });
    const error = await connect(2)
      .run('objects.increment', (client) => client.partialUpdateObject(increment))
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'RATE_LIMITED', outcome: 'not_applied', attempts: 3 });
    expect(emulator.book.count(write)).toBe(3);
  });

  it('reach the second host when the first one is closed, for reads and for unsafe writes', async () => {
    await servers[0]?.close();
    const algolia = connect(0);
    const client = await algolia.client();
    await client.partialUpdateObject(increment);
    await expect(client.getObject({ indexName: 'counters', objectID: '1' })).resolves.toMatchObject({ count: 1 });
    expect(algolia.hosts().map(({ state }) => state)).toEqual(['down', 'up']);
  });

  it('carry the requests of the clients that the client makes, under the same policy', async () => {
    emulator.faults.add({ match: 'POST /1/events', times: Infinity, fault: { type: 'status', status: 503 } });
    const client = await connect(2).client();
    const events = [
      { eventType: 'view', eventName: 'Seen', index: 'counters', userToken: 'u', objectIDs: ['1'] },
    ] as const;
    const insights = client.initInsights({});
    await expect(insights.pushEvents({ events: [{ ...events[0], objectIDs: ['1'] }] })).rejects.toMatchObject({
      name: 'RetryError',
    });
    expect(emulator.book.count('POST /1/events')).toBe(1);
    const recommend = client.initRecommend();
    await expect(recommend.customGet({ path: '1/indexes' })).resolves.toMatchObject({ nbPages: 1 });
  });
});
