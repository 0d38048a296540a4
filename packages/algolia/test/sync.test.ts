import { index } from '@breakwater/algolia';
import { describe, expect, it } from 'vitest';
import { findDifference } from '../src/operations/settings-difference.js';
import { createBench, definitions, type Service } from './algolia-bench.js';

const settingsRoute = 'PUT /1/indexes/services/settings';

describe('sync', () => {
  it('reports the difference in a dry run, and changes nothing', async () => {
    const { algolia, emulator, settle } = await createBench();
    const [result] = await settle(algolia.sync({ dryRun: true }));
    expect(result).toMatchObject({
      index: 'services',
      indexName: 'services',
      exists: false,
      applied: false,
      taskIDs: [],
    });
    expect(result?.changes).toEqual([
      { setting: 'searchableAttributes', current: undefined, desired: ['name', 'unordered(category)'] },
      {
        setting: 'attributesForFaceting',
        current: undefined,
        desired: ['category', 'searchable(tags)', 'filterOnly(price)'],
      },
      { setting: 'customRanking', current: undefined, desired: ['asc(price)'] },
    ]);
    expect(emulator.book.requests().filter(({ committed }) => committed)).toEqual([]);
  });

  it('puts the prefix before replicas too, so that no set of indexes takes those of another', async () => {
    const replicas = ['services_by_price', 'virtual(services_by_name)'];
    const services = index<Service>({ replicas });
    const { algolia, emulator, settle } = await createBench({ indexPrefix: 'staging_', indexes: { services } });
    await settle(algolia.sync({ wait: true }));
    const prefixed = ['staging_services_by_price', 'virtual(staging_services_by_name)'];
    expect(emulator.book.index('staging_services')?.settings).toMatchObject({ replicas: prefixed });
    await expect(settle(algolia.sync())).resolves.toMatchObject([{ changes: [] }]);
  });

  it('applies what differs, and has nothing to do the next time', async () => {
    const { algolia, emulator, settle } = await createBench();
    await expect(settle(algolia.sync({ wait: true }))).resolves.toMatchObject([
      { applied: true, published: true, taskIDs: [1] },
    ]);
    expect(emulator.book.index('services')?.settings).toMatchObject({ customRanking: ['asc(price)'], hitsPerPage: 20 });
    await expect(settle(algolia.sync())).resolves.toMatchObject([{ exists: true, applied: false, changes: [] }]);
    expect(emulator.book.count(settingsRoute)).toBe(1);
  });

  it('sends only the settings that differ, and leaves those that the code does not name', async () => {
    const { algolia, services, emulator, settle } = await createBench();
    await settle(services.sync({ wait: true }));
    const client = await algolia.client();
    const indexSettings = { customRanking: ['desc(price)'], hitsPerPage: 50 };
    await settle(client.setSettings({ indexName: 'services', indexSettings }));
    emulator.publish();
    const { changes } = await settle(services.sync({ wait: true }));
    expect(changes).toEqual([{ setting: 'customRanking', current: ['desc(price)'], desired: ['asc(price)'] }]);
    expect(emulator.book.index('services')?.settings).toMatchObject({ customRanking: ['asc(price)'], hitsPerPage: 50 });
  });

  it('shows the difference before it changes anything, and asks', async () => {
    const { services, emulator, settle } = await createBench();
    const seen: unknown[] = [];
    const refused = await settle(
      services.sync({
        approve: async (difference) => {
          seen.push(difference.changes.length, emulator.book.count(settingsRoute));
          return false;
        },
      }),
    );
    expect([refused.applied, seen]).toEqual([false, [3, 0]]);
    await expect(settle(services.sync({ approve: () => true }))).resolves.toMatchObject({ applied: true });
  });

  it('repeats settings whose answer was lost: they set a state', async () => {
    const { services, emulator, settle } = await createBench();
    emulator.faults.add({ match: settingsRoute, fault: { type: 'reset', when: 'after' } });
    await expect(settle(services.sync())).resolves.toMatchObject({ applied: true });
    expect(emulator.book.count(settingsRoute)).toBe(2);
  });

  it('tells of a key that may not, and not of an index that is missing', async () => {
    const { services, emulator, fail } = await createBench();
    emulator.faults.add({ match: 'GET /1/indexes/services/settings', fault: { type: 'status', status: 403 } });
    expect(await fail(services.sync())).toMatchObject({ code: 'PERMISSION', operation: 'settings.get' });
  });
});

describe('the difference of settings', () => {
  it('ignores the order of what is a set, of keys, and how nothing is written', () => {
    const current = {
      attributesForFaceting: ['b', 'a'],
      userData: { a: 1, b: 2 },
      ranking: ['typo', 'geo'],
      distinct: null,
    };
    const desired = {
      attributesForFaceting: ['a', 'b'],
      userData: { b: 2, a: 1 },
      ranking: ['geo', 'typo'],
      distinct: undefined,
    };
    expect(findDifference(current, desired).map(({ setting }) => setting)).toEqual(['ranking']);
  });
});

describe('index', () => {
  it('refuses what is no list of settings', () => {
    expect(() => index<Service>({ ranking: 'typo' as never })).toThrow('settings.ranking');
    expect(() => index<Service>(undefined as never)).toThrow('an object of settings');
    expect(() => index<Service>({}, { name: 'a/b' })).toThrow('options.name');
    expect(definitions.services.name).toBeUndefined();
  });
});
