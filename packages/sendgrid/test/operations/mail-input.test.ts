import { template } from '@breakwater/sendgrid';
import { describe, expect, it } from 'vitest';
import { isEventField } from '../../src/mail/custom-arguments.js';
import { createEmulatedAccount } from '../emulated-account.js';

const hello = { to: 'ada@example.com', subject: 'Hello', text: 'How are you?' } as const;
const refused = (path: string): object => ({
  code: 'VALIDATION',
  outcome: 'not_applied',
  issues: [expect.objectContaining({ path })],
});
/** As a request that was parsed from JSON has it: a property of its own. */
const parsed = (text: string): Record<string, string> => JSON.parse(text) as Record<string, string>;

const wrong: readonly (readonly [what: string, change: Record<string, unknown>, path: string])[] = [
  ['NUL in an address', { to: 'a\u0000da@example.com' }, 'input.to'],
  ['DEL in an address', { cc: ['ada@exam\u007fple.com'] }, 'input.cc[0]'],
  ['a character of no width in an address', { to: 'ada\u200b@example.com' }, 'input.to'],
  ['half a character in an address', { bcc: 'ada\ud83d@example.com' }, 'input.bcc'],
  ['a hole among the recipients', { to: Array(1) }, 'input.to[0]'],
  ['NUL in a name', { to: { email: 'ada@example.com', name: 'A\u0000' } }, 'input.to.name'],
  ['a line separator in a name', { to: { email: 'ada@example.com', name: 'A\u2028B' } }, 'input.to.name'],
  ['NUL in a subject', { subject: 'a\u0000' }, 'input.subject'],
  ['a next line in a subject', { subject: 'a\u0085b' }, 'input.subject'],
  ['a line separator in a subject', { subject: 'a\u2028b' }, 'input.subject'],
  [
    'NUL in the mail of one click',
    { oneClickUnsubscribe: { url: 'https://x.test', mailto: 'a\u0000@b.c' } },
    'input.oneClickUnsubscribe.mailto',
  ],
  ['`__proto__` among custom arguments', { customArgs: parsed('{"__proto__":"x"}') }, 'input.customArgs.__proto__'],
  ['`__proto__` among headers', { headers: parsed('{"__proto__":"x"}') }, 'input.headers.__proto__'],
  ['custom arguments that are a Map', { customArgs: new Map([['a', 'b']]) }, 'input.customArgs'],
  ['headers that are a Headers', { headers: new Headers({ 'x-a': 'b' }) }, 'input.headers'],
];

describe('a mail', () => {
  it.each(wrong)('is refused with %s, before any I/O', async (_, change, path) => {
    const { sendgrid, emulator } = await createEmulatedAccount();
    await expect(sendgrid.emails.send({ ...hello, ...change })).rejects.toMatchObject(refused(path));
    expect(emulator.book.count()).toBe(0);
  });

  const fields =
    'type reason status url response attempt ip useragent email event asm_group_id category timestamp smtp-id tls pool ' +
    'send_at bounce_classification url_offset marketing_campaign_id sg_event_id sg_machine_open sg_template_name';
  it.each(fields.split(' '))('takes no custom argument by the name of a field of events: %s', async (name) => {
    const { sendgrid, emulator } = await createEmulatedAccount();
    const path = `input.customArgs.${name}`;
    await expect(sendgrid.emails.send({ ...hello, customArgs: { [name]: 'x' } })).rejects.toMatchObject(refused(path));
    await expect(
      sendgrid.emails.sendMany({
        subject: 'a',
        text: 'b',
        recipients: [{ to: 'ada@example.com', customArgs: { [name]: 'x' } }],
      }),
    ).rejects.toMatchObject(refused(`input.recipients[0].customArgs.${name}`));
    expect(isEventField(name)).toBe(true);
    expect(emulator.book.count()).toBe(0);
  });

  it('counts a custom argument once that a recipient lays over that of all', async () => {
    const { sendgrid } = await createEmulatedAccount();
    const send = (own: Record<string, string>): Promise<unknown> =>
      sendgrid.emails.sendMany({
        subject: 'a',
        text: 'b',
        customArgs: { a: 'x'.repeat(6_000) },
        recipients: [{ to: 'ada@example.com', customArgs: own }],
      });
    await expect(send({ a: 'y'.repeat(6_000) })).resolves.toMatchObject({ status: 'accepted' });
    await expect(send({ b: 'y'.repeat(6_000) })).rejects.toMatchObject(refused('input.customArgs'));
    await expect(send({ a: 'y'.repeat(9_999) })).rejects.toMatchObject(refused('input.customArgs'));
  });
});

class Meeting {
  title = 'Haircut';
}
const circle: Record<string, unknown> = {};
circle['itself'] = circle;

const unsendable: readonly (readonly [what: string, variables: object, path: string])[] = [
  ['a Map', new Map([['a', 1]]), ''],
  ['a Date', new Date(0), ''],
  ['an instance of a class', new Meeting(), ''],
  ['a Map inside', { a: { b: new Map([['c', 1]]) } }, '.a.b'],
  ['a Set inside', { a: [new Set([1])] }, '.a[0]'],
  ['an instance inside', { meeting: new Meeting() }, '.meeting'],
  ['a Date that is none', { at: new Date(Number.NaN) }, '.at'],
  ['NaN', { a: Number.NaN }, '.a'],
  ['infinity', { a: [1, Infinity] }, '.a[1]'],
  ['undefined in an array', { a: [undefined] }, '.a[0]'],
  ['a hole in an array', { a: Array(1) }, '.a[0]'],
  ['a function', { a: () => 1 }, '.a'],
  ['a symbol', { a: Symbol('a') }, '.a'],
  ['a BigInt', { big: 1n }, '.big'],
  ['`__proto__`', parsed('{"__proto__":{"admin":1}}'), '.__proto__'],
  ['`__proto__` inside', { x: parsed('{"__proto__":{"admin":1}}') }, '.x.__proto__'],
];

describe('the variables of a template', () => {
  const templates = { free: template('d-12345678') };

  it.each(unsendable)('are refused with %s, before any I/O', async (_, variables, path) => {
    const { sendgrid, emulator } = await createEmulatedAccount({ templates });
    const mail = { template: 'free', to: 'ada@example.com', variables: variables as Record<string, unknown> } as const;
    await expect(sendgrid.emails.send(mail)).rejects.toMatchObject(refused(`input.variables${path}`));
    expect(emulator.book.count()).toBe(0);
  });

  it('are refused with a circle', async () => {
    const { sendgrid } = await createEmulatedAccount({ templates });
    await expect(
      sendgrid.emails.send({ template: 'free', to: 'ada@example.com', variables: circle }),
    ).rejects.toMatchObject({ code: 'VALIDATION', message: expect.stringContaining('nested at most 50 deep') });
  });

  it('are refused in what the schema of the template gives back, too', async () => {
    const validate = (): { value: unknown } => ({ value: { at: Number.NaN } });
    const schema = { '~standard': { version: 1, vendor: 'test', validate } } as const;
    const { sendgrid } = await createEmulatedAccount({ templates: { checked: template('d-12345678', { schema }) } });
    await expect(sendgrid.emails.send({ template: 'checked', to: 'ada@example.com' })).rejects.toMatchObject(
      refused('input.variables.at'),
    );
  });

  it('arrive as they are, what is undefined left out, and a Date in the form that JSON has for it', async () => {
    const { sendgrid, requests } = await createEmulatedAccount({ templates });
    const variables = {
      text: 'a',
      none: undefined,
      empty: null,
      list: [1, true, { deep: -0.5 }],
      bare: Object.assign(Object.create(null), { a: 1 }) as object,
      at: new Date(0),
      link: new URL('https://shop.example/'),
    };
    await sendgrid.emails.send({ template: 'free', to: 'ada@example.com', variables });
    expect(requests[0]?.body['personalizations']).toMatchObject([
      {
        dynamic_template_data: {
          text: 'a',
          empty: null,
          list: [1, true, { deep: -0.5 }],
          bare: { a: 1 },
          at: '1970-01-01T00:00:00.000Z',
          link: 'https://shop.example/',
        },
      },
    ]);
  });
});
