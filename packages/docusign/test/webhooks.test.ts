import { createHmac } from 'node:crypto';
import type * as CoreWebhooks from '@breakwater/core/webhooks';
import type { RawRequest, Verdict } from '@breakwater/core/webhooks';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type * as DocusignWebhooks from '../src/webhooks/index.js';

const BUILDS = ['node', 'web'] as const;
const SECRET = 'jKZyA9Lx1b/connect+key=';
const NOW = 1_700_000_000_000;
const COMPLETED = {
  event: 'envelope-completed',
  apiVersion: 'v2.1',
  uri: '/restapi/v2.1/accounts/account_1/envelopes/envelope_1',
  retryCount: 0,
  configurationId: 10_430_604,
  generatedDateTime: '2023-07-06T18:05:48.4147743Z',
  data: { accountId: 'account_1', userId: 'user_1', envelopeId: 'envelope_1' },
};
const SIGNED = {
  ...COMPLETED,
  event: 'recipient-completed',
  data: { ...COMPLETED.data, recipientId: '1' },
};
const BODY = JSON.stringify(COMPLETED);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const macOf = (body: string | Uint8Array, secret = SECRET): string =>
  createHmac('sha256', secret).update(body).digest('base64');
const GOOD = macOf(BODY);
const OTHER = macOf(BODY, 'other');

describe.each(BUILDS)('docusignWebhook on the %s build of the crypto', (build) => {
  let core: typeof CoreWebhooks;
  let docusign: typeof DocusignWebhooks;
  beforeAll(async () => {
    vi.resetModules();
    vi.doMock('#crypto', () =>
      build === 'node'
        ? import('../../core/src/runtime/crypto.node.js')
        : import('../../core/src/runtime/crypto.web.js'),
    );
    core = await import('@breakwater/core/webhooks');
    docusign = await import('../src/webhooks/index.js');
  });

  const verify = (
    headers: RawRequest['headers'],
    body: string | Uint8Array = BODY,
    options: Partial<DocusignWebhooks.DocusignWebhookOptions> = {},
  ): Promise<Verdict> => {
    const raw = typeof body === 'string' ? bytes(body) : body;
    const request: RawRequest = { method: 'POST', url: 'https://shop.test/webhooks', headers, body: raw };
    return core.verifyWebhook(docusign.docusignWebhook({ secrets: [SECRET], ...options }), request, { now: NOW });
  };
  const outcomeOf = async (...input: Parameters<typeof verify>): Promise<string> => {
    const verdict = await verify(...input);
    return verdict.ok ? 'valid' : verdict.reason;
  };

  it('reads event and key out of a genuine request', async () => {
    const verdict = await verify({ 'X-DocuSign-Signature-1': GOOD, 'x-authorization-digest': 'HMACSHA256' });
    expect(verdict).toEqual({ ok: true, eventIds: [expect.stringMatching(/^[\da-f]{64}$/)], keyIndex: 0 });
  });

  it.each([
    ['the first', { 'X-DocuSign-Signature-1': GOOD, 'X-DocuSign-Signature-2': OTHER }],
    ['the second', { 'x-docusign-signature-1': OTHER, 'x-docusign-signature-2': GOOD }],
    ['the hundredth', { 'x-docusign-signature-1': OTHER, 'x-docusign-signature-100': GOOD }],
    ['the only one, with a gap before it', { 'x-docusign-signature-7': GOOD }],
    [
      'beside one of another length, on which the vendor’s sample throws',
      { 'x-docusign-signature-1': 'AAAA', 'x-docusign-signature-2': GOOD },
    ],
    ['beside one that is not base64', { 'x-docusign-signature-1': '!', 'x-docusign-signature-2': GOOD }],
    ['beside a blank one', { 'x-docusign-signature-1': ' ', 'x-docusign-signature-2': GOOD }],
  ])('finds the signature that fits: %s', async (_, headers) => {
    expect(await outcomeOf(headers)).toBe('valid');
    expect(await outcomeOf(new Headers(headers))).toBe('valid');
  });

  it('looks at all hundred, and at no more', async () => {
    const hundred = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`x-docusign-signature-${index + 1}`, index === 63 ? GOOD : OTHER]),
    );
    expect(await outcomeOf(hundred)).toBe('valid');
    for (const number of ['0', '01', '101', '1000', '-1', '1x', '']) {
      expect(await outcomeOf({ [`x-docusign-signature-${number}`]: GOOD })).toBe('missing_header');
    }
  });

  it.each([
    ['undefined', undefined, 'missing_header'],
    ['blank', ' ', 'missing_header'],
    ['repeated', [GOOD, GOOD], 'malformed_header'],
    ['two in one', `${GOOD},${GOOD}`, 'malformed_header'],
    ['longer than 8 KB', GOOD.repeat(200), 'malformed_header'],
    ['without its padding', GOOD.replace('=', ''), 'signature_mismatch'],
    ['in the alphabet of URLs', macOf(`${BODY} `).replaceAll('+', '-').replaceAll('/', '_'), 'signature_mismatch'],
    ['in hex', Buffer.from(GOOD, 'base64').toString('hex'), 'signature_mismatch'],
    ['of one byte less', Buffer.from(GOOD, 'base64').subarray(1).toString('base64'), 'signature_mismatch'],
    ['44 characters that are 88 bytes', 'é'.repeat(44), 'signature_mismatch'],
    ['that of another body', macOf(`${BODY}\r\n`), 'signature_mismatch'],
    ['made with another key', OTHER, 'signature_mismatch'],
  ])('refuses a signature that is %s', async (_, header, reason) => {
    expect(await outcomeOf({ 'x-docusign-signature-1': header })).toBe(reason);
  });

  it('signs line endings, and the bytes rather than the text', async () => {
    const body = `${JSON.stringify(COMPLETED, undefined, 2).replaceAll('\n', '\r\n')}\r\n`;
    expect(await outcomeOf({ 'x-docusign-signature-1': macOf(body) }, body)).toBe('valid');
    expect(await outcomeOf({ 'x-docusign-signature-1': macOf(body) }, body.trimEnd())).toBe('signature_mismatch');
    expect(await outcomeOf({ 'x-docusign-signature-1': GOOD }, bytes(`\uFEFF${BODY}`))).toBe('signature_mismatch');
    const replaced = { 'x-docusign-signature-1': macOf(`${BODY}\uFFFD`) };
    expect(await outcomeOf(replaced, Uint8Array.from([...bytes(BODY), 0xff]))).toBe('signature_mismatch');
  });

  it('refuses an empty body', async () => {
    expect(await outcomeOf({ 'x-docusign-signature-1': macOf('') }, '')).toBe('empty_body');
  });

  it('takes several keys on both sides while they are rotated, and says which of ours it was', async () => {
    const both = { 'x-docusign-signature-1': GOOD, 'x-docusign-signature-2': macOf(BODY, 'new key') };
    expect(await verify(both, BODY, { secrets: [undefined, 'new key'] })).toMatchObject({ ok: true, keyIndex: 1 });
    expect(await verify(both, BODY, { secrets: [SECRET] })).toMatchObject({ ok: true, keyIndex: 0 });
    expect(await outcomeOf(both, BODY, { secrets: ['third key'] })).toBe('signature_mismatch');
  });

  it('loads without a secret, and verifies nothing', async () => {
    for (const secrets of [undefined, [], [''], [' '], [undefined]]) {
      const headers = { 'x-docusign-signature-1': macOf(BODY, ' ') };
      expect(await outcomeOf(headers, BODY, { secrets })).toBe('missing_secret');
    }
  });

  it('takes large bodies, up to a limit that can be set', async () => {
    const large = JSON.stringify({ ...COMPLETED, note: 'x'.repeat(2_000_000) });
    expect(await outcomeOf({ 'x-docusign-signature-1': macOf(large) }, large)).toBe('valid');
    expect(await outcomeOf({ 'x-docusign-signature-1': macOf(large) }, large, { maxBodyBytes: 1_048_576 })).toBe(
      'body_too_large',
    );
    expect(docusign.docusignWebhook({ secrets: [] }).delivery.maxBodyBytes).toBe(26_214_400);
  });

  it.each([
    ['a single secret', { secrets: SECRET }],
    ['an unknown option', { secrets: [SECRET], secret: SECRET }],
    ['a tolerance, since no time is signed', { secrets: [SECRET], tolerance: 300_000 }],
    ['a limit that is no number', { secrets: [SECRET], maxBodyBytes: '25mb' }],
    ['a limit below zero', { secrets: [SECRET], maxBodyBytes: -1 }],
  ])('refuses %s when it is made', (_, options) => {
    const make = (): unknown => docusign.docusignWebhook(options as DocusignWebhooks.DocusignWebhookOptions);
    expect(make).toThrow(expect.objectContaining({ code: 'CONFIGURATION', service: 'docusign' }));
  });

  it('agrees with the formula on whatever is sent, and never throws', async () => {
    const value = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String(), fc.constant(GOOD));
    const name = fc.integer({ min: -1, max: 102 }).map((number) => `X-DocuSign-Signature-${number}`);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), fc.dictionary(name, value), async (body, headers) => {
        const isRight = Object.entries(headers).some(
          ([key, one]) => /-(?:[1-9]\d?|100)$/.test(key) && one === macOf(body),
        );
        expect((await outcomeOf(headers, body)) === 'valid').toBe(isRight);
        const others = Object.entries(headers).filter(
          ([key, one]) => !key.endsWith('-50') && !/[,]|^.{8193}/.test(one),
        );
        const signed = { ...Object.fromEntries(others), 'x-docusign-signature-50': macOf(body) };
        expect(await outcomeOf(signed, body)).toBe('valid');
      }),
    );
  });

  describe('split', () => {
    type Split = ReturnType<CoreWebhooks.WebhookSource<DocusignWebhooks.DocusignEvents>['split']>;
    const split = (body: unknown): Split => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return docusign.docusignWebhook({ secrets: [SECRET] }).split(body instanceof Uint8Array ? body : bytes(text), {});
    };
    const itemOf = (body: unknown): CoreWebhooks.WebhookItem => {
      const result = split(body);
      if (!result.ok || !result.items[0]) throw new Error(`no item in ${JSON.stringify(result)}`);
      return result.items[0];
    };

    it('finds type, envelope and time of an event', () => {
      expect(itemOf(SIGNED)).toEqual({
        id: expect.any(String),
        idOrigin: 'derived',
        type: 'recipient-completed',
        subject: 'envelope_1',
        occurredAt: Date.parse('2023-07-06T18:05:48.414Z'),
        event: SIGNED,
      });
    });

    it('gives an event the same id although `retryCount` makes each delivery another body', () => {
      const { id } = itemOf(SIGNED);
      for (const retryCount of [1, 2, 10, '3']) expect(itemOf({ ...SIGNED, retryCount }).id).toBe(id);
      expect(itemOf(JSON.stringify(SIGNED, undefined, 2)).id).toBe(id);
    });

    it('gives different events different ids', () => {
      const data = SIGNED.data;
      const ids = [
        COMPLETED,
        SIGNED,
        { ...SIGNED, data: { ...data, recipientId: '2' } },
        { ...SIGNED, data: { ...data, envelopeId: 'envelope_2' } },
        { ...SIGNED, data: { ...data, accountId: 'account_2' } },
        { ...SIGNED, event: 'recipient-sent' },
        { ...SIGNED, generatedDateTime: '2023-07-06T18:05:48.4147744Z' },
      ].map((body) => itemOf(body).id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('derives the id of an event without envelope from all that does not count deliveries', () => {
      const template = { ...COMPLETED, event: 'template-created', data: { accountId: 'account_1', templateId: 't_1' } };
      const item = itemOf(template);
      expect(item).toMatchObject({ idOrigin: 'derived', type: 'template-created', subject: 't_1' });
      expect(itemOf({ ...template, retryCount: 4 }).id).toBe(item.id);
      expect(itemOf({ ...template, data: { ...template.data, templateId: 't_2' } }).id).not.toBe(item.id);
      expect(itemOf({ ...template, event: 'template-deleted' }).id).not.toBe(item.id);
      expect(item.id).not.toBe(core.hashBody(bytes(JSON.stringify(template))));
    });

    it.each([
      ['without data', { data: undefined }],
      ['with data that is null', { data: null }],
      ['with data that is text', { data: 'none' }],
      ['with an envelope whose id is no text', { data: { envelopeId: 7 } }],
      ['with an envelope whose id is too long', { data: { envelopeId: 'x'.repeat(256) } }],
      ['without time', { generatedDateTime: undefined }],
      ['with a time that is none', { generatedDateTime: 'yesterday' }],
      ['of a type that nobody knows', { event: 'envelope-toasted' }],
    ])('takes an event %s', (_, change) => {
      const item = itemOf({ ...COMPLETED, ...change });
      expect(item).toMatchObject({ idOrigin: 'derived', id: expect.stringMatching(/^[\da-f]{64}$/) });
      expect(itemOf({ ...COMPLETED, ...change, retryCount: 9 }).id).toBe(item.id);
    });

    it.each([
      ['an aggregate, which has no event', { status: 'completed', envelopeId: 'envelope_1' }, 'invalid_payload'],
      ['an event that is no text', { ...COMPLETED, event: ['envelope-completed'] }, 'invalid_payload'],
      ['an event that is too long', { ...COMPLETED, event: 'x'.repeat(256) }, 'invalid_payload'],
      ['null', null, 'invalid_payload'],
      ['a number', 7, 'invalid_payload'],
      ['a list', [COMPLETED], 'invalid_payload'],
      ['the XML of older configurations', '<DocuSignEnvelopeInformation/>', 'invalid_json'],
      ['truncated JSON', BODY.slice(0, -3), 'invalid_json'],
      ['a byte order mark before the JSON', `\uFEFF${BODY}`, 'invalid_json'],
      ['invalid UTF-8', Uint8Array.from([0x22, 0xff, 0x22]), 'invalid_utf8'],
    ])('refuses %s', (_, body, reason) => {
      expect(split(body)).toMatchObject({ ok: false, reason });
    });

    it('never throws, whatever the body is: every event has a short id and is found again by it', () => {
      const field = fc.constantFrom('event', 'data', 'generatedDateTime', 'retryCount', '__proto__');
      const inner = fc.dictionary(fc.constantFrom('envelopeId', 'accountId', 'recipientId'), fc.jsonValue());
      const fields = fc.dictionary(field, fc.oneof(fc.jsonValue(), inner, fc.constant('envelope-sent')));
      const json = fc.oneof(fc.jsonValue(), fields).map((value) => bytes(JSON.stringify(value)));
      fc.assert(
        fc.property(fc.oneof(json, fc.uint8Array()), (body) => {
          const once = split(body);
          expect(split(body)).toEqual(once);
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
      over: Partial<DocusignWebhooks.SignDocusignWebhookOptions> = {},
    ): Promise<Request> => {
      const headers = await docusign.signDocusignWebhook(body, { secret: SECRET, ...over });
      return new Request('https://shop.test/webhooks', { method: 'POST', headers, body: body as BodyInit });
    };
    const create = (
      over: { secrets?: readonly string[]; maxBodyBytes?: number; fail?: boolean } = {},
    ): { handler: CoreWebhooks.WebhookHandler; inbox: CoreWebhooks.Inbox<undefined>; seen: string[] } => {
      const { secrets = [SECRET], maxBodyBytes, fail } = over;
      const seen: string[] = [];
      const inbox = core.createMemoryInbox({ clock });
      const handler = core.createWebhookHandler({
        source: docusign.docusignWebhook({ secrets, maxBodyBytes }),
        inbox,
        clock,
        on: {
          'envelope-completed': (event) => {
            if (fail) throw new Error('the archive is down');
            seen.push(event.data.envelopeSummary?.status ?? event.data.envelopeId);
          },
          'recipient-completed': (event) => void seen.push(event.data.recipientId),
          // @ts-expect-error there is no such event
          'envelope-complete': () => {},
        },
        onUnhandled: (_, { type }) => void seen.push(type),
      });
      return { handler, inbox, seen };
    };

    it('reads what signDocusignWebhook signs: text, bytes, known and unknown events', async () => {
      const { handler, seen } = create();
      const unknown = JSON.stringify({ ...COMPLETED, event: 'envelope-toasted' });
      for (const body of [BODY, bytes(JSON.stringify(SIGNED)), unknown]) {
        expect((await handler(await post(body))).status).toBe(200);
      }
      expect(seen).toEqual(['envelope_1', '1', 'envelope-toasted']);
    });

    it('applies an event once, although the second delivery says that it is the second', async () => {
      const { handler, seen } = create();
      for (const retryCount of [0, 1, 2]) {
        expect((await handler(await post(JSON.stringify({ ...COMPLETED, retryCount })))).status).toBe(200);
      }
      expect(seen).toEqual(['envelope_1']);
    });

    it('keeps the signatures that are there with the event, for a later check', async () => {
      const { handler, inbox } = create();
      await handler(await post(BODY, { position: 17 }));
      const [delivery] = (await inbox.list()).deliveries;
      const stored = await inbox.find({ tenant: '', source: 'docusign', id: delivery?.id ?? '' });
      expect(stored?.headers).toEqual({ 'content-type': 'application/json', 'x-docusign-signature-17': GOOD });
    });

    it.each(['$$', '$&', '$1', "$'", '%s', '\\u0000'])('verifies a body with %s in it', async (text) => {
      const body = JSON.stringify({ ...COMPLETED, data: { ...COMPLETED.data, envelopeSummary: { status: text } } });
      expect((await create().handler(await post(body))).status).toBe(200);
    });

    it("answers in DocuSign's terms: 401 unsigned, 400 no event, 413 too large, 503 failed, 500 without a key", async () => {
      const { handler, inbox, seen } = create();
      expect((await handler(await post(BODY, { secret: 'wrong' }))).status).toBe(401);
      expect((await handler(await post('{'))).status).toBe(400);
      expect((await create({ maxBodyBytes: 10 }).handler(await post(BODY))).status).toBe(413);
      expect((await create({ fail: true }).handler(await post(BODY))).status).toBe(503);
      expect((await create({ secrets: [''] }).handler(await post(BODY))).status).toBe(500);
      expect(seen).toEqual([]);
      expect((await inbox.list()).deliveries).toEqual([]);
    });

    it('remembers that an event is done for as long as DocuSign may deliver it, ten tries a day apart', () => {
      expect(docusign.docusignWebhook({ secrets: [] }).delivery).toMatchObject({
        statuses: { done: 200, stored: 200, inProgress: 409, failed: 503, unverified: 401, missingSecret: 500 },
        retention: 15 * 86_400_000,
      });
    });
  });

  describe('signDocusignWebhook', () => {
    it('names the key by its position', async () => {
      expect(await docusign.signDocusignWebhook(BODY, { secret: SECRET, position: 100 })).toEqual({
        'content-type': 'application/json',
        'x-authorization-digest': 'HMACSHA256',
        'x-docusign-signature-100': GOOD,
      });
    });

    it('refuses a blank secret, and a position that is none', async () => {
      await expect(docusign.signDocusignWebhook('{}', { secret: ' ' })).rejects.toThrow(RangeError);
      for (const position of [0, 101, 1.5, Number.NaN]) {
        await expect(docusign.signDocusignWebhook('{}', { secret: SECRET, position })).rejects.toThrow(RangeError);
      }
    });
  });
});
