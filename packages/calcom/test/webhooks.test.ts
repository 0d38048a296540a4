import { createHmac } from 'node:crypto';
import type * as CoreWebhooks from '@breakwater/core/webhooks';
import type { RawRequest, Verdict } from '@breakwater/core/webhooks';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type * as CalcomWebhooks from '../src/webhooks/index.js';

const BUILDS = ['node', 'web'] as const;
const SECRET = 'cal test secret';
const NOW = 1_700_000_000_000;
const FORM = 'application/x-www-form-urlencoded';
const BOOKING = {
  triggerEvent: 'BOOKING_CREATED',
  createdAt: '2023-05-24T09:30:00.538Z',
  payload: { uid: 'bFJeNb2uX8ANpT3JL5EfXw', type: '60min', title: '60min between A and B', attendees: [] },
};
const MEETING = {
  triggerEvent: 'MEETING_ENDED',
  id: 91,
  uid: 'bFJeNb2uX8ANpT3JL5EfXw',
  startTime: '2023-05-25T09:30:00Z',
  endTime: '2023-05-25T10:30:00Z',
  createdAt: '2023-05-24T09:30:00.538Z',
};
const BODY = JSON.stringify(BOOKING);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const macOf = (body: string | Uint8Array, secret = SECRET): string =>
  createHmac('sha256', secret).update(body).digest('hex');
const GOOD = macOf(BODY);

describe.each(BUILDS)('calcomWebhook on the %s build of the crypto', (build) => {
  let core: typeof CoreWebhooks;
  let calcom: typeof CalcomWebhooks;
  beforeAll(async () => {
    vi.resetModules();
    vi.doMock('#crypto', () =>
      build === 'node'
        ? import('../../core/src/runtime/crypto.node.js')
        : import('../../core/src/runtime/crypto.web.js'),
    );
    core = await import('@breakwater/core/webhooks');
    calcom = await import('../src/webhooks/index.js');
  });

  const verify = (
    headers: RawRequest['headers'],
    body: string | Uint8Array = BODY,
    options: Partial<CalcomWebhooks.CalcomWebhookOptions> = {},
  ): Promise<Verdict> => {
    const raw = typeof body === 'string' ? bytes(body) : body;
    const request: RawRequest = { method: 'POST', url: 'https://shop.test/webhooks', headers, body: raw };
    return core.verifyWebhook(calcom.calcomWebhook({ secrets: [SECRET], ...options }), request, { now: NOW });
  };
  const outcomeOf = async (...input: Parameters<typeof verify>): Promise<string> => {
    const verdict = await verify(...input);
    return verdict.ok ? 'valid' : verdict.reason;
  };

  it('reads event and key out of a genuine request, whatever the case of the header', async () => {
    const verdict = await verify({ 'X-Cal-Signature-256': GOOD });
    expect(verdict).toEqual({ ok: true, eventIds: [expect.stringMatching(/^[\da-f]{64}$/)], keyIndex: 0 });
    expect(await outcomeOf(new Headers({ 'x-cal-signature-256': GOOD }))).toBe('valid');
  });

  it.each([
    ['undefined', undefined, 'missing_header'],
    ['blank', '  ', 'missing_header'],
    ['what Cal.com says without a secret', 'no-secret-provided', 'missing_header'],
    ['repeated', [GOOD, GOOD], 'malformed_header'],
    ['two in one', `${GOOD}, ${GOOD}`, 'malformed_header'],
    ['a genuine one after the word for none', `no-secret-provided,${GOOD}`, 'malformed_header'],
    ['longer than 8 KB', GOOD.repeat(200), 'malformed_header'],
    ['no hex', 'z'.repeat(64), 'signature_mismatch'],
    ['upper-case hex', GOOD.toUpperCase(), 'signature_mismatch'],
    ['one digit short', GOOD.slice(1), 'signature_mismatch'],
    ['one digit long', `${GOOD}0`, 'signature_mismatch'],
    ['64 characters that are 128 bytes', 'é'.repeat(64), 'signature_mismatch'],
    ['marked with its algorithm', `sha256=${GOOD}`, 'signature_mismatch'],
    ['that of another body', macOf(`${BODY} `), 'signature_mismatch'],
    ['made with another secret', macOf(BODY, 'other'), 'signature_mismatch'],
  ])('refuses a signature that is %s', async (_, header, reason) => {
    expect(await outcomeOf({ 'x-cal-signature-256': header })).toBe(reason);
  });

  it('refuses the word for no secret also where it is signed, or is the secret', async () => {
    expect(
      await outcomeOf({ 'x-cal-signature-256': 'no-secret-provided' }, BODY, { secrets: ['no-secret-provided'] }),
    ).toBe('missing_header');
  });

  it('verifies bytes: what decodes to the same text is another body', async () => {
    const header = { 'x-cal-signature-256': macOf(`${BODY}\uFFFD`) };
    expect(await outcomeOf(header, Uint8Array.from([...bytes(BODY), 0xff]))).toBe('signature_mismatch');
    expect(await outcomeOf({ 'x-cal-signature-256': GOOD }, bytes(`\uFEFF${BODY}`))).toBe('signature_mismatch');
  });

  it('refuses an empty body, which Cal.com never sends', async () => {
    expect(await outcomeOf({ 'x-cal-signature-256': macOf('') }, '')).toBe('empty_body');
  });

  it('takes the old and the new secret while they are rotated, and says which it was', async () => {
    const secrets = [undefined, 'new secret', SECRET];
    expect(await verify({ 'x-cal-signature-256': GOOD }, BODY, { secrets })).toMatchObject({ ok: true, keyIndex: 2 });
    expect(await verify({ 'x-cal-signature-256': macOf(BODY, 'new secret') }, BODY, { secrets })).toMatchObject({
      ok: true,
      keyIndex: 1,
    });
    expect(await outcomeOf({ 'x-cal-signature-256': GOOD }, BODY, { secrets: ['new secret'] })).toBe(
      'signature_mismatch',
    );
  });

  it('loads without a secret, and verifies nothing', async () => {
    for (const secrets of [undefined, [], [''], [' '], [undefined]]) {
      expect(await outcomeOf({ 'x-cal-signature-256': macOf(BODY, ' ') }, BODY, { secrets })).toBe('missing_secret');
    }
  });

  it.each([
    ['a single secret', { secrets: SECRET }],
    ['an unknown option', { secrets: [SECRET], secret: SECRET }],
    ['a tolerance, since no time is signed', { secrets: [SECRET], tolerance: 300_000 }],
  ])('refuses %s when it is made', (_, options) => {
    const make = (): unknown => calcom.calcomWebhook(options as CalcomWebhooks.CalcomWebhookOptions);
    expect(make).toThrow(expect.objectContaining({ code: 'CONFIGURATION', service: 'calcom' }));
  });

  it('agrees with the formula on whatever is sent, and never throws', async () => {
    const header = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant(GOOD), fc.array(fc.string()));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), header, async (body, value) => {
        const isRight = value === macOf(body);
        expect((await outcomeOf({ 'x-cal-signature-256': value }, body)) === 'valid').toBe(isRight);
        expect(await outcomeOf({ 'x-cal-signature-256': macOf(body) }, body)).toBe('valid');
      }),
    );
  });

  describe('split', () => {
    type Split = ReturnType<CoreWebhooks.WebhookSource<CalcomWebhooks.CalcomEvents>['split']>;
    const split = (body: unknown, contentType = 'application/json'): Split => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const raw = body instanceof Uint8Array ? body : bytes(text);
      return calcom.calcomWebhook({ secrets: [SECRET] }).split(raw, { 'content-type': contentType });
    };
    const itemOf = (body: unknown, contentType?: string): CoreWebhooks.WebhookItem => {
      const result = split(body, contentType);
      if (!result.ok || !result.items[0]) throw new Error(`no item in ${JSON.stringify(result)}`);
      return result.items[0];
    };

    it('finds type, booking and time of an event', () => {
      expect(itemOf(BOOKING)).toEqual({
        id: expect.any(String),
        idOrigin: 'derived',
        type: 'BOOKING_CREATED',
        subject: 'bFJeNb2uX8ANpT3JL5EfXw',
        occurredAt: Date.parse('2023-05-24T09:30:00.538Z'),
        event: BOOKING,
      });
    });

    it('finds them in the end of a meeting, which has no payload, and whose `createdAt` is that of the booking', () => {
      expect(itemOf(MEETING)).toEqual({
        id: expect.any(String),
        idOrigin: 'derived',
        type: 'MEETING_ENDED',
        subject: MEETING.uid,
        occurredAt: Date.parse(MEETING.endTime),
        event: MEETING,
      });
      expect(itemOf({ ...MEETING, triggerEvent: 'MEETING_STARTED' }).occurredAt).toBe(Date.parse(MEETING.startTime));
    });

    it('finds the booking of a no-show, and the absence', () => {
      const noShow = { ...BOOKING, triggerEvent: 'BOOKING_NO_SHOW_UPDATED', payload: { bookingUid: 'uid_1' } };
      const absence = { ...BOOKING, triggerEvent: 'OOO_CREATED', payload: { oooEntry: { id: 1, uuid: 'uuid_1' } } };
      expect(itemOf(noShow)).toMatchObject({ idOrigin: 'derived', subject: 'uid_1' });
      expect(itemOf(absence)).toMatchObject({ idOrigin: 'derived', subject: 'uuid_1' });
    });

    it('gives an event the same id however often it comes, and however it is written', () => {
      const { id } = itemOf(BOOKING);
      expect(itemOf(JSON.stringify(BOOKING, undefined, 2)).id).toBe(id);
      expect(itemOf({ ...BOOKING, payload: { ...BOOKING.payload, title: 'Called otherwise now' } }).id).toBe(id);
      expect(itemOf(BODY, FORM).id).toBe(id);
    });

    it('gives different events different ids, also two of the same millisecond', () => {
      const missed = { ...BOOKING, triggerEvent: 'AFTER_HOSTS_CAL_VIDEO_NO_SHOW' };
      const ids = [
        BOOKING,
        { ...BOOKING, triggerEvent: 'BOOKING_PAID' },
        { ...BOOKING, createdAt: '2023-05-24T09:30:00.539Z' },
        { ...BOOKING, payload: { ...BOOKING.payload, uid: 'other' } },
        { ...missed, payload: { bookingUid: 'uid_1', hostEmail: 'a@cal.test' } },
        { ...missed, payload: { bookingUid: 'uid_1', hostEmail: 'b@cal.test' } },
        MEETING,
        { ...MEETING, triggerEvent: 'MEETING_STARTED' },
        { ...MEETING, endTime: '2023-05-25T11:30:00Z' },
        { ...BOOKING, triggerEvent: 'FORM_SUBMITTED', payload: { formId: 'form_1' } },
        { ...BOOKING, triggerEvent: 'FORM_SUBMITTED', payload: { formId: 'form_2' } },
        { triggerEvent: 'BOOKING_CREATED', uid: BOOKING.payload.uid, createdAt: BOOKING.createdAt },
      ].map((body) => itemOf(body).id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('falls back to the bytes where an event names no booking', () => {
      const form = { ...BOOKING, triggerEvent: 'FORM_SUBMITTED', payload: { formId: 'form_1' } };
      expect(itemOf(form)).toMatchObject({ type: 'FORM_SUBMITTED', idOrigin: 'body-hash', subject: undefined });
      expect(itemOf(form).id).toBe(core.hashBody(bytes(JSON.stringify(form))));
    });

    it('is not misled by a form whose fields are spread around the event', () => {
      const form = { ...BOOKING, uid: 'chosen by who answers', triggerEvent: 'FORM_SUBMITTED', payload: {} };
      expect(itemOf(form)).toMatchObject({ type: 'FORM_SUBMITTED', idOrigin: 'body-hash', subject: undefined });
    });

    it('hands over a form as custom text', () => {
      const item = itemOf('title=60min&booker=A+B', `${FORM}; charset=utf-8`);
      expect(item).toMatchObject({ type: 'custom', idOrigin: 'body-hash', event: { text: 'title=60min&booker=A+B' } });
      expect(item.event).not.toHaveProperty('json');
    });

    it('hands over `false`, which Cal.com sends when a template does not yield JSON', () => {
      const item = itemOf('false');
      expect(item).toMatchObject({ type: 'custom', idOrigin: 'body-hash', event: { text: 'false', json: false } });
    });

    it.each([
      ['a template of its own', { content: 'A new event', booker: 'B' }],
      ['a template with the name of a trigger', { triggerEvent: 'BOOKING_CREATED', booker: 'B' }],
      ['the form for Zapier', { title: '60min', startTime: '2023-05-25T09:30:00Z', attendees: [] }],
      ['a list', [BOOKING]],
      ['null', null],
      ['a trigger that is no text', { ...BOOKING, triggerEvent: 7 }],
      ['a trigger that is too long', { ...BOOKING, triggerEvent: 'x'.repeat(256) }],
      ['a meeting without times', { triggerEvent: 'MEETING_ENDED', uid: 'uid_1' }],
      ['a payload that is none', { ...BOOKING, payload: 'none' }],
    ])('hands over %s as custom JSON', (_, body) => {
      expect(itemOf(body)).toMatchObject({ type: 'custom', event: { text: JSON.stringify(body), json: body } });
    });

    it('derives the id of a custom event where the template names trigger, booking and time', () => {
      const told = { triggerEvent: 'BOOKING_PAID', uid: 'uid_1', createdAt: '2023-05-24T09:30:00.538Z', note: '1' };
      expect(itemOf(told)).toMatchObject({
        idOrigin: 'derived',
        subject: 'uid_1',
        occurredAt: Date.parse(told.createdAt),
      });
      expect(itemOf({ ...told, note: '2' }).id).toBe(itemOf(told).id);
      expect(itemOf({ ...told, createdAt: 'now' }).idOrigin).toBe('body-hash');
    });

    it.each([
      ['truncated JSON', BODY.slice(0, -5), 'invalid_json'],
      ['no JSON under its content type', 'title=60min', 'invalid_json'],
      ['a byte order mark before the JSON', `\uFEFF${BODY}`, 'invalid_json'],
      ['invalid UTF-8', Uint8Array.from([0x22, 0xff, 0x22]), 'invalid_utf8'],
    ])('refuses %s', (_, body, reason) => {
      expect(split(body)).toMatchObject({ ok: false, reason });
    });

    it('refuses a form that is not UTF-8', () => {
      expect(split(Uint8Array.from([0x61, 0x3d, 0xff]), FORM)).toMatchObject({ ok: false, reason: 'invalid_utf8' });
    });

    it('never throws, whatever the body is: every event has a short id and is found again by it', () => {
      const field = fc.constantFrom('triggerEvent', 'createdAt', 'uid', 'startTime', 'endTime', 'payload', '__proto__');
      const fields = fc.dictionary(field, fc.oneof(fc.jsonValue(), fc.constantFrom('MEETING_ENDED', 'BOOKING_PAID')));
      const json = fc.oneof(fc.jsonValue(), fields).map((value) => bytes(JSON.stringify(value)));
      fc.assert(
        fc.property(fc.oneof(json, fc.uint8Array()), fc.constantFrom('application/json', FORM, 'x'), (body, type) => {
          const once = calcom.calcomWebhook({ secrets: [] }).split(body, { 'content-type': type });
          const twice = calcom.calcomWebhook({ secrets: [] }).split(body, { 'content-type': type });
          expect(twice).toEqual(once);
          if (once.ok) expect(once.items).toMatchObject([{ id: expect.stringMatching(/^[\da-f]{64}$/) }]);
          else expect(['invalid_json', 'invalid_utf8', 'invalid_payload']).toContain(once.reason);
        }),
      );
    });
  });

  describe('behind a handler', () => {
    const clock = { now: () => NOW, setTimeout: () => 0, clearTimeout: () => {} };
    const post = async (
      body: string | Uint8Array,
      over: Partial<CalcomWebhooks.SignCalcomWebhookOptions> = {},
    ): Promise<Request> => {
      const headers = await calcom.signCalcomWebhook(body, { secret: SECRET, ...over });
      return new Request('https://shop.test/webhooks', { method: 'POST', headers, body: body as BodyInit });
    };
    const create = (
      over: { secrets?: readonly string[]; fail?: boolean } = {},
    ): { handler: CoreWebhooks.WebhookHandler; inbox: CoreWebhooks.Inbox<undefined>; seen: string[] } => {
      const seen: string[] = [];
      const inbox = core.createMemoryInbox({ clock });
      const handler = core.createWebhookHandler({
        source: calcom.calcomWebhook({ secrets: over.secrets ?? [SECRET] }),
        inbox,
        clock,
        on: {
          BOOKING_CREATED: (event) => {
            if (over.fail) throw new Error('the calendar is down');
            seen.push(event.payload.uid);
          },
          MEETING_ENDED: (event) => void seen.push(event.endTime),
          custom: (event) => void seen.push(event.text),
          // @ts-expect-error there is no such trigger
          BOOKING_MADE: () => {},
        },
        onUnhandled: (_, { type }) => void seen.push(type),
      });
      return { handler, inbox, seen };
    };

    it('reads what signCalcomWebhook signs: text, bytes, forms, known and unknown triggers', async () => {
      const { handler, seen } = create();
      const unknown = JSON.stringify({ ...BOOKING, triggerEvent: 'BOOKING_TOASTED' });
      const requests = [
        await post(BODY),
        await post(bytes(JSON.stringify(MEETING))),
        await post('a=1&b=2', { contentType: FORM }),
        await post(unknown),
      ];
      for (const request of requests) expect((await handler(request)).status).toBe(200);
      expect(seen).toEqual([BOOKING.payload.uid, MEETING.endTime, 'a=1&b=2', 'BOOKING_TOASTED']);
    });

    it('applies a duplicate once', async () => {
      const { handler, seen } = create();
      for (let delivery = 0; delivery < 3; delivery++) expect((await handler(await post(BODY))).status).toBe(200);
      expect(seen).toEqual([BOOKING.payload.uid]);
    });

    it.each(['$$', '$&', '$1', "$'", '%s', '\\u0000'])('verifies a body with %s in it', async (text) => {
      const body = JSON.stringify({ ...BOOKING, payload: { ...BOOKING.payload, title: text } });
      expect((await create().handler(await post(body))).status).toBe(200);
    });

    it('reads a form back out of the inbox, as a worker does', async () => {
      const { handler, inbox, seen } = create();
      const source = calcom.calcomWebhook({ secrets: [SECRET] });
      const durable = { ...inbox, durable: true };
      const store = core.createWebhookHandler({ source, inbox: durable, clock, on: {} });
      expect((await store(await post('a=1', { contentType: FORM }))).status).toBe(200);
      expect(seen).toEqual([]);
      expect(await handler.process()).toMatchObject({ processed: 1, dead: 0 });
      expect(seen).toEqual(['a=1']);
    });

    it("answers in Cal.com's log: 401 unsigned, 400 no body of its, 500 lost or without a secret", async () => {
      const { handler, inbox, seen } = create();
      expect((await handler(await post(BODY, { secret: 'wrong' }))).status).toBe(401);
      const unsigned = await post(BODY);
      unsigned.headers.set('x-cal-signature-256', 'no-secret-provided');
      expect((await handler(unsigned)).status).toBe(401);
      expect((await handler(await post('{'))).status).toBe(400);
      expect((await create({ secrets: [''] }).handler(await post(BODY))).status).toBe(500);
      expect((await create({ fail: true }).handler(await post(BODY))).status).toBe(500);
      expect(seen).toEqual([]);
      expect((await inbox.list()).deliveries).toEqual([]);
    });

    it('keeps the profile of a sender that does not come again', () => {
      expect(calcom.calcomWebhook({ secrets: [] }).delivery).toMatchObject({
        statuses: { done: 200, stored: 200, inProgress: 200, failed: 500, unverified: 401, missingSecret: 500 },
        retention: 3 * 86_400_000,
      });
    });
  });

  it('refuses to sign with a blank secret', async () => {
    await expect(calcom.signCalcomWebhook('{}', { secret: ' ' })).rejects.toThrow(RangeError);
  });
});
