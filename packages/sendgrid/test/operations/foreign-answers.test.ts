import type { SendGridIntegration } from '@breakwater/sendgrid';
import { describe, expect, it } from 'vitest';
import { createEmulatedAccount, NOW } from '../emulated-account.js';

type Account = SendGridIntegration<Record<never, never>, { newsletter: string }>;

const hello = { to: 'ada@example.com', subject: 'Hello', text: 'How are you?' } as const;
const email = 'ada@example.com';
const json = (status: number, body: string): Response =>
  new Response(body, { status, headers: { 'content-type': 'application/json' } });

/** Answers that call themselves a success or an absence, and are not what SendGrid describes for anything. */
const answers: readonly (readonly [what: string, answer: () => Response])[] = [
  ['JSON that is cut', () => json(200, '{"recipient_email":"ada@ex')],
  ['JSON that is cut, with the right status', () => json(201, '{"batch_id":"b')],
  ['null', () => json(200, 'null')],
  ['a text', () => json(200, '"hi"')],
  ['a list of something else', () => json(200, '[null, {"email":7}]')],
  ['an object of something else', () => json(200, '{"status":"ok"}')],
  ['an object of something else, with the status of a job', () => json(202, '{"status":"ok"}')],
  ['HTML that calls itself JSON', () => json(200, '<html>portal</html>')],
  ['HTML', () => new Response('<html>portal</html>', { headers: { 'content-type': 'text/html' } })],
  ['nothing', () => new Response(null, { status: 200 })],
  ['the 404 of a gateway', () => new Response('<html>nginx</html>', { status: 404 })],
  ['a 404 of JSON that is not SendGrid’s', () => json(404, '{"error":"Not Found","path":"/v3"}')],
  ['a 404 without content', () => new Response(null, { status: 404 })],
];

/** Every curated operation, and whether it changes something. */
const operations: readonly (readonly [
  name: string,
  call: (sendgrid: Account) => Promise<unknown>,
  changes: boolean,
])[] = [
  ['emails.createBatch', ({ emails }) => emails.createBatch(), false],
  ['emails.cancel', ({ emails }) => emails.cancel({ batchId: 'b' }), true],
  ['emails.pause', ({ emails }) => emails.pause({ batchId: 'b' }), true],
  ['emails.resume', ({ emails }) => emails.resume({ batchId: 'b' }), true],
  ['contacts.upsert', ({ contacts }) => contacts.upsert({ contacts: [{ email }] }), true],
  ['contacts.job', ({ contacts }) => contacts.job({ jobId: 'j' }), false],
  ['contacts.find', ({ contacts }) => contacts.find({ emails: [email] }), false],
  [
    'contacts.removeFromList',
    ({ contacts }) => contacts.removeFromList({ list: 'newsletter', contactIds: ['c'] }),
    true,
  ],
  ['contacts.remove', ({ contacts }) => contacts.remove({ contactIds: ['c'] }), true],
  ['suppressions.add', ({ suppressions }) => suppressions.add({ emails: [email] }), true],
  ['suppressions.add', ({ suppressions }) => suppressions.add({ emails: [email], groupId: 7 }), true],
  ['suppressions.remove', ({ suppressions }) => suppressions.remove({ email }), true],
  ['suppressions.isUnsubscribed', ({ suppressions }) => suppressions.isUnsubscribed({ email }), false],
  ['suppressions.list', ({ suppressions }) => suppressions.list({ kind: 'bounces' }), false],
  ['suppressions.forgive', ({ suppressions }) => suppressions.forgive({ kind: 'bounces', email }), true],
];

/** An account whose requests are answered one after the other; the last answer is given for all that follow. */
const answeredBy = (...given: readonly (() => Response)[]) => {
  const rest = [...given];
  const next = async (): Promise<Response> => ((rest.length > 1 ? rest.shift() : rest[0]) ?? Response.error)();
  return createEmulatedAccount({ lists: { newsletter: 'list-1' }, fetch: next });
};

describe.each(operations)('%s', (operation, call, changes) => {
  it.each(answers)('takes %s for no answer', async (_, answer) => {
    const { sendgrid, clock } = await answeredBy(answer);
    const isSuccess = answer().ok;
    await expect(clock.settle(call(sendgrid))).rejects.toMatchObject({
      operation,
      code: isSuccess ? 'UNAVAILABLE' : 'NOT_FOUND',
      outcome: isSuccess && changes ? 'unknown' : 'not_applied',
      status: answer().status,
    });
  });
});

const absence = (): Response => json(404, '{"errors":[{"field":null,"message":"not found"}]}');

describe('SendGrid’s own 404', () => {
  it('says that there is nothing, where there is something to be found or taken away', async () => {
    const { sendgrid } = await answeredBy(absence);
    await expect(sendgrid.contacts.find({ emails: [email] })).resolves.toEqual([]);
    await expect(sendgrid.suppressions.remove({ email })).resolves.toBeUndefined();
    await expect(sendgrid.suppressions.forgive({ kind: 'blocks', email })).resolves.toBeUndefined();
    await expect(sendgrid.emails.resume({ batchId: 'b' })).resolves.toMatchObject({ status: 'active' });
  });

  it('says nothing of who has unsubscribed: SendGrid answers `{}` for one who has not', async () => {
    const { sendgrid } = await answeredBy(absence);
    await expect(sendgrid.suppressions.isUnsubscribed({ email })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const other = await answeredBy(() => json(200, '{}'));
    await expect(other.sendgrid.suppressions.isUnsubscribed({ email })).resolves.toBe(false);
  });
});

describe('the answer to a mail', () => {
  const empty = (status: number) => (): Response => new Response(null, { status });

  it('of 200 does not say that nothing is sent, where the mail was to be sent', async () => {
    const { sendgrid } = await answeredBy(empty(200));
    const sent = { code: 'UNAVAILABLE', outcome: 'unknown', status: 200, attempts: 1 };
    await expect(sendgrid.emails.send(hello)).rejects.toMatchObject({ ...sent, operation: 'emails.send' });
    await expect(
      sendgrid.emails.sendMany({ subject: 'a', text: 'b', recipients: [{ to: email }] }),
    ).rejects.toMatchObject({ ...sent, operation: 'emails.sendMany' });
  });

  it('of 200 does not lose the batch of a scheduled mail', async () => {
    const { sendgrid } = await answeredBy(() => json(201, '{"batch_id":"b1"}'), empty(200));
    await expect(sendgrid.emails.schedule({ ...hello, sendAt: NOW + 3_600_000 })).rejects.toMatchObject({
      operation: 'emails.schedule',
      outcome: 'unknown',
      message: expect.stringContaining("emails.cancel({ batchId: 'b1' })"),
    });
  });

  it('of 202 does not say that it was checked only', async () => {
    const { sendgrid } = await answeredBy(empty(202));
    await expect(sendgrid.emails.send({ ...hello, sandbox: true })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      outcome: 'unknown',
    });
    await expect(sendgrid.emails.send(hello)).resolves.toEqual({ status: 'accepted', recipients: 1 });
  });

  it('names no batch that could not be canceled', async () => {
    const { sendgrid, emulator } = await answeredBy(() => json(201, '{"batch_id":"../x"}'));
    await expect(sendgrid.emails.schedule({ ...hello, sendAt: NOW + 3_600_000 })).rejects.toMatchObject({
      operation: 'emails.schedule',
      code: 'UNAVAILABLE',
      outcome: 'not_applied',
    });
    expect(emulator.book.mails).toEqual([]);
  });
});

describe('an empty list', () => {
  it('is no word on who has unsubscribed', async () => {
    const { sendgrid } = await answeredBy(() => json(200, '[]'));
    await expect(sendgrid.suppressions.isUnsubscribed({ email })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(sendgrid.suppressions.list({ kind: 'bounces' })).resolves.toEqual([]);
  });
});

describe('check', () => {
  it('does not take somebody else’s answer for SendGrid’s', async () => {
    const { sendgrid } = await answeredBy(() => json(200, '{}'));
    await expect(sendgrid.check()).resolves.toMatchObject({ ok: false, code: 'UNAVAILABLE' });
  });
});
