import { readFileSync } from 'node:fs';
import { Pool } from 'pg';
import { describe, expect, it } from 'vitest';
import { createPostgresInbox, createPostgresVersionStore, toMigrationSql } from '../src/index.js';

const pool = new Pool({ host: '127.0.0.1', port: 1, password: 'hunter2hunter2' });

describe('the options', () => {
  it.each<[string, unknown, string]>([
    ['no options', undefined, 'createPostgresInbox(options) must be an object'],
    ['no pool', {}, 'createPostgresInbox(options).pool must be a Pool of `pg`'],
    [
      'a connection string',
      { pool: 'postgres://u:hunter2hunter2@h/d' },
      'createPostgresInbox(options).pool must be a Pool',
    ],
    ['a name with a quote', { pool, schema: 'a"; DROP SCHEMA public; --' }, 'schema must be lower-case letters'],
    ['a name in upper case', { pool, tablePrefix: 'Webhook_' }, 'tablePrefix must be lower-case letters'],
    ['an empty name', { pool, tablePrefix: '' }, 'tablePrefix must be lower-case letters'],
    ['a name that PostgreSQL would cut off', { pool, schema: 'a'.repeat(41) }, 'at most 40 characters'],
    ['something to listen with', { pool, listen: 'yes' }, 'listen must be true or false, or a function'],
    ['no time to wait', { pool, connectionTimeout: 0 }, 'connectionTimeout must be a number from 1 to'],
    ['half a clock', { pool, clock: { now: () => 0 } }, 'clock must be a clock'],
    ['a misspelt key', { pool, tableprefix: 'a_' }, '`tablePrefix`, or left out'],
  ])('refuse %s before any I/O', (_, options, message) => {
    const create = (): unknown => createPostgresInbox(options as never);
    expect(create).toThrow(message);
    expect(create).toThrow(expect.objectContaining({ code: 'CONFIGURATION', service: 'postgres' }));
    expect(create).not.toThrow('hunter2');
  });

  it('are checked for versions and migrations, too', () => {
    expect(() => createPostgresVersionStore({ schema: '"' })).toThrow('schema must be lower-case letters');
    expect(() => toMigrationSql({ schema: '"' })).toThrow('schema must be lower-case letters');
  });

  it('leave out listening where it is not wanted', () => {
    expect(createPostgresInbox({ pool, listen: false }).onArrival).toBeUndefined();
    expect(createPostgresInbox({ pool }).onArrival).toBeTypeOf('function');
  });

  it('never let a failure tell the password', async () => {
    const failure = await createPostgresInbox({ pool })
      .accept([])
      .then(() => createPostgresInbox({ pool }).list())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'NETWORK',
      operation: 'inbox.list',
      retryable: true,
      cause: { code: 'ECONNREFUSED' },
    });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('hunter2');
  });
});

describe('the SQL of migrations', () => {
  it('is shipped as files that are the same as what `migrate` runs with the default names', () => {
    for (const { version, sql } of toMigrationSql()) {
      const file = new URL(`../src/migrations/${String(version).padStart(4, '0')}-inbox.sql`, import.meta.url);
      expect(readFileSync(file, 'utf8')).toBe(sql);
    }
  });

  it('names the schema and the prefix that were given, and no other', () => {
    const [first] = toMigrationSql({ schema: 'hooks', tablePrefix: 'in_' });
    expect(first?.sql).toContain('CREATE TABLE "hooks"."in_inbox"');
    expect(first?.sql).not.toMatch(/public|webhook_/);
  });
});
