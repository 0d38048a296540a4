import { createVirtualClock, toFetch } from '@breakwater/testing';
import { createTwilioEmulator, EMULATED_ACCOUNT, type TwilioEmulator } from '@breakwater/twilio/testing';
import { describe, expect, it } from 'vitest';
import { call } from './emulator-calls.js';
import { ADA, MESSAGES, NOW } from './twilio-bench.js';

const { accountSid, fromPhoneNumber: From, messagingServiceSid: MessagingServiceSid } = EMULATED_ACCOUNT;
const MESSAGE_LIST = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
const CALL_LIST = `/2010-04-01/Accounts/${accountSid}/Calls.json`;

const create = (options: Parameters<typeof createTwilioEmulator>[0] = {}): TwilioEmulator =>
  createTwilioEmulator({ clock: createVirtualClock(NOW), ...options });
const at = (ms: number): string => new Date(NOW + ms).toISOString();

describe('the twin refuses what Twilio refuses', () => {
  it.each<readonly [what: string, form: Record<string, string>, status: number, code: number]>([
    ['no recipient', { From, Body: 'x' }, 400, 21_604],
    ['no sender', { To: ADA, Body: 'x' }, 400, 21_603],
    ['no text', { To: ADA, From }, 400, 21_602],
    ['a long text', { To: ADA, From, Body: 'x'.repeat(1_601) }, 400, 21_617],
    ['no number', { To: '4155552671', From, Body: 'x' }, 400, 21_211],
    ['an invalid number', { To: '+15005550001', From, Body: 'x' }, 400, 21_211],
    ['a landline', { To: '+15005550009', From, Body: 'x' }, 400, 21_614],
    ['somebody who has opted out', { To: '+15005550004', From, Body: 'x' }, 400, 21_610],
    ['a sender of somebody else', { To: ADA, From: '+14155550100', Body: 'x' }, 400, 21_606],
    ['a full queue', { To: ADA, From: '+15005550008', Body: 'x' }, 400, 21_611],
    ['an unknown service', { To: ADA, MessagingServiceSid: `MG${'f'.repeat(32)}`, Body: 'x' }, 400, 21_701],
    ['an unknown template', { To: ADA, From, ContentSid: `HX${'f'.repeat(32)}` }, 400, 21_655],
    ['a callback that is no URL', { To: ADA, From, Body: 'x', StatusCallback: 'nowhere' }, 400, 21_609],
    [
      'a schedule without a service',
      { To: ADA, From, Body: 'x', ScheduleType: 'fixed', SendAt: at(3_600_000) },
      400,
      35_118,
    ],
    [
      'a schedule that is near',
      { To: ADA, MessagingServiceSid, Body: 'x', ScheduleType: 'fixed', SendAt: at(300_000) },
      400,
      35_114,
    ],
    [
      'a schedule that is far',
      { To: ADA, MessagingServiceSid, Body: 'x', ScheduleType: 'fixed', SendAt: at(36 * 86_400_000) },
      400,
      35_114,
    ],
  ])('%s', async (_, form, status, code) => {
    const emulator = create();
    const answer = await call(emulator, 'POST', MESSAGE_LIST, form);
    expect(answer).toMatchObject({
      status,
      body: { code, status, more_info: `https://www.twilio.com/docs/errors/${code}` },
    });
    expect(answer.headers.get('twilio-request-id')).toMatch(/^RQ[0-9a-f]{32}$/);
    expect(emulator.book.messages).toEqual([]);
    expect(emulator.book.requests().map(({ committed }) => committed)).toEqual([false]);
  });

  it.each<readonly [what: string, form: Record<string, string>, code: number]>([
    ['nobody to call', { From, Url: 'https://x.example' }, 21_201],
    ['nobody who calls', { To: ADA, Url: 'https://x.example' }, 21_213],
    ['nothing to do', { To: ADA, From }, 21_205],
    ['an invalid number', { To: '+15005550001', From, Url: 'https://x.example' }, 21_217],
    ['a number of somebody else', { To: ADA, From: '+14155550100', Url: 'https://x.example' }, 21_210],
  ])('of a call: %s', async (_, form, code) => {
    expect(await call(create(), 'POST', CALL_LIST, form)).toMatchObject({ status: 400, body: { code } });
  });

  it('whoever does not show the credential, whatever they ask', async () => {
    const emulator = create({ apiKey: { sid: 'SK1', secret: 'secret' } });
    const status = async (authorization: string): Promise<number> =>
      (await toFetch(emulator)(`https://api.twilio.com${MESSAGE_LIST}`, { headers: { authorization } })).status;
    expect(await status('')).toBe(401);
    expect(await status(`Basic ${btoa(`${accountSid}:wrong`)}`)).toBe(401);
    expect(await status(`Basic ${btoa('SK1:secret')}`)).toBe(200);
  });

  it('what it does not simulate, and other accounts', async () => {
    const emulator = create();
    expect(await call(emulator, 'GET', '/v1/Faxes')).toMatchObject({
      status: 404,
      body: { code: 20_404, message: expect.stringContaining('does not simulate') },
    });
    expect(await call(emulator, 'GET', `/2010-04-01/Accounts/AC${'9'.repeat(32)}/Messages.json`)).toMatchObject({
      status: 404,
    });
  });

  it('more requests at once than the account may make, and says when to come again', async () => {
    const emulator = create({ concurrency: 1 });
    emulator.faults.add({ match: MESSAGES, fault: { type: 'slow', ms: 1_000, when: 'during' } });
    const clock = createVirtualClock(NOW);
    const slow = createTwilioEmulator({ clock, concurrency: 1 });
    slow.faults.add({ match: MESSAGES, fault: { type: 'slow', ms: 1_000, when: 'during' } });
    const first = call(slow, 'POST', MESSAGE_LIST, { To: ADA, From, Body: 'x' });
    await Promise.resolve();
    const second = await call(slow, 'GET', MESSAGE_LIST);
    expect(second).toMatchObject({ status: 429, body: { code: 20_429 } });
    expect(second.headers.get('retry-after')).toBe('1');
    expect((await clock.settle(first)).status).toBe(201);
    expect((await call(slow, 'GET', MESSAGE_LIST)).status).toBe(200);
  });
});

describe('the life of a message', () => {
  it.each([
    [{ From }, undefined, ['queued', 'sent', 'delivered']],
    [{ MessagingServiceSid }, undefined, ['accepted', 'queued', 'sent', 'delivered']],
    [{ From }, { status: 'undelivered', errorCode: 30_003 } as const, ['queued', 'sent', 'undelivered']],
    [{ From }, { status: 'failed', errorCode: 30_007 } as const, ['queued', 'failed']],
    [{ From }, { status: 'sent' } as const, ['queued', 'sent']],
  ])('sent by %j, with the fate %j, is %j', async (sender, fate, expected) => {
    const emulator = create();
    if (fate) emulator.testHelpers.setFate(ADA, fate);
    const { body } = await call(emulator, 'POST', MESSAGE_LIST, { To: ADA, Body: 'x', ...sender });
    const seen = [(body as { status: string }).status];
    for (let step = 0; step < 10; step++) {
      await emulator.testHelpers.advance(step === 0 ? 0 : 500);
      const status = emulator.book.messages[0]?.status ?? '';
      if (status !== seen.at(-1)) seen.push(status);
    }
    expect(seen).toEqual(expected);
    expect(emulator.book.messages[0]?.error_code).toBe(fate && 'errorCode' in fate ? fate.errorCode : null);
  });

  it('is reported to where the message says, or its service, signed', async () => {
    const requests: Request[] = [];
    const emulator = create({
      webhooks: {
        fetch: async (input, init) => {
          requests.push(new Request(input, init));
          return new Response(null, { status: 204 });
        },
      },
    });
    const service = await call(emulator, 'POST', '/v1/Services', {
      FriendlyName: 'x',
      StatusCallback: 'https://shop.example/service',
    });
    const { sid } = service.body as { sid: string };
    await call(emulator, 'POST', `/v1/Services/${sid}/PhoneNumbers`, { PhoneNumberSid: `PN${'0'.repeat(32)}` });
    await call(emulator, 'POST', MESSAGE_LIST, { To: ADA, Body: 'x', MessagingServiceSid: sid });
    await call(emulator, 'POST', MESSAGE_LIST, {
      To: ADA,
      Body: 'x',
      From,
      StatusCallback: 'https://shop.example/message#rc=2',
    });
    await emulator.testHelpers.advance(5_000);
    await emulator.webhooks.flush();
    expect(requests.map(({ url }) => url).toSorted()).toEqual([
      'https://shop.example/message',
      'https://shop.example/message',
      'https://shop.example/service',
      'https://shop.example/service',
      'https://shop.example/service',
    ]);
    expect(requests.every(({ headers }) => headers.get('x-twilio-signature') !== null)).toBe(true);
  });

  it('redacts and deletes what has ended only', async () => {
    const emulator = create();
    const { body } = await call(emulator, 'POST', MESSAGE_LIST, { To: ADA, From, Body: 'secret' });
    const path = MESSAGE_LIST.replace('.json', `/${(body as { sid: string }).sid}.json`);
    expect(await call(emulator, 'POST', path, { Body: '' })).toMatchObject({ status: 400 });
    await emulator.testHelpers.advance(5_000);
    expect(await call(emulator, 'POST', path, { Body: '' })).toMatchObject({ body: { body: '' } });
    expect((await call(emulator, 'DELETE', path)).status).toBe(204);
    expect((await call(emulator, 'GET', path)).status).toBe(404);
  });

  it('is listed by whom it is from and to, and when', async () => {
    const emulator = create();
    await call(emulator, 'POST', MESSAGE_LIST, { To: ADA, From, Body: 'one' });
    await emulator.testHelpers.advance(86_400_000);
    await call(emulator, 'POST', MESSAGE_LIST, { To: '+14155552672', From, Body: 'two' });
    await emulator.testHelpers.advance(5_000);
    const bodies = async (query: Record<string, string>): Promise<readonly string[]> => {
      const { body } = await call(emulator, 'GET', MESSAGE_LIST, query);
      return (body as { messages: { body: string }[] }).messages.map((one) => one.body);
    };
    expect(await bodies({})).toEqual(['two', 'one']);
    expect(await bodies({ To: ADA })).toEqual(['one']);
    expect(await bodies({ From: ADA })).toEqual([]);
    expect(await bodies({ DateSent: at(0).slice(0, 10) })).toEqual(['one']);
    expect(await bodies({ 'DateSent>': at(3_600_000) })).toEqual(['two']);
    expect(await bodies({ 'DateSent<': at(3_600_000) })).toEqual(['one']);
  });
});

describe('the life of a call', () => {
  it('is reported by the events that were ordered, in sequence', async () => {
    const forms: URLSearchParams[] = [];
    const emulator = create({
      webhooks: {
        fetch: async (_, init) => {
          forms.push(new URLSearchParams(await new Request('https://x.example', init).text()));
          return new Response(null, { status: 204 });
        },
      },
    });
    const StatusCallback = 'https://shop.example/calls';
    await call(emulator, 'POST', CALL_LIST, {
      To: ADA,
      From,
      Url: 'https://x.example',
      StatusCallback,
      StatusCallbackEvent: 'answered',
    });
    await call(emulator, 'POST', CALL_LIST, { To: ADA, From, Url: 'https://x.example', StatusCallback });
    await emulator.testHelpers.advance(60_000);
    await emulator.webhooks.flush();
    expect(forms.map((form) => [form.get('CallStatus'), form.get('SequenceNumber')])).toEqual([
      ['in-progress', '0'],
      ['completed', '0'],
    ]);
    expect(emulator.book.calls.map(({ status, duration }) => [status, duration])).toEqual([
      ['completed', '30'],
      ['completed', '30'],
    ]);
  });
});

it('gives two twins of one seed the same ids, and of others different ones', async () => {
  const sidOf = async (seed: number): Promise<unknown> =>
    (await call(create({ seed }), 'POST', MESSAGE_LIST, { To: ADA, From, Body: 'x' })).body;
  expect(await sidOf(1)).toEqual(await sidOf(1));
  expect(await sidOf(1)).not.toEqual(await sidOf(2));
});

it('tells of parameters that had no effect', async () => {
  const emulator = create();
  await call(emulator, 'POST', MESSAGE_LIST, { To: ADA, From, Body: 'x', RiskCheck: 'enable', Nonsense: '1' });
  expect(emulator.book.unsimulated).toEqual([`${MESSAGES} RiskCheck`, `${MESSAGES} Nonsense`]);
});

it.each(['{', '[]', '"x"', 'null'])('survives a body that is no form: %s', async (text) => {
  const emulator = create();
  const response = await toFetch(emulator)('https://content.twilio.com/v1/Content', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${btoa(`${accountSid}:${EMULATED_ACCOUNT.authToken}`)}`,
    },
    body: text,
  });
  expect(response.status).toBe(400);
  expect(emulator.book.requests().every(({ defect }) => defect === undefined)).toBe(true);
});
