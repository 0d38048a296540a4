import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createVirtualClock } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import { toDueQuery } from '../src/claim-deliveries.js';
import { createSqliteInbox, sqliteMigrations } from '../src/index.js';
import { toEndedQuery } from '../src/purge-deliveries.js';
import { toTables } from '../src/tables.js';
import { delivery } from './processes/effect.js';
import { createTemporaryStore } from './temporary-store.js';

describe('the schema', () => {
  const temporary = createTemporaryStore();
  const versions = (name: string, prefix = 'webhook_'): readonly unknown[] =>
    temporary.query(name, `SELECT version FROM ${prefix}migration`);

  it('is made once, also by many at the same moment and a second time', async () => {
    const inboxes = Array.from({ length: 6 }, () => temporary.open('concurrent'));
    await Promise.all(inboxes.map((inbox) => inbox.migrate()));
    await temporary.open('concurrent').migrate();
    expect(versions('concurrent')).toEqual([{ version: 1 }]);
  });

  it('can be applied by hand', async () => {
    const database = new DatabaseSync(temporary.path('by-hand'));
    for (const { sql } of sqliteMigrations('shop_')) database.exec(`BEGIN;${sql}COMMIT;`);
    database.close();
    const inbox = temporary.open('by-hand', { tablePrefix: 'shop_' });
    expect(await inbox.accept([delivery('a')])).toEqual([{ outcome: 'stored' }]);
    expect(versions('by-hand', 'shop_')).toEqual([{ version: 1 }]);
    expect(() => sqliteMigrations('shop; DROP')).toThrow('tablePrefix');
  });

  it('keeps inboxes with other prefixes apart in one file', async () => {
    const [one, two] = [temporary.open('prefixes'), temporary.open('prefixes', { tablePrefix: 'other_' })];
    await one.accept([delivery('a')]);
    expect(await two.find(delivery('a'))).toBeUndefined();
    expect(await two.accept([delivery('a')])).toEqual([{ outcome: 'stored' }]);
  });

  it('of a newer version is left alone', async () => {
    await temporary.open('newer').migrate();
    temporary.query('newer', 'INSERT INTO webhook_migration VALUES (99, 0)');
    await expect(temporary.open('newer').migrate()).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('version 99'),
    });
  });

  it('lets claims and purges go by an index among 100 000 deliveries, whatever ANALYZE has found', async () => {
    const inbox = temporary.open('many', { clock: createVirtualClock() });
    await inbox.accept([delivery('due', { source: 'rare' })]);
    const fill = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
      INSERT INTO webhook_delivery (tenant, source, id, id_origin, type, received_at, state, attempts, fence, next_at,
        updated_at, keep_until)
      SELECT '', 'acme', 'e' || i, 'sender', 't', 0, iif(i % 2, 'done', 'retry'), 1, 1, iif(i % 2, NULL, 1e15), 0, 0 FROM n`;
    temporary.query('many', fill);
    temporary.query('many', 'ANALYZE');
    const tables = toTables('webhook_');
    const plan = (sql: string): string =>
      temporary
        .query('many', `EXPLAIN QUERY PLAN ${sql.replaceAll('?', '1')}`)
        .map(({ detail }) => String(detail))
        .join('; ');
    const due = plan(toDueQuery(tables, false));
    const dueOfSource = plan(toDueQuery(tables, true));
    const ended = plan(toEndedQuery(tables));
    const dead = plan(`${tables.selectSummary} WHERE d.sequence > ? AND d.state = 'dead' ORDER BY d.sequence LIMIT ?`);
    expect(due).toContain('SEARCH d USING INDEX webhook_delivery_due (next_at<?)');
    expect(dueOfSource).toContain('SEARCH d USING INDEX webhook_delivery_due_of (source=? AND next_at<?)');
    expect(ended).toContain('SEARCH webhook_delivery USING INDEX webhook_delivery_ended');
    expect(dead).toContain('webhook_delivery_dead');
    expect([due, dueOfSource, ended, dead].join('; ')).not.toContain('TEMP B-TREE'); // nothing is sorted

    expect(await inbox.claim({ lease: 1, source: 'acme' })).toEqual([]);
    expect((await inbox.claim({ lease: 1, limit: 9 })).map((claim) => claim.delivery.id)).toEqual(['due']);
    expect(await inbox.purge({ olderThan: 0 })).toEqual({ removed: 50_000, erased: 0 });
    expect(temporary.query('many', 'SELECT count(*) AS count FROM webhook_delivery')).toEqual([{ count: 50_001 }]);
  });
});

describe('a file that cannot be used', () => {
  const temporary = createTemporaryStore();

  it('is made with its folder, as the first start of an application finds it', async () => {
    const inbox = createSqliteInbox({ file: temporary.path('data/inbox') });
    expect(await inbox.accept([delivery('a')])).toEqual([{ outcome: 'stored' }]);
    await inbox.close();
  });

  it('is told of by what failed, without its path, and can be used once it is in order', async () => {
    const file = temporary.path('missing/further/inbox');
    const inbox = createSqliteInbox({ file });
    const failure: unknown = await inbox.accept([delivery('a')]).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'UNAVAILABLE',
      service: 'sqlite',
      operation: 'inbox.accept',
      vendorCode: '14',
      retryable: true,
      message: expect.stringContaining('Does its directory exist'),
      cause: { message: 'unable to open database file' },
    });
    expect(JSON.stringify(failure)).not.toContain(file);
    await expect(inbox.find(delivery('a'))).rejects.toMatchObject({ operation: 'inbox.find' });
    await expect(inbox.transaction((transaction) => transaction.begin())).rejects.toMatchObject({ vendorCode: '14' });
    mkdirSync(dirname(file), { recursive: true });
    expect(await inbox.accept([delivery('a')])).toEqual([{ outcome: 'stored' }]);
    await inbox.close();
  });

  it('is refused when it is no database', async () => {
    writeFileSync(temporary.path('text'), 'This is a letter and no database. '.repeat(100));
    const inbox = createSqliteInbox({ file: temporary.path('text') });
    await expect(inbox.migrate()).rejects.toMatchObject({
      vendorCode: '26',
      message: expect.stringContaining('something else than a database'),
    });
    await inbox.close();
  });

  it('rejects everything once it is closed', async () => {
    const inbox = temporary.open('closed');
    const accepted = inbox.accept([delivery('a')]);
    const closing = inbox.close();
    await expect(inbox.accept([delivery('b')])).rejects.toThrow('closed');
    await expect(inbox.transaction((transaction) => transaction.begin())).rejects.toThrow('closed');
    await closing;
    expect(await accepted).toEqual([{ outcome: 'stored' }]); // What was asked for before still happens.
    await expect(inbox.accept([delivery('b')])).rejects.toThrow('closed');
    await expect(inbox.list()).rejects.toThrow('closed');
    await expect(inbox.transaction((transaction) => transaction.begin())).rejects.toThrow('closed');
    await inbox.close();
    expect(await temporary.open('closed').find(delivery('b'))).toBeUndefined();
  });
});
