import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import type { AlgoliaModule } from '@breakwater/algolia';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { collect, color, createFilledBench, haircut, massage } from './algolia-bench.js';

/** The SDK does not export its manifest. */
function versionOf(name: string): string {
  const text = readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

const lowest = versionOf('algoliasearch-lowest');
const highest = versionOf('algoliasearch');
const ends: readonly (readonly [version: string, load: () => Promise<AlgoliaModule>])[] = [
  [lowest, async () => (await import('algoliasearch-lowest')) as unknown as AlgoliaModule],
  [highest, () => import('algoliasearch')],
];
const first = 'emulated-dsn.algolia.net';
const increment = { visits: { _operation: 'Increment', value: 1 } } as const;

describe('both ends of the range of the SDK', () => {
  it('are what the manifest says', () => {
    expect(manifest.peerDependencies.algoliasearch).toBe(`>=${lowest} <6`);
    expect(highest.split('.')[0]).toBe('5');
  });

  it.each(ends)('algoliasearch@%s saves, waits, searches, browses and replaces', async (_, algoliasearch) => {
    const { algolia, services, emulator, settle } = await createFilledBench({ algoliasearch });
    const renamed = { ...haircut, name: 'Trim' };
    await expect(settle(services.save(renamed, { wait: true }))).resolves.toMatchObject({ published: true });
    const { hits, total } = await settle(services.search('trim', { filter: services.where.is('category', 'Hair') }));
    expect([hits, total]).toEqual([[renamed], 1]);
    await expect(settle(collect(services.browse({ pageSize: 1 })))).resolves.toHaveLength(3);
    await expect(settle(services.find('9'))).resolves.toBeUndefined();
    await settle(services.remove('3', { wait: true }));
    await settle(services.synonyms.save([{ objectID: 's', type: 'synonym', synonyms: ['a', 'b'] }], { wait: true }));
    await expect(settle(services.replaceAll([color, massage]))).resolves.toMatchObject({ published: true });
    expect(emulator.book.index('services')?.records).toEqual([color, massage]);
    const event = { type: 'view', name: 'Seen', index: 'services', userToken: 'u', objectIDs: ['1'] } as const;
    await settle(algolia.insights.push([event]));
    expect(emulator.book.events).toHaveLength(1);
  });

  it.each(ends)('algoliasearch@%s makes exactly the requests that the policy allows', async (_, algoliasearch) => {
    const { services, algolia, emulator, settle, fail, clock } = await createFilledBench({ algoliasearch });
    const write = 'POST /1/indexes/services/1/partial';
    emulator.faults.add({
      match: write,
      times: 2,
      fault: { type: 'status', status: 429, headers: { 'retry-after': '2' } },
    });
    const startedAt = clock.now();
    await settle(services.partialUpdate('1', increment));
    expect([emulator.book.count(write), clock.now() - startedAt >= 4_000]).toEqual([3, true]);
    for (const fault of [
      { type: 'reset', when: 'after' },
      { type: 'status', status: 500 },
      { type: 'truncated' },
    ] as const) {
      const before = emulator.book.count(write);
      emulator.faults.add({ match: write, fault });
      expect(await fail(services.partialUpdate('1', increment)), fault.type).toMatchObject({ outcome: 'unknown' });
      expect(emulator.book.count(write) - before, fault.type).toBe(1);
    }
    emulator.faults.add({ match: 'POST /1/events', fault: { type: 'reset', when: 'after' } });
    const event = { type: 'view', name: 'Seen', index: 'services', userToken: 'u', objectIDs: ['1'] } as const;
    expect(await fail(algolia.insights.push([event]))).toMatchObject({ outcome: 'unknown', attempts: 1 });
  });

  it.each(ends)(
    'algoliasearch@%s goes on to another host, and keeps the rest of the time',
    async (_, algoliasearch) => {
      const { services, algolia, emulator, settle, fail } = await createFilledBench({ algoliasearch });
      emulator.hosts.fail(first, 'hang');
      await settle(services.search('haircut', {}, { timeout: 2_000 }));
      expect(algolia.hosts().find(({ origin }) => origin.endsWith(first))).toMatchObject({
        state: 'down',
        failovers: 1,
      });
      emulator.faults.add({
        match: 'GET /1/indexes/services/2',
        times: Infinity,
        fault: { type: 'html', status: 404 },
      });
      expect(await fail(services.find('2'))).toMatchObject({ code: 'UNAVAILABLE', outcome: 'not_applied' });
    },
  );

  it.each(ends)('algoliasearch@%s is understood where it fails', async (_, algoliasearch) => {
    const { algolia, emulator, settle, fail } = await createFilledBench(
      { algoliasearch },
      { looksUntilPublished: 100 },
    );
    const missing = algolia.run('records.get', (sdk) => sdk.getObject({ indexName: 'services', objectID: '9' }));
    expect(await fail(missing)).toMatchObject({ code: 'NOT_FOUND', status: 404, requestId: 'emulated-correlation' });
    const stopped = algolia.run('objects.save', async (sdk) => {
      const { taskID } = await sdk.saveObject({ indexName: 'services', body: { objectID: '1' } });
      await sdk.waitForTask({ indexName: 'services', taskID, maxRetries: 1 });
    });
    const error = await fail(stopped);
    expect(error).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    expect(error.message).toContain('which may still be done');
    const client = await algolia.client();
    emulator.faults.add({ match: 'GET /1/keys/{key}', times: Infinity, fault: { type: 'status', status: 403 } });
    const calls = [
      () => client.getObject({ indexName: 'services', objectID: '9' }),
      () => client.getApiKey({ key: 'other' }),
    ];
    for (const call of calls) {
      const own: unknown = await settle(call()).catch((caught: unknown) => caught);
      expect(own).toMatchObject({ name: 'ApiError' });
      expect(inspect(own, { depth: 12, showHidden: true })).not.toContain('emulated-key');
    }
  });
});
