import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimNamedStatement, claimStatement } from '../src/sql/claim.js';
import { listStatement, purgeStatement } from '../src/sql/records.js';
import { toTableNames } from '../src/table-names.js';
import { delivery } from './acme.js';
import { type InboxBench, openInboxBench } from './inbox-bench.js';
import { hasPostgres } from './test-database.js';

const DAY = 86_400_000;

describe.runIf(hasPostgres)('a large inbox', () => {
  let bench: InboxBench;
  beforeAll(async () => {
    bench = await openInboxBench();
    // 100,000 that are due, of three sources, 20,000 that are done, and some dead ones.
    await bench.pool.query(`
      INSERT INTO "${bench.database.schema}".webhook_inbox (
        digest, tenant, source, id, id_origin, type, received_at, headers, body, state, next_at, updated_at
      )
      SELECT sha256(n::text::bytea), '', source, n::text, 'sender', 'order.paid', 0, '{}', 'body', state,
        CASE state WHEN 'pending' THEN n END, 0
      FROM (
        SELECT n, CASE n % 100 WHEN 0 THEN 'rare' WHEN 1 THEN 'other' ELSE 'acme' END AS source,
          CASE WHEN n <= 100000 THEN 'pending' WHEN n % 999 = 0 THEN 'dead' ELSE 'done' END AS state
        FROM generate_series(1, 120000) AS n
      ) AS rows;
      ANALYZE "${bench.database.schema}".webhook_inbox`);
  }, 60_000);
  afterAll(() => bench.close());

  const names = (): ReturnType<typeof toTableNames> => toTableNames({ schema: bench.database.schema });
  const explain = async ({ text, values }: { text: string; values: readonly unknown[] }): Promise<string> => {
    const { rows } = await bench.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [...values]);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  const request = { now: null, lease: 30_000, limit: 8, source: 'acme' };

  it('is claimed from by index, in its order, also when statistics know nothing of the backlog', async () => {
    const table = `"${bench.database.schema}".webhook_inbox`;
    const client = await bench.pool.connect();
    try {
      // As many as were due when the table was last analyzed: a planner that sees the limit sorts all that is due now.
      await client.query('BEGIN');
      await client.query(`UPDATE ${table} SET state = 'done', next_at = NULL WHERE next_at > 15`);
      await client.query(`ANALYZE ${table}`);
      await client.query(`UPDATE ${table} SET state = 'pending', next_at = arrival WHERE next_at IS NULL`);
      const { text, values } = claimStatement(names(), { ...request, limit: 24 });
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [...values]);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('Index Scan using webhook_due on webhook_inbox');
      expect(plan.match(/Sort {2}\(/g), plan).toHaveLength(1);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }, 60_000);

  it.each(['acme', 'rare', 'unknown'])('is claimed from by index, in its order, for the source %s', async (source) => {
    const plan = await explain(claimStatement(names(), { ...request, source }));
    expect(plan).toMatch(
      /Index Scan using webhook_due on webhook_inbox .*\n +Index Cond: \(\(source = .* AND \(next_at <= /,
    );
    expect(plan).not.toContain('Seq Scan');
    expect(plan.match(/Sort {2}\(/g), 'only the claims are sorted, not what is due').toHaveLength(1);
  });

  it('is claimed from by index for named deliveries', async () => {
    const plan = await explain(claimNamedStatement(names(), request, [Buffer.alloc(32), Buffer.alloc(32, 1)]));
    expect(plan).toContain('webhook_inbox_digest_key');
    expect(plan).not.toContain('Seq Scan');
  });

  it('is paged through and searched for dead letters by index', async () => {
    expect(await explain(listStatement(names(), {}, '100000', 100))).toContain('webhook_inbox_pkey');
    expect(await explain(listStatement(names(), { state: 'dead' }, '0', 100))).toContain('webhook_dead');
  });

  it('is claimed from by many without one waiting for another', async () => {
    const blocker = await bench.pool.connect();
    await blocker.query('BEGIN');
    const { schema } = bench.database;
    await blocker.query(`SELECT FROM "${schema}".webhook_inbox WHERE next_at <= 21 AND next_at IS NOT NULL FOR UPDATE`);
    const inbox = bench.open();
    const claims = (
      await Promise.all(Array.from({ length: 20 }, () => inbox.claim({ lease: 30_000, limit: 5, source: 'acme' })))
    ).flat();
    await blocker.query('ROLLBACK');
    blocker.release();
    const ids = claims.map((claim) => Number(claim.delivery.id)).toSorted((left, right) => left - right);
    const free = Array.from({ length: 200 }, (_, index) => index).filter((id) => id > 21 && id % 100 > 1);
    expect(ids).toEqual(free.slice(0, 100));
  });

  it('is purged in batches, and tells exactly what it did', async () => {
    for (const which of ['full', 'erased'] as const) {
      const plan = await explain(purgeStatement(names(), null, { olderThan: DAY, source: 'nobody' }, which));
      expect(plan, plan).not.toMatch(/Seq Scan on webhook_inbox(?! i)/);
    }
    const inbox = bench.open();
    const { rows } = await bench.pool.query<{ dead: string; done: string }>(
      `SELECT count(*) FILTER (WHERE state = 'dead') AS dead, count(*) FILTER (WHERE state = 'done') AS done
      FROM "${bench.database.schema}".webhook_inbox`,
    );
    const [dead, done] = [Number(rows[0]?.dead), Number(rows[0]?.done)];
    // Half of what is done must be remembered: its content goes, its record stays.
    await bench.pool.query(
      `UPDATE "${bench.database.schema}".webhook_inbox SET keep_until = 1e15 WHERE state = 'done' AND arrival % 4 = 1`,
    );
    const kept =
      (await bench.pool.query(`SELECT FROM "${bench.database.schema}".webhook_inbox WHERE keep_until > 0`)).rowCount ??
      0;
    expect(await inbox.purge({ olderThan: DAY, source: 'nobody' })).toEqual({ removed: 0, erased: 0 });
    expect(await inbox.purge({ olderThan: DAY, states: ['dead'] })).toEqual({ removed: dead, erased: 0 });
    expect(await inbox.purge({ olderThan: DAY })).toEqual({ removed: done - kept, erased: kept });
    expect(await inbox.purge({ olderThan: DAY })).toEqual({ removed: 0, erased: 0 });
    const open = await bench.pool.query(
      `SELECT FROM "${bench.database.schema}".webhook_inbox WHERE next_at IS NOT NULL`,
    );
    expect(open.rowCount).toBe(100_000);
  });

  it('forgets the audit trail of a delivery with its record, and not before', async () => {
    const { inbox, clock } = bench;
    const one = delivery('audited');
    await inbox.accept([one]);
    await inbox.replay(one, { actor: 'ops', reason: 'test' });
    await inbox.bury(await bench.claimOne([one]), { error: 'x' });
    expect(await inbox.replays(one)).toHaveLength(1);
    await clock.advance(2 * DAY);
    expect((await inbox.purge({ olderThan: DAY })).removed).toBe(1);
    expect(await inbox.replays(one)).toEqual([]);
    expect((await bench.pool.query(`SELECT FROM "${bench.database.schema}".webhook_replays`)).rowCount).toBe(0);
  });
});
