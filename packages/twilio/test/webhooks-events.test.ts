import type { WebhookItem } from '@breakwater/core/webhooks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { twilioWebhook } from '../src/webhooks/index.js';

const TOKEN = 'auth-token';
const FORM = 'application/x-www-form-urlencoded';
const source = twilioWebhook({ secrets: [TOKEN] });

const split = (body: string | Uint8Array, type: string): ReturnType<typeof source.split> =>
  source.split(typeof body === 'string' ? new TextEncoder().encode(body) : body, { 'content-type': type });
const itemsOf = (body: string | Uint8Array, type = 'application/json'): readonly WebhookItem[] => {
  const result = split(body, type);
  if (!result.ok) throw new Error(result.detail);
  return result.items;
};
const formItem = (parameters: Record<string, string>): WebhookItem =>
  itemsOf(new URLSearchParams(parameters).toString(), FORM)[0] as WebhookItem;

const STATUS = { MessageSid: 'SM1', MessageStatus: 'sent', SmsStatus: 'sent', To: '+1' };
const MESSAGE = { MessageSid: 'SM2', SmsStatus: 'received', Body: 'hello', NumMedia: '0' };
const PROGRESS = {
  CallSid: 'CA1',
  CallStatus: 'ringing',
  SequenceNumber: '1',
  Timestamp: 'Tue, 14 Nov 2023 22:13:20 +0000',
};
const VOICE = { CallSid: 'CA1', CallStatus: 'in-progress', Digits: '1' };

describe('the event in a form', () => {
  it.each<readonly [string, Record<string, string>, Partial<WebhookItem>]>([
    ['the status of a message', STATUS, { type: 'message.status', subject: 'SM1' }],
    ['a message', MESSAGE, { type: 'message.received', subject: 'SM2' }],
    ['the progress of a call', PROGRESS, { type: 'call.status', subject: 'CA1', occurredAt: 1_700_000_000_000 }],
    ['the end of a call', { CallSid: 'CA1', CallStatus: 'completed', CallDuration: '9' }, { type: 'call.status' }],
    ['a request for instructions', VOICE, { type: 'call.request', subject: 'CA1', occurredAt: undefined }],
    [
      'a recording',
      { CallSid: 'CA1', RecordingSid: 'RE1', RecordingStatus: 'completed' },
      { type: 'callback', subject: 'CA1' },
    ],
    ['anything else', { Timestamp: 'soon', x: 'y' }, { type: 'callback', subject: undefined, occurredAt: undefined }],
  ])('is %s', (_, parameters, expected) => {
    expect(formItem(parameters)).toMatchObject({ ...expected, idOrigin: 'derived', event: parameters });
  });

  it.each<readonly [string, Record<string, string>, Record<string, string>]>([
    ['a status', STATUS, { ErrorCode: '30003' }],
    ['a message', MESSAGE, { ProfileName: 'x' }],
    ['a step of a call', PROGRESS, { Timestamp: 'Tue, 14 Nov 2023 22:13:21 +0000' }],
  ])('has the same id whatever else comes with %s', (_, parameters, further) => {
    expect(formItem({ ...parameters, ...further }).id).toBe(formItem(parameters).id);
  });

  it('has another id for each status, step, and request', () => {
    const forms: readonly Record<string, string>[] = [
      STATUS,
      { ...STATUS, MessageStatus: 'delivered' },
      { ...STATUS, MessageSid: 'SM9' },
      MESSAGE,
      PROGRESS,
      { ...PROGRESS, SequenceNumber: '2' },
      { ...PROGRESS, CallStatus: 'completed' },
      VOICE,
      { ...VOICE, Digits: '2' },
      { CallSid: 'CA1', CallStatus: 'completed', CallDuration: '9' },
      { CallSid: 'CA1', CallStatus: 'completed', DialCallStatus: 'completed' },
    ];
    expect(new Set(forms.map((form) => formItem(form).id)).size).toBe(forms.length);
  });

  it('keeps all values of a parameter, and is nothing but a record', () => {
    const [item] = itemsOf('a=1&a=2&__proto__=3&toString=4', FORM);
    const event = item?.event as object;
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
    expect(Object.entries(event)).toEqual([
      ['a', ['1', '2']],
      ['__proto__', '3'],
      ['toString', '4'],
    ]);
    expect(itemsOf('MessageSid=1&MessageSid=2&MessageStatus=sent', FORM)[0]?.type).toBe('callback');
  });

  it.each(['', '&', 'a=%', 'a=%ff'])('is not found in %j', (body) => {
    expect(split(body, FORM)).toMatchObject({ ok: false, reason: 'invalid_payload' });
  });
});

describe('the events of Event Streams', () => {
  const SENT = {
    specversion: '1.0',
    type: 'com.twilio.messaging.message.sent',
    source: '/Messages/SM1',
    id: 'EZ1',
    time: '2023-11-14T22:13:20.000Z',
    data: { messageSid: 'SM1' },
  };
  const CALL = { ...SENT, type: 'com.twilio.voice.insights.call-event.gateway', id: 'EZ2', data: { call_sid: 'CA1' } };

  it('have id, type, time and subject, and bytes of their own', () => {
    const items = itemsOf(`[${JSON.stringify(SENT)}, ${JSON.stringify(CALL, undefined, 1)}]`);
    expect(items).toMatchObject([
      { id: 'EZ1', idOrigin: 'sender', type: SENT.type, subject: 'SM1', occurredAt: 1_700_000_000_000, event: SENT },
      { id: 'EZ2', idOrigin: 'sender', type: CALL.type, subject: 'CA1', event: CALL },
    ]);
    for (const { body, ...item } of items) expect(itemsOf(body ?? '')).toEqual([item]);
  });

  it('may come alone', () => {
    for (const body of [JSON.stringify(SENT), `[${JSON.stringify(SENT)}]`]) {
      expect(itemsOf(body)).toMatchObject([{ id: 'EZ1', event: SENT }]);
      expect(itemsOf(body)[0]?.body).toBeUndefined();
    }
  });

  it.each<readonly [string, unknown, Partial<WebhookItem>]>([
    ['null', null, { type: 'unknown', idOrigin: 'body-hash' }],
    ['a list', [SENT], { type: 'unknown', idOrigin: 'body-hash' }],
    ['no id', { ...SENT, id: 7 }, { type: SENT.type, idOrigin: 'body-hash' }],
    ['no type', { ...SENT, type: '' }, { type: 'unknown', id: 'EZ1' }],
    [
      'no data and no time',
      { id: 'EZ3', type: 'x', data: null, time: 'soon' },
      { subject: undefined, occurredAt: undefined },
    ],
  ])('do not suffer from one with %s', (_, odd, expected) => {
    const items = itemsOf(JSON.stringify([SENT, odd, CALL]));
    expect(items).toMatchObject([{ id: 'EZ1' }, expected, { id: 'EZ2' }]);
    for (const { body, ...item } of items) expect(itemsOf(body ?? '')).toEqual([item]);
  });

  it.each([
    ['null', 'invalid_payload'],
    ['7', 'invalid_payload'],
    ['{"id":', 'invalid_json'],
  ])('are not looked for in %s', (body, reason) => {
    expect(split(body, 'application/json')).toMatchObject({ ok: false, reason });
  });

  it('are cut out of any JSON as they were put in, or refused', () => {
    const odd = '{"id":"\\"]},{","x":"\\\\"}';
    expect(itemsOf(`[${odd}, ${odd}]`).map(({ body }) => new TextDecoder().decode(body))).toEqual([
      `[${odd}]`,
      `[${odd}]`,
    ]);
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1), (values, indent) => {
        const body = JSON.stringify(values, undefined, indent);
        const stored = itemsOf(body).map((item) => (item.body ? new TextDecoder().decode(item.body) : body));
        expect(stored.map((text) => JSON.parse(text) as unknown)).toEqual(
          (JSON.parse(body) as unknown[]).map((value) => [value]),
        );
      }),
    );
    fc.assert(fc.property(fc.json(), (body) => 'ok' in split(body, 'application/json')));
  });
});
