import { DatabaseSync } from 'node:sqlite';
import { createVirtualClock, type VirtualClock } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import type { SqliteInbox } from '../src/index.js';
import { delivery } from './processes/effect.js';
import { createTemporaryStore } from './temporary-store.js';

describe('writes of the inbox', () => {
  const temporary = createTemporaryStore();
  const bench = (name: string): { inbox: SqliteInbox; clock: VirtualClock } => {
    const clock = createVirtualClock();
    return { inbox: temporary.open(name, { clock }), clock };
  };
  const gate = (): { opened: Promise<void>; open: () => void } => {
    let open: () => void = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { opened, open };
  };

  it('do not stop the event loop while another connection has the lock', async () => {
    const { inbox } = bench('loop');
    await inbox.migrate();
    const other = new DatabaseSync(temporary.path('loop'));
    other.exec('BEGIN IMMEDIATE');
    const accepted = inbox.accept([delivery('a')]);
    let turns = 0;
    while (turns < 1_000) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      turns += 1;
    }
    expect(await inbox.find(delivery('a'))).toBeUndefined();
    other.exec('COMMIT');
    other.close();
    expect(await accepted).toEqual([{ outcome: 'stored' }]);
  });

  it('wait no longer than the busy timeout, and tell why', async () => {
    const { inbox, clock } = bench('busy');
    const slow = temporary.open('busy', { clock, busyTimeout: 1_000 });
    await slow.migrate();
    const { opened, open } = gate();
    const { opened: begun, open: tellBegun } = gate();
    const holder = slow.transaction(async (transaction) => {
      await transaction.begin();
      tellBegun();
      await opened;
    });
    await begun;
    const refused = slow.accept([delivery('a')]).catch((error: unknown) => error);
    const patient = inbox.accept([delivery('b')]); // another connection, as in another process
    await clock.advance(1_000);
    expect(await refused).toMatchObject({
      code: 'UNAVAILABLE',
      operation: 'inbox.accept',
      message: expect.stringContaining('within 1000 ms'),
    });
    open();
    await holder;
    expect(await patient).toEqual([{ outcome: 'stored' }]);
    expect((await inbox.list()).deliveries.map(({ id }) => id)).toEqual(['b']);
    expect(clock.pending).toBe(0);
  });

  it('undo a failed one alone, and not what was written in the same commit', async () => {
    const { inbox } = bench('batch');
    const broken = delivery('b', { receivedAt: 'yesterday' as unknown as number });
    const results = await Promise.allSettled([
      inbox.accept([delivery('a')]),
      inbox.accept([delivery('c'), broken]),
      inbox.accept([delivery('d')]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await inbox.list()).deliveries.map(({ id }) => id)).toEqual(['a', 'd']);
  });

  it('fail together when a failure has ended the transaction of their commit, and say why', async () => {
    const { inbox } = bench('batch-ended');
    await inbox.migrate();
    temporary.query(
      'batch-ended',
      `CREATE TRIGGER full BEFORE INSERT ON webhook_delivery WHEN new.id = 'b'
       BEGIN SELECT RAISE(ROLLBACK, 'as if the disk were full'); END`,
    );
    const results = await Promise.allSettled(['a', 'b', 'c'].map((id) => inbox.accept([delivery(id)])));
    const reasons = results.map((one) => (one.status === 'rejected' ? String(one.reason) : one.value));
    expect(reasons).toEqual([
      expect.stringContaining('as if the disk were full'),
      expect.stringContaining('as if the disk were full'),
      [{ outcome: 'stored' }],
    ]);
    expect((await inbox.list()).deliveries.map(({ id }) => id)).toEqual(['c']);
  });

  it('go before a transaction that waits for the lock of another process', async () => {
    const { inbox } = bench('first');
    await inbox.migrate();
    const other = new DatabaseSync(temporary.path('first'));
    other.exec('BEGIN IMMEDIATE');
    const order: string[] = [];
    const transaction = inbox.transaction(async (own) => {
      await own.begin();
      order.push('transaction');
    });
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    const accepted = inbox.accept([delivery('a')]).then(() => order.push('accept'));
    other.exec('COMMIT');
    other.close();
    await Promise.all([transaction, accepted]);
    expect(order).toEqual(['accept', 'transaction']);
  });
});
