import { latest, serial } from '@breakwater/core/webhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPostgresLock,
  createPostgresVersionStore,
  type PostgresInbox,
  type PostgresTransaction,
  type PostgresVersionStore,
} from '../src/index.js';
import { createGate } from './gate.js';
import { type InboxBench, openInboxBench } from './inbox-bench.js';
import { hasPostgres } from './test-database.js';

interface Change {
  readonly id: string;
  readonly version: number;
}

describe.runIf(hasPostgres)('the order of effects', () => {
  let bench: InboxBench;
  let versions: PostgresVersionStore;
  let table: string;
  beforeAll(async () => {
    bench = await openInboxBench();
    const { schema } = bench.database;
    versions = createPostgresVersionStore({ schema, clock: bench.clock });
    table = `"${schema}".orders`;
    await bench.pool.query(
      `CREATE TABLE ${table} (subject text PRIMARY KEY, version int NOT NULL, writes int NOT NULL DEFAULT 1)`,
    );
  });
  afterAll(() => bench.close());

  const contextOf = (
    transaction: PostgresTransaction,
    subject: string,
    { id, version }: Change,
    signal = new AbortController().signal,
  ) =>
    ({
      id,
      type: 'order.changed',
      source: 'acme',
      tenant: '',
      attempt: 1,
      subject,
      occurredAt: version,
      receivedAt: 0,
      idempotencyKey: id,
      signal,
      transaction,
    }) as const;

  /** Writes what an event says, without looking at what is there. */
  const write = latest<Change, PostgresTransaction>(
    async ({ version }, { transaction, subject }) => {
      await transaction.query(
        `INSERT INTO ${table} AS o (subject, version) VALUES ($1, $2)
        ON CONFLICT (subject) DO UPDATE SET version = excluded.version, writes = o.writes + 1`,
        [subject, version],
      );
    },
    { versions: { update: (...args) => versions.update(...args) }, ties: 'supersede' },
  );
  const handle = (inbox: PostgresInbox, subject: string, change: Change): Promise<unknown> =>
    inbox.transaction(async (transaction) => write(change, contextOf(transaction, subject, change)));
  const versionOf = async (subject: string): Promise<number | undefined> =>
    (await bench.pool.query<{ version: number }>(`SELECT version FROM ${table} WHERE subject = $1`, [subject])).rows[0]
      ?.version;

  it('never ends with an older event, in whatever order three processes come with them', async () => {
    const processes = [bench.open(), bench.open(), bench.open()];
    for (let round = 0; round < 10; round += 1) {
      const subject = `order \u0000 ${round}`; // the first event of it is part of the race
      const changes = Array.from({ length: 12 }, (_, index) => ({
        id: `${round}-${index}`,
        version: ((index * 7) % 12) + 1,
      }));
      await Promise.all(
        changes.map((change, index) =>
          handle(processes[index % 3] as PostgresInbox, subject.replace('\u0000', 'x'), change),
        ),
      );
      expect(await versionOf(subject.replace('\u0000', 'x'))).toBe(12);
    }
  });

  it('forgets a version whose effect was rolled back', async () => {
    const failing = bench.inbox.transaction(async (transaction) => {
      const change = { id: 'a', version: 9 };
      await write(change, contextOf(transaction, 'rolled-back', change));
      throw new Error('after the effect');
    });
    await expect(failing).rejects.toThrow('after the effect');
    await handle(bench.inbox, 'rolled-back', { id: 'b', version: 3 });
    expect(await versionOf('rolled-back')).toBe(3);
  });

  it('keeps every part of what was applied, per scope and whatever the texts hold', async () => {
    const key = { scope: 'a \u0000', source: 'b \uD800', tenant: 'c', subject: 'd' };
    const applied = { version: 1.5, eventId: 'evt \u0000', isTerminal: true, fetchedUntil: 2.25 };
    const read = (scope: string, next?: typeof applied): Promise<unknown> =>
      bench.inbox.transaction((transaction) =>
        versions.update({ ...key, scope }, transaction, async (before) =>
          next ? { applied: next, result: before } : { result: before },
        ),
      );
    expect(await read(key.scope, applied)).toBeUndefined();
    expect(await read(key.scope)).toEqual(applied);
    expect(await read('another')).toBeUndefined();
  });

  it('forgets versions of subjects without events when told to', async () => {
    await handle(bench.inbox, 'old', { id: 'a', version: 9 });
    await bench.clock.advance(10_000);
    await handle(bench.inbox, 'young', { id: 'a', version: 9 });
    expect(await versions.purge({ olderThan: 5_000, connection: bench.pool })).toBeGreaterThan(0);
    await handle(bench.inbox, 'old', { id: 'b', version: 3 });
    await handle(bench.inbox, 'young', { id: 'b', version: 3 });
    expect([await versionOf('old'), await versionOf('young')]).toEqual([3, 9]);
  });

  it('lets one process at a time work on a subject, until its transaction ends', async () => {
    const order: string[] = [];
    const [entered, leave] = [createGate(), createGate()];
    const guarded = serial<Change, PostgresTransaction>(
      async ({ id }) => {
        order.push(`${id} begins`);
        if (id === 'first') {
          entered.open();
          await leave.passed;
        }
        order.push(`${id} ends`);
      },
      { lock: createPostgresLock() },
    );
    const run = (inbox: PostgresInbox, id: string, subject: string): Promise<unknown> =>
      inbox.transaction(async (transaction) =>
        guarded({ id, version: 1 }, contextOf(transaction, subject, { id, version: 1 })),
      );
    const [one, other] = [bench.open(), bench.open()];
    const first = run(one, 'first', 'locked \u0000');
    await entered.passed;
    const second = run(other, 'second', 'locked \u0000');
    await run(other, 'stranger', 'free');
    leave.open();
    await Promise.all([first, second]);
    expect(order).toEqual([
      'first begins',
      'stranger begins',
      'stranger ends',
      'first ends',
      'second begins',
      'second ends',
    ]);
  });

  it('stops waiting for a lock when the handler is given up', async () => {
    const lock = createPostgresLock();
    const key = { source: 'acme', tenant: '', subject: 'hung' };
    const [entered, leave] = [createGate(), createGate()];
    const holder = bench.inbox.transaction((transaction) =>
      lock.hold(key, { transaction, signal: new AbortController().signal }, async () => {
        entered.open();
        await leave.passed;
      }),
    );
    await entered.passed;
    const controller = new AbortController();
    const waiting = bench
      .open()
      .transaction((transaction) => lock.hold(key, { transaction, signal: controller.signal }, async () => 'never'));
    controller.abort(new Error('given up'));
    await expect(waiting).rejects.toThrow('given up');
    leave.open();
    await holder;
  });
});
