import { createHmac } from 'node:crypto';
import type * as CoreWebhooks from '@breakwater/core/webhooks';
import type { RawRequest, Verdict } from '@breakwater/core/webhooks';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { outcomeOf as outcomeOfVector, vectorsFor } from '../../core/test/webhooks/vendor-vectors.js';
import type * as ClerkWebhooks from '../src/webhooks/index.js';

const BUILDS = ['node', 'web'] as const;
const SECRET = 'whsec_dGVzdF9zaWduaW5nX3NlY3JldF8zMl9jaGFyc19sb25n';
const OTHER = 'whsec_b3RoZXJfc2lnbmluZ19zZWNyZXRfMzJfY2hhcnNfbG9uZw==';
const NOW = 1_700_000_000_000;
const TIME = '1700000000';
const ID = 'msg_2b8KQ';
const CREATED = {
  object: 'event',
  type: 'user.created',
  timestamp: 1_699_999_999_123,
  instance_id: 'ins_1',
  data: { id: 'user_1', object: 'user', email_addresses: [] },
};
const BODY = JSON.stringify(CREATED);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const macOf = (body: string | Uint8Array, { secret = SECRET, id = ID, time = TIME } = {}): string =>
  createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(`${id}.${time}.`)
    .update(body)
    .digest('base64');
const headersOf = (
  body: string | Uint8Array,
  over: { secret?: string; id?: string; time?: string } = {},
): Record<string, string> => ({
  'svix-id': over.id ?? ID,
  'svix-timestamp': over.time ?? TIME,
  'svix-signature': `v1,${macOf(body, over)}`,
});
const GOOD = macOf(BODY);
const WRONG = Buffer.alloc(32).toString('base64');

const vectors = vectorsFor('clerk');

describe.each(BUILDS)('clerkWebhook on the %s build of the crypto', (build) => {
  let core: typeof CoreWebhooks;
  let clerk: typeof ClerkWebhooks;
  beforeAll(async () => {
    vi.resetModules();
    vi.doMock('#crypto', () =>
      build === 'node'
        ? import('../../core/src/runtime/crypto.node.js')
        : import('../../core/src/runtime/crypto.web.js'),
    );
    core = await import('@breakwater/core/webhooks');
    clerk = await import('../src/webhooks/index.js');
  });

  const verify = (
    headers: RawRequest['headers'],
    body: string | Uint8Array = BODY,
    options: Partial<ClerkWebhooks.ClerkWebhookOptions> = {},
  ): Promise<Verdict> => {
    const raw = typeof body === 'string' ? bytes(body) : body;
    const request: RawRequest = { method: 'POST', url: 'https://shop.test/webhooks', headers, body: raw };
    return core.verifyWebhook(clerk.clerkWebhook({ secrets: [SECRET], ...options }), request, { now: NOW });
  };
  const outcomeOf = async (...input: Parameters<typeof verify>): Promise<string> =>
    outcomeOfVector(await verify(...input));

  describe.skipIf(vectors.length === 0)(
    "agrees with the vendor's own vectors (skipped where they are not at hand)",
    () => {
      it('has some', () => {
        expect(vectors.length).toBeGreaterThanOrEqual(7);
      });

      it.each(vectors.map((vector) => [vector.id, vector] as const))('%s', async (_, vector) => {
        const verdict = await core.verifyWebhook(clerk.clerkWebhook({ secrets: vector.secrets }), vector.request, {
          now: vector.now,
        });
        expect(vector.accepted).toContain(outcomeOfVector(verdict));
        if (verdict.ok) expect(verdict.eventIds).toEqual(vector.eventIds ?? [expect.any(String)]);
      });
    },
  );

  it('reads id, time and key out of a genuine request', async () => {
    expect(await verify(headersOf(BODY))).toEqual({ ok: true, eventIds: [ID], signedAt: NOW, keyIndex: 0 });
  });

  it.each([
    ['first', `v1,${GOOD} v1,${WRONG}`],
    ['last', `v1,${WRONG} v1,${GOOD}`],
    ['after one that is not base64', `v1,invalid_signature v1,${GOOD}`],
    ['beside a version that is newer', `v2,${WRONG} v1,${GOOD}`],
  ])('finds the signature that fits, %s', async (_, signature) => {
    expect(await outcomeOf({ ...headersOf(BODY), 'svix-signature': signature })).toBe('valid');
  });

  it.each([
    ['without id', { 'svix-id': undefined }, 'missing_header'],
    ['with a blank id', { 'svix-id': '  ' }, 'missing_header'],
    ['with an id that moves the beginning of the body', { 'svix-id': `${ID}.${TIME}` }, 'malformed_header'],
    ['with two ids', { 'svix-id': [ID, ID] }, 'malformed_header'],
    ['without time', { 'svix-timestamp': undefined }, 'missing_header'],
    ['with a time that is no number', { 'svix-timestamp': 'now' }, 'malformed_header'],
    ['with a fraction of a second', { 'svix-timestamp': `${TIME}.5` }, 'malformed_header'],
    ['without signature', { 'svix-signature': undefined }, 'missing_header'],
    ['with a signature without version', { 'svix-signature': GOOD }, 'malformed_header'],
    ['with a version that we do not know', { 'svix-signature': `v2,${GOOD}` }, 'unsupported_version'],
    ['with ed25519, for which Clerk has no keys', { 'svix-signature': `v1a,${GOOD}` }, 'unsupported_version'],
    ['with a signature that is no base64', { 'svix-signature': 'v1,invalid' }, 'signature_mismatch'],
    ['with another time than the signed one', { 'svix-timestamp': '1700000001' }, 'signature_mismatch'],
    ['with another id than the signed one', { 'svix-id': 'msg_other' }, 'signature_mismatch'],
    ['with 17 signatures', { 'svix-signature': Array(17).fill(`v1,${GOOD}`).join(' ') }, 'malformed_header'],
  ])('refuses a request %s', async (_, change, reason) => {
    expect(await outcomeOf({ ...headersOf(BODY), ...change })).toBe(reason);
  });

  it('takes `svix-*` only: Clerk sends no `webhook-*`', async () => {
    const headers = headersOf(BODY);
    const renamed = Object.entries(headers).map(([name, value]) => [name.replace('svix', 'webhook'), value]);
    expect(await outcomeOf(Object.fromEntries(renamed) as Record<string, string>)).toBe('missing_header');
  });

  it('refuses what was signed too long ago or ahead of our clock, as far as it is told', async () => {
    const at = (seconds: number): Record<string, string> => headersOf(BODY, { time: String(NOW / 1_000 + seconds) });
    expect(await outcomeOf(at(-300))).toBe('valid');
    expect(await outcomeOf(at(-301))).toBe('timestamp_too_old');
    expect(await outcomeOf(at(301))).toBe('timestamp_too_new');
    expect(await outcomeOf(at(-3_600), BODY, { tolerance: 3_600_000 })).toBe('valid');
    expect(await outcomeOf(at(-1_000_000), BODY, { tolerance: Number.POSITIVE_INFINITY })).toBe('valid');
    expect(await outcomeOf(at(1), BODY, { futureTolerance: 0 })).toBe('timestamp_too_new');
  });

  it.each(['$$', '$&', '$1', "$'", '%s', '\\u0000'])('verifies a body with %s in it (D13)', async (text) => {
    const body = JSON.stringify({ ...CREATED, data: { id: 'user_1', first_name: text } });
    expect(await outcomeOf(headersOf(body), body)).toBe('valid');
  });

  it('verifies bytes: what decodes to the same text is another body', async () => {
    expect(await outcomeOf(headersOf(BODY), bytes(`\uFEFF${BODY}`))).toBe('signature_mismatch');
    const replaced = Uint8Array.from([...bytes(BODY), 0xff]);
    expect(await outcomeOf(headersOf(`${BODY}\uFFFD`), replaced)).toBe('signature_mismatch');
    expect(await outcomeOf(headersOf(replaced), replaced)).toBe('valid');
  });

  it('takes the old and the new secret while they are rotated, and says which it was', async () => {
    const secrets = [OTHER, undefined, SECRET];
    expect(await verify(headersOf(BODY), BODY, { secrets })).toMatchObject({ ok: true, keyIndex: 2 });
    expect(await verify(headersOf(BODY, { secret: OTHER }), BODY, { secrets })).toMatchObject({
      ok: true,
      keyIndex: 0,
    });
    const both = `v1,${macOf(BODY, { secret: OTHER })} v1,${GOOD}`;
    expect(await outcomeOf({ ...headersOf(BODY), 'svix-signature': both })).toBe('valid');
    expect(await outcomeOf(headersOf(BODY), BODY, { secrets: [OTHER] })).toBe('signature_mismatch');
  });

  it('loads without a usable secret, and verifies nothing', async () => {
    for (const secrets of [undefined, [], [''], [' '], ['whsec_'], ['whsec_not base64!'], [undefined]]) {
      const headers = headersOf(BODY, { secret: '' });
      expect(await outcomeOf(headers, BODY, { secrets })).toBe('missing_secret');
    }
  });

  it.each([
    ['a single secret', { secrets: SECRET }],
    ['an unknown option', { secrets: [SECRET], signingSecret: SECRET }],
    ['a tolerance that is no number', { secrets: [SECRET], tolerance: '300' }],
  ])('refuses %s when it is made', (_, options) => {
    const make = (): unknown => clerk.clerkWebhook(options as ClerkWebhooks.ClerkWebhookOptions);
    expect(make).toThrow(expect.objectContaining({ code: 'CONFIGURATION', service: 'clerk' }));
  });

  it('never throws, and takes nothing but the genuine, whatever is in headers and body', async () => {
    const value = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.array(fc.string()), fc.constant(undefined));
    const change = fc.dictionary(fc.constantFrom('svix-id', 'svix-timestamp', 'svix-signature'), value, { minKeys: 1 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), change, async (body, headers) => {
        expect(await outcomeOf(headersOf(body), body)).toBe('valid');
        expect(await outcomeOf({ ...headersOf(body), ...headers }, body)).not.toBe('valid');
      }),
    );
  });

  describe('split', () => {
    type Split = ReturnType<CoreWebhooks.WebhookSource<ClerkWebhooks.ClerkEvents>['split']>;
    const split = (
      body: unknown,
      headers: RawRequest['headers'] = { 'svix-id': ID, 'svix-signature': 'v1,' },
    ): Split => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return clerk.clerkWebhook({ secrets: [SECRET] }).split(body instanceof Uint8Array ? body : bytes(text), headers);
    };

    it('finds type, subject and time, and takes the id of the message', () => {
      const item = {
        id: ID,
        idOrigin: 'sender',
        type: 'user.created',
        subject: 'user_1',
        occurredAt: CREATED.timestamp,
        event: CREATED,
      };
      expect(split(CREATED)).toEqual({ ok: true, items: [item] });
    });

    it.each([
      ['without time', { timestamp: undefined }, {}],
      ['with a time that is no number', { timestamp: '2023' }, {}],
      ['with an object that has no id', { data: { deleted: true } }, {}],
      ['with an id that is no text', { data: { id: 7 } }, {}],
      ['without type', { type: undefined }, { type: 'unknown' }],
      ['with a type that is too long', { type: 'x'.repeat(256) }, { type: 'unknown' }],
      ['of a type that nobody knows', { type: 'user.toasted' }, { type: 'user.toasted' }],
    ])('takes an event %s', (_, change, expected) => {
      expect(split({ ...CREATED, ...change })).toMatchObject({ ok: true, items: [{ id: ID, ...expected }] });
    });

    it.each([
      ['an event without data', { type: 'user.created' }, 'invalid_payload'],
      ['null', null, 'invalid_payload'],
      ['a number', 7, 'invalid_payload'],
      ['a list', [CREATED], 'invalid_payload'],
      ['an event about nothing', { ...CREATED, data: null }, 'invalid_payload'],
      ['an event about a list', { ...CREATED, data: [] }, 'invalid_payload'],
      ['an event about a text', { ...CREATED, data: 'user_1' }, 'invalid_payload'],
      ['no body', '', 'invalid_json'],
      ['truncated JSON', BODY.slice(0, -3), 'invalid_json'],
      ['a byte order mark before the JSON', `\uFEFF${BODY}`, 'invalid_json'],
      ['invalid UTF-8', Uint8Array.from([0x22, 0xff, 0x22]), 'invalid_utf8'],
    ])('refuses %s', (_, body, reason) => {
      expect(split(body)).toMatchObject({ ok: false, reason });
    });

    it('refuses an event without the id of the message', () => {
      expect(split(CREATED, {})).toMatchObject({ ok: false, reason: 'invalid_payload' });
    });

    it('never throws, whatever the body is', () => {
      const fields = fc.dictionary(fc.constantFrom('type', 'timestamp', 'data', '__proto__'), fc.jsonValue());
      const json = fc.oneof(fc.jsonValue(), fields).map((value) => bytes(JSON.stringify(value)));
      fc.assert(
        fc.property(fc.oneof(json, fc.uint8Array()), (body) => {
          const result = split(body);
          if (result.ok) expect(result.items).toMatchObject([{ id: ID }]);
          else expect(['invalid_json', 'invalid_utf8', 'invalid_payload']).toContain(result.reason);
        }),
      );
    });
  });

  describe('behind a handler', () => {
    const clock = { now: () => NOW, setTimeout: () => 0, clearTimeout: () => {} };
    const post = async (
      body: string | Uint8Array,
      over: Partial<ClerkWebhooks.SignClerkWebhookOptions> = {},
    ): Promise<Request> => {
      const headers = await clerk.signClerkWebhook(body, { secret: SECRET, at: NOW, id: ID, ...over });
      return new Request('https://shop.test/webhooks', { method: 'POST', headers, body: body as BodyInit });
    };
    const create = (
      over: { secrets?: readonly string[]; fail?: boolean; durable?: boolean } = {},
    ): { handler: CoreWebhooks.WebhookHandler; inbox: CoreWebhooks.Inbox<undefined>; seen: string[] } => {
      const { secrets = [SECRET], fail, durable = false } = over;
      const seen: string[] = [];
      const inbox = { ...core.createMemoryInbox({ clock }), durable };
      const handler = core.createWebhookHandler({
        source: clerk.clerkWebhook({ secrets }),
        inbox,
        clock,
        on: {
          'user.created': (event) => {
            if (fail) throw new Error('the mail is down');
            seen.push(event.data.id, String(event.data.email_addresses[0]?.email_address));
          },
          'user.deleted': (event) => void seen.push(event.data.external_id ?? 'none'),
          'organizationInvitation.accepted': (event) => void seen.push(event.data.user_id),
          'subscription.pastDue': (event) => void seen.push(event.data.payer.email),
          // @ts-expect-error there is no such type
          'user.create': () => {},
        },
        onUnhandled: (_, { type }) => void seen.push(type),
      });
      return { handler, inbox, seen };
    };
    const deleted = JSON.stringify({ ...CREATED, type: 'user.deleted', data: { id: 'user_1', deleted: true } });

    it('reads what signClerkWebhook signs: text, bytes, known and unknown types', async () => {
      const { handler, seen } = create();
      const unknown = JSON.stringify({ ...CREATED, type: 'user.toasted' });
      const bodies = [BODY, bytes(deleted), unknown];
      for (const [index, body] of bodies.entries()) {
        expect((await handler(await post(body, { id: `msg_${index}` }))).status).toBe(200);
      }
      expect(seen).toEqual(['user_1', 'undefined', 'none', 'user.toasted']);
    });

    it('applies a duplicate once, although each attempt is signed anew', async () => {
      const { handler, seen } = create();
      for (const seconds of [0, 5, 300]) {
        expect((await handler(await post(BODY, { at: NOW - seconds * 1_000 }))).status).toBe(200);
      }
      expect(seen).toEqual(['user_1', 'undefined']);
    });

    it('keeps apart different events about the same user (D8)', async () => {
      const { handler, seen } = create();
      expect((await handler(await post(BODY, { id: 'msg_1' }))).status).toBe(200);
      expect((await handler(await post(deleted, { id: 'msg_2' }))).status).toBe(200);
      expect(seen).toEqual(['user_1', 'undefined', 'none']);
    });

    it('finds the event again in the inbox, as a worker does', async () => {
      const { handler, seen } = create({ durable: true });
      expect((await handler(await post(BODY))).status).toBe(200);
      expect(seen).toEqual([]);
      expect(await handler.process()).toMatchObject({ processed: 1, dead: 0 });
      expect(seen).toEqual(['user_1', 'undefined']);
    });

    it("answers in Svix's terms: 401 unsigned or stale, 400 no event, 503 failed, 500 without a secret", async () => {
      const { handler, inbox, seen } = create();
      expect((await handler(await post(BODY, { secret: OTHER }))).status).toBe(401);
      expect((await handler(await post(BODY, { at: NOW - 301_000 }))).status).toBe(401);
      expect((await handler(await post('{'))).status).toBe(400);
      expect((await create({ fail: true }).handler(await post(BODY))).status).toBe(503);
      expect((await create({ secrets: [''] }).handler(await post(BODY))).status).toBe(500);
      expect(seen).toEqual([]);
      expect((await inbox.list()).deliveries).toEqual([]);
    });

    it('remembers that an event is done for as long as Svix repeats it, by hand too', () => {
      expect(clerk.clerkWebhook({ secrets: [] }).delivery).toMatchObject({
        statuses: { done: 200, stored: 200, inProgress: 409, failed: 503, unverified: 401, missingSecret: 500 },
        retention: 5 * 86_400_000,
      });
    });
  });

  it('signs the headers that Clerk sends, and refuses a secret that is none', async () => {
    expect(await clerk.signClerkWebhook(BODY, { secret: SECRET, at: NOW, id: ID })).toEqual({
      'content-type': 'application/json',
      ...headersOf(BODY),
    });
    for (const secret of [' ', 'whsec_', 'whsec_not base64!']) {
      await expect(clerk.signClerkWebhook('{}', { secret, at: NOW })).rejects.toThrow(RangeError);
    }
  });
});
