import { template } from '@breakwater/sendgrid';
import { describe, expect, it } from 'vitest';
import { createEmulatedAccount } from '../emulated-account.js';

const templates = { digest: template<{ week: number }>('d-12345678') };
const people = (count: number): { to: string; variables: { week: number } }[] =>
  Array.from({ length: count }, (_, index) => ({ to: `p${index}@example.com`, variables: { week: index } }));

describe('emails.sendMany', () => {
  it('sends each recipient a mail of their own, in one request', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount({ templates });
    const recipients = [
      { to: 'ada@example.com', variables: { week: 1 }, customArgs: { userId: 'u1' } },
      { to: 'bob@example.com', cc: 'eve@example.com', variables: { week: 2 } },
    ];
    const result = await sendgrid.emails.sendMany({ template: 'digest', recipients, customArgs: { run: 'r1' } });
    expect(result).toMatchObject({ status: 'accepted', recipients: 3 });
    expect(emulator.book.count('POST /v3/mail/send')).toBe(1);
    expect(emulator.book.mails[0]?.body).toMatchObject({
      custom_args: { run: 'r1' },
      personalizations: [
        { to: [{ email: 'ada@example.com' }], custom_args: { userId: 'u1' }, dynamic_template_data: { week: 1 } },
        { to: [{ email: 'bob@example.com' }], cc: [{ email: 'eve@example.com' }], dynamic_template_data: { week: 2 } },
      ],
    });
    const events = emulator.book.events.filter(({ event }) => event === 'delivered');
    expect(events.map(({ email, run, userId }) => [email, run, userId])).toEqual([
      ['ada@example.com', 'r1', 'u1'],
      ['bob@example.com', 'r1', undefined],
      ['eve@example.com', 'r1', undefined],
    ]);
  });

  it('sends to 1,000, and refuses one more before any I/O', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount({ templates });
    await expect(sendgrid.emails.sendMany({ template: 'digest', recipients: people(1_000) })).resolves.toMatchObject({
      recipients: 1_000,
    });
    await expect(sendgrid.emails.sendMany({ template: 'digest', recipients: people(1_001) })).rejects.toMatchObject({
      code: 'VALIDATION',
      issues: [expect.objectContaining({ path: 'input.recipients' })],
    });
    const withCopies = people(501).map((person, index) => ({ ...person, cc: `c${index}@example.com` }));
    await expect(sendgrid.emails.sendMany({ template: 'digest', recipients: withCopies })).rejects.toMatchObject({
      message: expect.stringContaining('1002 recipients'),
    });
    expect(emulator.book.count()).toBe(1);
  });

  it('names each recipient that is wrong', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount({ templates });
    const recipients = [
      { to: 'ada@example.com', cc: 'ada@example.com', variables: { week: 1 } },
      { to: 'bob@example.com', bcc: 'BOB@example.com', variables: { week: 1 } },
    ];
    await expect(sendgrid.emails.sendMany({ template: 'digest', recipients })).rejects.toMatchObject({
      issues: [{ path: 'input.recipients[0]' }, { path: 'input.recipients[1]' }],
    });
    await expect(
      sendgrid.emails.sendMany({
        subject: 'a',
        text: 'b',
        recipients: [{ to: 'ada@example.com', variables: {} }],
      } as never),
    ).rejects.toMatchObject({ issues: [{ path: 'input.recipients[0].variables' }] });
    await expect(
      sendgrid.emails.sendMany({
        subject: 'a',
        text: 'b',
        customArgs: { a: 'x'.repeat(6_000) },
        recipients: [{ to: 'ada@example.com', customArgs: { b: 'x'.repeat(6_000) } }],
      }),
    ).rejects.toMatchObject({ issues: [{ path: 'input.customArgs' }] });
    expect(emulator.book.count()).toBe(0);
  });

  it('sends mails with a text of their own', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount();
    const recipients = [{ to: 'ada@example.com' }, { to: 'bob@example.com' }];
    await sendgrid.emails.sendMany({ subject: 'Hello', html: '<p>Hello</p>', recipients, sandbox: false });
    expect(emulator.book.mailsTo('bob@example.com')).toMatchObject([{ subject: 'Hello' }]);
  });
});
