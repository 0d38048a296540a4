import { pathToFileURL } from 'node:url';
import { IntegrationError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { createSqliteInbox, createSqliteVersionStore } from '../src/index.js';
import { delivery } from './processes/effect.js';
import { createTemporaryStore } from './temporary-store.js';

/** What is wrong, by path. */
function refusalOf(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof IntegrationError && error.code === 'CONFIGURATION')
      return error.issues.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe('the options', () => {
  const temporary = createTemporaryStore();

  it.each([':memory:', '', ' ', 'file::memory:', 'file:a.db?mode=memory', 'a\0b', 7, new URL('https://a.test/b')])(
    'refuse the file %j, which would not last or is none',
    (file) => {
      expect(refusalOf(() => createSqliteInbox({ file: file as string }))).toEqual(['options.file']);
    },
  );

  it.each(['', 'sqlite_', '1a', 'a-b', 'a"; --', 'a'.repeat(41)])('refuse the prefix %j', (tablePrefix) => {
    expect(refusalOf(() => createSqliteInbox({ file: 'a.db', tablePrefix }))).toEqual(['options.tablePrefix']);
    expect(refusalOf(() => createSqliteVersionStore({ tablePrefix }))).toEqual(['options.tablePrefix']);
  });

  it('are all told of at once', () => {
    const wrong = {
      synchronous: 'OFF',
      busyTimeout: 0,
      transactionTimeout: 2 ** 31,
      watchInterval: Number.NaN,
      clock: 1,
      x: 1,
    };
    expect(refusalOf(() => createSqliteInbox({ file: 'a.db', ...wrong } as never))).toEqual([
      'options.synchronous',
      'options.busyTimeout',
      'options.transactionTimeout',
      'options.watchInterval',
      'options.clock',
      'options.x',
    ]);
    expect(refusalOf(() => createSqliteInbox(undefined as never))).toEqual(['options']);
  });

  it('take a URL, and set how durable a commit is', async () => {
    const inbox = createSqliteInbox({ file: pathToFileURL(temporary.path('url')), synchronous: 'NORMAL' });
    await inbox.accept([delivery('a')]);
    const mode = await inbox.transaction(async (transaction) =>
      (await transaction.begin()).prepare('PRAGMA synchronous').get(),
    );
    expect(mode).toEqual({ synchronous: 1 });
    await inbox.close();
    expect(temporary.query('url', 'SELECT id FROM webhook_delivery')).toEqual([{ id: 'a' }]);
    const full = await temporary
      .open('url')
      .transaction(async (transaction) => (await transaction.begin()).prepare('PRAGMA synchronous').get());
    expect(full).toEqual({ synchronous: 2 });
  });

  it('of a list are checked too: a forged cursor finds nothing and injects nothing', async () => {
    const inbox = temporary.open('cursor');
    await inbox.accept([delivery('a'), delivery('b')]);
    for (const cursor of ['0 OR 1=1', '-1', '1.5', '9'.repeat(16), 'NaN']) {
      await expect(inbox.list({ cursor })).rejects.toMatchObject({ code: 'VALIDATION', operation: 'inbox.list' });
    }
    for (const limit of [0, -1, 1.5]) await expect(inbox.list({ limit })).rejects.toMatchObject({ code: 'VALIDATION' });
    await expect(inbox.list({ state: `dead' OR '1` as 'dead' })).rejects.toMatchObject({ code: 'VALIDATION' });
    expect(await inbox.claim({ lease: 1_000, limit: Number.POSITIVE_INFINITY })).toHaveLength(2);
  });

  it.each([Number.NaN, undefined, -1, '1'])('of a purge are checked too: the age %s is none', async (age) => {
    const purged = temporary.open('purge').purge({ olderThan: age as number });
    await expect(purged).rejects.toMatchObject({ code: 'CONFIGURATION', service: 'sqlite' });
  });
});
