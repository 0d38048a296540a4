import { describe, expect, it } from 'vitest';
import { color, createBench, createFilledBench, haircut, massage } from './algolia-bench.js';

const operation = 'POST /1/indexes/{index}/operation';
const move = (path: string): boolean => /services_tmp_\w+\/operation$/.test(path);

describe('replaceAll', () => {
  it('replaces the records at once and keeps settings, synonyms and rules', async () => {
    const { services, emulator, settle } = await createFilledBench();
    await settle(
      services.synonyms.save([{ objectID: 's', type: 'synonym', synonyms: ['cut', 'trim'] }], { wait: true }),
    );
    const result = await settle(services.replaceAll([color]));
    expect(result).toEqual({
      records: 1,
      temporaryIndexName: expect.stringMatching(/^services_tmp_\w+$/),
      published: true,
    });
    expect(emulator.book.indexNames).toEqual(['services']);
    const index = emulator.book.index('services');
    expect(index?.records).toEqual([color]);
    expect([index?.synonyms.length, index?.settings['customRanking']]).toEqual([1, ['asc(price)']]);
  });

  it('refuses an empty list, which would empty the index, unless told', async () => {
    const { services, emulator, settle, fail } = await createFilledBench();
    const before = emulator.book.count();
    expect(await fail(services.replaceAll([]))).toMatchObject({ code: 'VALIDATION', outcome: 'not_applied' });
    expect(emulator.book.count()).toBe(before);
    await settle(services.replaceAll([], { allowEmpty: true }));
    expect(emulator.book.index('services')?.records).toEqual([]);
  });

  it('makes an index that was not there', async () => {
    const { services, emulator, settle } = await createBench();
    await settle(services.replaceAll([haircut, massage]));
    expect(emulator.book.index('services')?.records).toEqual([haircut, massage]);
  });

  it('has nothing to do for no records in an index that is not there', async () => {
    const { services, emulator, settle } = await createBench();
    await expect(settle(services.replaceAll([], { allowEmpty: true }))).resolves.toMatchObject({ records: 0 });
    expect(emulator.book.indexNames).toEqual([]);
  });

  it('leaves the index as it was when staging fails, says so, and removes what it staged', async () => {
    const { services, emulator, fail } = await createFilledBench();
    emulator.faults.add({ match: /_tmp_\w+\/batch$/, times: Infinity, fault: { type: 'status', status: 503 } });
    const error = await fail(services.replaceAll([color]));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', outcome: 'not_applied' });
    expect(error.message).toMatch(/the index is untouched$/);
    emulator.publish();
    expect(emulator.book.indexNames).toEqual(['services']);
    expect(emulator.book.index('services')?.records).toHaveLength(3);
  });

  it('names the temporary index when it could not be removed either', async () => {
    const { services, emulator, fail } = await createFilledBench();
    emulator.faults.add({ match: /_tmp_/, times: Infinity, fault: { type: 'status', status: 403 } });
    const error = await fail(services.replaceAll([color]));
    expect(error).toMatchObject({ code: 'PERMISSION', outcome: 'not_applied' });
    expect(error.message).toMatch(/the temporary index services_tmp_\w+ may be left over$/);
  });

  it.each([400, 403, 409, 429])(
    'says that a move that is refused with %i was not applied, and cleans up',
    async (status) => {
      const { services, emulator, fail } = await createFilledBench();
      const fault = { type: 'status', status } as const;
      emulator.faults.add({ match: ({ path }) => move(path), times: Infinity, fault });
      const error = await fail(services.replaceAll([color]));
      expect(error).toMatchObject({ outcome: 'not_applied', status });
      expect(error.message).toMatch(/; the index is untouched$/);
      emulator.publish();
      expect(emulator.book.indexNames).toEqual(['services']);
      expect(emulator.book.index('services')?.records).toHaveLength(3);
    },
  );

  it.each([true, false])('says so of one that was never sent, and names what is left (%s)', async (isLeft) => {
    const { services, emulator, fail } = await createFilledBench({}, {}, (fetch) => async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (!move(url.pathname) && !(isLeft && init?.method === 'DELETE')) return await fetch(input, init);
      const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
      throw new TypeError('fetch failed', { cause });
    });
    const error = await fail(services.replaceAll([color]));
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'not_applied' });
    const left = emulator.book.indexNames.filter((name) => name !== 'services');
    expect(error.message.endsWith(`; the temporary index ${left[0]} may be left over`)).toBe(isLeft);
    emulator.publish();
    expect(emulator.book.indexNames).toHaveLength(isLeft ? 2 : 1);
  });

  it('says unknown, and that it was accepted, when looking at the move is refused', async () => {
    const { services, emulator, fail } = await createFilledBench();
    let looks = 0;
    emulator.faults.add({
      match: ({ path }) => /_tmp_\w+\/task\//.test(path) && ++looks > 3,
      times: Infinity,
      fault: { type: 'status', status: 403 },
    });
    const error = await fail(services.replaceAll([color]));
    expect(error).toMatchObject({ code: 'PERMISSION', outcome: 'unknown' });
    expect(error.message).toContain('the move was accepted');
    emulator.publish();
    expect(emulator.book.index('services')?.records).toEqual([color]);
  });

  it('never repeats a move, and says unknown when its answer is lost', async () => {
    const { services, emulator, fail } = await createFilledBench();
    emulator.faults.add({ match: ({ path }) => move(path), fault: { type: 'reset', when: 'after' } });
    const error = await fail(services.replaceAll([color]));
    expect(error).toMatchObject({ outcome: 'unknown' });
    expect(error.message).toMatch(/look whether the temporary index services_tmp_\w+ is still there/);
    expect(emulator.book.requests(operation).filter(({ path }) => move(path))).toHaveLength(1);
    // It was moved all the same: had the temporary index been removed in panic, all records would be gone.
    emulator.publish();
    expect(emulator.book.index('services')?.records).toEqual([color]);
  });

  it('repeats a copy and a batch whose answer is lost: both are harmless', async () => {
    const { services, emulator, settle } = await createFilledBench();
    emulator.faults.add({ match: 'POST /1/indexes/services/operation', fault: { type: 'reset', when: 'after' } });
    emulator.faults.add({ match: /_tmp_\w+\/batch$/, fault: { type: 'reset', when: 'after' } });
    await settle(services.replaceAll([color]));
    expect(emulator.book.index('services')?.records).toEqual([color]);
  });

  it('says that it is not published yet when the time is over after the move was accepted', async () => {
    const { services, emulator, settle } = await createFilledBench();
    const taskRoute = /_tmp_\w+\/task\//;
    let looks = 0;
    // The third look is that at the move.
    emulator.faults.add({
      match: (target) => taskRoute.test(target.path) && ++looks > 3,
      times: Infinity,
      fault: { type: 'hang' },
    });
    const result = await settle(services.replaceAll([color], { timeout: 30_000 }));
    expect(result.published).toBe(false);
    emulator.publish();
    expect(emulator.book.index('services')?.records).toEqual([color]);
  });
});
