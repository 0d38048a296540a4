import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresInbox } from '../src/index.js';
import { delivery } from './acme.js';
import { type InboxBench, openInboxBench } from './inbox-bench.js';
import { hasPostgres } from './test-database.js';

/** Listens, and lets a test wait for the next call. */
function listenTo(inbox: PostgresInbox): { next(): Promise<void>; readonly calls: () => number; stop(): void } {
  let calls = 0;
  let seen = 0;
  let wake = (): void => {};
  const stop = inbox.onArrival?.(() => {
    calls += 1;
    wake();
  });
  if (!stop) throw new Error('The inbox does not listen.');
  return {
    calls: () => calls,
    stop,
    async next() {
      if (calls === seen) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      seen = calls;
    },
  };
}

describe.runIf(hasPostgres)('arrivals', () => {
  let bench: InboxBench;
  beforeAll(async () => {
    bench = await openInboxBench();
  });
  afterAll(() => bench.close());

  /** Ends the connections of a pool from outside, as an operator or a restart does. */
  const endConnections = async (pool: Pool): Promise<void> => {
    const name = pool.options.application_name;
    await bench.pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
      name,
    ]);
  };
  const openNamed = (name: string): Pool =>
    bench.database.openPool({ application_name: `${name}_${bench.database.schema}` });

  it('are told to other processes: what is stored, failed without delay, given back or replayed', async () => {
    const listener = listenTo(bench.open());
    await listener.next(); // It listens from here on.
    const one = delivery('a');
    const acts: readonly (() => Promise<unknown>)[] = [
      () => bench.inbox.accept([one]),
      async () => bench.inbox.fail(await bench.claimOne([one]), { error: 'x', delay: 0 }),
      async () => bench.inbox.release(await bench.claimOne([one])),
      () => bench.inbox.replay(one, { actor: 'ops', reason: 'test' }),
    ];
    for (const act of acts) {
      await act();
      await listener.next();
    }
    expect(listener.calls()).toBe(1 + acts.length);
    listener.stop();
  });

  it('are not told when nothing is due at once, nor to other inboxes of the database', async () => {
    const listener = listenTo(bench.open());
    const other = bench.open({ tablePrefix: 'other_' });
    await other.migrate();
    const silent = bench.open({ notify: false });
    await listener.next();
    const one = delivery('b');
    await other.accept([one]);
    await silent.accept([one]);
    await silent.accept([one]);
    await bench.inbox.accept([one]); // a duplicate
    const claim = await bench.claimOne([one]);
    await bench.inbox.fail(claim, { error: 'x', delay: 60_000 });
    await bench.inbox.bury(await bench.claimOne([one]), { error: 'x' });
    expect(listener.calls()).toBe(1);
    await bench.inbox.accept([delivery('c')]);
    await listener.next();
    expect(listener.calls()).toBe(2);
    listener.stop();
  });

  it('are told only if what was stored is committed, and once for a batch', async () => {
    const listener = listenTo(bench.open());
    await listener.next();
    const broken = delivery('d', { receivedAt: null as never }); // which the table refuses
    await expect(bench.inbox.accept([delivery('e'), broken])).rejects.toMatchObject({ vendorCode: '23502' });
    expect(await bench.inbox.find(delivery('e'))).toBeUndefined();
    await bench.inbox.accept(Array.from({ length: 100 }, (_, index) => delivery(`batch-${index}`)));
    await listener.next();
    expect(listener.calls()).toBe(2);
    listener.stop();
  });

  it('take one connection while anybody listens, and none afterwards', async () => {
    const pool = bench.database.openPool();
    const inbox = bench.open({ pool });
    const [first, second] = [listenTo(inbox), listenTo(inbox)];
    await Promise.all([first.next(), second.next()]);
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 0]);
    first.stop();
    first.stop();
    await bench.inbox.accept([delivery('f')]);
    await second.next();
    expect([first.calls(), second.calls()]).toEqual([1, 2]);
    const removed = new Promise<void>((resolve) => {
      pool.once('remove', () => resolve());
    });
    second.stop();
    await removed;
    expect([pool.totalCount, bench.clock.pending]).toEqual([0, 0]);
    const third = listenTo(inbox);
    await third.next();
    third.stop();
  });

  it('may be given up before the connection is there', async () => {
    const pool = bench.database.openPool();
    const listener = listenTo(bench.open({ pool }));
    const removed = new Promise<void>((resolve) => {
      pool.once('remove', () => resolve());
    });
    listener.stop();
    await removed;
    expect([listener.calls(), pool.totalCount]).toEqual([0, 0]);
  });

  it('are told again after the connection was lost, and what came meanwhile is made up for', async () => {
    const pool = openNamed('listener');
    const errors: unknown[] = [];
    let onLost = (): void => {};
    const lost = new Promise<void>((resolve) => {
      onLost = resolve;
    });
    const inbox = bench.open({
      pool,
      onError: (error) => {
        errors.push(error);
        onLost();
        throw new Error('whoever watches must not disturb');
      },
    });
    const listener = listenTo(inbox);
    await listener.next();
    await endConnections(pool);
    await lost;
    await bench.inbox.accept([delivery('g')]);
    expect([listener.calls(), bench.clock.pending]).toEqual([1, 1]);
    await bench.clock.advance(1_000);
    await listener.next();
    expect(errors).toHaveLength(1);
    await bench.inbox.accept([delivery('h')]);
    await listener.next();
    expect(listener.calls()).toBe(3);
    listener.stop();
    expect(bench.clock.pending).toBe(0);
  });

  it('are waited for longer and longer where nobody answers, and no longer than that once somebody does', async () => {
    let tries = 0;
    let onTry = (): void => {};
    const client = bench.database.createClient();
    const inbox = bench.open({
      listen: () => {
        tries += 1;
        if (tries < 5) throw new Error('no connection');
        return client;
      },
      onError: () => onTry(),
    });
    const firstTry = new Promise<void>((resolve) => {
      onTry = resolve;
    });
    const listener = listenTo(inbox);
    await firstTry;
    const began = bench.clock.now();
    while (tries < 5) await bench.clock.advanceToNext();
    await listener.next();
    expect(bench.clock.now() - began).toBeGreaterThanOrEqual((1_000 + 2_000 + 4_000 + 8_000) / 2);
    expect(bench.clock.now() - began).toBeLessThanOrEqual(1_000 + 2_000 + 4_000 + 8_000);
    const ended = new Promise<void>((resolve) => {
      client.once('end', () => resolve());
    });
    listener.stop();
    await ended; // A connection that was made for listening is ended with it.
  });
});
