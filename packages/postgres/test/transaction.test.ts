import type { Claim } from '@breakwater/core/webhooks';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresInbox, PostgresTransaction } from '../src/index.js';
import { delivery } from './acme.js';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.js';
import { type InboxBench, openInboxBench } from './inbox-bench.js';
import { hasPostgres } from './test-database.js';

describe.runIf(hasPostgres)('a transaction', () => {
  let bench: InboxBench;
  let proxy: CuttingProxy;
  /** Its connections go through the proxy. */
  let proxied: PostgresInbox;

  beforeAll(async () => {
    bench = await openInboxBench();
    proxy = await startCuttingProxy(bench.database.url);
    const pool = bench.database.openPool({
      connectionString: undefined,
      host: '127.0.0.1',
      port: proxy.port,
      ...userOf(bench),
    });
    proxied = bench.open({ pool, connectionTimeout: 500 });
  });
  afterAll(async () => {
    await bench.close();
    await proxy.close();
  });

  /** Stores and claims a delivery, writes its effect and records it as done. */
  const apply = async (inbox: PostgresInbox, claim: Claim): Promise<void> =>
    inbox.transaction(async (transaction) => {
      const { id } = claim.delivery;
      await transaction.query(bench.effect, [id]);
      if (!(await inbox.complete(claim, { result: 'processed', keep: 1_000, transaction }))) throw new Error('lost');
    });

  it.each(['before', 'after'] as const)(
    'is never taken for done when the connection breaks %s the commit',
    async (when) => {
      const one = delivery(`cut-${when}`);
      await proxied.accept([one]);
      const claim = await bench.claimOne([one]);
      proxy.arm(when);
      await expect(apply(proxied, claim)).rejects.toMatchObject({
        code: 'NETWORK',
        outcome: 'unknown',
        message: expect.stringContaining('COMMIT was not answered'),
      });
      // What the worker does next: the fence tells which it was.
      const isDue = await proxied.fail(claim, { error: 'x', delay: 0 });
      expect(isDue).toBe(when === 'before');
      if (isDue) await apply(proxied, await bench.claimOne([one]));
      expect([await bench.stateOf(one), await bench.countEffects(one.id)]).toEqual(['done', 1]);
    },
  );

  it('does not wait without end for a commit that nobody answers', async () => {
    const one = delivery('silent');
    await proxied.accept([one]);
    const claim = await bench.claimOne([one]);
    proxy.arm('silent');
    await expect(apply(proxied, claim)).rejects.toMatchObject({ code: 'NETWORK', outcome: 'unknown' });
    expect(await proxied.fail(claim, { error: 'x', delay: 0 })).toBe(true);
    expect(await bench.countEffects(one.id)).toBe(0);
  });

  it('rejects when a handler has swallowed the error of a query, instead of taking the roll-back for a commit', async () => {
    const { inbox, effect } = bench;
    const swallow = async (transaction: PostgresTransaction): Promise<void> => {
      await transaction.query(effect, ['swallowed']);
      await transaction.query('SELECT 1 / 0').catch(() => {});
    };
    await expect(inbox.transaction(swallow)).rejects.toMatchObject({
      code: 'CONFLICT',
      outcome: 'not_applied',
      message: expect.stringContaining('its error was swallowed'),
    });
    await inbox.accept([delivery('swallowed')]);
    const claim = await bench.claimOne([delivery('swallowed')]);
    const completed = inbox.transaction(async (transaction) => {
      await swallow(transaction);
      return inbox.complete(claim, { result: 'processed', keep: 0, transaction });
    });
    await expect(completed).rejects.toMatchObject({ vendorCode: '25P02', operation: 'inbox.complete' });
    expect([await bench.countEffects('swallowed'), await bench.stateOf(delivery('swallowed'))]).toEqual([0, 'claimed']);
  });

  it('is rolled back, and known to be, when the server refuses to commit', async () => {
    const { schema } = bench.database;
    await bench.pool.query(`CREATE TABLE "${schema}".late (key text UNIQUE DEFERRABLE INITIALLY DEFERRED)`);
    const one = delivery('deferred');
    await bench.inbox.accept([one]);
    const claim = await bench.claimOne([one]);
    const applied = bench.inbox.transaction(async (transaction) => {
      await transaction.query(`INSERT INTO "${schema}".late VALUES ('a'), ('a')`);
      return bench.inbox.complete(claim, { result: 'processed', keep: 0, transaction });
    });
    await expect(applied).rejects.toMatchObject({ vendorCode: '23505', outcome: 'not_applied' });
    expect(await bench.inbox.fail(claim, { error: 'x', delay: 0 })).toBe(true);
  });

  it('leaves a handler that was given up nothing to write with', async () => {
    const { inbox, effect } = bench;
    let late: PostgresTransaction | undefined;
    let client: PoolClient | undefined;
    const givenUp = inbox.transaction(async (transaction) => {
      late = transaction;
      client = await transaction.client();
      await transaction.query(effect, ['late']);
      throw new Error('The handler took too long.');
    });
    await expect(givenUp).rejects.toThrow('The handler took too long.');
    await expect(late?.query(effect, ['late'])).rejects.toThrow('it has ended');
    await expect(late?.client()).rejects.toThrow('it has ended');
    await expect(client?.query(effect, ['late'])).rejects.toThrow('not queryable');
    expect(await bench.countEffects('late')).toBe(0);
  });

  it('does not wait for a query that hangs when its handler was given up', async () => {
    const { inbox } = bench;
    let hanging: Promise<unknown> | undefined;
    const givenUp = inbox.transaction(async (transaction) => {
      hanging = transaction.query('SELECT pg_sleep(600)').catch((error: unknown) => error);
      throw new Error('The handler took too long.');
    });
    await expect(givenUp).rejects.toThrow('The handler took too long.');
    expect(await hanging).toBeInstanceOf(Error);
  });

  it('sees a lease that was prolonged while it ran, whatever isolation is the default', async () => {
    const pool = bench.database.openPool({ options: '-c default_transaction_isolation=serializable' });
    const inbox = bench.open({ pool });
    await inbox.accept([delivery('isolated')]);
    const claim = await bench.claimOne([delivery('isolated')]);
    await inbox.transaction(async (transaction) => {
      await transaction.query(bench.effect, ['isolated']);
      expect(await inbox.extend(claim, 60_000)).toBe(true);
      expect(await inbox.complete(claim, { result: 'processed', keep: 0, transaction })).toBe(true);
    });
    expect(await bench.countEffects('isolated')).toBe(1);
  });
});

/** The role and database of the tests, without an address. */
function userOf({ database: { url } }: InboxBench): {
  readonly user: string;
  readonly password: string;
  readonly database: string;
} {
  return { user: url.username, password: decodeURIComponent(url.password), database: url.pathname.slice(1) };
}
