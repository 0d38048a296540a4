import { latest, serial, type WebhookContext } from '@breakwater/core/webhooks';
import { createVirtualClock } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import { createSqliteLock, createSqliteVersionStore, type SqliteTransaction } from '../src/index.js';
import { applyEffect } from './processes/effect.js';
import { createTemporaryStore } from './temporary-store.js';

const KEY = { scope: '', source: 'acme', tenant: '', subject: 'order \u0000 \uD800' };
const applied = (version: number, eventId = `e${version}`) => ({ version, eventId, isTerminal: false });

function contextOf(transaction: SqliteTransaction, id: string, occurredAt: number): WebhookContext<SqliteTransaction> {
  const facts = { id, type: 'order', source: 'acme', tenant: '', attempt: 1, subject: 'order', receivedAt: 0 };
  return { ...facts, occurredAt, idempotencyKey: id, signal: new AbortController().signal, transaction };
}

describe('a version store', () => {
  const temporary = createTemporaryStore();

  it('keeps what was applied, with every field, for all that use the file', async () => {
    const [inbox, other] = [temporary.open('fields'), temporary.open('fields')];
    const versions = createSqliteVersionStore();
    const full = { version: 7.5, eventId: 'nul \u0000', isTerminal: true, fetchedUntil: 8.25 };
    await inbox.transaction((transaction) =>
      versions.update(KEY, transaction, async (before) => {
        expect(before).toBeUndefined();
        return { applied: full, result: undefined };
      }),
    );
    const seen = await other.transaction((transaction) =>
      createSqliteVersionStore().update(KEY, transaction, async (before) => ({ result: before })),
    );
    expect(seen).toEqual(full);
    for (const elsewhere of [{ scope: 'b' }, { source: 'b' }, { tenant: 'b' }, { subject: 'order \u0000 \uD801' }]) {
      const none = await inbox.transaction((transaction) =>
        versions.update({ ...KEY, ...elsewhere }, transaction, async (before) => ({ result: before })),
      );
      expect(none).toBeUndefined();
    }
  });

  it('forgets with the transaction, and when its work rejects', async () => {
    const inbox = temporary.open('undone');
    const versions = createSqliteVersionStore();
    const failing = inbox.transaction((transaction) =>
      versions.update(KEY, transaction, () => Promise.reject(new Error('no'))),
    );
    await expect(failing).rejects.toThrow('no');
    const undone = inbox.transaction(async (transaction) => {
      await versions.update(KEY, transaction, async () => ({ applied: applied(1), result: 1 }));
      throw new Error('later');
    });
    await expect(undone).rejects.toThrow('later');
    const seen = await inbox.transaction((transaction) =>
      versions.update(KEY, transaction, async (before) => ({ result: before })),
    );
    expect(seen).toBeUndefined();
  });

  it('lets in one at a time, from several connections and within one transaction', async () => {
    const inboxes = Array.from({ length: 4 }, () => temporary.open('counted'));
    const versions = createSqliteVersionStore();
    const increase = (transaction: SqliteTransaction): Promise<void> =>
      versions.update(KEY, transaction, async (before) => {
        await Promise.resolve();
        return { applied: applied((before?.version ?? 0) + 1), result: undefined };
      });
    await Promise.all(
      inboxes.map((inbox) =>
        inbox.transaction(async (transaction) => {
          await Promise.all([increase(transaction), increase(transaction), increase(transaction)]);
        }),
      ),
    );
    const [row] = temporary.query('counted', 'SELECT count(*) AS count, max(version) AS version FROM webhook_version');
    expect(row).toEqual({ count: 1, version: 12 });
  });

  it('never lets an older event overwrite a newer one, whoever comes first', async () => {
    const [inbox, other] = [temporary.open('latest'), temporary.open('latest')];
    const onOrder = latest<string, SqliteTransaction>(
      async (event, { transaction }) => applyEffect(transaction, event),
      {
        versions: createSqliteVersionStore(),
        ties: 'supersede',
      },
    );
    const handle = (by: typeof inbox, id: string, at: number): Promise<unknown> =>
      by.transaction((transaction) => Promise.resolve(onOrder(id, contextOf(transaction, id, at))));
    await handle(inbox, 'new', 2_000);
    expect(await handle(other, 'old', 1_000)).toBe('superseded');
    expect([temporary.count('latest', 'new'), temporary.count('latest', 'old')]).toEqual([1, 0]);
  });

  it('forgets versions that were not used for long, some at a time', async () => {
    const clock = createVirtualClock();
    const inbox = temporary.open('swept', { clock });
    const versions = createSqliteVersionStore({ clock, retention: 1_000 });
    const updateMany = (from: number, count: number): Promise<void> =>
      inbox.transaction(async (transaction) => {
        for (let index = from; index < from + count; index++) {
          const key = { ...KEY, subject: `s${index}` };
          await versions.update(key, transaction, async () => ({ applied: applied(1), result: undefined }));
        }
      });
    await updateMany(0, 150);
    await clock.advance(1_000);
    await updateMany(1_000, 100);
    expect(temporary.query('swept', 'SELECT count(*) AS count FROM webhook_version')).toEqual([{ count: 100 }]);
  });
});

describe('a lock on subjects', () => {
  const temporary = createTemporaryStore();

  it('lets one at a time in, also through other connections, until the transaction ends', async () => {
    const inboxes = Array.from({ length: 3 }, () => temporary.open('lock'));
    let inside = 0;
    let most = 0;
    const onOrder = serial<string, SqliteTransaction>(
      async (event, { transaction }) => {
        inside += 1;
        most = Math.max(most, inside);
        await applyEffect(transaction, event);
        inside -= 1;
      },
      { lock: createSqliteLock() },
    );
    await Promise.all(
      inboxes.map((inbox, index) =>
        inbox.transaction(async (transaction) => {
          const contexts = [0, 1].map((one) => contextOf(transaction, `${index}-${one}`, 0));
          await Promise.all(contexts.map(async (context) => onOrder('done', context)));
        }),
      ),
    );
    expect([most, temporary.count('lock', 'done')]).toEqual([1, 6]);
  });

  it('does not let in who was stopped before its turn', async () => {
    const inbox = temporary.open('stopped');
    await inbox.migrate();
    const lock = createSqliteLock();
    const stop = new AbortController();
    let hasRun = false;
    await inbox.transaction(async (holder) => {
      await holder.begin();
      const waiting = inbox.transaction((transaction) =>
        lock.hold(KEY, { transaction, signal: stop.signal }, async () => {
          hasRun = true;
        }),
      );
      stop.abort(new Error('The worker was stopped.'));
      await expect(waiting).rejects.toThrow('The worker was stopped.');
    });
    expect(hasRun).toBe(false);
  });
});
