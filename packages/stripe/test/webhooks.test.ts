import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type * as CoreWebhooks from '@breakwater/core/webhooks';
import type { RawRequest, Verdict } from '@breakwater/core/webhooks';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type * as StripeWebhooks from '../src/webhooks/index.js';

const BUILDS = ['node', 'web'] as const;
const SECRET = 'whsec_test_secret';
const NOW = 1_700_000_000_000;
const BODY = JSON.stringify({
  id: 'evt_1',
  object: 'event',
  type: 'invoice.paid',
  created: 1_699_999_990,
  data: { object: { id: 'in_1', object: 'invoice' } },
});
const THIN = JSON.stringify({
  id: 'evt_test_thin',
  object: 'v2.core.event',
  type: 'v2.core.account.updated',
  created: '2023-11-14T22:13:19.250Z',
  livemode: false,
  related_object: { id: 'acct_1', type: 'v2.core.account', url: '/v2/core/accounts/acct_1' },
});

interface Vector {
  readonly id: string;
  readonly scheme: string;
  readonly method: string;
  readonly now: number;
  readonly secrets: readonly string[];
  readonly options: { readonly toleranceSeconds?: number };
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly bodyBase64?: string;
  readonly expect: string;
  readonly alsoOk?: readonly string[];
  readonly eventId?: string;
}

// The vendors' own vectors lie beside the repository on development machines, and are not copied into it.
const vectorsFile = new URL('../../../../shared/vendor-vectors.json', import.meta.url);
const hasVectors = existsSync(vectorsFile);
const vectors: readonly Vector[] = hasVectors
  ? (JSON.parse(readFileSync(vectorsFile, 'utf8')) as { vectors: readonly Vector[] }).vectors.filter(
      ({ scheme }) => scheme === 'stripe',
    )
  : [];

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const macOf = (time: string, body: string | Uint8Array, secret = SECRET): string =>
  createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
const T = '1700000000';
const GOOD = macOf(T, BODY);

describe.each(BUILDS)('stripeWebhook on the %s build of the crypto', (build) => {
  let core: typeof CoreWebhooks;
  let stripe: typeof StripeWebhooks;
  beforeAll(async () => {
    vi.resetModules();
    vi.doMock('#crypto', () =>
      build === 'node'
        ? import('../../core/src/runtime/crypto.node.js')
        : import('../../core/src/runtime/crypto.web.js'),
    );
    core = await import('@breakwater/core/webhooks');
    stripe = await import('../src/webhooks/index.js');
  });

  const verify = (
    header: string | undefined,
    over: { body?: string | Uint8Array; now?: number; options?: Partial<StripeWebhooks.StripeWebhookOptions> } = {},
  ): Promise<Verdict> => {
    const body = over.body ?? BODY;
    const request: RawRequest = {
      method: 'POST',
      url: 'https://shop.test/webhooks',
      headers: { 'stripe-signature': header },
      body: typeof body === 'string' ? bytes(body) : body,
    };
    return core.verifyWebhook(stripe.stripeWebhook({ secrets: [SECRET], ...over.options }), request, {
      now: over.now ?? NOW,
    });
  };
  const reasonOf = async (...input: Parameters<typeof verify>): Promise<string> => {
    const verdict = await verify(...input);
    return verdict.ok ? 'valid' : verdict.reason;
  };

  describe.skipIf(!hasVectors)("agrees with the vendor's own vectors (skipped where they are not at hand)", () => {
    it('has some', () => {
      expect(vectors.length).toBeGreaterThanOrEqual(14);
    });

    it.each(vectors.map((vector) => [vector.id, vector] as const))('%s', async (_, vector) => {
      const { method, headers, secrets, options, now, body = '', bodyBase64 } = vector;
      const source = stripe.stripeWebhook({
        secrets,
        ...(options.toleranceSeconds === undefined ? {} : { tolerance: options.toleranceSeconds * 1_000 }),
      });
      const raw = bodyBase64 === undefined ? bytes(body) : Uint8Array.from(Buffer.from(bodyBase64, 'base64'));
      const request: RawRequest = { method, url: 'https://shop.test/', headers, body: raw };
      const verdict = await core.verifyWebhook(source, request, { now: now * 1_000 });
      expect([vector.expect, ...(vector.alsoOk ?? [])]).toContain(verdict.ok ? 'valid' : verdict.reason);
      const expectedIds = vector.eventId === undefined ? [] : [vector.eventId];
      expect(verdict.ok ? verdict.eventIds : []).toEqual(expect.arrayContaining(expectedIds));
    });
  });

  it('reads event, time and key out of a genuine request', async () => {
    expect(await verify(`t=${T},v1=${GOOD}`)).toEqual({ ok: true, eventIds: ['evt_1'], signedAt: NOW, keyIndex: 0 });
  });

  it('uses the whole secret as the key, `whsec_` included', async () => {
    expect(await reasonOf(`t=${T},v1=${macOf(T, BODY, 'test_secret')}`)).toBe('signature_mismatch');
  });

  it.each([
    ['first', `t=${T},v1=${GOOD},v1=${'0'.repeat(64)}`],
    ['last', `t=${T},v1=${'0'.repeat(64)},v1=${GOOD}`],
    ['after one without value, on which the SDK throws', `t=${T},v1,v1=${GOOD}`],
    ['after an empty one', `t=${T},v1=,v1=${GOOD}`],
    ['after 64 characters that are 128 bytes, on which the SDK throws', `t=${T},v1=${'é'.repeat(64)},v1=${GOOD}`],
    ['beside a v0', `t=${T},v0=${'0'.repeat(64)},v1=${GOOD}`],
    ['before the time', `v1=${GOOD},t=${T}`],
    ['after white space, which the SDK takes for part of the name', `t=${T}, v1=${GOOD}`],
  ])('finds the signature that fits, %s (D7)', async (_, header) => {
    expect(await reasonOf(header)).toBe('valid');
  });

  it.each([
    ['undefined', undefined, 'missing_header'],
    ['blank', '  ', 'missing_header'],
    ['no list', 'bad_header', 'malformed_header'],
    ['commas', ',,,', 'malformed_header'],
    ['without time', `v1=${GOOD}`, 'malformed_header'],
    ['with two times', `t=${T},t=${T},v1=${GOOD}`, 'malformed_header'],
    ['two headers in one', `t=${T},v1=${GOOD}, t=${T},v1=${GOOD}`, 'malformed_header'],
    ['with a time that is no number', `t=abc,v1=${macOf('NaN', BODY)}`, 'malformed_header'],
    ['with an empty time', `t=,v1=${GOOD}`, 'malformed_header'],
    ['with a fraction of a second', `t=${T}.5,v1=${GOOD}`, 'malformed_header'],
    ['with a negative time', `t=-1,v1=${macOf('-1', BODY)}`, 'malformed_header'],
    ['with an exponent', `t=17e8,v1=${macOf('17e8', BODY)}`, 'malformed_header'],
    ['with a time of 13 digits', `t=${T}000,v1=${GOOD}`, 'malformed_header'],
    ['with digits after which something follows', `t=${T}x,v1=${GOOD}`, 'malformed_header'],
    ['without signature', `t=${T}`, 'malformed_header'],
    ['with v0 only', `t=${T},v0=${GOOD}`, 'unsupported_version'],
    ['with v10 only', `t=${T},v10=${GOOD}`, 'unsupported_version'],
    ['with the alias `signature`', `t=${T},signature=${GOOD}`, 'malformed_header'],
    ['with a signature without value', `t=${T},v1`, 'signature_mismatch'],
    ['with 64 characters that are 128 bytes', `t=${T},v1=${'é'.repeat(64)}`, 'signature_mismatch'],
    ['with upper-case hex', `t=${T},v1=${GOOD.toUpperCase()}`, 'signature_mismatch'],
    ['with one digit less', `t=${T},v1=${GOOD.slice(0, -1)}`, 'signature_mismatch'],
    ['with something after the digits', `t=${T},v1=${GOOD}=x`, 'signature_mismatch'],
    ['with a leading zero in the time', `t=0${T},v1=${GOOD}`, 'signature_mismatch'],
    ['with 300 signatures', `t=${T}${`,v1=${GOOD}`.repeat(300)}`, 'malformed_header'],
    ['with 17 signatures', `t=${T}${`,v1=${GOOD}`.repeat(17)}`, 'malformed_header'],
    ['with a thousand empty items', `t=${T},v1=${GOOD}${','.repeat(1_000)}`, 'malformed_header'],
  ])('refuses a header that is %s', async (_, header, reason) => {
    expect(await reasonOf(header)).toBe(reason);
  });

  it('refuses a signature from the future, which the SDK accepts', async () => {
    const time = String(Number(T) + 3_600);
    expect(await reasonOf(`t=${time},v1=${macOf(time, BODY)}`)).toBe('timestamp_too_new');
  });

  it('accepts a genuine body that is not UTF-8, which the SDK refuses', async () => {
    const body = Uint8Array.from([0x22, 0xff, 0x22]);
    expect(await reasonOf(`t=${T},v1=${macOf(T, body)}`, { body })).toBe('valid');
  });

  it.each([
    ['a byte order mark before it', bytes(`\uFEFF${BODY}`)],
    ['0xFF in place of U+FFFD', Uint8Array.from([...bytes(BODY.slice(0, -1)), 0xff])],
  ])('refuses a body with %s, which the SDK accepts', async (_, body) => {
    const header = `t=${T},v1=${macOf(T, body[0] === 0xef ? BODY : `${BODY.slice(0, -1)}\uFFFD`)}`;
    expect(await reasonOf(header, { body })).toBe('signature_mismatch');
  });

  it('refuses an empty body', async () => {
    expect(await reasonOf(`t=${T},v1=${macOf(T, '')}`, { body: '' })).toBe('empty_body');
  });

  it('loads without a secret, and verifies nothing', async () => {
    for (const secrets of [undefined, [], [''], [' '], [undefined]]) {
      expect(await reasonOf(`t=${T},v1=${GOOD}`, { options: { secrets } })).toBe('missing_secret');
    }
  });

  it.each([
    ['a single secret', { secrets: SECRET }],
    ['an unknown option', { secrets: [SECRET], secret: SECRET }],
    ['a tolerance that is no number', { secrets: [SECRET], tolerance: '300' }],
  ])('refuses %s when it is made', (_, options) => {
    const make = (): unknown => stripe.stripeWebhook(options as StripeWebhooks.StripeWebhookOptions);
    expect(make).toThrow(expect.objectContaining({ code: 'CONFIGURATION', service: 'stripe' }));
  });

  describe('split', () => {
    const split = (text: string): ReturnType<CoreWebhooks.WebhookSource['split']> =>
      stripe.stripeWebhook({ secrets: [SECRET] }).split(bytes(text), {});

    it('finds id, type, subject and time of a snapshot event', () => {
      expect(split(BODY)).toEqual({
        ok: true,
        items: [
          {
            id: 'evt_1',
            idOrigin: 'sender',
            type: 'invoice.paid',
            subject: 'in_1',
            occurredAt: 1_699_999_990_000,
            event: JSON.parse(BODY) as unknown,
          },
        ],
      });
    });

    it('finds them in a thin event', () => {
      const expected = {
        id: 'evt_test_thin',
        type: 'v2.core.account.updated',
        subject: 'acct_1',
        occurredAt: 1_699_999_999_250,
      };
      expect(split(THIN)).toMatchObject({ ok: true, items: [expected] });
    });

    it.each([
      ['without data', { data: undefined }],
      ['with an object without id, such as a balance', { data: { object: {} } }],
      ['with data that is null', { data: null }],
      ['with a time that is none', { created: 'yesterday' }],
      ['without time', { created: undefined }],
      ['without type', { type: undefined }],
    ])('takes an event %s', (_, change) => {
      expect(split(JSON.stringify({ ...(JSON.parse(BODY) as object), ...change }))).toMatchObject({
        ok: true,
        items: [{ id: 'evt_1' }],
      });
    });

    it.each([
      ['an object of another kind', { id: 'in_1', object: 'invoice', type: 'invoice.paid' }],
      ['an event without id', { object: 'event', type: 'invoice.paid' }],
      ['null', null],
      ['a number', 7],
      ['a list', [JSON.parse(BODY)]],
    ])('refuses %s', (_, payload) => {
      expect(split(JSON.stringify(payload))).toMatchObject({ ok: false, reason: 'invalid_payload' });
    });
  });

  describe('behind a handler', () => {
    const post = async (
      body: string | Uint8Array,
      options: { secret?: string; at?: number } = {},
    ): Promise<Request> => {
      const headers = await stripe.signStripeWebhook(body, { secret: SECRET, at: NOW, ...options });
      return new Request('https://shop.test/webhooks', { method: 'POST', headers, body: body as BodyInit });
    };
    const clock = { now: () => NOW, setTimeout: () => 0, clearTimeout: () => {} };
    const create = (
      secrets: readonly string[] = [SECRET],
    ): { handler: CoreWebhooks.WebhookHandler; seen: string[] } => {
      const seen: string[] = [];
      const handler = core.createWebhookHandler({
        source: stripe.stripeWebhook({ secrets }),
        inbox: core.createMemoryInbox({ clock }),
        clock,
        on: {
          'invoice.paid': (event) => void seen.push(event.data.object.id ?? 'none'),
          'v2.core.account.updated': (event) => void seen.push(event.related_object?.id ?? 'none'),
        },
        onUnhandled: (_, { type }) => void seen.push(type),
      });
      return { handler, seen };
    };

    it('reads what signStripeWebhook signs: text, bytes, known, thin and unknown events', async () => {
      const { handler, seen } = create();
      const unknown = JSON.stringify({
        id: 'evt_2',
        object: 'event',
        type: 'toaster.burnt',
        created: 1,
        data: { object: {} },
      });
      for (const body of [BODY, bytes(THIN), unknown]) expect((await handler(await post(body))).status).toBe(200);
      expect(seen).toEqual(['in_1', 'acct_1', 'toaster.burnt']);
    });

    it('applies a duplicate once', async () => {
      const { handler, seen } = create();
      for (let delivery = 0; delivery < 3; delivery++) expect((await handler(await post(BODY))).status).toBe(200);
      expect(seen).toEqual(['in_1']);
    });

    it('keeps apart different events about the same object (D8)', async () => {
      const { handler, seen } = create();
      const other = BODY.replace('evt_1', 'evt_2').replace('invoice.paid', 'invoice.sent');
      for (const body of [BODY, other]) expect((await handler(await post(body))).status).toBe(200);
      expect(seen).toEqual(['in_1', 'invoice.sent']);
    });

    it.each(['$$', '$&', '$1', "$'", '%s', '\\u0000'])('verifies a body with %s in it', async (text) => {
      const body = JSON.stringify({ ...(JSON.parse(BODY) as object), request: { note: text } });
      expect((await create().handler(await post(body))).status).toBe(200);
    });

    it("answers in Stripe's terms: 400 for a bad signature or body, 500 without a secret", async () => {
      const { handler, seen } = create();
      expect((await handler(await post(BODY, { secret: 'wrong' }))).status).toBe(400);
      expect((await handler(await post(BODY, { at: NOW - 301_000 }))).status).toBe(400);
      expect((await handler(await post('{'))).status).toBe(400);
      expect((await create(['']).handler(await post(BODY))).status).toBe(500);
      expect(seen).toEqual([]);
    });

    it('remembers that an event is done for longer than Stripe delivers it', () => {
      expect(stripe.stripeWebhook({ secrets: [] }).delivery.retention).toBeGreaterThan(3 * 86_400_000);
    });
  });

  it('refuses to sign with a blank secret', async () => {
    await expect(stripe.signStripeWebhook('{}', { secret: ' ', at: NOW })).rejects.toThrow(RangeError);
  });
});
