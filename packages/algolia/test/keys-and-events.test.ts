import { createAlgolia } from '@breakwater/algolia';
import { toFetch } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import { createBench, createFilledBench, definitions, haircut } from './algolia-bench.js';

describe('a secured key', () => {
  it('is the one that the SDK makes', async () => {
    const { algolia, services, clock } = await createBench();
    const validUntil = clock.now() + 3_600_500;
    const filter = services.where.any(services.where.is('category', 'Hair & "more"'), services.where.is('tags', 'a+b'));
    const ours = await algolia.createSecuredKey({
      searchKey: 'emulated-search-key',
      filter,
      validUntil,
      indexNames: ['services', 'dev_*'],
      userToken: 'user 1',
      source: '192.0.2.0/24',
    });
    const restrictions = {
      filters: filter.text,
      validUntil: Math.ceil(validUntil / 1_000),
      restrictIndices: ['services', 'dev_*'],
      userToken: 'user 1',
      restrictSources: '192.0.2.0/24',
    };
    const client = await algolia.client();
    expect(ours).toBe(client.generateSecuredApiKey({ parentApiKey: 'emulated-search-key', restrictions }));
  });

  it('searches only what its filter leaves, cannot write, and ends', async () => {
    const { algolia, services, emulator, clock, settle } = await createFilledBench();
    const validUntil = clock.now() + 60_000;
    const filter = services.where.is('category', 'Body');
    const apiKey = await algolia.createSecuredKey({ searchKey: 'emulated-search-key', filter, validUntil });
    const fetch = toFetch(emulator);
    const limited = createAlgolia({ applicationId: 'EMULATED', apiKey, indexes: definitions, fetch, clock });
    await limited.client();
    expect((await settle(limited.indexes.services.search(''))).hits).toMatchObject([{ objectID: '3' }]);
    await expect(settle(limited.indexes.services.save(haircut))).rejects.toMatchObject({ code: 'PERMISSION' });
    await clock.advance(60_000);
    await expect(settle(limited.indexes.services.search(''))).rejects.toMatchObject({
      code: 'PERMISSION',
      status: 403,
    });
  });

  it('that ends within the second works until then', async () => {
    const { algolia, emulator, clock, settle } = await createFilledBench();
    await clock.advance(250);
    const apiKey = await algolia.createSecuredKey({ searchKey: 'emulated-search-key', validUntil: clock.now() + 500 });
    const fetch = toFetch(emulator);
    const limited = createAlgolia({ applicationId: 'EMULATED', apiKey, indexes: definitions, fetch, clock });
    await limited.client();
    await expect(settle(limited.indexes.services.search(''))).resolves.toMatchObject({ total: 3 });
  });

  it('restricts what it says that it does', async () => {
    const { algolia, clock } = await createBench();
    const right = { searchKey: 'k', validUntil: clock.now() + 60_000 };
    const wrong: readonly (readonly [path: string, input: object])[] = [
      ['input.filter', { filter: { kind: 'facet', text: '' } }],
      ['input.filter', { filter: { text: 'owner:1' } }],
      ['input.filters', { filters: 'owner:1' }],
      ['input.indexNames[0]', { indexNames: ['a,*'] }],
      ['input.validUntil', { validUntil: Infinity }],
      ['input.validUntil', { validUntil: clock.now() / 1_000 }],
    ];
    for (const [path, input] of wrong) {
      const error: unknown = await algolia.createSecuredKey({ ...right, ...input }).catch((caught: unknown) => caught);
      expect(error, path).toMatchObject({ code: 'VALIDATION', issues: [{ path }] });
    }
  });

  it('has to end, and in the future', async () => {
    const { algolia, clock } = await createBench();
    const { createSecuredKey } = algolia;
    await expect(createSecuredKey({ searchKey: 'k', validUntil: clock.now() })).rejects.toThrow('in the future');
    const secret = { searchKey: 'canary key', validUntil: clock.now() + 1 };
    const error: unknown = await createSecuredKey(secret).catch((caught: unknown) => caught);
    expect(String(error)).toContain('a string of 10 characters');
    await expect(createSecuredKey(undefined as never)).rejects.toMatchObject({ code: 'VALIDATION' });
  });
});

describe('events', () => {
  const click = {
    type: 'click',
    name: 'Service Clicked',
    index: 'services',
    userToken: 'u-1',
    objectIDs: ['1'],
  } as const;

  it('reach Insights in its own words', async () => {
    const { algolia, emulator, clock, settle } = await createBench({ indexPrefix: 'live_', insightsRegion: 'de' });
    const at = clock.now() - 30 * 24 * 60 * 60 * 1_000;
    await settle(
      algolia.insights.push([
        { ...click, queryID: 'a'.repeat(32), positions: [3], at },
        { ...click, type: 'view' },
      ]),
    );
    const { name, type, ...rest } = click;
    expect(emulator.book.events).toEqual([
      {
        ...rest,
        index: 'live_services',
        eventType: type,
        eventName: name,
        queryID: 'a'.repeat(32),
        positions: [3],
        timestamp: at,
      },
      { ...rest, index: 'live_services', eventType: 'view', eventName: name },
    ]);
    expect(emulator.book.hostCount('insights.de.algolia.io')).toBe(1);
  });

  it('are never sent twice after an unknown outcome', async () => {
    const { algolia, emulator, fail } = await createBench();
    emulator.faults.add({ match: 'POST /1/events', fault: { type: 'reset', when: 'after' } });
    expect(await fail(algolia.insights.push([click]))).toMatchObject({ outcome: 'unknown', attempts: 1 });
    expect(emulator.book.events).toHaveLength(1);
  });

  it('are checked before any request', async () => {
    const { algolia, emulator, clock, fail } = await createBench();
    const wrong = [
      { ...click, queryID: 'q' },
      { ...click, positions: [1, 2] },
      { ...click, type: 'seen' },
      { ...click, index: 'people' },
      { ...click, userToken: 'ada@example.com' },
      { ...click, at: clock.now() - 30 * 24 * 60 * 60 * 1_000 - 1 },
      { ...click, at: Math.floor(clock.now() / 1_000) },
      null,
    ];
    for (const event of wrong) {
      const error = await fail(algolia.insights.push([event as never]));
      expect(error.code).toBe('VALIDATION');
    }
    expect((await fail(algolia.insights.push([]))).code).toBe('VALIDATION');
    expect(emulator.book.count()).toBe(0);
  });
});
