import { describe, expect, it } from 'vitest';
import { collect, color, createBench, createFilledBench, haircut, massage, type Service } from './algolia-bench.js';

const batch = 'POST /1/indexes/services/batch';

describe('save', () => {
  it('has nothing to wait for where there are no records', async () => {
    const { services, emulator, settle } = await createBench();
    const before = emulator.book.count();
    const receipt = { taskIDs: [], published: true };
    await expect(settle(services.saveMany([], { wait: true }))).resolves.toEqual(receipt);
    await expect(settle(services.remove([], { wait: true }))).resolves.toEqual(receipt);
    expect(emulator.book.count()).toBe(before);
  });

  it('is accepted at once and searched once it is published', async () => {
    const { services, emulator, settle } = await createBench();
    await expect(settle(services.save(haircut))).resolves.toEqual({ taskIDs: [1], published: false });
    expect(emulator.book.indexNames).toEqual([]);
    emulator.publish();
    await expect(settle(services.find('1'))).resolves.toEqual(haircut);
  });

  it('waits when it is told to, with the pauses of the vendor', async () => {
    const { services, emulator, settle, clock } = await createBench({}, { looksUntilPublished: 4 });
    const startedAt = clock.now();
    await expect(settle(services.save(haircut, { wait: true }))).resolves.toEqual({ taskIDs: [1], published: true });
    expect(emulator.book.count('GET /1/indexes/services/task/{task}')).toBe(4);
    expect(clock.now() - startedAt).toBe(200 + 400 + 600);
  });

  it('waits no longer than told, and says that it was accepted and is not published', async () => {
    const { services, settle, clock } = await createBench({}, { looksUntilPublished: 1_000 });
    const startedAt = clock.now();
    await expect(settle(services.save(haircut, { wait: 3_000 }))).resolves.toEqual({ taskIDs: [1], published: false });
    expect(clock.now() - startedAt).toBe(3_000);
    await expect(settle(services.save(haircut, { wait: true, timeout: 10_000 }))).resolves.toMatchObject({
      published: false,
    });
    expect(clock.now() - startedAt).toBe(13_000);
    expect(clock.pending).toBe(0);
  });

  it('does not fail because a look at its task does', async () => {
    const { services, emulator, settle } = await createBench();
    emulator.faults.add({
      match: 'GET /1/indexes/services/task/{task}',
      times: Infinity,
      fault: { type: 'status', status: 503 },
    });
    await expect(settle(services.save(haircut, { wait: true }))).resolves.toEqual({ taskIDs: [1], published: false });
  });

  it('fails when a look is refused for good: waiting longer would not help', async () => {
    const { services, emulator, fail } = await createBench();
    emulator.faults.add({ match: 'GET /1/indexes/services/task/{task}', fault: { type: 'status', status: 403 } });
    const error = await fail(services.save(haircut, { wait: true }));
    expect(error).toMatchObject({ code: 'PERMISSION', operation: 'tasks.wait', outcome: 'unknown' });
    expect(error.message).toMatch(/; the write was accepted \(task 1\), and may be done$/);
  });

  it('refuses a record without an id, and dates, which could not be sorted by, before any request', async () => {
    const { services, emulator, fail } = await createBench();
    const error = await fail(services.save({ ...haircut, objectID: '', price: new Date() as never }));
    expect(error.code).toBe('VALIDATION');
    expect(error.issues.map(({ path }) => path)).toEqual(['record.price', 'record.objectID']);
    expect(error.message).toContain('date.getTime()');
    expect((await fail(services.save(haircut, { wait: 0 }))).message).toContain('options.wait');
    expect(emulator.book.count()).toBe(0);
  });
});

describe('saveMany', () => {
  const many = (count: number, name = 'Service'): Service[] =>
    Array.from({ length: count }, (_, position) => ({ ...haircut, objectID: String(position), name }));

  it('sends batches of a thousand, in order', async () => {
    const { services, emulator, settle } = await createBench();
    const receipt = await settle(services.saveMany(many(2_500), { wait: true }));
    expect(receipt).toEqual({ taskIDs: [1, 2, 3], published: true });
    expect(emulator.book.count(batch)).toBe(3);
    expect(emulator.book.index('services')?.records).toHaveLength(2_500);
    // The last task is worth the first look: the others are done by then.
    expect(emulator.book.count('GET /1/indexes/services/task/{task}')).toBe(3);
  });

  it('splits by size too', async () => {
    const { services, emulator, settle } = await createBench();
    await settle(services.saveMany(many(100, 'x'.repeat(50_000))));
    expect(emulator.book.count(batch)).toBe(2);
  });

  it('repeats a batch whose answer was lost, and stores each record once', async () => {
    const { services, emulator, settle } = await createBench();
    emulator.faults.add({ match: batch, fault: { type: 'reset', when: 'after' } });
    await settle(services.saveMany([haircut, color]));
    emulator.publish();
    expect(emulator.book.count(batch)).toBe(2);
    expect(emulator.book.index('services')?.records).toEqual([haircut, color]);
  });

  it('says unknown when a later batch fails, because the first one was accepted', async () => {
    const { services, emulator, fail } = await createBench();
    emulator.faults.add({ match: batch, skip: 1, times: Infinity, fault: { type: 'status', status: 400 } });
    expect(await fail(services.saveMany(many(1_001)))).toMatchObject({
      code: 'VALIDATION',
      outcome: 'unknown',
      attempts: 2,
    });
  });

  it('names each wrong record, and sends nothing for none', async () => {
    const { services, emulator, fail, settle } = await createBench();
    const error = await fail(services.saveMany([haircut, {} as Service]));
    expect(error.issues.map(({ path }) => path)).toEqual(['records[1].objectID']);
    await expect(settle(services.saveMany([]))).resolves.toEqual({ taskIDs: [], published: false });
    expect(emulator.book.count()).toBe(0);
  });
});

describe('partialUpdate', () => {
  it('changes what it names and leaves the rest', async () => {
    const { services, emulator, settle } = await createFilledBench();
    await settle(services.partialUpdate('1', { price: 40, tags: { _operation: 'AddUnique', value: 'new' } }));
    emulator.publish();
    await expect(settle(services.find('1'))).resolves.toEqual({
      ...haircut,
      price: 40,
      tags: ['short', 'long', 'new'],
    });
  });

  it('does not bring a removed record back, unless told', async () => {
    const { services, emulator, settle } = await createFilledBench();
    await settle(services.partialUpdate('9', { price: 40 }));
    emulator.publish();
    await expect(settle(services.find('9'))).resolves.toBeUndefined();
    await settle(services.partialUpdate('9', { price: 40 }, { createIfNotExists: true, wait: true }));
    await expect(settle(services.find('9'))).resolves.toEqual({ objectID: '9', price: 40 });
  });

  it('repeats a guarded increment after a lost answer, which counts once', async () => {
    const { services, emulator, settle } = await createFilledBench();
    emulator.faults.add({ match: 'POST /1/indexes/services/1/partial', fault: { type: 'reset', when: 'after' } });
    await settle(services.partialUpdate('1', { visits: { _operation: 'IncrementFrom', value: 0 } }, { wait: true }));
    expect(emulator.book.count('POST /1/indexes/services/1/partial')).toBe(2);
    await expect(settle(services.find('1'))).resolves.toMatchObject({ visits: 1 });
  });

  it('never repeats a plain increment after a lost answer, and says that it may have counted', async () => {
    const { services, emulator, fail } = await createFilledBench();
    emulator.faults.add({ match: 'POST /1/indexes/services/1/partial', fault: { type: 'reset', when: 'after' } });
    const error = await fail(services.partialUpdate('1', { visits: { _operation: 'Increment', value: 1 } }));
    expect(error).toMatchObject({ outcome: 'unknown', attempts: 1 });
    emulator.publish();
    expect(emulator.book.index('services')?.records[0]).toMatchObject({ visits: 1 });
  });

  it('refuses nothing, an id and a date', async () => {
    const { services, fail } = await createBench();
    expect((await fail(services.partialUpdate('1', {}))).message).toContain('at least one attribute');
    expect((await fail(services.partialUpdate('1', { objectID: '2' } as never))).message).toContain('changes.objectID');
    expect((await fail(services.partialUpdate('1', { price: new Date() as never }))).message).toContain('a Date');
  });
});

describe('remove, find and browse', () => {
  it('removes one or several, and calls what is gone a success', async () => {
    const { services, emulator, settle } = await createFilledBench();
    await settle(services.remove('1'));
    await settle(services.remove(['2', '9'], { wait: true }));
    expect(emulator.book.index('services')?.records).toEqual([massage]);
  });

  it('takes every record, page by page', async () => {
    const { services, emulator, clock } = await createFilledBench();
    const found: string[] = [];
    const walk = async (): Promise<void> => {
      for await (const { name } of services.browse({ pageSize: 2 })) found.push(name);
    };
    await clock.settle(walk());
    expect(found).toEqual(['Haircut', 'Massage', 'Hair color']);
    expect(emulator.book.count('POST /1/indexes/services/browse')).toBe(2);
  });

  it('retries a page of a browse, and keeps its filter over all pages', async () => {
    const { services, emulator, clock } = await createFilledBench();
    emulator.faults.add({ match: 'POST /1/indexes/services/browse', skip: 1, fault: { type: 'truncated' } });
    const filter = services.where.is('category', 'hair');
    const records = clock.settle(collect(services.browse({ pageSize: 1, filter })));
    await expect(records).resolves.toEqual([haircut, color]);
  });

  it('finds nothing in an index that is not there', async () => {
    const { services, settle } = await createBench();
    await expect(settle(services.find('1'))).resolves.toBeUndefined();
  });
});
