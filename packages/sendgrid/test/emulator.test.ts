import { createSendGridEmulator } from '@breakwater/sendgrid/testing';
import { serve } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import { API_KEY, createEmulatedAccount, NOW } from './emulated-account.js';

const mail = {
  personalizations: [{ to: [{ email: 'ada@example.com' }] }],
  from: { email: 'shop@example.com' },
  subject: 'Hello',
  content: [{ type: 'text/plain', value: 'How are you?' }],
};

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Speaks to the emulator itself, so that nothing of ours checks the request first. */
async function speak() {
  const account = await createEmulatedAccount();
  const say = async (method: string, path: string, body?: unknown, key = API_KEY, type = 'application/json') => {
    const answer = await account.emulator.handle(
      new Request(`https://api.sendgrid.com${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': type },
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
    if (answer.type !== 'response') throw new Error(answer.type);
    const { status, headers } = answer.response;
    const text = await answer.response.text();
    return { status, headers, body: text === '' ? undefined : JSON.parse(text) } satisfies Reply;
  };
  return { ...account, say };
}

const fieldsOf = ({ body }: Reply): readonly string[] =>
  (body as { errors: { field: string }[] }).errors.map(({ field }) => field);

describe('the emulator of SendGrid', () => {
  it('knows its key, in SendGrid’s words', async () => {
    const { say } = await speak();
    expect(await say('POST', '/v3/mail/send', mail, 'SG.other')).toMatchObject({
      status: 401,
      body: { errors: [{ message: 'authorization required', field: null, help: null }] },
    });
  });

  const person = (index: number): { email: string } => ({ email: `p${index}@example.com` });
  it.each<readonly [string, object, string]>([
    ['no personalization', { personalizations: [] }, 'personalizations'],
    [
      '1,001 personalizations',
      { personalizations: Array.from({ length: 1_001 }, (_, index) => ({ to: [person(index)] })) },
      'personalizations',
    ],
    [
      '1,001 recipients',
      {
        personalizations: [
          {
            to: Array.from({ length: 501 }, (_, index) => person(index)),
            bcc: Array.from({ length: 500 }, (_, index) => person(index + 501)),
          },
        ],
      },
      'personalizations',
    ],
    ['nobody to send to', { personalizations: [{ to: [] }] }, 'personalizations.0.to'],
    ['an address that is none', { personalizations: [{ to: [{ email: 'ada' }] }] }, 'personalizations.0.to.0.email'],
    ['an address twice', { personalizations: [{ to: [person(1)], cc: [person(1)] }] }, 'personalizations.0.cc'],
    [
      'a comma in a name',
      { personalizations: [{ to: [{ email: 'a@b.c', name: 'A, B' }] }] },
      'personalizations.0.to.0.name',
    ],
    [
      'a custom argument that is no text',
      { personalizations: [{ to: [person(1)], custom_args: { a: 1 } }] },
      'personalizations.0.custom_args.a',
    ],
    ['10,000 bytes of custom arguments', { custom_args: { a: 'x'.repeat(9_999) } }, 'custom_args'],
    ['no sender', { from: undefined }, 'from.email'],
    ['both kinds of addresses to answer to', { reply_to: person(1), reply_to_list: [person(2)] }, 'reply_to'],
    ['no subject', { subject: undefined }, 'subject'],
    ['no content', { content: [] }, 'content'],
    [
      'HTML before text',
      {
        content: [
          { type: 'text/html', value: 'a' },
          { type: 'text/plain', value: 'a' },
        ],
      },
      'content',
    ],
    ['content without a type', { content: [{ value: 'a' }] }, 'content.0.type'],
    ['content with a line break in its type', { content: [{ type: 'text/plain\r\n', value: 'a' }] }, 'content.0.type'],
    ['a sender that is not ASCII', { from: { email: 'shöp@example.com' } }, 'from.email'],
    ['NUL in an address', { personalizations: [{ to: [{ email: 'a\0@b.c' }] }] }, 'personalizations.0.to.0.email'],
    [
      'a name that is no text',
      { personalizations: [{ to: [{ email: 'a@b.c', name: 1 }] }] },
      'personalizations.0.to.0.name',
    ],
    [
      '1,001 addresses to answer to',
      { reply_to_list: Array.from({ length: 1_001 }, (_, index) => person(index)) },
      'reply_to_list',
    ],
    ['categories that are a text', { categories: 'a' }, 'categories'],
    ['custom arguments that are a text', { custom_args: 'a' }, 'custom_args'],
    ['a custom argument of all that is no text', { custom_args: { a: 1 } }, 'custom_args.a'],
    ['a header that is no text', { headers: { 'X-A': 1 } }, 'headers.X-A'],
    [
      'a reserved header in a personalization',
      { personalizations: [{ to: [person(1)], headers: { Subject: 'a' } }] },
      'personalizations.0.headers.Subject',
    ],
    ['an attachment that is no base64', { attachments: [{ content: '%%%', filename: 'a' }] }, 'attachments.0.content'],
    [
      'a media type with a line break',
      { attachments: [{ content: 'aGk=', filename: 'a', type: 'a/b\r\n' }] },
      'attachments.0.type',
    ],
    [
      'an unknown disposition',
      { attachments: [{ content: 'aGk=', filename: 'a', disposition: 'x' }] },
      'attachments.0.disposition',
    ],
    ['groups that are texts', { asm: { group_id: 1, groups_to_display: ['a'] } }, 'asm.groups_to_display'],
    ['a sandbox that is a number', { mail_settings: { sandbox_mode: 1 } }, 'mail_settings.sandbox_mode'],
    [
      'a sandbox that is neither on nor off',
      { mail_settings: { sandbox_mode: { enable: 'yes' } } },
      'mail_settings.sandbox_mode.enable',
    ],
    ['a batch that is null', { batch_id: null }, 'batch_id'],
    ['empty content', { content: [{ type: 'text/plain', value: '' }] }, 'content.0.value'],
    ['a template that is none', { template_id: 'x' }, 'template_id'],
    ['more than 72 hours', { send_at: NOW / 1_000 + 72 * 3_600 + 2 }, 'send_at'],
    ['a time that is a text', { send_at: '1' }, 'send_at'],
    ['11 categories', { categories: Array.from({ length: 11 }, (_, index) => `c${index}`) }, 'categories'],
    ['a header that it sets itself', { headers: { Subject: 'a' } }, 'headers.Subject'],
    ['an attachment without a name', { attachments: [{ content: 'aGk=' }] }, 'attachments.0.filename'],
    ['a group that is a text', { asm: { group_id: 'a' } }, 'asm.group_id'],
    ['26 groups to display', { asm: { group_id: 1, groups_to_display: Array(26).fill(1) } }, 'asm.groups_to_display'],
    ['a pool with a short name', { ip_pool_name: 'a' }, 'ip_pool_name'],
    ['a batch that nobody made', { batch_id: 'x' }, 'batch_id'],
  ])('refuses a mail with %s', async (_, change, field) => {
    const { emulator, say } = await speak();
    const reply = await say('POST', '/v3/mail/send', { ...mail, ...change });
    expect([reply.status, ...new Set(fieldsOf(reply))]).toEqual([400, field]);
    expect(emulator.book.mails).toEqual([]);
    expect(emulator.book.requests()[0]?.committed).toBe(false);
  });

  it('refuses what is no JSON, and what is larger than 30 MB', async () => {
    const { say } = await speak();
    expect((await say('POST', '/v3/mail/send', '{')).status).toBe(400);
    expect((await say('POST', '/v3/mail/send', `"${'x'.repeat(30 * 1024 * 1024)}"`)).status).toBe(413);
    for (const body of [
      null,
      [],
      7,
      'text',
      { personalizations: 7, from: [], content: {} },
      { personalizations: [null] },
    ]) {
      expect((await say('POST', '/v3/mail/send', JSON.stringify(body))).status).toBe(400);
    }
  });

  it('refuses what does not call itself JSON', async () => {
    const { emulator, say } = await speak();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])
      expect((await say('POST', '/v3/mail/send', mail, API_KEY, type)).status).toBe(415);
    expect(emulator.book.mails).toEqual([]);
    expect((await say('POST', '/v3/mail/send', mail, API_KEY, 'application/json; charset=utf-8')).status).toBe(202);
  });

  it('counts a custom argument once that a personalization lays over that of the mail', async () => {
    const { say } = await speak();
    const custom_args = { a: 'x'.repeat(6_000) };
    const personalizations = [{ ...mail.personalizations[0], custom_args }];
    expect((await say('POST', '/v3/mail/send', { ...mail, custom_args, personalizations })).status).toBe(202);
  });

  it('lets no custom argument pass for a field of an event', async () => {
    const { emulator, say } = await speak();
    const custom_args = { type: 'bounce', reason: 'none', sg_machine_open: 'true', orderId: '7' };
    await say('POST', '/v3/mail/send', { ...mail, custom_args });
    const events = emulator.book.events.map(({ event, type, reason, sg_machine_open, orderId }) => {
      return [event, type, reason, sg_machine_open, orderId];
    });
    expect(events).toEqual([
      ['processed', undefined, undefined, undefined, '7'],
      ['delivered', undefined, undefined, undefined, '7'],
    ]);
  });

  it('answers 202 without a body, with the id in a header', async () => {
    const { emulator, say } = await speak();
    const { status, headers, body } = await say('POST', '/v3/mail/send', mail);
    expect([status, body, headers.get('x-message-id')]).toEqual([202, undefined, emulator.book.mails[0]?.messageId]);
  });

  it('counts requests for each endpoint and minute, apart from mails', async () => {
    const { say, clock } = await speak();
    for (let index = 0; index < 600; index++) await say('GET', '/v3/scopes');
    const over = await say('GET', '/v3/scopes');
    expect([over.status, over.headers.get('x-ratelimit-limit'), over.headers.get('x-ratelimit-remaining')]).toEqual([
      429,
      '600',
      '0',
    ]);
    expect(over.headers.get('x-ratelimit-reset')).toBe(String(NOW / 1_000 + 60));
    expect((await say('GET', '/v3/suppression/bounces')).headers.get('x-ratelimit-remaining')).toBe('599');
    expect((await say('POST', '/v3/mail/send', mail)).headers.has('x-ratelimit-limit')).toBe(false);
    await clock.advance(60_000);
    expect((await say('GET', '/v3/scopes')).status).toBe(200);
  });

  it('makes the adapter wait until the limit is reset', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount(
      { errorHandling: { deadline: 120_000 } },
      { rateLimit: 2 },
    );
    const list = (): Promise<unknown> => clock.settle(sendgrid.suppressions.list({ kind: 'bounces' }));
    for (let index = 0; index < 3; index++) await list();
    expect(emulator.book.requests().map(({ status }) => status)).toEqual([200, 200, 429, 200]);
    expect(clock.now()).toBeGreaterThanOrEqual(NOW + 60_000);
  });

  it('tells what it does not have', async () => {
    const { emulator, say } = await speak();
    expect((await say('GET', '/v3/stats')).status).toBe(404);
    expect(emulator.book.unsimulated).toEqual(['GET /v3/stats']);
  });

  it('tells of lists, templates and webhooks', async () => {
    const { say } = await speak();
    const { body } = await say('POST', '/v3/marketing/lists', { name: 'newsletter' });
    const { id } = body as { id: string };
    expect((await say('POST', '/v3/marketing/lists', { name: 'newsletter' })).status).toBe(400);
    expect((await say('GET', '/v3/marketing/lists')).body).toMatchObject({
      result: [{ id, name: 'newsletter', contact_count: 0 }],
    });
    expect((await say('DELETE', `/v3/marketing/lists/${id}`)).status).toBe(204);
    expect((await say('GET', '/v3/templates?page_size=10&generations=dynamic')).body).toMatchObject({ result: [] });
    expect((await say('GET', '/v3/templates')).status).toBe(400);
    expect((await say('GET', '/v3/user/webhooks/event/settings/all')).body).toEqual({ max_allowed: 5, webhooks: [] });
  });

  it('answers over loopback too, where connections really break', async () => {
    const emulator = createSendGridEmulator();
    const server = await serve(emulator);
    try {
      const { sendgrid } = await createEmulatedAccount({
        baseUrl: server.url,
        fetch: globalThis.fetch,
        clock: undefined,
      });
      const send = (): Promise<unknown> => sendgrid.emails.send({ to: 'ada@example.com', subject: 'Hello', text: 'x' });
      await expect(send()).resolves.toMatchObject({ status: 'accepted' });
      emulator.faults.add({ match: 'POST /v3/mail/send', fault: { type: 'reset', when: 'after' } });
      await expect(send()).rejects.toMatchObject({ code: 'NETWORK', outcome: 'unknown', attempts: 1 });
      expect(emulator.book.mails).toHaveLength(2);
    } finally {
      await server.close();
      await emulator.close?.();
    }
  });
});
