import { createMemoryInbox, createWebhookHandler, type Inbox } from '@breakwater/core/webhooks';
import { describe, expect, it } from 'vitest';
import { asDurable } from '../../core/test/webhooks/handler-harness.js';
import { signTwilioWebhook, twilioWebhook } from '../src/webhooks/index.js';

const TOKEN = 'auth-token';
const FORM = 'application/x-www-form-urlencoded';
const STATUS = { MessageSid: 'SM1', MessageStatus: 'sent', SmsStatus: 'sent', To: '+1' };
const MESSAGE = { MessageSid: 'SM2', SmsStatus: 'received', Body: 'hello', NumMedia: '0' };
const VOICE = { CallSid: 'CA1', CallStatus: 'in-progress', Digits: '1' };

describe('Twilio behind a handler', () => {
  const clock = { now: () => 0, setTimeout: () => 0, clearTimeout: () => {} };
  const create = (secrets: readonly string[] = [TOKEN], change: (inbox: Inbox) => Inbox = (inbox) => inbox) => {
    const seen: string[] = [];
    const handler = createWebhookHandler({
      source: twilioWebhook({ secrets, publicUrl: 'https://shop.test' }),
      inbox: change(createMemoryInbox({ clock })),
      clock,
      on: {
        'message.status': (event) => void seen.push(event.MessageStatus),
        'message.received': (event) => {
          seen.push(event.Body ?? 'none');
          if (event.Body === 'bad') throw new Error('not today');
        },
        'com.twilio.messaging.message.sent': (event) => void seen.push(event.source),
      },
      onUnhandled: (_, { type }) => void seen.push(type),
    });
    const send = async (body: string, contentType = FORM, secret = TOKEN): Promise<Response> => {
      const { url, headers } = await signTwilioWebhook(body, { secret, url: 'https://shop.test/hook', contentType });
      return handler(
        new Request(url.replace('https://shop.test', 'http://10.0.0.1:3000'), { method: 'POST', headers, body }),
      );
    };
    return { handler, seen, send };
  };
  const toBody = (parameters: Record<string, string>): string => new URLSearchParams(parameters).toString();

  it('applies each event once, and answers with nothing, since Twilio takes JSON for an error', async () => {
    const { seen, send } = create();
    for (const form of [STATUS, STATUS, { ...STATUS, MessageStatus: 'read' }, MESSAGE, VOICE]) {
      const response = await send(toBody(form));
      expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([204, '', null]);
    }
    const stream = JSON.stringify([{ id: 'EZ1', type: 'com.twilio.messaging.message.sent', source: 's', data: {} }, 7]);
    for (let delivery = 0; delivery < 2; delivery++) expect((await send(stream, 'application/json')).status).toBe(204);
    expect(seen).toEqual(['sent', 'read', 'hello', 'call.request', 's', 'unknown']);
  });

  it('stores, answers, and works on forms and streams from what is stored', async () => {
    const { handler, seen, send } = create([TOKEN], asDurable);
    expect((await send(toBody(STATUS))).status).toBe(204);
    expect((await send('{"id":"EZ1","type":"com.twilio.x","data":{}}', 'application/json')).status).toBe(204);
    expect(seen).toEqual([]);
    expect(await handler.process()).toMatchObject({ processed: 1, unhandled: 1, failed: 0, dead: 0 });
    expect(seen).toEqual(['sent', 'com.twilio.x']);
  });

  it("answers in Twilio's terms: 403, 400, 503, or 500 without a token", async () => {
    const { seen, send } = create();
    expect((await send(toBody(STATUS), FORM, 'other')).status).toBe(403);
    expect((await send('7', 'application/json')).status).toBe(400);
    expect((await send(toBody({ ...MESSAGE, Body: 'bad' }))).status).toBe(503);
    expect((await create(['']).send(toBody(STATUS))).status).toBe(500);
    expect(seen).toEqual(['bad']);
    expect(twilioWebhook({ secrets: [] }).delivery.retention).toBeGreaterThan(4 * 3_600_000);
  });
});
