import { inspect } from 'node:util';
import { type SendGridIntegration, type StandardSchema, template } from '@breakwater/sendgrid';
import { describe, expect, it } from 'vitest';
import { API_KEY, createEmulatedAccount, rejectionOf } from './emulated-account.js';

/** Everything that an error shows to whoever logs it. */
const show = (error: unknown): string => inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);

describe('a key that a gateway echoes', () => {
  it.each([400, 401, 403, 404, 429, 500, 503])('is in no part of an error or an event, by %i', async (status) => {
    const events: unknown[] = [];
    const { sendgrid, clock } = await createEmulatedAccount({
      telemetry: { emit: (event) => void events.push(event) },
      errorHandling: { retryPolicy: { maxRetries: 0 } },
      fetch: async () =>
        Response.json(
          { errors: [{ message: `refused ${API_KEY}`, field: `Bearer ${API_KEY}`, error_id: API_KEY }] },
          { status, headers: { 'x-message-id': API_KEY, 'x-request-id': API_KEY } },
        ),
    });
    const mail = { to: 'ada@example.com', subject: 'Hello', text: 'x' };
    const errors = [
      await rejectionOf(clock.settle(sendgrid.emails.send(mail))),
      await rejectionOf(clock.settle(sendgrid.suppressions.isUnsubscribed({ email: 'ada@example.com' }))),
      await rejectionOf(
        clock.settle(sendgrid.run('mails.send', (client) => client.send({ ...mail, from: 'a@example.com' }))),
      ),
    ];
    expect(errors[0]).toMatchObject({ status, vendorCode: expect.any(String) });
    expect(events.length).toBeGreaterThan(0);
    const secret = API_KEY.slice(-12);
    expect(errors.map(show).join('\n')).not.toContain(secret);
    expect(inspect([events, sendgrid.health()], { depth: 9 })).not.toContain(secret);
  });
});

const CANARY = 'canary@person.example';
const hello = { to: 'ada@example.com', subject: 'Hello', text: 'x' } as const;

/** A validator that quotes what it refuses, as several do. */
const quoting: StandardSchema<{ email: string }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => ({
      issues: [
        { message: `Invalid email: Received "${(value as { email: string }).email}"`, path: ['email'] },
        { message: `Invalid object (was ${JSON.stringify(value)})` },
        { message: 'Unknown key', path: [CANARY] },
      ],
    }),
  },
};

type Account = SendGridIntegration<{ free: ReturnType<typeof template>; checked: { id: string } }, { news: string }>;

const mails: readonly (readonly [what: string, change: Record<string, unknown>])[] = [
  ['a recipient', { to: `${CANARY} ` }],
  ['a recipient of a list', { bcc: [`${CANARY}\0`] }],
  ['the name of a recipient', { to: { email: 'a@example.com', name: `${CANARY}\n` } }],
  ['a sender', { from: `Canary <${CANARY}>` }],
  ['an address to answer to', { replyTo: [`${CANARY} x`] }],
  ['a subject', { subject: `${CANARY}\n` }],
  ['a text', { text: [CANARY] }],
  ['HTML', { html: { body: CANARY } }],
  ['a category', { categories: [CANARY.padEnd(256)] }],
  ['a header', { headers: { 'X-A': `${CANARY}\n` } }],
  ['the name of a header', { headers: { [CANARY]: 7 } }],
  ['a custom argument', { customArgs: { a: CANARY.padEnd(10_001) } }],
  ['the name of a custom argument', { customArgs: { [CANARY]: 7 } }],
  ['the address of one click', { oneClickUnsubscribe: { url: `http://x.test/?e=${CANARY}` } }],
  ['the mail of one click', { oneClickUnsubscribe: { url: 'https://x.test/', mailto: `${CANARY} x` } }],
  ['an attachment', { attachments: [{ content: CANARY, filename: `${CANARY}\n`, type: `${CANARY};` }] }],
  ['a pool', { ipPool: CANARY.padEnd(65) }],
  ['a template', { template: CANARY, subject: undefined, text: undefined }],
  ['variables', { template: 'free', variables: CANARY, subject: undefined, text: undefined }],
  ['a name of variables', { template: 'free', variables: { [CANARY]: 1n }, subject: undefined, text: undefined }],
  ['a batch', { batchId: CANARY, sendAt: Date.UTC(2026, 6, 2) }],
];

const others: readonly (readonly [what: string, call: (sendgrid: Account) => Promise<unknown>])[] = [
  ['contacts.find', ({ contacts }) => contacts.find({ emails: [`${CANARY} x`] })],
  ['an address of contacts.upsert', ({ contacts }) => contacts.upsert({ contacts: [{ email: `${CANARY} x` }] })],
  [
    'a name of contacts.upsert',
    ({ contacts }) => contacts.upsert({ contacts: [{ email: 'a@b.c', firstName: CANARY.padEnd(51) }] }),
  ],
  [
    'a field of contacts.upsert',
    ({ contacts }) =>
      contacts.upsert({ contacts: [{ email: 'a@b.c', customFields: { [CANARY]: CANARY.padEnd(10_001) } }] }),
  ],
  [
    'another address of contacts.upsert',
    ({ contacts }) => contacts.upsert({ contacts: [{ email: 'a@b.c', alternateEmails: [`${CANARY} x`] }] }),
  ],
  ['a list', ({ contacts }) => contacts.upsert({ contacts: [{ email: 'a@b.c' }], lists: [CANARY as never] })],
  ['contacts.remove', ({ contacts }) => contacts.remove({ contactIds: [CANARY] })],
  ['contacts.job', ({ contacts }) => contacts.job({ jobId: CANARY })],
  ['suppressions.add', ({ suppressions }) => suppressions.add({ emails: [`${CANARY} x`] })],
  ['suppressions.remove', ({ suppressions }) => suppressions.remove({ email: `${CANARY} x` })],
  ['suppressions.isUnsubscribed', ({ suppressions }) => suppressions.isUnsubscribed({ email: `${CANARY} x` })],
  ['suppressions.forgive', ({ suppressions }) => suppressions.forgive({ kind: 'bounces', email: `${CANARY} x` })],
  ['a kind', ({ suppressions }) => suppressions.list({ kind: CANARY as never })],
  ['emails.cancel', ({ emails }) => emails.cancel({ batchId: CANARY })],
  [
    'what a validator quotes',
    ({ emails }) => emails.send({ to: 'a@b.c', template: 'checked', variables: { email: CANARY } }),
  ],
];

describe('what belongs to a person', () => {
  const account = async (): Promise<Account> =>
    (
      await createEmulatedAccount({
        templates: { free: template('d-12345678'), checked: template('d-12345678', { schema: quoting }) },
        lists: { news: 'list-1' },
      })
    ).sendgrid;

  it.each(mails)('is not shown where a mail is refused: %s', async (_, change) => {
    const sendgrid = await account();
    const mail = { ...hello, ...change };
    const error = await rejectionOf(
      'batchId' in mail ? sendgrid.emails.schedule(mail as never) : sendgrid.emails.send(mail),
    );
    expect(error).toMatchObject({ code: 'VALIDATION' });
    expect(show(error)).not.toContain('canary');
  });

  it.each(others)('is not shown where something else is refused: %s', async (_, call) => {
    const error = await rejectionOf(call(await account()));
    expect(error).toMatchObject({ code: 'VALIDATION' });
    expect(show(error)).not.toContain('canary');
  });

  it('is told by its kind and length', async () => {
    const { contacts } = await account();
    await expect(contacts.find({ emails: ['ada lovelace'] })).rejects.toMatchObject({
      issues: [{ path: 'input.emails[0]', received: 'a string of 12 characters' }],
    });
  });
});
