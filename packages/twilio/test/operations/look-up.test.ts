import { EMULATED_ACCOUNT } from '@breakwater/twilio/testing';
import { describe, expect, it } from 'vitest';
import { listedMessage, page, type ScriptedTwilio, scriptTwilio, sid } from '../scripted-twilio.js';
import { ADA, createTwilioBench, MESSAGES, NOW } from '../twilio-bench.js';

const { messagingServiceSid, fromPhoneNumber } = EMULATED_ACCOUNT;
const message = { to: ADA, body: 'Your table is ready.', onUnknownOutcome: 'look_up' } as const;
const madeAt = (ms: number): string => new Date(NOW + ms).toUTCString().replace('GMT', '+0000');

/** Whatever is posted is lost, or answered as given; the list holds what it is given. */
const listing = (name: string, items: readonly object[], post?: () => Response): Promise<ScriptedTwilio> =>
  scriptTwilio((request) => {
    if (request.method === 'GET') return page(name, items);
    if (post !== undefined) return post();
    throw new TypeError('fetch failed');
  });

interface Input {
  readonly mediaUrls?: readonly string[];
  readonly messagingServiceSid?: string;
  readonly sendAt?: number;
}
type Change = [what: string, fields: object, input?: Input];

const sendOrSchedule = ({ sms }: ScriptedTwilio['twilio'], { sendAt, ...input }: Input): Promise<unknown> =>
  sendAt === undefined ? sms.send({ ...message, ...input }) : sms.schedule({ ...message, ...input, sendAt });

const OTHERS: readonly Change[] = [
  ['ends with the same text', { body: 'NOT so: Your table is ready.' }],
  ['begins with the same text', { body: 'Your table is ready. Hurry!' }],
  [
    'has the text behind another sentence than a trial account’s',
    { body: 'Sent from a friend - Your table is ready.' },
  ],
  ['is from another number', { from: '+14155550199' }],
  ['is through a service, which this one is not', { messaging_service_sid: messagingServiceSid }],
  ['is to somebody else', { to: '+14155552672' }],
  ['is from the person', { direction: 'inbound', status: 'received' }],
  ['is an answer to the person', { direction: 'outbound-reply' }],
  ['has media, which this one has not', { num_media: '1' }],
  ['has no media, which this one has', {}, { mediaUrls: ['https://shop.example/1.png'] }],
  ['waits for its time, and this one does not', { status: 'scheduled' }],
  ['was canceled', { status: 'canceled' }],
  ['was sent three seconds before', { date_created: madeAt(-3_000) }],
  ['was sent half a minute before', { date_created: madeAt(-30_000) }],
  ['has no date', { date_created: null }],
  [
    'was delivered, and this one waits for its time',
    { messaging_service_sid: messagingServiceSid },
    { sendAt: NOW + 3_600_000, messagingServiceSid },
  ],
];

describe('a message whose answer was lost is not taken for one that', () => {
  it.each(OTHERS)('%s', async (_: string, fields: object, input: Input = {}) => {
    const { twilio, settle, requests } = await listing('messages', [listedMessage(fields)]);
    const call = sendOrSchedule(twilio, input);
    await expect(settle(call)).rejects.toMatchObject({ code: 'NETWORK', outcome: 'unknown' });
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

const SAME: readonly Change[] = [
  ['has the same text', {}],
  [
    'has the sentence of a trial account before it',
    { body: 'Sent from your Twilio trial account - Your table is ready.' },
  ],
  ['has failed meanwhile', { status: 'failed' }],
  ['was made in the same second, which the list tells without its fraction', { date_created: madeAt(-1_000) }],
  ['has as many media', { num_media: '1' }, { mediaUrls: ['https://shop.example/1.png'] }],
  [
    'is through the same service, from whichever number',
    { messaging_service_sid: messagingServiceSid, from: null },
    { messagingServiceSid },
  ],
  [
    'waits for its time, like it',
    { status: 'scheduled', messaging_service_sid: messagingServiceSid, from: null },
    { sendAt: NOW + 3_600_000, messagingServiceSid },
  ],
];

describe('a message whose answer was lost is found in one that', () => {
  it.each(SAME)('%s', async (_: string, fields: object, input: Input = {}) => {
    const { twilio, settle } = await listing('messages', [listedMessage(fields)]);
    const call = sendOrSchedule(twilio, input);
    expect(await settle(call)).toMatchObject({ messageSid: sid('SM') });
  });
});

describe('several that could be it', () => {
  it('leave the outcome unknown, when nothing tells them apart', async () => {
    const { twilio, settle } = await listing('messages', [listedMessage(), listedMessage({ sid: sid('SM', 'b') })]);
    await expect(settle(twilio.sms.send(message))).rejects.toMatchObject({ outcome: 'unknown' });
  });

  it('are told apart when this integration has sent or found one of them', async () => {
    const first = listedMessage({ sid: sid('SM', 'b') });
    let isLost = false;
    const { twilio, settle } = await scriptTwilio((request) => {
      if (request.method === 'GET') return page('messages', [listedMessage(), first]);
      if (isLost) throw new TypeError('fetch failed');
      return Response.json(first, { status: 201 });
    });
    await settle(twilio.sms.send(message));
    isLost = true;
    expect(await settle(twilio.sms.send(message))).toMatchObject({ messageSid: sid('SM') });
    await expect(settle(twilio.sms.send(message))).rejects.toMatchObject({ outcome: 'unknown' });
  });
});

const listedCall = (fields: object = {}): object => ({
  sid: sid('CA'),
  status: 'ringing',
  direction: 'outbound-api',
  to: ADA,
  from: fromPhoneNumber,
  date_created: madeAt(0),
  ...fields,
});
const call = { to: ADA, twiml: '<Response/>', onUnknownOutcome: 'look_up' } as const;

describe('a call whose answer was lost', () => {
  it.each([
    ['was made before', { date_created: madeAt(-25_000) }],
    ['is from another number', { from: '+14155550199' }],
    ['is to somebody else', { to: '+14155552672' }],
    ['came in', { direction: 'inbound' }],
  ])('is not taken for one that %s', async (_, fields) => {
    const { twilio, settle } = await listing('calls', [listedCall(fields)]);
    await expect(settle(twilio.voice.call(call))).rejects.toMatchObject({ outcome: 'unknown' });
  });

  it('is found, and is not when there are two', async () => {
    const one = await listing('calls', [listedCall()]);
    expect(await one.settle(one.twilio.voice.call(call))).toMatchObject({ callSid: sid('CA') });
    const two = await listing('calls', [listedCall(), listedCall({ sid: sid('CA', 'b') })]);
    await expect(two.settle(two.twilio.voice.call(call))).rejects.toMatchObject({ outcome: 'unknown' });
  });
});

describe('an answer of success that says nothing', () => {
  it.each(['{"sid":', '{}', '[]', '"hi"', 'null', '', '<html>', '{"code":21610}', `{"sid":"${sid('CA')}"}`])(
    'is looked up like one that was lost: %j',
    async (body) => {
      const post = (): Response => new Response(body, { status: 201, headers: { 'content-type': 'application/json' } });
      const { twilio, settle, requests } = await listing('messages', [listedMessage()], post);
      expect(await settle(twilio.sms.send(message))).toMatchObject({ messageSid: sid('SM') });
      expect(requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
      const empty = await listing('messages', [], post);
      await expect(empty.settle(empty.twilio.sms.send(message))).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        outcome: 'unknown',
      });
    },
  );
});

describe('the list', () => {
  it('is asked for one page, also when that names itself as the next', async () => {
    const { twilio, settle, requests } = await scriptTwilio((request) => {
      if (request.method === 'GET') return page('messages', [], '/2010-04-01/Accounts/x/Messages.json?Page=1');
      throw new TypeError('fetch failed');
    });
    await expect(settle(twilio.sms.send(message))).rejects.toMatchObject({ outcome: 'unknown' });
    expect(requests.filter(({ method }) => method === 'GET')).toHaveLength(3);
  });

  it('tells two messages of one text apart by when they were sent', async () => {
    const { twilio, settle, emulator, clock } = await createTwilioBench();
    await settle(twilio.sms.send(message));
    await clock.advance(3_000);
    emulator.faults.add({ match: MESSAGES, fault: { type: 'reset' } });
    await expect(settle(twilio.sms.send(message))).rejects.toMatchObject({ outcome: 'unknown' });
    emulator.faults.add({ match: MESSAGES, fault: { type: 'reset', when: 'after' } });
    expect((await settle(twilio.sms.send(message))).messageSid).toBe(emulator.book.messages[1]?.sid);
  });
});
