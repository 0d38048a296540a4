import { existsSync, readFileSync } from 'node:fs';
import { template } from '@breakwater/sendgrid';
import { createSendGridEmulator } from '@breakwater/sendgrid/testing';
import { describe, expect, it } from 'vitest';
import { createEmulatedAccount } from './emulated-account.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minItems?: number;
}
interface Body {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}
interface Operation {
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

// The vendor's description lies beside the repository where it is at hand; it is not part of it.
const file = new URL('../../../../shared/vendor-specs/sendgrid.json', import.meta.url);
const description = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Description) : undefined;

function resolve<T extends { readonly $ref?: string }>(item: T): T {
  if (item.$ref === undefined) return item;
  let found: unknown = description;
  for (const name of item.$ref.split('/').slice(1)) found = (found as Record<string, unknown>)[name];
  return found as T;
}

/**
 * How a value differs from its schema. Two places are left out where the description is wrong: it calls the `custom_args` of
 * a message a string, where the vendor's own SDK sends an object, and the id of a job that deletes contacts an object, where
 * that of every other job is a string.
 */
function differences(value: unknown, given: Schema, path: string): readonly string[] {
  const schema = resolve(given);
  if (path === '$.custom_args' || value === undefined) return [];
  if (path === '$.job_id' && typeof value === 'string') return [];
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return [`${path} is none of ${schema.enum.join(', ')}`];
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return [`${path} is no array`];
    const { minItems = 0, maxItems = Infinity, items = {} } = schema;
    const size = value.length < minItems || value.length > maxItems ? [`${path} has ${value.length} items`] : [];
    return [...size, ...value.flatMap((item: unknown, index) => differences(item, items, `${path}[${index}]`))];
  }
  if (schema.type === 'object') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is no object`];
    const missing = (schema.required ?? [])
      .filter((name) => !(name in value))
      .map((name) => `${path}.${name} is missing`);
    const { properties } = schema;
    const inner = Object.entries(value).flatMap(([name, item]) => {
      const known = properties?.[name];
      if (known !== undefined) return differences(item, known, `${path}.${name}`);
      return properties === undefined ? [] : [`${path}.${name} is unknown`];
    });
    return [...missing, ...inner];
  }
  if (schema.type === 'string' && (typeof value !== 'string' || value.length > (schema.maxLength ?? Infinity)))
    return [`${path} is no such string`];
  if (schema.type === 'integer' && !Number.isInteger(value)) return [`${path} is no integer`];
  if (
    (schema.type === 'number' && typeof value !== 'number') ||
    (schema.type === 'boolean' && typeof value !== 'boolean')
  )
    return [`${path} is no ${schema.type}`];
  return [];
}

function find(line: string): Operation | undefined {
  const [method = '', path = ''] = line.split(' ');
  const entry = Object.entries(description?.paths ?? {}).find(([route]) =>
    new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  return entry?.[1][method.toLowerCase()];
}

const schemaOf = (body: Body | undefined): Schema | undefined =>
  body && Object.values(resolve(body).content ?? {})[0]?.schema;

describe("the adapter and the emulator beside the vendor's description", () => {
  it('write what the vendor takes, and answer what the vendor answers', async (context) => {
    if (!description) context.skip(`No description at ${file.pathname}: nothing is compared with it.`);
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
      const schema = schemaOf(find(line)?.requestBody);
      if (schema !== undefined)
        found.push(...differences(JSON.parse(body), schema, '$').map((text) => `${line}: ${text}`));
    }
    for (const { line, status, body } of answers) {
      const operation = find(line);
      if (operation === undefined) continue;
      // Sandbox mode answers 200, which the description does not list.
      if (!(String(status) in operation.responses)) {
        if (!(line === 'POST /v3/mail/send' && status === 200)) found.push(`${line} answers ${status}`);
        continue;
      }
      const schema = schemaOf(operation.responses[String(status)]);
      if (schema !== undefined) found.push(...differences(body, schema, '$').map((text) => `${line} answers: ${text}`));
    }
    expect(found).toEqual([]);
    // Everything that the description has was spoken: otherwise the comparison would say nothing.
    const spoken = new Set(answers.flatMap(({ line }) => find(line) ?? []));
    const known = Object.entries(description?.paths ?? {}).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => !method.startsWith('x-'))
        .map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    );
    expect(known.filter(({ operation }) => !spoken.has(operation)).map(({ name }) => name)).toEqual([]);
  });
});
