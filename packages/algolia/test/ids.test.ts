import { createAlgolia, index } from '@breakwater/algolia';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, createFilledBench, definitions, haircut } from './algolia-bench.js';

/** Ids that a URL would take for a step to another folder, are no text, or are a route of the index. */
const strays = ['.', '..', '\ud800', 'settings'];
const bench: Promise<Bench> = createBench();

const calls: readonly (readonly [name: string, call: (bench: Bench, id: string) => Promise<unknown>])[] = [
  ['save', ({ services }, objectID) => services.save({ ...haircut, objectID })],
  ['saveMany', ({ services }, objectID) => services.saveMany([{ ...haircut, objectID }])],
  ['replaceAll', ({ services }, objectID) => services.replaceAll([{ ...haircut, objectID }])],
  ['partialUpdate', ({ services }, objectID) => services.partialUpdate(objectID, { price: 1 })],
  ['find', ({ services }, objectID) => services.find(objectID)],
];

const others: typeof calls = [
  ['remove', ({ services }, objectID) => services.remove(objectID)],
  ['remove of several', ({ services }, objectID) => services.remove(['1', objectID])],
  ['synonyms.remove', ({ services }, objectID) => services.synonyms.remove(objectID)],
  ['synonyms.save', ({ services }, objectID) => services.synonyms.save([{ objectID, type: 'synonym' }])],
  ['rules.remove', ({ services }, objectID) => services.rules.remove(objectID)],
  ['rules.save', ({ services }, objectID) => services.rules.save([{ objectID, consequence: {} }])],
];

describe('an id that a URL would take for something else', () => {
  it.each(calls)('is refused by %s before any request', async (_, call) => {
    const { emulator, fail } = await bench;
    for (const id of strays) expect((await fail(call(await bench, id))).code, id).toBe('VALIDATION');
    expect(emulator.book.count()).toBe(0);
  });

  it.each(others)('is refused by %s before any request', async (_, call) => {
    const { emulator, fail } = await bench;
    for (const id of strays.slice(0, 3)) expect((await fail(call(await bench, id))).code, id).toBe('VALIDATION');
    expect(emulator.book.count()).toBe(0);
  });

  it('is shown, and told from what would be right', async () => {
    const { services, fail } = await bench;
    const error = await fail(services.synonyms.remove('..'));
    expect(error.message).toMatch(/objectID must be a string of 1 to 512 bytes.*; got "\.\."$/);
    expect((await fail(services.save({ ...haircut, objectID: 'settings' }))).message).toContain('a route of the index');
  });

  it('is no name of an index, whichever parts it is made of, and no key', () => {
    const create = (options: object): unknown => createAlgolia({ applicationId: 'A', apiKey: 'k', ...options });
    expect(() => index({}, { name: '..' })).toThrow('options.name');
    expect(() => create({ indexes: { '..': index({}) } })).toThrow('options.indexes.');
    expect(() => create({ indexes: { '.': index({}) }, indexPrefix: '.' })).toThrow('options.indexes.');
    expect(() => create({ indexes: { 'a/b': index({}) } })).toThrow('the name of an index');
    expect(() => create({ apiKey: '..' })).toThrow('options.apiKey');
    expect(() => create({ indexes: definitions, indexPrefix: '.' })).not.toThrow();
  });
});

describe('a bare client call', () => {
  const bare: readonly (readonly [path: string, call: (bench: Bench) => Promise<unknown>])[] = [
    ['an id', async ({ algolia }) => (await algolia.client()).deleteSynonym({ indexName: 'services', objectID: '..' })],
    ['a dot', async ({ algolia }) => (await algolia.client()).getObject({ indexName: 'services', objectID: '.' })],
    ['an index', async ({ algolia }) => (await algolia.client()).deleteIndex({ indexName: '..' })],
    ['a key', async ({ algolia }) => (await algolia.client()).deleteApiKey({ key: '..' })],
    ['an encoded step', async ({ algolia }) => (await algolia.client()).customDelete({ path: '1/indexes/a/%2E%2e' })],
    ['half of it', async ({ algolia }) => (await algolia.client()).customDelete({ path: '1/indexes/a/b/.%2e' })],
    ['a backslash', async ({ algolia }) => (await algolia.client()).customDelete({ path: '1/indexes/a\\..\\b' })],
    ['a line break', async ({ algolia }) => (await algolia.client()).customDelete({ path: '1/indexes/a/.\n.' })],
    ['a fragment', async ({ algolia }) => (await algolia.client()).customDelete({ path: '1/indexes/a#/synonyms/b' })],
  ];

  it.each(bare)('whose path is not what the server would be asked for is refused: %s', async (_, call) => {
    const filled = await createFilledBench();
    const before = filled.emulator.book.count();
    const error = await filled.fail(call(filled));
    expect(error).toMatchObject({ code: 'VALIDATION', outcome: 'not_applied' });
    expect(error.message).toContain('another path');
    expect(filled.emulator.book.count()).toBe(before);
  });

  it('is sent with any other id as it is', async () => {
    const { algolia, services, emulator, settle } = await createFilledBench();
    const client = await algolia.client();
    for (const objectID of ['a/../b', '...', '%2e%2e', 'a b?c#d', 'é\\', '1/indexes', '*'])
      await settle(client.addOrUpdateObject({ indexName: 'services', objectID, body: {} }));
    emulator.publish();
    await expect(settle(services.find('a/../b'))).resolves.toEqual({ objectID: 'a/../b' });
    await expect(settle(services.find('%2e%2e'))).resolves.toEqual({ objectID: '%2e%2e' });
    expect(emulator.book.index('services')?.records).toHaveLength(10);
  });

  it('is refused under the name of its operation in run', async () => {
    const { algolia, fail } = await bench;
    const call = algolia.run('synonyms.drop', (client) => client.deleteSynonym({ indexName: 'a', objectID: '..' }));
    expect(await fail(call)).toMatchObject({ code: 'VALIDATION', operation: 'synonyms.drop', attempts: 0 });
  });
});
