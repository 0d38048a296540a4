import type { Rule, SynonymHit } from 'algoliasearch';
import { describe, expect, it } from 'vitest';
import { collect, createBench, createFilledBench } from './algolia-bench.js';

const trim: SynonymHit = { objectID: 'trim', type: 'synonym', synonyms: ['trim', 'haircut'] };
const rub: SynonymHit = { objectID: 'rub', type: 'oneWaySynonym', input: 'rub', synonyms: ['massage'] };
const rule: Rule = { objectID: 'hide', consequence: { hide: [{ objectID: '1' }] } };

describe('synonyms', () => {
  it('are saved, found through, listed and removed', async () => {
    const { services, emulator, settle } = await createFilledBench();
    await settle(services.synonyms.save([trim, rub], { wait: true }));
    expect((await settle(services.search('trim'))).hits).toMatchObject([{ objectID: '1' }]);
    expect((await settle(services.search('rub'))).hits).toMatchObject([{ objectID: '3' }]);
    await expect(settle(collect(services.synonyms.list()))).resolves.toEqual([trim, rub]);
    await settle(services.synonyms.remove('rub', { wait: true }));
    expect(emulator.book.index('services')?.synonyms).toEqual([trim]);
  });

  it('replace the others only when told', async () => {
    const { services, emulator, settle } = await createBench();
    await settle(services.synonyms.save([trim]));
    await settle(services.synonyms.save([rub], { wait: true }));
    expect(emulator.book.index('services')?.synonyms).toEqual([trim, rub]);
    await settle(services.synonyms.save([rub], { replaceExisting: true, wait: true }));
    expect(emulator.book.index('services')?.synonyms).toEqual([rub]);
  });

  it('are listed over all pages', async () => {
    const { services, settle } = await createBench();
    const many = Array.from({ length: 1_001 }, (_, position) => ({ ...trim, objectID: `s${position}` }));
    await settle(services.synonyms.save(many, { wait: true }));
    await expect(settle(collect(services.synonyms.list()))).resolves.toHaveLength(1_001);
  });

  it('need ids', async () => {
    const { services, emulator, fail } = await createBench();
    expect((await fail(services.synonyms.save([{} as SynonymHit]))).message).toContain('synonyms[0].objectID');
    expect((await fail(services.rules.save('all' as never))).message).toContain('an array of rules');
    expect((await fail(services.rules.remove(''))).code).toBe('VALIDATION');
    expect(emulator.book.count()).toBe(0);
  });
});

describe('rules', () => {
  it('are saved, listed and removed, and repeated after a lost answer', async () => {
    const { services, emulator, settle } = await createFilledBench();
    emulator.faults.add({ match: 'POST /1/indexes/services/rules/batch', fault: { type: 'reset', when: 'after' } });
    await settle(services.rules.save([rule], { replaceExisting: true, wait: true }));
    expect(emulator.book.count('POST /1/indexes/services/rules/batch')).toBe(2);
    await expect(settle(collect(services.rules.list()))).resolves.toEqual([rule]);
    await settle(services.rules.remove('hide', { wait: true }));
    expect(emulator.book.index('services')?.rules).toEqual([]);
  });
});
