import { index } from '@breakwater/algolia';
import type { IntegrationError } from '@breakwater/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPlain } from '../src/operations/to-plain.js';
import { createBench, createFilledBench, haircut, type Service } from './algolia-bench.js';

class Entity implements Service {
  readonly name: string = 'Haircut';
  readonly category: string = 'Hair';
  readonly price: number = 35;
  readonly tags: readonly string[] = [];
  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
  }

  get objectID(): string {
    return this.#id;
  }
}

class Document extends Entity {
  toJSON(): Service {
    const { objectID, name, category, price, tags } = this;
    return { objectID, name, category, price, tags };
  }
}

function createCycle(): Service {
  const record = { ...haircut, self: [] as unknown[] };
  record.self.push({ record });
  return record;
}

const pathOf = ({ issues }: IntegrationError): string | undefined => issues[0]?.path;

describe('a record', () => {
  it('without an id in what is sent is refused, wherever its class has one: each repeat would add another', async () => {
    const { services, emulator, fail } = await createBench();
    const calls = [
      () => services.save(new Entity('1')),
      () => services.saveMany([haircut, new Entity('2')]),
      () => services.replaceAll([new Entity('3')]),
    ];
    const errors: IntegrationError[] = [];
    for (const call of calls) errors.push(await fail(call()));
    expect(errors.map(pathOf)).toEqual(['record.objectID', 'records[1].objectID', 'records[0].objectID']);
    expect(errors[0]?.message).toContain('JSON leaves');
    expect(emulator.book.count()).toBe(0);
  });

  it('is sent as its `toJSON` has it, once', async () => {
    const { services, emulator, settle } = await createBench();
    emulator.faults.add({ match: 'POST /1/indexes/services/batch', fault: { type: 'reset', when: 'after' } });
    await settle(services.saveMany([new Document('1'), new Document('2')]));
    emulator.publish();
    expect(emulator.book.index('services')?.records.map(({ objectID }) => objectID)).toEqual(['1', '2']);
  });

  it('is sent as it was when the call was made', async () => {
    const { services, emulator, settle } = await createBench();
    const record: { -readonly [K in keyof Service]: Service[K] } = { ...haircut };
    const saved = services.saveMany([record]);
    record.objectID = 'changed';
    await settle(saved);
    emulator.publish();
    expect(emulator.book.index('services')?.records).toEqual([haircut]);
  });

  it.each([
    ['that holds itself', () => createCycle(), 'record.self[0].record', 'a reference to itself'],
    ['with a BigInt', () => ({ ...haircut, price: 1n }), 'record.price', 'a BigInt'],
    ['with NaN', () => ({ ...haircut, deep: [{ of: Number.NaN }] }), 'record.deep[0].of', 'NaN'],
    ['with Infinity', () => ({ ...haircut, price: -Infinity }), 'record.price', '-Infinity'],
    ['with a Map', () => ({ ...haircut, names: new Map() }), 'record.names', 'a Map'],
    ['with a promise', () => ({ ...haircut, name: Promise.resolve('x') }), 'record.name', 'a Promise'],
    ['with a Date', () => ({ ...haircut, dates: [new Date(0)] }), 'record.dates[0]', 'a Date'],
  ])('%s is refused by its path before any request', async (_, create, path, received) => {
    const { services, emulator, fail } = await createBench();
    const record = create() as unknown as Service;
    const error = await fail(services.save(record));
    expect(error.issues).toMatchObject([{ path, received }]);
    expect(error).toMatchObject({ code: 'VALIDATION', outcome: 'not_applied', attempts: 0 });
    expect((await fail(services.saveMany([record]))).issues[0]?.path).toBe(path.replace('record', 'records[0]'));
    expect((await fail(services.replaceAll([record]))).code).toBe('VALIDATION');
    expect(emulator.book.count()).toBe(0);
  });
});

describe('a partial update', () => {
  it('that would send nothing is refused', async () => {
    const { services, emulator, fail } = await createBench();
    const error = await fail(services.partialUpdate('1', { price: undefined }));
    expect(error.message).toContain('at least one attribute');
    expect((await fail(services.partialUpdate('1', { price: Number.NaN }))).issues[0]?.path).toBe('changes.price');
    const change = { visits: { _operation: 'Increment', value: Infinity } } as const;
    expect((await fail(services.partialUpdate('1', change))).issues[0]?.path).toBe('changes.visits.value');
    expect(emulator.book.count()).toBe(0);
  });

  it('sets an attribute to nothing with null', async () => {
    const { services, settle } = await createFilledBench();
    await settle(services.partialUpdate('1', { name: null } as never, { wait: true }));
    await expect(settle(services.find('1'))).resolves.toMatchObject({ name: null });
  });
});

describe('synonyms, rules and settings', () => {
  it('are refused by their path too', async () => {
    const { services, fail } = await createBench();
    const synonym = { objectID: '1', type: 'synonym', synonyms: [1n] } as never;
    expect(pathOf(await fail(services.synonyms.save([synonym])))).toBe('synonyms[0].synonyms[0]');
    expect(pathOf(await fail(services.rules.save([null as never])))).toBe('rules[0]');
    expect(() => index({ userData: { at: new Date() } })).toThrow('settings.userData.at');
    expect(() => index({ hitsPerPage: 0 })).toThrow('settings.hitsPerPage');
    expect(() => index({ paginationLimitedTo: 20_001 })).toThrow('settings.paginationLimitedTo');
  });
});

describe('what a value comes to', () => {
  it('is what JSON makes of it', () => {
    const values = fc.object({
      withNullPrototype: true,
      withBoxedValues: true,
      values: [fc.string(), fc.boolean(), fc.integer(), fc.constant(undefined), fc.constant(null), fc.constant(String)],
      key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toString')),
    });
    fc.assert(
      fc.property(values, (value) => {
        const issues: never[] = [];
        expect(JSON.stringify(toPlain(value, 'value', issues))).toBe(JSON.stringify(value));
        expect(issues).toEqual([]);
      }),
    );
  });

  it('is told for values that throw, and for ones without a bottom', () => {
    const found = (value: unknown): unknown => {
      const issues: { path: string; received: string }[] = [];
      toPlain(value, 'value', issues as never);
      return issues.map(({ path, received }) => `${path}: ${received}`);
    };
    const deep: Record<string, unknown> = {};
    let end = deep;
    for (let level = 0; level < 5_000; level++) {
      const next = {};
      end['a'] = next;
      end = next;
    }
    expect(found(deep)).toMatchObject([expect.stringContaining('deeper')]);
    const throwing = {
      get a(): never {
        throw new Error('secret');
      },
    };
    expect(found([throwing])).toEqual(['value[0].a: one that throws when it is read']);
  });
});
