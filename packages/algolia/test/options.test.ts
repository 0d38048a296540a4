import { createAlgolia, index } from '@breakwater/algolia';
import { describe, expect, it } from 'vitest';
import { createBench, haircut } from './algolia-bench.js';

const right = { applicationId: 'APPLICATION', apiKey: 'key' };
const refusal = (options: object): string => {
  try {
    createAlgolia({ ...right, ...options });
  } catch (error) {
    return String(error);
  }
  return 'accepted';
};

describe('options', () => {
  it('are refused when the integration is made, each with its path and what would be right', () => {
    expect(refusal({ applicationId: 'a.b' })).toContain('options.applicationId must be the id of an application');
    expect(refusal({ apiKey: 'a b' })).toContain('a string of 3 characters');
    expect(refusal({ baseUrl: 'http://127.0.0.1:1/path' })).toContain('options.baseUrl');
    expect(refusal({ baseUrl: 'http://a', hosts: ['http://b'] })).toContain('left out where `baseUrl` is given');
    expect(refusal({ hosts: [] })).toContain('options.hosts');
    expect(refusal({ indexes: { a: {} } })).toContain('options.indexes.a must be what index<Record>');
    expect(refusal({ indexPrefix: 'a/' })).toContain('options.indexPrefix');
    expect(refusal({ insightsRegion: 'fr' })).toContain('options.insightsRegion');
    expect(refusal({ features: { indexing: 1 } })).toContain('options.features.indexing');
    expect(refusal({ maxRetries: 3 })).toContain('options.maxRetries');
    expect(refusal({ errorHandling: { retryPolicy: { retries: 1 } } })).toContain(
      'options.errorHandling.retryPolicy.retries',
    );
    expect(refusal({ rateLimiting: 5 })).toContain('options.rateLimiting');
    expect(() => createAlgolia(undefined as never)).toThrow('options');
  });

  it('are told all at once, and never show the key', () => {
    const text = refusal({ applicationId: '', apiKey: 'canary with spaces', fetch: 1 });
    expect(text).toContain('3 things are wrong');
    expect(text).not.toContain('canary');
  });

  it('give the defaults of the vendor’s own client', () => {
    const algolia = createAlgolia({ ...right, indexes: { a: index<{ objectID: string }>({}) } });
    expect(algolia.baseUrl).toBe('https://application.algolia.net');
    expect(algolia.errorHandling).toMatchObject({ circuitBreaker: { timeout: 20_000 }, deadline: 60_000 });
    expect(
      algolia
        .hosts()
        .map(({ origin }) => origin)
        .toSorted(),
    ).toEqual([
      'https://application-1.algolianet.com',
      'https://application-2.algolianet.com',
      'https://application-3.algolianet.com',
      'https://application-dsn.algolia.net',
      'https://application.algolia.net',
    ]);
    expect(algolia.indexes.a.indexName).toBe('a');
  });

  it('keep the rest of a default when a part of it is overridden', () => {
    const errorHandling = { circuitBreaker: { errorThreshold: 50 }, retryPolicy: undefined };
    const { circuitBreaker, deadline } = createAlgolia({ ...right, errorHandling }).errorHandling;
    expect([circuitBreaker.timeout, circuitBreaker.errorThreshold, deadline]).toEqual([20_000, 50, 60_000]);
  });
});

describe('features', () => {
  it('that are off refuse their operations before any request, and leave the client alone', async () => {
    const off = { indexing: false, configuration: false, insights: false };
    const { algolia, services, emulator, fail, settle } = await createBench({ features: off });
    const event = { type: 'view', name: 'Seen', index: 'services', userToken: 'u', objectIDs: ['1'] } as const;
    for (const call of [
      () => services.save(haircut),
      () => services.saveMany([haircut]),
      () => services.partialUpdate('1', { price: 1 }),
      () => services.remove('1'),
      () => services.replaceAll([haircut]),
      () => services.sync(),
      () => services.synonyms.save([]),
      () => services.rules.remove('1'),
      () => algolia.insights.push([event]),
    ]) {
      expect(await fail(call())).toMatchObject({ code: 'FEATURE_DISABLED', outcome: 'not_applied' });
    }
    expect(emulator.book.count()).toBe(0);
    await expect(settle(services.find('1'))).resolves.toBeUndefined();
  });
});
