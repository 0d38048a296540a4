import { createVirtualClock, toFetch } from '@breakwater/testing';
import { createTwilioEmulator, EMULATED_ACCOUNT, type TwilioEmulator } from '@breakwater/twilio/testing';
import { describe, expect, it } from 'vitest';
import { call } from './emulator-calls.js';
import { sid } from './scripted-twilio.js';
import { ADA, NOW } from './twilio-bench.js';

const { accountSid, authToken, fromPhoneNumber: From, messagingServiceSid: MessagingServiceSid } = EMULATED_ACCOUNT;
const ACCOUNT = `/2010-04-01/Accounts/${accountSid}`;
const create = (): TwilioEmulator => createTwilioEmulator({ clock: createVirtualClock(NOW) });

/** Posts a form in which names may come several times, to one of Twilio's hosts. */
async function post(
  emulator: TwilioEmulator,
  url: string,
  form: readonly (readonly [string, string])[],
): Promise<{ readonly status: number; readonly code: unknown }> {
  const response = await toFetch(emulator)(url, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
    body: new URLSearchParams(form.map(([name, value]) => [name, value])),
  });
  const { code } = (await response.json()) as { readonly code?: unknown };
  return { status: response.status, code };
}

const message = [
  ['To', ADA],
  ['From', From],
  ['Body', 'x'],
] as const;
const media = (count: number): readonly (readonly [string, string])[] =>
  Array.from({ length: count }, (_, index) => ['MediaUrl', `https://shop.example/${index}.png`] as const);

describe('the twin refuses of a message, as Twilio documents it,', () => {
  it.each<readonly [what: string, form: readonly (readonly [string, string])[], code: number]>([
    ['an eleventh picture', [...message, ...media(11)], 21_623],
    ['a picture that has no URL', [...message, ['MediaUrl', 'not a url']], 21_620],
    ['a picture at no web address', [...message, ['MediaUrl', 'ftp://shop.example/1.png']], 21_620],
    ['a validity of no time', [...message, ['ValidityPeriod', '0']], 21_624],
    ['a validity of more than ten hours', [...message, ['ValidityPeriod', '36001']], 21_624],
    ['a validity that is no number of seconds', [...message, ['ValidityPeriod', '1.5']], 21_624],
  ])('%s', async (_, form, code) => {
    const emulator = create();
    expect(await post(emulator, `https://api.twilio.com${ACCOUNT}/Messages.json`, form)).toEqual({ status: 400, code });
    expect(emulator.book.messages).toEqual([]);
  });

  it('and takes ten of them, and any validity up to ten hours', async () => {
    const emulator = create();
    const form = [...message, ...media(10), ['ValidityPeriod', '36000']] as const;
    expect(await post(emulator, `https://api.twilio.com${ACCOUNT}/Messages.json`, form)).toMatchObject({ status: 201 });
    expect(emulator.book.messages[0]?.num_media).toBe('10');
  });

  it('a status that it cannot be given, a new text, and to be deleted under way', async () => {
    const emulator = create();
    const { body } = await call(emulator, 'POST', `${ACCOUNT}/Messages.json`, { To: ADA, From, Body: 'x' });
    const path = `${ACCOUNT}/Messages/${(body as { sid: string }).sid}.json`;
    expect(await call(emulator, 'POST', path, { Status: 'delivered' })).toMatchObject({
      status: 400,
      body: { code: 20_001 },
    });
    expect(await call(emulator, 'DELETE', path)).toMatchObject({ body: { code: 20_009 } });
    await emulator.testHelpers.advance(5_000);
    expect(await call(emulator, 'POST', path, { Body: 'another' })).toMatchObject({ status: 400 });
    expect(emulator.book.messages).toMatchObject([{ body: 'x', status: 'delivered' }]);
    expect((await call(emulator, 'DELETE', path)).status).toBe(204);
  });
});

describe('the twin, asked for a call,', () => {
  it('takes an application in place of a document, and no SID of another kind', async () => {
    const emulator = create();
    const applied = { To: ADA, From, ApplicationSid: sid('AP') };
    expect((await call(emulator, 'POST', `${ACCOUNT}/Calls.json`, applied)).status).toBe(201);
    const wrong = { To: ADA, From, ApplicationSid: sid('MG') };
    expect(await call(emulator, 'POST', `${ACCOUNT}/Calls.json`, wrong)).toMatchObject({ body: { code: 21_218 } });
  });

  it('refuses a document that is too long, and a status that it cannot be given', async () => {
    const emulator = create();
    const long = { To: ADA, From, Twiml: `<Response>${'x'.repeat(4_000)}</Response>` };
    expect(await call(emulator, 'POST', `${ACCOUNT}/Calls.json`, long)).toMatchObject({
      status: 400,
      body: { code: 32_018 },
    });
    const { body } = await call(emulator, 'POST', `${ACCOUNT}/Calls.json`, { To: ADA, From, Twiml: '<Response/>' });
    const path = `${ACCOUNT}/Calls/${(body as { sid: string }).sid}.json`;
    expect(await call(emulator, 'POST', path, { Status: 'banana' })).toMatchObject({ body: { code: 20_001 } });
    expect(emulator.book.calls).toMatchObject([{ status: 'queued' }]);
  });
});

describe('each host of Twilio’s', () => {
  const origin = (product: string): string => `https://${product}.twilio.com`;
  it('has its own paths only', async () => {
    const emulator = create();
    expect(await post(emulator, `${origin('verify')}${ACCOUNT}/Messages.json`, message)).toEqual({
      status: 404,
      code: 20_404,
    });
    expect(await post(emulator, `${origin('messaging')}/v1/Rooms`, [['UniqueName', 'x']])).toMatchObject({
      status: 404,
    });
    expect(await post(emulator, `${origin('api')}/v2/Services`, [['FriendlyName', 'x']])).toMatchObject({
      status: 404,
    });
    expect(emulator.book.messages).toEqual([]);
  });

  it('is one for each region and edge', async () => {
    const emulator = create();
    const url = `https://api.dublin.ie1.twilio.com${ACCOUNT}/Messages.json`;
    expect(await post(emulator, url, message)).toMatchObject({ status: 201 });
    const sent = [...message.slice(0, 1), ['MessagingServiceSid', MessagingServiceSid], ['Body', 'x']] as const;
    expect(await post(emulator, url, sent)).toMatchObject({ status: 201 });
  });
});

describe('incoming messages', () => {
  it('are reported to each route that was added, by what carries its requests', async () => {
    const seen: string[] = [];
    const carry =
      (name: string): typeof fetch =>
      async (_, init) => {
        const form = new URLSearchParams(await new Request('https://x.example', init).text());
        seen.push(`${name} ${form.get('Body')}`);
        return new Response(`<Response><Message>${name}</Message></Response>`, {
          headers: { 'content-type': 'text/xml' },
        });
      };
    const emulator = createTwilioEmulator({
      clock: createVirtualClock(NOW),
      webhooks: { inboundUrl: 'https://shop.example/first', fetch: carry('first') },
    });
    emulator.testHelpers.receive({ from: ADA, body: 'one' });
    emulator.webhooks.add({ url: 'https://shop.example/second', fetch: carry('second') });
    emulator.testHelpers.receive({ from: ADA, body: 'two' });
    await emulator.webhooks.flush();
    expect(seen.toSorted()).toEqual(['first one', 'first two', 'second two']);
    const answers = emulator.book.sentTo(ADA).map(({ body }) => body ?? '');
    expect(answers.toSorted()).toEqual(['first', 'first', 'second']);
    expect(() => emulator.webhooks.add({ url: 'https://shop.example/second' })).toThrow(/already/);
  });
});
