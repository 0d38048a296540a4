import { inspect } from 'node:util';
import { createAlgolia } from '@breakwater/algolia';
import { type IntegrationError, isIntegrationError } from '@breakwater/core';
import { algoliasearch } from 'algoliasearch';
import { describe, expect, it } from 'vitest';
import { createBench, createFilledBench } from './algolia-bench.js';

const caught = async (promise: Promise<unknown>): Promise<unknown> =>
  await promise.then(
    () => undefined,
    (error: unknown) => error,
  );

interface RetryErrorFields {
  readonly name: string;
  readonly stackTrace: readonly { readonly response: { readonly failure?: IntegrationError } }[];
}

describe('a bare client call', () => {
  it('throws the own error of the vendor, with its fields', async () => {
    const { algolia, settle } = await createFilledBench();
    const client = await algolia.client();
    const error = await caught(settle(client.getObject({ indexName: 'services', objectID: '9' })));
    expect(error).toMatchObject({ name: 'ApiError', status: 404, correlationId: 'emulated-correlation' });
  });

  it('throws the vendor’s error for no answer, with ours inside, which says what really happened', async () => {
    const { algolia, emulator, settle } = await createFilledBench({
      errorHandling: { retryPolicy: { maxRetries: 0 } },
    });
    const client = await algolia.client();
    emulator.faults.add({ match: 'PUT /1/indexes/services/settings', fault: { type: 'reset', when: 'after' } });
    const error = (await caught(
      settle(client.setSettings({ indexName: 'services', indexSettings: {} })),
    )) as RetryErrorFields;
    expect(error.name).toBe('RetryError');
    const failure = error.stackTrace.at(-1)?.response.failure;
    expect(isIntegrationError(failure) && [failure.code, failure.outcome]).toEqual(['NETWORK', 'unknown']);
  });

  it('is named by its route, without the key or any other name in it', async () => {
    const { algolia, events, settle } = await createBench();
    const client = await algolia.client();
    await settle(client.getApiKey({ key: 'emulated-key' }));
    await caught(settle(client.getObject({ indexName: 'Private Names', objectID: 'ada@example.com' })));
    const operations = events.flatMap((event) => (event.type === 'call.finished' ? [event.operation] : []));
    expect(operations).toEqual(['GET /1/keys/{key}', 'GET /1/indexes/{index}/{object}']);
  });

  it('has the SDK’s own waiting helper read as a timeout by run', async () => {
    const { algolia, emulator, fail } = await createBench({}, { looksUntilPublished: 100 });
    const call = algolia.run('objects.save', async (client) => {
      const { taskID } = await client.saveObject({ indexName: 'services', body: { objectID: '1' } });
      await client.waitForTask({ indexName: 'services', taskID, maxRetries: 1 });
    });
    expect(await fail(call)).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    expect(emulator.book.tasks).toEqual([{ taskID: 1, published: false }]);
  });

  it('shows its key nowhere, whatever a failing connection says of it', async () => {
    const events: unknown[] = [];
    const apiKey = 'canary4eC39HqLyjWDarjtT1';
    const algolia = createAlgolia({
      applicationId: 'SECRETS',
      apiKey,
      fetch: () => Promise.reject(new TypeError(`proxy refused ${apiKey}`, { cause: new Error(`cause: ${apiKey}`) })),
      telemetry: { emit: (event) => void events.push(event) },
      errorHandling: { retryPolicy: { maxRetries: 0 } },
    });
    const client = await algolia.client();
    const errors = [
      await caught(algolia.run('indexes.list', (sdk) => sdk.listIndices())),
      await caught(client.listIndices()),
      await caught(client.getApiKey({ key: apiKey })),
      await algolia.check(),
    ];
    expect(events.length).toBeGreaterThan(0);
    const shown = inspect([events, algolia.health(), algolia.hosts(), errors[0], errors[3]], {
      depth: 12,
      showHidden: true,
    });
    expect(shown).not.toContain('canary');
    // The vendor's own error masks the header; that the caller's own URL holds the key is how `getApiKey` works.
    expect(inspect(errors[1], { depth: 12, showHidden: true })).not.toContain('canary');
  });
});

describe('the module of the SDK', () => {
  it('can be given', async () => {
    const { algolia, settle } = await createBench({ algoliasearch: () => Promise.resolve({ algoliasearch }) });
    await expect(settle(algolia.check())).resolves.toMatchObject({ ok: true });
  });

  it('that is none is refused with what would be right', async () => {
    const algolia = createAlgolia({
      applicationId: 'A',
      apiKey: 'k',
      algoliasearch: () => Promise.resolve({ default: 1 } as never),
    });
    await expect(algolia.client()).rejects.toMatchObject({ code: 'CONFIGURATION' });
    const missing = createAlgolia({
      applicationId: 'A',
      apiKey: 'k',
      algoliasearch: () => Promise.reject(new Error('no')),
    });
    await expect(missing.client()).rejects.toThrow('install it beside @breakwater/algolia');
  });
});
