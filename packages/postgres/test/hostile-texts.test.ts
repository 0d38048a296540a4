import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresInbox, type PostgresInbox } from '../src/index.js';
import { delivery } from './acme.js';
import { hasPostgres, openTestDatabase, type TestDatabase } from './test-database.js';

const LONGEST = 255;
const HOSTILE = [
  'nul \u0000 and lone \uD800 \uDC00',
  '\u0000'.repeat(LONGEST),
  '\uD800'.repeat(LONGEST),
  '\u0001'.repeat(LONGEST),
  '\u4E2D'.repeat(LONGEST),
  // Nothing that could be compressed to fit an index.
  Array.from({ length: LONGEST }, (_, index) => String.fromCharCode(0x3000 + ((index * 7919) % 20_000))).join(''),
  `"); DROP SCHEMA public CASCADE; --`,
];

describe.runIf(hasPostgres)('texts of hostile senders', () => {
  let database: TestDatabase;
  let inbox: PostgresInbox;

  beforeAll(async () => {
    database = openTestDatabase();
    inbox = createPostgresInbox({ pool: database.openPool(), schema: database.schema });
    await inbox.migrate();
  });
  afterAll(() => database.close());

  it.each(HOSTILE)('are stored exactly, found, claimed, failed and replayed: case %#', async (text) => {
    const hostile = delivery(text, {
      tenant: text,
      source: text,
      type: text,
      subject: text,
      headers: { [text]: text },
    });
    expect(await inbox.accept([hostile])).toEqual([{ outcome: 'stored' }]);
    expect(await inbox.accept([hostile])).toMatchObject([{ outcome: 'duplicate' }]);
    const [claim] = await inbox.claim({ lease: 60_000, source: text });
    expect(claim?.delivery).toMatchObject({ ...hostile, state: 'claimed' });
    expect(claim && (await inbox.fail(claim, { error: text, delay: 0 }))).toBe(true);
    expect(await inbox.replay(hostile, { actor: text, reason: text })).toBe('replayed');
    expect(await inbox.replays(hostile)).toMatchObject([{ actor: text, reason: text, from: 'retry' }]);
    const { deliveries } = await inbox.list({
      tenant: text,
      source: text,
      type: text,
      subject: text,
      state: 'pending',
    });
    expect(deliveries).toMatchObject([{ id: text, error: text, replay: { actor: text, reason: text } }]);
  });

  it('are no cursors', async () => {
    for (const cursor of ['', '-1', '1; DROP TABLE x', '0x10', '9'.repeat(19), '1 OR true', '\u0000']) {
      const refused = inbox.list({ cursor });
      await expect(refused, cursor).rejects.toMatchObject({
        code: 'VALIDATION',
        issues: [{ path: 'list(filter).cursor', expected: '`next` of the page before' }],
      });
    }
    await expect(inbox.list({ limit: 0 })).rejects.toMatchObject({ code: 'VALIDATION' });
    expect((await inbox.list({ cursor: '9'.repeat(18) })).deliveries).toEqual([]);
  });
});
