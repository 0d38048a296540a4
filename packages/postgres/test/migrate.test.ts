import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresInbox, type PostgresInboxOptions, toMigrationSql } from '../src/index.js';
import { delivery } from './acme.js';
import { hasPostgres, openTestDatabase, type TestDatabase } from './test-database.js';

describe.runIf(hasPostgres)('migrations', () => {
  let database: TestDatabase;
  beforeAll(() => {
    database = openTestDatabase();
  });
  afterAll(() => database.close());

  const create = (options: Partial<PostgresInboxOptions> = {}): ReturnType<typeof createPostgresInbox> =>
    createPostgresInbox({ pool: database.openPool({ max: 2 }), schema: database.schema, ...options });

  it('make schema and tables when processes start at once, and nothing a second time', async () => {
    await expect(create().list()).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('Run `migrate()` of the inbox first'),
    });
    const inboxes = Array.from({ length: 6 }, (_, index) =>
      create({ tablePrefix: index % 2 === 0 ? 'even_' : 'odd_' }),
    );
    const reports = await Promise.all(inboxes.map((inbox) => inbox.migrate()));
    expect(reports.flatMap(({ applied }) => applied)).toEqual([1, 1]);
    expect(reports.every(({ version }) => version === 1)).toBe(true);
    const [inbox] = inboxes;
    expect(await inbox?.accept([delivery('a')])).toEqual([{ outcome: 'stored' }]);
    expect(await inbox?.migrate()).toEqual({ applied: [], version: 1 });
    expect((await inbox?.list())?.deliveries).toHaveLength(1);
  });

  it('accept tables that were made by hand from the SQL', async () => {
    const names = { schema: database.schema, tablePrefix: 'by_hand_' };
    const pool = database.openPool();
    for (const { sql } of toMigrationSql(names)) await pool.query(sql);
    const inbox = createPostgresInbox({ pool, ...names });
    expect(await inbox.migrate()).toEqual({ applied: [], version: 1 });
    expect(await inbox.accept([delivery('a')])).toEqual([{ outcome: 'stored' }]);
  });

  it('leave nothing behind when they fail', async () => {
    const pool = database.openPool();
    await pool.query(`CREATE TABLE "${database.schema}".half_versions ()`);
    const inbox = create({ tablePrefix: 'half_' });
    await expect(inbox.migrate()).rejects.toMatchObject({ vendorCode: '42P07', operation: 'tables.migrate' });
    await pool.query(`DROP TABLE "${database.schema}".half_versions`);
    expect(await inbox.migrate()).toEqual({ applied: [1], version: 1 });
  });

  it('need no more than the rights to the tables once they are made', async () => {
    const role = `${database.schema}_role`;
    const admin = database.openPool();
    const names = { schema: database.schema, tablePrefix: 'owned_' };
    await create(names).migrate();
    await admin.query(`
      CREATE ROLE ${role};
      GRANT USAGE ON SCHEMA ${database.schema} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${database.schema} TO ${role};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${database.schema} TO ${role}`);
    try {
      const inbox = create({ ...names, pool: database.openPool({ options: `-c role=${role}` }) });
      expect(await inbox.migrate()).toEqual({ applied: [], version: 1 });
      await inbox.accept([delivery('a')]);
      expect(await inbox.replay(delivery('a'), { actor: 'ops', reason: 'test' })).toBe('replayed');
      const stranger = create({
        schema: `${database.schema}_other`,
        pool: database.openPool({ options: `-c role=${role}` }),
      });
      await expect(stranger.migrate()).rejects.toMatchObject({ code: 'PERMISSION', outcome: 'not_applied' });
    } finally {
      await admin.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});
