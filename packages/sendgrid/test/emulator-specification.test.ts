import { template } from '@breakwater/sendgrid';
import { createSendGridEmulator } from '@breakwater/sendgrid/testing';
import {
  createComparison,
  type DescribedOperation,
  readDescription,
  type Schema,
} from '@breakwater/vendor-descriptions';
import { describe, expect, it } from 'vitest';
import { createEmulatedAccount } from './emulated-account.js';

const description = readDescription('sendgrid');
const findDifferences = createComparison(description.document, { refuseUnknown: true });

/**
 * Places where the description is wrong: it calls the `custom_args` of a message a string, where the vendor's own SDK sends
 * an object; the id of a job that deletes contacts an object, where that of every other job is a string; and the id of any
 * template a UUID, where that of a dynamic one begins with `d-`.
 */
const KNOWN =
  /^(?:\/custom_args must be string|\/job_id must be object|(?:\/result\/\d+)?\/id must .+(?:36 characters|"uuid"))/;

const differences = (value: unknown, schema: Schema): readonly string[] =>
  findDifferences(value, schema).filter((difference) => !KNOWN.test(difference));

function find(line: string): DescribedOperation | undefined {
  const [method = '', path = ''] = line.split(' ');
  return description.find(method, path);
}

/** Mails that the description refuses. */
const refused: readonly (readonly [what: string, change: object])[] = [
  ['no personalizations', { personalizations: undefined }],
  ['personalizations that are none', { personalizations: { to: [] } }],
  ['a name that is no text', { personalizations: [{ to: [{ email: 'ada@example.com', name: 7 }] }] }],
  ['no sender', { from: undefined }],
  ['content without a type', { content: [{ value: 'a' }] }],
  ['content without a value', { content: [{ type: 'text/plain' }] }],
  ['categories that are a text', { categories: 'a' }],
  ['a category twice', { categories: ['a', 'a'] }],
  ['headers that are a text', { headers: 'a' }],
  [
    '1,001 addresses to answer to',
    { reply_to_list: Array.from({ length: 1_001 }, (_, index) => ({ email: `p${index}@example.com` })) },
  ],
  ['an attachment without content', { attachments: [{ filename: 'a' }] }],
  ['a disposition that there is not', { attachments: [{ content: 'aGk=', filename: 'a', disposition: 'x' }] }],
  ['a group that is a text', { asm: { group_id: 'a' } }],
  ['a sandbox that is a text', { mail_settings: { sandbox_mode: 'on' } }],
  ['a sandbox that is neither on nor off', { mail_settings: { sandbox_mode: { enable: 'yes' } } }],
  ['tracking that is neither on nor off', { tracking_settings: { open_tracking: { enable: 1 } } }],
  ['a time that is a text', { send_at: '1' }],
];

describe('a mail that the description refuses', () => {
  it.each(refused)('is refused by the emulator: %s', async (_, change) => {
    const mail = {
      personalizations: [{ to: [{ email: 'ada@example.com' }] }],
      from: { email: 'shop@example.com' },
      subject: 'Hello',
      content: [{ type: 'text/plain', value: 'How are you?' }],
      ...change,
    };
    const body = JSON.stringify(mail);
    const headers = { authorization: 'Bearer SG.1', 'content-type': 'application/json' };
    const url = 'https://api.sendgrid.com/v3/mail/send';
    const answer = await createSendGridEmulator().handle(new Request(url, { method: 'POST', headers, body }));
    expect(answer.type === 'response' && answer.response.status).toBe(400);
    const schema = find('POST /v3/mail/send')?.body;
    if (schema !== undefined) expect(differences(JSON.parse(body), schema)).not.toEqual([]);
  });
});

describe("the adapter and the emulator beside the vendor's description", () => {
  it('write what the vendor takes, and answer what the vendor answers', async (context) => {
    if (!description.isPresent) context.skip(description.absence);
    const lists = { newsletter: '0b0b5a0e-6f2c-4f0e-9d9a-7d3a3f1e7c11' };
    const sent: { line: string; body: string }[] = [];
    const answers: { line: string; status: number; body: unknown }[] = [];
    const emulator = createSendGridEmulator({
      lists: Object.values(lists),
      templates: ['d-12345678'],
      outcomeOf: () => 'bounce',
      jobDelay: 0,
    });
    const { sendgrid } = await createEmulatedAccount({
      replyToEmail: 'help@example.com',
      templates: { free: template('d-12345678') },
      lists,
      clock: undefined,
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const { pathname } = new URL(request.url);
        sent.push({ line: `${request.method} ${pathname}`, body: await request.clone().text() });
        const answer = await emulator.handle(request);
        if (answer.type !== 'response') throw new Error(answer.type);
        const text = await answer.response.clone().text();
        answers.push({
          line: `${request.method} ${pathname}`,
          status: answer.response.status,
          body: text === '' ? undefined : JSON.parse(text),
        });
        return answer.response;
      },
    });
    const { emails, contacts, suppressions } = sendgrid;
    const full = {
      cc: 'bob@example.com',
      bcc: { email: 'eve@example.com', name: 'Eve' },
      categories: ['a'],
      customArgs: { orderId: '7' },
      headers: { 'X-A': 'b' },
      attachments: [{ content: 'aGk=', filename: 'a', type: 'text/plain', disposition: 'inline', contentId: 'a' }],
      unsubscribeGroup: { groupId: 1, groupsToDisplay: [1] },
      oneClickUnsubscribe: { url: 'https://x.test/' },
      ipPool: 'main',
      tracking: { clicks: true, opens: true },
    } as const;
    await emails.send({ to: 'ada@example.com', subject: 'Hello', text: 'a', html: 'b', ...full });
    await emails.send({
      to: 'ada@example.com',
      template: 'free',
      variables: { a: 1 },
      replyTo: ['a@b.c', 'd@e.f'],
      sandbox: true,
    });
    await emails.schedule({ to: 'ada@example.com', subject: 'Hello', text: 'a', sendAt: Date.now() + 3_600_000 });
    const everything = {
      email: 'ada@example.com',
      externalId: 'x',
      phoneNumberId: '1',
      anonymousId: 'a',
      firstName: 'Ada',
      lastName: 'L',
      alternateEmails: ['a@b.c'],
      addressLine1: '1',
      addressLine2: '2',
      city: 'c',
      stateProvinceRegion: 's',
      postalCode: 'p',
      country: 'GB',
    };
    await contacts.upsert({ contacts: [everything], lists: ['newsletter'] });
    const [contact] = await contacts.find({ emails: ['ada@example.com'] });
    await contacts.remove({ contactIds: [contact?.id ?? ''] });
    await suppressions.add({ emails: ['leaver@example.com'] });
    await suppressions.isUnsubscribed({ email: 'leaver@example.com' });
    await suppressions.remove({ email: 'leaver@example.com' });
    await suppressions.list({ kind: 'bounces' });
    const client = await sendgrid.client();
    for (const url of [
      '/v3/templates?page_size=10&generations=dynamic',
      '/v3/templates/d-12345678',
      '/v3/user/webhooks/event/settings/all',
    ]) {
      await client.request({ method: 'GET', url });
    }

    const found: string[] = [];
    for (const { line, body } of sent) {
      const schema = find(line)?.body;
      if (schema !== undefined) found.push(...differences(JSON.parse(body), schema).map((text) => `${line}: ${text}`));
    }
    for (const { line, status, body } of answers) {
      const operation = find(line);
      if (operation === undefined) continue;
      // Sandbox mode answers 200, which the description does not list.
      if (!operation.answers.has(status)) {
        if (!(line === 'POST /v3/mail/send' && status === 200)) found.push(`${line} answers ${status}`);
        continue;
      }
      const schema = operation.answers.get(status);
      if (schema !== undefined && body !== undefined)
        found.push(...differences(body, schema).map((text) => `${line} answers: ${text}`));
    }
    expect(found).toEqual([]);
    // Everything that the description has was spoken: otherwise the comparison would say nothing.
    const spoken = new Set(answers.flatMap(({ line }) => find(line) ?? []));
    const silent = description.operations.filter((operation) => !spoken.has(operation));
    expect(silent.map(({ route }) => route)).toEqual([]);
  });
});
