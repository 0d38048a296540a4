import { describe, expect, it } from 'vitest';
import { createBench, createFilledBench, haircut } from './algolia-bench.js';

const first = 'emulated-dsn.algolia.net';
const second = 'emulated-1.algolianet.com';
const search = 'POST /1/indexes/services/query';

describe('reads when a host fails', () => {
  it.each(['reset', 503] as const)('are served by the next host in the same attempt after %s', async (failure) => {
    const { services, emulator, settle, events } = await createFilledBench();
    const before = emulator.book.hostCount(first);
    emulator.hosts.fail(first, failure);
    const { hits } = await settle(services.search('haircut'));
    expect(hits).toMatchObject([haircut]);
    expect([emulator.book.hostCount(first) - before, emulator.book.hostCount(second)]).toEqual([1, 1]);
    expect(events.filter(({ type }) => type === 'retry.scheduled')).toEqual([]);
    expect(events.filter(({ type }) => type === 'call.finished').at(-1)).toMatchObject({
      result: 'success',
      attempts: 1,
    });
  });

  it('give a host that hangs its share of the attempt, and no more', async () => {
    const { services, emulator, settle, clock } = await createFilledBench();
    emulator.hosts.fail(first, 'hang');
    const startedAt = clock.now();
    await settle(services.search('haircut'));
    expect(clock.now() - startedAt).toBe(5_000);
    expect(clock.pending).toBe(0);
  });

  it('leave the host alone for two minutes, and tell so', async () => {
    const { algolia, services, emulator, settle, clock } = await createFilledBench();
    await settle(services.search('haircut'));
    emulator.hosts.fail(first, 503);
    await settle(services.search('haircut'));
    await settle(services.search('haircut'));
    expect(emulator.book.hostCount(first)).toBe(3);
    const status = algolia.hosts().find(({ origin }) => origin === `https://${first}`);
    expect(status).toEqual({ origin: `https://${first}`, state: 'down', requests: 3, failures: 1, failovers: 1 });
    emulator.hosts.restore(first);
    await clock.advance(121_000);
    await settle(services.search('haircut'));
    expect(emulator.book.hostCount(first)).toBe(4);
    expect(algolia.hosts().every(({ state }) => state === 'up')).toBe(true);
  });

  it('ask each host once when all fail, then one for each retry, and count every request', async () => {
    const { services, emulator, fail } = await createFilledBench({
      errorHandling: { circuitBreaker: { failureStreak: 50 } },
    });
    emulator.faults.add({ match: search, times: Infinity, fault: { type: 'status', status: 503 } });
    const error = await fail(services.search('haircut'));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', outcome: 'not_applied', status: 503, attempts: 6 });
    expect(emulator.book.count(search)).toBe(6);
    // The outage is known now: a further call costs the attempts of the policy and no pass over the hosts.
    await fail(services.search('haircut'));
    expect(emulator.book.count(search)).toBe(9);
  });

  it('end at the deadline, however many hosts are left', async () => {
    const { services, emulator, fail, clock } = await createFilledBench();
    emulator.faults.add({ match: search, times: Infinity, fault: { type: 'hang' } });
    const startedAt = clock.now();
    const error = await fail(services.search('haircut', {}, { timeout: 7_000 }));
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied', attempts: 4 });
    expect(clock.now() - startedAt).toBe(7_000);
    expect(clock.pending).toBe(0);
  });

  it('blame no host when the caller gives up', async () => {
    const { algolia, services, emulator, clock } = await createFilledBench();
    emulator.faults.add({ match: search, fault: { type: 'hang' } });
    const abort = new AbortController();
    const call = services.search('haircut', {}, { signal: abort.signal }).catch((caught: unknown) => caught);
    await clock.drain();
    abort.abort('typed on');
    await expect(call).resolves.toBe('typed on');
    expect(algolia.hosts().every(({ state }) => state === 'up')).toBe(true);
  });

  it('wait for the same host when the application is throttled', async () => {
    const { services, emulator, settle, clock } = await createFilledBench();
    emulator.faults.add({ match: search, fault: { type: 'status', status: 429, headers: { 'retry-after': '3' } } });
    const startedAt = clock.now();
    await settle(services.search('haircut'));
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(3_000);
    expect(emulator.book.hostCount(second)).toBe(0);
    expect(emulator.book.count(search)).toBe(2);
  });
});

describe('a request for another application, as `accountCopyIndex` makes', () => {
  it('goes to the hosts of that application, and not to our own with a foreign key', async () => {
    const asked: string[] = [];
    const { algolia, settle } = await createBench({
      fetch: (input) => {
        asked.push(new URL(input instanceof Request ? input.url : input).host);
        return Promise.resolve(Response.json({}));
      },
    });
    const client = await algolia.client();
    const headers = { 'x-algolia-application-id': 'OTHER' };
    await settle(client.customGet({ path: '1/indexes' }, { headers }));
    await settle(client.customPost({ path: '1/indexes/a/clear' }, { headers }));
    expect(asked).toEqual(['other-dsn.algolia.net', 'other.algolia.net']);
  });
});

const main = 'emulated.algolia.net';
const increment = { visits: { _operation: 'Increment', value: 1 } } as const;

describe('writes when a host fails', () => {
  it.each(['reset', 'hang', 500] as const)(
    'are not replayed elsewhere after %s when repeating is unsafe',
    async (failure) => {
      const { services, emulator, fail } = await createFilledBench();
      const before = emulator.book.hostCount(main);
      emulator.hosts.fail(main, failure);
      const error = await fail(services.partialUpdate('1', increment));
      expect(error).toMatchObject({ outcome: 'unknown', attempts: 1 });
      expect(emulator.book.hostCount(main) - before).toBe(1);
      expect(emulator.book.hostCount(second)).toBe(0);
    },
  );

  it('go to the next host with the next attempt when repeating is harmless', async () => {
    const { services, emulator, settle } = await createFilledBench();
    emulator.hosts.fail(main, 500);
    await settle(services.save({ ...haircut, price: 40 }));
    emulator.publish();
    expect(emulator.book.hostCount(second)).toBe(1);
    expect(emulator.book.index('services')?.records).toContainEqual({ ...haircut, price: 40 });
  });

  it('go on at once to a host that can be reached when the first one was not: nothing was sent', async () => {
    const { emulator } = await createFilledBench();
    const asked: string[] = [];
    const { services, settle } = await createFilledBench({
      fetch: (input) => {
        const { host } = new URL(input instanceof Request ? input.url : input);
        asked.push(host);
        if (host === main) {
          const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
          return Promise.reject(new TypeError('fetch failed', { cause }));
        }
        return Promise.resolve(Response.json(host.includes('dsn') ? {} : { taskID: 1, objectID: '1', updatedAt: '' }));
      },
    });
    asked.length = 0;
    await expect(settle(services.partialUpdate('1', increment))).resolves.toEqual({ taskIDs: [1], published: false });
    expect(asked).toEqual([second]);
    expect(emulator.book.count()).toBeGreaterThan(0);
  });
});
