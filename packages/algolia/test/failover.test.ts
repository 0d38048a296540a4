import type { IntegrationEvent } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { toPatience } from '../src/hosts/patience.js';
import { createBench, createFilledBench } from './algolia-bench.js';

const first = 'emulated-dsn.algolia.net';
const second = 'emulated-1.algolianet.com';
const attempts = (events: readonly IntegrationEvent[]) => events.filter((event) => event.type === 'attempt.finished');

describe('a try of another host', () => {
  it.each([
    ['reset', { code: 'NETWORK' }],
    ['hang', { code: 'TIMEOUT', durationMs: 5_000 }],
    [503, { code: 'UNAVAILABLE', status: 503 }],
  ] as const)('is told as an event of its call, after %s', async (failure, facts) => {
    const { services, emulator, events, settle } = await createFilledBench();
    const before = events.length;
    emulator.hosts.fail(first, failure);
    await settle(services.search('haircut', {}, { attributes: { tenant: 7 } }));
    const told = events.slice(before);
    expect(attempts(told)).toMatchObject([
      { operation: 'objects.search', attempt: 1, result: 'failure', attributes: { tenant: 7 }, ...facts },
      { operation: 'objects.search', attempt: 1, result: 'success' },
    ]);
    expect(new Set(told.map((event) => 'callId' in event && event.callId)).size).toBe(1);
  });

  it('is told of for each of several calls at once, under its own', async () => {
    const { algolia, services, emulator, events, settle } = await createFilledBench();
    const client = await algolia.client();
    const before = events.length;
    emulator.hosts.fail(first, 'hang');
    const bare = client.getObject({ indexName: 'services', objectID: '1' });
    await settle(Promise.all([services.search('haircut'), bare, services.find('2')]));
    const told = attempts(events.slice(before)).map((event) => `${event.operation} ${event.result} ${event.callId}`);
    expect(told).toHaveLength(6);
    for (const operation of ['objects.search', 'GET /1/indexes/{index}/{object}', 'objects.find']) {
      const own = told.filter((text) => text.startsWith(`${operation} `)).map((text) => text.split(' ').at(-1));
      expect([own.length, new Set(own).size], operation).toEqual([2, 1]);
    }
  });

  it('is counted by the host that was passed over', async () => {
    const { algolia, services, emulator, settle } = await createFilledBench();
    emulator.hosts.fail(first, 503);
    await settle(services.search('haircut'));
    const counts = algolia
      .hosts()
      .map(({ origin, requests, failures, failovers }) => [new URL(origin).host, requests, failures, failovers]);
    expect(counts).toContainEqual([first, 2, 1, 1]);
    expect(counts).toContainEqual([second, 1, 0, 0]);
  });

  it('is not told of where nobody listens, or monitoring is off', async () => {
    const { services, emulator, events, settle } = await createFilledBench({ monitoring: { enabled: false } });
    emulator.hosts.fail(first, 503);
    await settle(services.search('haircut'));
    expect(events).toEqual([]);
  });
});

describe('what is expected not to be there', () => {
  it('is an answer and no failure', async () => {
    const { services, events, settle } = await createBench();
    const before = events.length;
    await expect(settle(services.find('9'))).resolves.toBeUndefined();
    await expect(settle(services.sync({ dryRun: true }))).resolves.toMatchObject({ exists: false });
    const told = events.slice(before).map((event) => `${event.type} ${'result' in event ? event.result : ''}`);
    expect(told).toEqual([
      'attempt.finished success',
      'call.finished success',
      'attempt.finished success',
      'call.finished success',
    ]);
  });

  it('is not for the bare client, which reads it from the error', async () => {
    const { algolia, settle } = await createFilledBench();
    const client = await algolia.client();
    await expect(settle(client.getObject({ indexName: 'services', objectID: '9' }))).rejects.toMatchObject({
      status: 404,
    });
  });

  it('calls no fallback', async () => {
    const { services, settle } = await createFilledBench();
    const fallback = () => ({ objectID: 'fallback' }) as never;
    await expect(settle(services.find('9', { fallback }))).resolves.toBeUndefined();
  });
});

describe('the patience with a host', () => {
  it('is its share of what is left, but a second at least, and never more than half', () => {
    expect(toPatience(20_000, 4)).toBe(5_000);
    expect(toPatience(2_000, 4)).toBe(1_000);
    expect(toPatience(1_000, 3)).toBe(500);
    expect(toPatience(300, 4)).toBe(150);
    expect(toPatience(0, 4)).toBe(0);
  });

  it.each([1_000, 2_000, 3_000])('lets a healthy host answer within a timeout of %i', async (timeout) => {
    const { algolia, services, emulator, settle, clock } = await createFilledBench();
    emulator.hosts.fail(first, 'hang');
    const startedAt = clock.now();
    await expect(settle(services.search('haircut', {}, { timeout }))).resolves.toMatchObject({ total: 1 });
    expect(clock.now() - startedAt).toBeLessThanOrEqual(timeout / 2);
    expect(algolia.hosts().find(({ origin }) => origin.endsWith(first))?.state).toBe('down');
  });

  it('counts from the deadline of a bare call as well', async () => {
    const errorHandling = { deadline: 1_200 };
    const { algolia, emulator, settle, clock } = await createFilledBench({ errorHandling });
    const client = await algolia.client();
    emulator.hosts.fail(first, 'hang');
    const startedAt = clock.now();
    await settle(client.getObject({ indexName: 'services', objectID: '1' }));
    expect(clock.now() - startedAt).toBe(600);
  });
});
