import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresInbox } from '../src/index.js';
import { delivery } from './acme.js';
import { createGate } from './gate.js';
import { type InboxBench, openInboxBench } from './inbox-bench.js';
import { hasPostgres } from './test-database.js';

describe.runIf(hasPostgres)('a transaction that begins when it is first used', () => {
  let bench: InboxBench;
  beforeAll(async () => {
    bench = await openInboxBench();
  });
  afterAll(() => bench.close());

  /** Completes a claim the way a handler's processing does: what was lost rolls back. */
  const complete = (inbox: PostgresInbox, claim: Awaited<ReturnType<InboxBench['claimOne']>>): Promise<boolean> =>
    inbox.transaction((transaction) => inbox.complete(claim, { result: 'processed', keep: 60_000, transaction }));

  it('holds no connection while a handler does something else', async () => {
    const pool = bench.database.openPool({ max: 1 });
    const inbox = bench.open({ pool, listen: false, connectionTimeout: 200 });
    const gate = createGate();
    const slow = Array.from({ length: 5 }, () => inbox.transaction(() => gate.passed));
    expect(await inbox.list({ limit: 1 })).toBeDefined(); // with the only connection
    gate.open();
    await Promise.all(slow);
    expect(pool.totalCount - pool.idleCount).toBe(0);
  });

  it('begins once, however many queries are first', async () => {
    const { inbox, effect, countEffects } = bench;
    await inbox.transaction(async (transaction) => {
      const same = await Promise.all([transaction.client(), transaction.client()]);
      expect(same[0]).toBe(same[1]);
      await Promise.all(['one', 'one', 'one'].map((key) => transaction.query(effect, [key])));
      expect(await countEffects('one')).toBe(0); // not committed, and all on one connection
    });
    expect(await countEffects('one')).toBe(3);
  });

  it('takes no part in the record of a handler that did not use it', async () => {
    const { inbox, claimOne, stateOf } = bench;
    const one = delivery('unused');
    await inbox.accept([one]);
    const claim = await claimOne([one]);
    await inbox.transaction(async (transaction) => {
      expect(await inbox.complete(claim, { result: 'processed', keep: 60_000, transaction })).toBe(true);
      // After that nothing can be written which would not belong to the record.
      await expect(transaction.query('SELECT 1')).rejects.toThrow('it has ended');
    });
    expect(await stateOf(one)).toBe('done');
  });

  it('records many deliveries together, and tells each whether its claim still held', async () => {
    const { inbox, clock, claimOne, stateOf } = bench;
    const all = Array.from({ length: 40 }, (_, index) => delivery(`together-${index}`));
    await inbox.accept(all);
    const claims = await inbox.claim({ lease: 30_000, keys: all });
    expect(claims).toHaveLength(40);
    await clock.advance(30_000);
    const [first, second] = all;
    if (!first || !second) throw new Error('Nothing was stored.');
    // Two are taken over by somebody else; their old claims must change nothing.
    const taken = [await claimOne([first]), await claimOne([second])];
    const answers = await Promise.all(claims.map((claim) => complete(inbox, claim)));
    expect(answers).toEqual(claims.map(({ delivery: { id } }) => ![first.id, second.id].includes(id)));
    expect(await stateOf(first)).toBe('claimed');
    expect(await Promise.all(taken.map((claim) => complete(inbox, claim)))).toEqual([true, true]);
    expect(await stateOf(first)).toBe('done');
  });

  it('rejects what it is asked for after its end', async () => {
    let late: { query(text: string): Promise<unknown> } | undefined;
    await bench.inbox.transaction(async (transaction) => {
      late = transaction as typeof late;
    });
    await expect(late?.query('SELECT 1')).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});
