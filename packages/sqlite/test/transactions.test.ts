import type { DatabaseSync } from 'node:sqlite';
import type { Claim } from '@breakwater/core/webhooks';
import { createVirtualClock, type VirtualClock } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import type { SqliteInbox, SqliteTransaction } from '../src/index.js';
import { applyEffect, delivery } from './processes/effect.js';
import { createTemporaryStore } from './temporary-store.js';

describe('a transaction', () => {
  const temporary = createTemporaryStore();
  const bench = (name: string): { inbox: SqliteInbox; clock: VirtualClock } => {
    const clock = createVirtualClock();
    return { inbox: temporary.open(name, { clock }), clock };
  };
  const claimOne = async (inbox: SqliteInbox, id = 'a'): Promise<Claim> => {
    const [claim] = await inbox.claim({ lease: 30_000, keys: [delivery(id)] });
    if (!claim) throw new Error('Nothing is due');
    return claim;
  };
  const gate = (): { opened: Promise<void>; open: () => void } => {
    let open: () => void = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { opened, open };
  };
  const finish = (inbox: SqliteInbox, claim: Claim, transaction: SqliteTransaction): Promise<boolean> =>
    inbox.complete(claim, { result: 'processed', keep: 1_000, transaction });

  it('holds nobody up before it begins, however long its handler takes', async () => {
    const { inbox } = bench('idle');
    await inbox.accept([delivery('a')]);
    const claim = await claimOne(inbox);
    const { opened, open } = gate();
    const done = inbox.transaction(async (transaction) => {
      await opened;
      return finish(inbox, claim, transaction);
    });
    expect(await inbox.accept([delivery('b')])).toEqual([{ outcome: 'stored' }]);
    expect(await inbox.extend(claim, 30_000)).toBe(true);
    open();
    expect(await done).toBe(true);
  });

  it('keeps the statements of others out, lets readers in, and lets the others go on at its end', async () => {
    const { inbox } = bench('open');
    await inbox.accept([delivery('a'), delivery('b')]);
    const claim = await claimOne(inbox);
    const other = await claimOne(inbox, 'b');
    const { opened, open } = gate();
    const { opened: begun, open: tellBegun } = gate();
    const order: string[] = [];
    const failed = inbox
      .transaction(async (transaction) => {
        await applyEffect(transaction, 'a');
        tellBegun();
        await opened;
        await finish(inbox, claim, transaction);
        order.push('handler');
        throw new Error('after all not');
      })
      .catch((error: unknown) => String(error));
    await begun;
    const waiting = [
      inbox.accept([delivery('c')]).then(() => order.push('accept')),
      inbox.extend(claim, 60_000).then((kept) => order.push(`extend ${kept}`)),
      inbox.fail(other, { error: 'x', delay: 0 }).then((kept) => order.push(`fail ${kept}`)),
    ];
    expect(await inbox.find(delivery('c'))).toBeUndefined();
    expect(await inbox.find(delivery('a'))).toMatchObject({ state: 'claimed' });
    open();
    expect(await failed).toBe('Error: after all not');
    await Promise.all(waiting);
    expect(order[0]).toBe('handler');
    expect(order.toSorted()).toEqual(['accept', 'extend true', 'fail true', 'handler']);
    // What was written while it was open was not rolled back with it.
    expect(await inbox.find(delivery('c'))).toMatchObject({ state: 'pending' });
    expect(temporary.count('open', 'a')).toBe(0);
  });

  it('that outlives its lease is not taken over while it is open, and applies its effect once', async () => {
    const clock = createVirtualClock();
    const inbox = temporary.open('outlived', { clock, transactionTimeout: 600_000 });
    const other = temporary.open('outlived', { clock, busyTimeout: 600_000 });
    await inbox.accept([delivery('a')]);
    const claim = await claimOne(inbox);
    const { opened, open } = gate();
    const { opened: begun, open: tellBegun } = gate();
    const done = inbox.transaction(async (transaction) => {
      await applyEffect(transaction, 'a');
      tellBegun();
      await opened;
      return finish(inbox, claim, transaction);
    });
    await begun;
    await clock.advance(60_000); // twice the lease
    const taken = other.claim({ lease: 30_000 }); // sees that the lease has lapsed, and waits for the lock
    await clock.drain();
    open();
    expect(await done).toBe(true);
    expect(await taken).toEqual([]);
    expect(temporary.count('outlived', 'a')).toBe(1);
  });

  it('is rolled back when it stays open for too long, and its connection is of no use any more', async () => {
    const { inbox, clock } = bench('slow');
    await inbox.accept([delivery('a')]);
    const claim = await claimOne(inbox);
    let database: DatabaseSync | undefined;
    let late: SqliteTransaction | undefined;
    const { opened: begun, open: tellBegun } = gate();
    const hanging = inbox
      .transaction(async (transaction) => {
        late = transaction;
        database = await transaction.begin();
        database.exec(`INSERT INTO effect (key) VALUES ('a')`);
        tellBegun();
        await new Promise(() => {});
      })
      .catch((error: unknown) => error);
    await begun;
    await clock.advance(5_000);
    expect(await hanging).toMatchObject({ code: 'TIMEOUT', message: expect.stringContaining('5000 ms') });
    expect(() => database?.exec(`INSERT INTO effect (key) VALUES ('late')`)).toThrow('not open');
    await expect(late?.begin()).rejects.toThrow('has ended');
    await inbox.transaction(async (transaction) => {
      await applyEffect(transaction, 'b');
      await finish(inbox, claim, transaction);
    });
    expect([temporary.count('slow', 'a'), temporary.count('slow', 'late'), temporary.count('slow', 'b')]).toEqual([
      0, 0, 1,
    ]);
    expect(clock.pending).toBe(0);
  });

  it('is not begun any more when its work has ended before its turn', async () => {
    const { inbox } = bench('given-up');
    await inbox.migrate();
    const { opened, open } = gate();
    const { opened: begun, open: tellBegun } = gate();
    const holder = inbox.transaction(async (transaction) => {
      await transaction.begin();
      tellBegun();
      await opened;
    });
    await begun;
    let waiting: Promise<unknown> | undefined;
    const givenUp = inbox.transaction(async (transaction) => {
      waiting = transaction.begin();
      throw new Error('The handler took too long');
    });
    await expect(givenUp).rejects.toThrow('The handler took too long');
    await expect(waiting).rejects.toThrow('has ended');
    open();
    await holder;
    expect(await inbox.accept([delivery('a')])).toEqual([{ outcome: 'stored' }]);
  });

  it('ends by its own time when its handler waits for the inbox that waits for it', async () => {
    const { inbox, clock } = bench('nested');
    await inbox.migrate();
    const nested = inbox.transaction(async (transaction) => {
      await applyEffect(transaction, 'a');
      await inbox.accept([delivery('b')]);
    });
    await expect(clock.settle(nested)).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(temporary.count('nested', 'a')).toBe(0);
  });

  it('does not record as done what a handler has committed by itself', async () => {
    const { inbox } = bench('meddling');
    await inbox.accept([delivery('a')]);
    const claim = await claimOne(inbox);
    const meddling = inbox.transaction(async (transaction) => {
      (await transaction.begin()).exec('COMMIT');
      await finish(inbox, claim, transaction);
    });
    await expect(meddling).rejects.toMatchObject({ code: 'CONFIGURATION' });
    expect(await inbox.find(delivery('a'))).toMatchObject({ state: 'claimed' });
    const closing = inbox.transaction(async (transaction) => (await transaction.begin()).close());
    await expect(closing).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await inbox.accept([delivery('b')])).toEqual([{ outcome: 'stored' }]);
  });

  it('is undone, and says why, when the commit fails', async () => {
    const { inbox } = bench('commit');
    await inbox.accept([delivery('a')]);
    const claim = await claimOne(inbox);
    const failing = inbox.transaction(async (transaction) => {
      const database = await transaction.begin();
      database.exec(`CREATE TABLE parent (id INTEGER PRIMARY KEY);
        CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
        INSERT INTO child VALUES (7);`);
      await finish(inbox, claim, transaction);
    });
    await expect(failing).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      cause: { message: 'FOREIGN KEY constraint failed' },
    });
    expect(await inbox.find(delivery('a'))).toMatchObject({ state: 'claimed' });
    expect(temporary.query('commit', `SELECT name FROM sqlite_schema WHERE name = 'child'`)).toEqual([]);
  });
});
