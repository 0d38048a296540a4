import { index } from '@breakwater/algolia';
import { describe, expect, it } from 'vitest';
import { type Bench, collect, createBench, createFilledBench, definitions, haircut } from './algolia-bench.js';

type Call = (bench: Bench) => Promise<unknown>;

const unknown: readonly (readonly [name: string, path: string, call: Call])[] = [
  ['search', 'input.filters', ({ services }) => services.search('', { filters: 'category:Hair' } as never)],
  ['search', 'input.limit', ({ services }) => services.search('', { limit: 3 } as never)],
  ['search', 'options.timeOut', ({ services }) => services.search('', {}, { timeOut: 3 } as never)],
  ['browse', 'input.filters', ({ services }) => collect(services.browse({ filters: 'a' } as never))],
  ['find', 'options.wait', ({ services }) => services.find('1', { wait: true } as never)],
  ['save', 'options.await', ({ services }) => services.save(haircut, { await: true } as never)],
  ['saveMany', 'options.batch', ({ services }) => services.saveMany([haircut], { batch: 3 } as never)],
  [
    'partialUpdate',
    'options.create',
    ({ services }) => services.partialUpdate('1', { price: 1 }, { create: 1 } as never),
  ],
  ['remove', 'options.waits', ({ services }) => services.remove('1', { waits: true } as never)],
  ['replaceAll', 'options.wait', ({ services }) => services.replaceAll([haircut], { wait: true } as never)],
  ['sync', 'options.dryrun', ({ services }) => services.sync({ dryrun: true } as never)],
  ['sync of all', 'options.dryrun', ({ algolia }) => algolia.sync({ dryrun: true } as never)],
  ['synonyms', 'options.replace', ({ services }) => services.synonyms.save([], { replace: true } as never)],
  ['rules', 'options.wai', ({ services }) => services.rules.remove('1', { wai: true } as never)],
  ['a list', 'options.page', ({ services }) => collect(services.rules.list({ page: 2 } as never))],
];

const wrong: readonly (readonly [name: string, path: string, call: Call])[] = [
  ['no filter', 'input.filter', ({ services }) => services.search('', { filter: null as never })],
  ['a text for a filter', 'input.filter', ({ services }) => services.search('', { filter: 'category:Hair' as never })],
  ['an empty filter', 'input.filter', ({ services }) => services.search('', { filter: { kind: 'facet', text: ' ' } })],
  ['a text for facets', 'input.facets', ({ services }) => services.search('', { facets: 'category' as never })],
  ['a text for a page', 'input.page', ({ services }) => services.search('', { page: '1' as never })],
  ['parameters', 'input.parameters', ({ services }) => services.search('', { parameters: 'a=b' })],
  ['no input', 'input', ({ services }) => services.search('', null as never)],
  ['a filter of a browse', 'input.filter', ({ services }) => collect(services.browse({ filter: 'a' as never }))],
  ['no options', 'options', ({ services }) => services.save(haircut, null as never)],
  ['what is kept', 'options.keep[0]', ({ services }) => services.replaceAll([haircut], { keep: ['all'] as never })],
  ['time', 'options.timeout', ({ services }) => services.replaceAll([haircut], { timeout: -1 })],
  ['approval', 'options.approve', ({ services }) => services.sync({ approve: true as never })],
];

describe('an input', () => {
  it.each(unknown)('of an unknown name is refused before any request: %s, %s', async (_, path, call) => {
    const bench = await createBench();
    const error = await bench.fail(call(bench));
    expect(error.issues.map((issue) => issue.path)).toEqual([path]);
    expect(error.code).toBe('VALIDATION');
    expect(bench.emulator.book.count()).toBe(0);
  });

  it.each(wrong)('of another kind is refused before any request: %s', async (_, path, call) => {
    const bench = await createBench();
    const error = await bench.fail(call(bench));
    expect([error.code, error.issues[0]?.path]).toEqual(['VALIDATION', path]);
    expect(bench.emulator.book.count()).toBe(0);
  });

  it('comes with the name that was probably meant', async () => {
    const { services, fail } = await createBench();
    const error = await fail(services.search('', { filters: 'a' } as never));
    expect(error.message).toContain('must be `filter`');
    expect((await fail(services.sync({ dryrun: true } as never))).message).toContain('must be `dryRun`');
    expect(() => index({}, { nam: 'x' } as never)).toThrow('must be `name`');
  });
});

describe('the pages that are within reach', () => {
  it('are counted by the size that the definition gives them', async () => {
    const { algolia, emulator, settle, fail } = await createFilledBench();
    const large = await createBench({
      indexes: { services: { ...definitions.services, settings: { hitsPerPage: 100, paginationLimitedTo: 1_000 } } },
    });
    expect((await large.fail(large.services.search('', { page: 10 }))).message).toContain('page 10 of 100');
    const small = await createBench({
      indexes: { services: { ...definitions.services, settings: { hitsPerPage: 5 } } },
    });
    await small.settle(small.services.save(haircut, { wait: true }));
    await expect(small.settle(small.services.search('', { page: 100 }))).resolves.toMatchObject({ hits: [] });
    const { services } = algolia.indexes;
    const before = emulator.book.count();
    expect((await fail(services.search('', { parameters: { page: 20, hitsPerPage: 1_000 } }))).code).toBe('VALIDATION');
    expect((await fail(services.search('', { parameters: { offset: 20_000, length: 5 } }))).code).toBe('VALIDATION');
    expect(emulator.book.count()).toBe(before);
    // What Algolia is set to where the definition does not say it may be more than it is set to by itself.
    await expect(settle(services.search('', { page: 1, hitsPerPage: 1_000 }))).resolves.toMatchObject({ hits: [] });
    await expect(
      settle(services.search('', { page: 1, hitsPerPage: 1, parameters: { page: 5_000 } })),
    ).resolves.toBeDefined();
  });
});
