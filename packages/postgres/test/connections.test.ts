import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runner, runStatement } from '../src/connections.js';
import { toDeliveryDigest } from '../src/delivery-digest.js';
import type { PostgresInbox } from '../src/index.js';
import { acceptStatement } from '../src/sql/accept.js';
import { toTableNames } from '../src/table-names.js';
import { delivery } from './acme.js';
import { createGate } from './gate.js';
import { type InboxBench, openInboxBench } from './inbox-bench.js';
import { hasPostgres } from './test-database.js';

describe.runIf(hasPostgres)('the pool', () => {
  let bench: InboxBench;
  beforeAll(async () => {
    bench = await openInboxBench();
  });
  afterAll(() => bench.close());

  it('keeps a connection for leases, so that handlers that take all others do not wait for each other', async () => {
    const pool = bench.database.openPool({ max: 3 });
    const inbox = bench.open({ pool, listen: false });
    await inbox.accept([delivery('a')]);
    const claim = await bench.claimOne();
    const gate = createGate();
    const full = createGate();
    const order: string[] = [];
    const handlers = ['first', 'second', 'third'].map((name) =>
      inbox.transaction(async (transaction) => {
        await transaction.query('SELECT 1');
        order.push(name);
        if (order.length === 2) full.open();
        await gate.passed;
      }),
    );
    await full.passed;
    expect(await Promise.all([inbox.extend(claim, 60_000), inbox.extend(claim, 60_000)])).toEqual([true, true]);
    expect(order.toSorted()).toEqual(['first', 'second']); // and the third has its turn when one of them ends
    gate.open();
    await Promise.all(handlers);
    expect(order[2]).toBe('third');
    expect([pool.totalCount - pool.idleCount, pool.waitingCount]).toEqual([0, 0]);
  });

  it('says what is wrong when no transaction ends in time, and goes on afterwards', async () => {
    const pool = bench.database.openPool({ max: 2 });
    const inbox = bench.open({ pool, listen: false, connectionTimeout: 50 });
    const gate = createGate();
    const entered = createGate();
    const first = inbox.transaction(async (transaction) => {
      await transaction.query('SELECT 1');
      entered.open();
      await gate.passed;
    });
    await entered.passed;
    const second = inbox.transaction(async (transaction) => transaction.query('SELECT 1'));
    await expect(second).rejects.toMatchObject({
      code: 'OVERLOADED',
      retryable: true,
      message: expect.stringContaining('Raise `max` of the pool'),
    });
    gate.open();
    await first;
    expect(await inbox.transaction(async (transaction) => (await transaction.query('SELECT 1')).rowCount)).toBe(1);
  });

  it('says what is wrong when others hold all connections, and loses none that comes too late', async () => {
    const pool = bench.database.openPool({ max: 1 });
    const inbox = bench.open({ pool, connectionTimeout: 50 });
    const held = await pool.connect();
    const listed = inbox.list();
    await expect(listed).rejects.toMatchObject({
      code: 'OVERLOADED',
      message: expect.stringContaining('no connection of the pool came free within 50 ms (1 in use'),
    });
    held.release();
    expect(await inbox.list()).toBeDefined();
    expect([pool.idleCount, pool.waitingCount]).toEqual([1, 0]);
  });

  it('serves one process with a single connection, as serverless functions have it', async () => {
    const inbox = bench.open({ pool: bench.database.openPool({ max: 1 }) });
    const one = delivery('single');
    await inbox.accept([one]);
    const [claim] = await inbox.claim({ lease: 30_000, keys: [one] });
    const isDone = await inbox.transaction(async (transaction) =>
      claim ? inbox.complete(claim, { result: 'processed', keep: 0, transaction }) : false,
    );
    expect(isDone).toBe(true);
  });

  it('may read and write values in its own way', async () => {
    const pool = bench.database.openPool({
      options: '-c bytea_output=escape -c DateStyle=German -c extra_float_digits=3',
      types: { getTypeParser: () => () => 'nonsense' },
    });
    const inbox = bench.open({ pool });
    const one = delivery('types', { occurredAt: 1.5, subject: 'order_1' });
    await inbox.accept([one]);
    const [claim] = await inbox.claim({ lease: 30_000, keys: [one] });
    expect(claim).toMatchObject({ delivery: one, fence: 1, attempt: 1 });
    expect((await inbox.list({ subject: 'order_1' })).deliveries).toHaveLength(1);
  });

  it('may have any isolation as its default: statements that meet are run again', async () => {
    const isolation = String.raw`-c default_transaction_isolation=repeatable\ read`;
    const inboxes = Array.from({ length: 4 }, () =>
      bench.open({ pool: bench.database.openPool({ options: isolation }) }),
    );
    const ids = Array.from({ length: 60 }, (_, index) => `strict-${index}`);
    const batches = inboxes.map((inbox, index) =>
      inbox.accept((index % 2 === 0 ? ids : ids.toReversed()).map((id) => delivery(id, { source: 'strict' }))),
    );
    const outcomes = (await Promise.all(batches)).flat().map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(60);
    const taken: string[] = [];
    const work = async (inbox: PostgresInbox): Promise<void> => {
      for (;;) {
        const claims = await inbox.claim({ lease: 30_000, limit: 3, source: 'strict' });
        if (claims.length === 0) return;
        taken.push(...claims.map((claim) => claim.delivery.id));
      }
    };
    await Promise.all([...inboxes, ...inboxes].map(work));
    expect(taken.toSorted()).toEqual(ids.toSorted());
  });

  it('stores batches in one order of keys, so that two of them never wait for each other', async () => {
    const names = toTableNames({ schema: bench.database.schema });
    const batch = ['left', 'middle', 'right'].map((id) => ({
      digest: toDeliveryDigest(delivery(id)),
      delivery: delivery(id),
    }));
    const store = async (runner: Runner, given: typeof batch): Promise<number> =>
      (await runStatement(runner, 'inbox.accept', acceptStatement(names, 0, given))).length;
    // Both batches have to wait for the one in the middle; in their own orders, each would then have what the other needs.
    const blocker = await bench.pool.connect();
    await blocker.query('BEGIN');
    await store(blocker, batch.slice(1, 2));
    const stored = Promise.all([store(bench.pool, batch), store(bench.pool, batch.toReversed())]);
    await untilWaiting('unnest', 2);
    await blocker.query('ROLLBACK');
    blocker.release();
    expect((await stored).toSorted((left, right) => left - right)).toEqual([0, 3]);
  });

  it('stores the first of two events with one id', async () => {
    const [first, second] = [delivery('twice', { type: 'first' }), delivery('twice', { type: 'second' })];
    expect((await bench.inbox.accept([first, second])).map(({ outcome }) => outcome)).toEqual(['stored', 'duplicate']);
    expect(await bench.inbox.find(first)).toMatchObject({ type: 'first' });
  });

  it('judges a replay by what a transaction that was under way has committed', async () => {
    const { inbox, clock, claimOne } = bench;
    const one = delivery('contested');
    await inbox.accept([one]);
    const claim = await claimOne([one]);
    await clock.advance(30_000);
    let replayed: Promise<unknown> = Promise.resolve();
    await inbox.transaction(async (transaction) => {
      await transaction.query('SELECT 1');
      expect(await inbox.complete(claim, { result: 'processed', keep: 0, transaction })).toBe(true);
      replayed = inbox.replay(one, { actor: 'ops', reason: 'test' });
      await untilWaiting('judged', 1);
    });
    expect(await replayed).toBe('done');
    expect(await inbox.replays(one)).toEqual([]);
  });

  it('goes by the clock of the server unless it is given one', async () => {
    const inbox = bench.open({ clock: undefined });
    const one = delivery('clock');
    const [before, , after] = [await serverTime(), await inbox.accept([one]), await serverTime()];
    const found = await inbox.find(one);
    expect(found?.updatedAt).toBeGreaterThanOrEqual(before - 1);
    expect(found?.updatedAt).toBeLessThanOrEqual(after);
    expect(Number.isInteger(found?.updatedAt)).toBe(true);
    const [claim] = await inbox.claim({ lease: 30_000, keys: [one] });
    expect((claim?.delivery.nextAt ?? 0) - (claim?.delivery.updatedAt ?? 0)).toBe(30_000);
  });

  /** Resolves once so many statements of this inbox that contain `word` wait for a lock. */
  const untilWaiting = async (word: string, count: number): Promise<void> => {
    const text = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%' || $1 || '%' AND query LIKE '%' || $2 || '%'`;
    let waiting: number | null = 0;
    while (waiting !== count) ({ rowCount: waiting } = await bench.pool.query(text, [word, bench.database.schema]));
  };

  const serverTime = async (): Promise<number> => {
    const { rows } = await bench.pool.query<{ ms: string }>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::text AS ms',
    );
    return Number(rows[0]?.ms);
  };
});
