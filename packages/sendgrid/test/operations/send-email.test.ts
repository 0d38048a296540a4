import { marketplaceTemplates, type StandardSchema, template } from '@breakwater/sendgrid';
import { describe, expect, it } from 'vitest';
import { API_KEY, createEmulatedAccount } from '../emulated-account.js';

const hello = { to: 'ada@example.com', subject: 'Hello', text: 'How are you?' } as const;
const refused = (path: string): object => ({
  code: 'VALIDATION',
  outcome: 'not_applied',
  issues: expect.arrayContaining([expect.objectContaining({ path })]),
});

/** A validator as Zod and others give it: one field is a whole number, given as text or not. */
const weekSchema = (isAsync: boolean): StandardSchema<{ week: number | string }> => {
  const validate = (
    value: unknown,
  ): { value: unknown } | { issues: { message: string; path: (string | number)[] }[] } => {
    const week = Number((value as { week?: unknown }).week);
    return Number.isInteger(week)
      ? { value: { week } }
      : { issues: [{ message: 'Expected a number', path: ['week', 0] }] };
  };
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: isAsync ? (value) => Promise.resolve(validate(value)) : validate,
    },
  };
};

describe('emails.send', () => {
  it('sends a mail, and says that SendGrid has it, under which id', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount({ fromName: 'Shop', replyToEmail: 'help@example.com' });
    const result = await sendgrid.emails.send(hello);
    const [mail] = emulator.book.mailsTo('ada@example.com');
    expect(result).toEqual({ status: 'accepted', messageId: mail?.messageId, recipients: 1 });
    expect(mail?.body).toEqual({
      personalizations: [{ to: [{ email: 'ada@example.com' }] }],
      from: { email: 'shop@example.com', name: 'Shop' },
      reply_to: { email: 'help@example.com' },
      subject: 'Hello',
      content: [{ type: 'text/plain', value: 'How are you?' }],
    });
  });

  it('writes everything that a mail can have in SendGrid’s form', async () => {
    const { sendgrid, requests } = await createEmulatedAccount();
    await sendgrid.emails.send({
      ...hello,
      html: '<p>How are you?</p>',
      cc: [{ email: 'bob@example.com', name: 'Bob' }],
      bcc: 'archive@example.com',
      from: 'other@example.com',
      replyTo: ['help@example.com', 'sales@example.com'],
      categories: ['greeting'],
      customArgs: { orderId: '7' },
      headers: { 'X-Entity-Ref-ID': '7', Authorization: 'Bearer SG.stolen' },
      attachments: [
        { content: new TextEncoder().encode('bytes'), filename: 'a.txt', type: 'text/plain' },
        { content: 'aGk=', filename: 'b.png', disposition: 'inline', contentId: 'logo' },
      ],
      unsubscribeGroup: { groupId: 12, groupsToDisplay: [12, 13] },
      oneClickUnsubscribe: { url: 'https://shop.example/leave?u=1', mailto: 'leave@example.com' },
      ipPool: 'main',
      tracking: { clicks: false, opens: true },
    });
    expect(requests[0]?.body).toEqual({
      personalizations: [
        {
          to: [{ email: 'ada@example.com' }],
          cc: [{ email: 'bob@example.com', name: 'Bob' }],
          bcc: [{ email: 'archive@example.com' }],
        },
      ],
      from: { email: 'other@example.com' },
      reply_to_list: [{ email: 'help@example.com' }, { email: 'sales@example.com' }],
      subject: 'Hello',
      content: [
        { type: 'text/plain', value: 'How are you?' },
        { type: 'text/html', value: '<p>How are you?</p>' },
      ],
      categories: ['greeting'],
      custom_args: { orderId: '7' },
      headers: {
        'X-Entity-Ref-ID': '7',
        Authorization: 'Bearer SG.stolen',
        'List-Unsubscribe': '<https://shop.example/leave?u=1>, <mailto:leave@example.com>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      attachments: [
        { content: 'Ynl0ZXM=', filename: 'a.txt', type: 'text/plain' },
        { content: 'aGk=', filename: 'b.png', disposition: 'inline', content_id: 'logo' },
      ],
      asm: { group_id: 12, groups_to_display: [12, 13] },
      ip_pool_name: 'main',
      tracking_settings: { click_tracking: { enable: false, enable_text: false }, open_tracking: { enable: true } },
    });
    // None of the mail's headers is one of the request's.
    const sent = requests[0]?.headers;
    expect(sent?.get('authorization')).toBe(`Bearer ${API_KEY}`);
    expect(sent?.has('list-unsubscribe') || sent?.has('x-entity-ref-id')).toBe(false);
  });

  it('fills a template, lays common variables under its own, and counts by its name', async () => {
    const { sendgrid, requests } = await createEmulatedAccount({
      templates: { bookingConfirmation: template<{ serviceName: string; supportUrl?: string }>('d-12345678') },
      commonVariables: { supportUrl: 'https://shop.example/support', brand: 'Shop' },
    });
    const variables = { serviceName: 'Haircut', supportUrl: 'https://shop.example/vip' };
    await sendgrid.emails.send({ template: 'bookingConfirmation', to: 'ada@example.com', variables });
    expect(requests[0]?.body).toEqual({
      personalizations: [
        {
          to: [{ email: 'ada@example.com' }],
          dynamic_template_data: { serviceName: 'Haircut', supportUrl: 'https://shop.example/vip', brand: 'Shop' },
        },
      ],
      from: { email: 'shop@example.com' },
      template_id: 'd-12345678',
      categories: ['bookingConfirmation'],
    });
  });

  it.each([false, true])(
    'checks variables by the schema of the template, and sends what it gives back (async: %s)',
    async (isAsync) => {
      const { sendgrid, emulator, requests } = await createEmulatedAccount({
        templates: { digest: template('d-12345678', { schema: weekSchema(isAsync) }) },
      });
      await sendgrid.emails.send({ template: 'digest', to: 'ada@example.com', variables: { week: '7' } });
      expect(requests[0]?.body['personalizations']).toMatchObject([{ dynamic_template_data: { week: 7 } }]);
      await expect(
        sendgrid.emails.send({ template: 'digest', to: 'ada@example.com', variables: { week: 'soon' } }),
      ).rejects.toMatchObject({
        ...refused('input.variables.week[0]'),
        message: expect.stringContaining('Expected a number'),
      });
      expect(emulator.book.count()).toBe(1);
    },
  );

  it('sends nothing in sandbox mode, of the integration or of the mail', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount({ sandbox: true });
    await expect(sendgrid.emails.send(hello)).resolves.toEqual({ status: 'validated', recipients: 1 });
    expect(emulator.book.mails).toEqual([]);
    expect(emulator.book.events).toEqual([]);
    await expect(sendgrid.emails.send({ ...hello, sandbox: false })).resolves.toMatchObject({ status: 'accepted' });
    const live = await createEmulatedAccount();
    await expect(live.sendgrid.emails.send({ ...hello, sandbox: true })).resolves.toMatchObject({
      status: 'validated',
    });
  });

  const wrong: readonly (readonly [what: string, change: Record<string, unknown>, path: string])[] = [
    ['no recipient', { to: [] }, 'input.to'],
    ['an address that is none', { to: 'ada' }, 'input.to'],
    [
      'a name that begins another header',
      { to: { email: 'ada@example.com', name: 'A\r\nBcc: x@y.z' } },
      'input.to.name',
    ],
    ['a comma in a name', { cc: [{ email: 'b@example.com', name: 'B, C' }] }, 'input.cc[0].name'],
    ['an address twice', { cc: 'ADA@example.com' }, 'input'],
    ['1,001 recipients', { to: Array.from({ length: 1_001 }, (_, index) => `a${index}@example.com`) }, 'input.to'],
    ['a sender that is not ASCII', { from: 'shöp@example.com' }, 'input.from'],
    ['a subject of two lines', { subject: 'a\nBcc: x@y.z' }, 'input.subject'],
    ['no subject', { subject: undefined }, 'input.subject'],
    ['no text', { text: undefined }, 'input.text'],
    ['an unknown template', { template: 'welcome', subject: undefined, text: undefined }, 'input.template'],
    ['variables without a template', { variables: { a: 1 } }, 'input.variables'],
    ['11 categories', { categories: Array.from({ length: 11 }, (_, index) => `c${index}`) }, 'input.categories'],
    ['a category twice', { categories: ['a', 'a'] }, 'input.categories'],
    ['a custom argument that is no text', { customArgs: { order: 7 } }, 'input.customArgs.order'],
    ['a custom argument that hides a field of events', { customArgs: { event: 'x' } }, 'input.customArgs.event'],
    ['10,000 bytes of custom arguments', { customArgs: { a: 'x'.repeat(9_999) } }, 'input.customArgs'],
    ['a header that SendGrid sets', { headers: { Subject: 'x' } }, 'input.headers.Subject'],
    ['a header of two lines', { headers: { 'X-A': 'a\r\nb' } }, 'input.headers.X-A'],
    ['a name of a header that is none', { headers: { 'X A': 'a' } }, 'input.headers'],
    [
      'an attachment that is no base64',
      { attachments: [{ content: 'a b', filename: 'a' }] },
      'input.attachments[0].content',
    ],
    [
      'an inline attachment without id',
      { attachments: [{ content: 'aGk=', filename: 'a', disposition: 'inline' }] },
      'input.attachments[0].contentId',
    ],
    [
      '26 groups to display',
      { unsubscribeGroup: { groupId: 1, groupsToDisplay: Array(26).fill(1) } },
      'input.unsubscribeGroup.groupsToDisplay',
    ],
    [
      'a one-click address without https',
      { oneClickUnsubscribe: { url: 'http://x.test' } },
      'input.oneClickUnsubscribe.url',
    ],
    [
      'the same header in two ways',
      { headers: { 'list-unsubscribe': '<a>' }, oneClickUnsubscribe: { url: 'https://x.test' } },
      'input.headers.list-unsubscribe',
    ],
    ['30 MB', { attachments: [{ content: new Uint8Array(24 * 1024 * 1024), filename: 'a' }] }, 'input'],
    ['a name that is unknown', { sendAt: 1 }, 'input.sendAt'],
  ];
  it.each(wrong)('refuses %s before any I/O', async (_, change, path) => {
    const { sendgrid, emulator } = await createEmulatedAccount();
    await expect(sendgrid.emails.send({ ...hello, ...change })).rejects.toMatchObject(refused(path));
    expect(emulator.book.count()).toBe(0);
  });

  it('shows no address in what it says of wrong input', async () => {
    const { sendgrid } = await createEmulatedAccount();
    const input = { ...hello, to: { email: 'canary person@example.com', name: 'Canary' } };
    await expect(sendgrid.emails.send(input)).rejects.not.toMatchObject({ message: expect.stringContaining('anary') });
  });

  it('needs a sender, from the options or from the mail', async () => {
    const { sendgrid } = await createEmulatedAccount({ fromEmail: undefined });
    await expect(sendgrid.emails.send(hello)).rejects.toMatchObject(refused('input.from'));
    await expect(sendgrid.emails.send({ ...hello, from: 'shop@example.com' })).resolves.toMatchObject({
      status: 'accepted',
    });
  });

  it('is off with its feature', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount({ features: { emails: false } });
    await expect(sendgrid.emails.send(hello)).rejects.toMatchObject({ code: 'FEATURE_DISABLED' });
    await expect(
      sendgrid.emails.sendMany({ subject: 'a', text: 'b', recipients: [{ to: 'ada@example.com' }] }),
    ).rejects.toMatchObject({ code: 'FEATURE_DISABLED' });
    expect(emulator.book.count()).toBe(0);
  });

  it('sends all eight templates of a marketplace', async () => {
    const id = (digit: number): string => `d-0000000${digit}`;
    const { sendgrid, emulator } = await createEmulatedAccount({
      templates: marketplaceTemplates({
        welcome: id(1),
        bookingConfirmation: id(2),
        bookingReminder: id(3),
        invoiceGenerated: id(4),
        passwordReset: id(5),
        organizationInvite: id(6),
        servicePublished: id(7),
        weeklyDigest: id(8),
      }),
    });
    const variables = { serviceName: 'Haircut', serviceUrl: 'https://shop.example/haircut' };
    await sendgrid.emails.send({ template: 'servicePublished', to: 'ada@example.com', variables });
    expect(emulator.book.mails).toMatchObject([{ templateId: id(7), categories: ['servicePublished'] }]);
  });
});

describe('a mail whose outcome is unknown', () => {
  it('is not sent again, and may be there', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount();
    emulator.faults.add({ match: 'POST /v3/mail/send', fault: { type: 'reset', when: 'after' } });
    await expect(clock.settle(sendgrid.emails.send(hello))).rejects.toMatchObject({
      code: 'NETWORK',
      outcome: 'unknown',
      attempts: 1,
    });
    expect(emulator.book.count('POST /v3/mail/send')).toBe(1);
    expect(emulator.book.mails).toHaveLength(1);
  });

  it('is sent again when the caller takes a second copy into the bargain', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount();
    emulator.faults.add({ match: 'POST /v3/mail/send', fault: { type: 'reset', when: 'after' } });
    await expect(clock.settle(sendgrid.emails.send(hello, { idempotent: true }))).resolves.toMatchObject({
      status: 'accepted',
    });
    expect(emulator.book.mailsTo('ada@example.com')).toHaveLength(2);
  });

  it('is sent again after a 429, which SendGrid does not process, once the limit is reset', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount();
    emulator.faults.add({ match: 'POST /v3/mail/send', fault: { type: 'status', status: 429 } });
    await expect(clock.settle(sendgrid.emails.send(hello))).resolves.toMatchObject({ status: 'accepted' });
    const [first, second] = emulator.book.requests('POST /v3/mail/send');
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(emulator.book.mails).toHaveLength(1);
  });

  it('cannot be protected by a key, which SendGrid does not know', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount();
    await expect(sendgrid.emails.send(hello, { idempotencyKey: 'order-7' })).rejects.toMatchObject(
      refused('options.idempotencyKey'),
    );
    expect(emulator.book.count()).toBe(0);
  });
});
