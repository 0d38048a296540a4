import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as Webhooks from '../../../src/webhooks/index.js';
import { CRYPTO_BUILDS, loadWebhooks } from '../crypto-builds.js';
import { outcomeOf } from '../vendor-vectors.js';
import { bytes, NOW } from './signing-senders.js';

type Options = Partial<Webhooks.HmacWebhookOptions>;

const SECRET = 'a secret';
const BODY = '{"type":"order.paid","id":"evt_1","order":"o_1","at":17}';
const TIME = String(NOW / 1_000);

const fieldOf = (event: unknown, field: string): string | undefined =>
  (event as Readonly<Record<string, string | undefined>>)[field];

describe.each(CRYPTO_BUILDS)('hmacWebhook on the %s build', (build) => {
  let webhooks: typeof Webhooks;
  beforeAll(async () => {
    webhooks = await loadWebhooks(build);
  });

  const create = (options: Options = {}): Webhooks.WebhookSource =>
    webhooks.hmacWebhook({ name: 'acme', secrets: [SECRET], header: 'X-Acme-Signature', ...options });
  const judge = async (
    headers: Webhooks.RawHeaders,
    options: Options = {},
    { body = BODY, now = NOW }: { body?: string; now?: number } = {},
  ): Promise<string> => {
    const request = { method: 'POST', url: 'https://shop.test', headers, body: bytes(body) };
    return outcomeOf(await webhooks.verifyWebhook(create(options), request, { now }));
  };
  const mac = (content: string, algorithm = 'sha256', secret: string | Uint8Array = SECRET): Buffer =>
    createHmac(algorithm, secret).update(content).digest();

  it.each([
    ['the body alone in hex', {}, { 'x-acme-signature': mac(BODY).toString('hex') }],
    [
      'SHA-1 with a prefix',
      { algorithm: 'sha1', prefix: 'sha1=' },
      {
        'x-acme-signature': `sha1=${mac(BODY, 'sha1').toString('hex')}`,
      },
    ],
    [
      'SHA-512 in base64',
      { algorithm: 'sha512', encoding: 'base64' },
      {
        'x-acme-signature': mac(BODY, 'sha512').toString('base64'),
      },
    ],
    ['base64url', { encoding: 'base64url' }, { 'x-acme-signature': mac(BODY).toString('base64url') }],
    [
      'a time before the body, with text around it',
      {
        prefix: 'v0=',
        signedContent: 'v0:{timestamp}:{body}',
        timestampHeader: 'X-Acme-Request-Timestamp',
      },
      {
        'x-acme-signature': `v0=${mac(`v0:${TIME}:${BODY}`).toString('hex')}`,
        'x-acme-request-timestamp': TIME,
      },
    ],
    [
      'id, date and body without anything between',
      {
        prefix: 'sha256=',
        signedContent: '{id}{timestamp}{body}',
        idHeader: 'X-Acme-Id',
        timestampHeader: 'X-Acme-Date',
        timestampFormat: 'rfc3339',
      },
      {
        'x-acme-signature': `sha256=${mac(`e762022026-01-01T12:00:00.123456789Z${BODY}`).toString('hex')}`,
        'x-acme-id': 'e76202',
        'x-acme-date': '2026-01-01T12:00:00.123456789Z',
      },
    ],
    [
      'a time behind the body, in milliseconds',
      {
        signedContent: '{body}|{timestamp}',
        timestampHeader: 'x-acme-time',
        timestampFormat: 'milliseconds',
      },
      { 'x-acme-signature': mac(`${BODY}|${NOW}`).toString('hex'), 'x-acme-time': String(NOW) },
    ],
    [
      'one of several signatures',
      { prefix: 'v1=', separator: ',' },
      {
        'x-acme-signature': `v1=${'0'.repeat(64)},v2=new,v1=${mac(BODY).toString('hex')}`,
      },
    ],
  ] as const)('verifies %s', async (_, options, headers) => {
    expect(await judge(headers, options)).toBe('valid');
    expect(await judge(headers, options, { body: `${BODY} ` })).toBe('signature_mismatch');
    expect(await judge(headers, { ...options, secrets: ['other'] })).toBe('signature_mismatch');
    expect(await judge(new Headers(headers), options)).toBe('valid');
  });

  it.each([
    ['base64', Buffer.from('0123456789').toString('base64')],
    ['hex', Buffer.from('0123456789').toString('hex').toUpperCase()],
    ['utf8', '0123456789'],
  ] as const)('takes secrets that are written as %s', async (secretEncoding, secret) => {
    const headers = { 'x-acme-signature': mac(BODY, 'sha256', bytes('0123456789')).toString('hex') };
    expect(await judge(headers, { secretEncoding, secrets: [secret] })).toBe('valid');
    if (secretEncoding !== 'utf8') {
      expect(await judge(headers, { secretEncoding, secrets: ['no digits!'] })).toBe('missing_secret');
    }
  });

  it('refuses a forgery under the empty key, where the secret is zeros', async () => {
    const headers = { 'x-acme-signature': mac(BODY, 'sha256', '').toString('hex') };
    for (const secret of ['\0', '\0\0\0', new Uint8Array(16)]) {
      expect(await judge(headers, { secrets: [secret] })).toBe('missing_secret');
    }
    expect(await judge(headers, { secretEncoding: 'hex', secrets: ['0000'] })).toBe('missing_secret');
  });

  it.each([
    ['another prefix', { prefix: 'sha256=' }, 'sha1=abc', 'malformed_header'],
    ['no prefix', { prefix: 'sha256=' }, 'abc', 'malformed_header'],
    ['two headers in one', {}, `${'0'.repeat(64)}, ${'0'.repeat(64)}`, 'malformed_header'],
    ['upper case', {}, 'AB'.repeat(32), 'signature_mismatch'],
    ['none of several', { prefix: 'v1=', separator: ',' }, 'v2=abc,v3=abc', 'malformed_header'],
    [
      'seventeen of several',
      { separator: ',' },
      Array.from({ length: 17 }, () => '0'.repeat(64)).join(','),
      'malformed_header',
    ],
  ] as const)('judges a header with %s', async (_, options, header, expected) => {
    expect(await judge({ 'x-acme-signature': header }, options)).toBe(expected);
  });

  describe('an id that is signed', () => {
    const options: Options = { signedContent: '{body}.{id}', idHeader: 'x-acme-id' };

    it('cannot be cut out of the body, or the other way round', async () => {
      const [body, id] = ['"a.b"', 'c'];
      const signature = mac(`${body}.${id}`).toString('hex');
      expect(await judge({ 'x-acme-signature': signature, 'x-acme-id': id }, options, { body })).toBe('valid');
      const moved = { 'x-acme-signature': signature, 'x-acme-id': 'b".c' };
      expect(await judge(moved, options, { body: '"a' })).toBe('malformed_header');
    });

    it.each([' x', 'a b', 'é', 'a\u0000'])('is visible ASCII: %j', async (id) => {
      const headers = { 'x-acme-signature': mac(`${BODY}.${id}`).toString('hex'), 'x-acme-id': id };
      expect(await judge(headers, options)).not.toBe('valid');
    });
  });

  it.each([
    [300_000, 'valid'],
    [300_999, 'valid'],
    [301_000, 'timestamp_too_old'],
    [-300_000, 'valid'],
    [-301_000, 'timestamp_too_new'],
  ])('judges an age of %i ms by whole seconds', async (age, expected) => {
    const at = NOW + 500;
    const options: Options = {
      signedContent: '{timestamp}.{body}',
      timestampHeader: 'x-acme-time',
      timestampFormat: 'milliseconds',
    };
    const headers = { 'x-acme-signature': mac(`${at}.${BODY}`).toString('hex'), 'x-acme-time': String(at) };
    expect(await judge(headers, options, { now: NOW + age })).toBe(expected);
    expect(await judge(headers, { ...options, futureTolerance: 0 }, { now: at })).toBe('valid');
  });

  const split = (options: Options, body = BODY, headers: Record<string, string> = {}): unknown =>
    create(options).split(bytes(body), headers);

  it('finds an event by its body, its headers, or as the application says', () => {
    expect(split({})).toEqual({
      ok: true,
      items: [
        {
          id: webhooks.hashBody(bytes(BODY)),
          idOrigin: 'body-hash',
          type: 'order.paid',
          subject: undefined,
          occurredAt: undefined,
          event: JSON.parse(BODY),
        },
      ],
    });
    expect(
      split({ idHeader: 'X-Id', typeHeader: 'X-Type' }, BODY, { 'x-id': 'evt_2', 'x-type': 'order.lost' }),
    ).toMatchObject({ items: [{ id: 'evt_2', idOrigin: 'sender', type: 'order.lost' }] });
    const found = split(
      {
        id: (event) => fieldOf(event, 'id'),
        type: (_event, headers) => `${new Headers(headers as Record<string, string>).get('x-kind')}.paid`,
        subject: (event) => fieldOf(event, 'order'),
        occurredAt: (event) => Number(fieldOf(event, 'at')),
      },
      BODY,
      { 'x-kind': 'order' },
    );
    expect(found).toMatchObject({
      items: [{ id: 'evt_1', idOrigin: 'sender', type: 'order.paid', subject: 'o_1', occurredAt: 17 }],
    });
  });

  it('refuses a body without the id that it should have, and goes without a type', () => {
    const invalid = { ok: false, reason: 'invalid_payload' };
    expect(split({ idHeader: 'X-Id' })).toMatchObject(invalid);
    expect(split({ id: (event) => fieldOf(event, 'none') })).toMatchObject(invalid);
    expect(split({ id: () => '' })).toMatchObject(invalid);
    expect(split({ id: (event) => (event as { a: { b: string } }).a.b })).toMatchObject(invalid);
    expect(split({}, '17')).toMatchObject({ items: [{ type: 'unknown' }] });
    expect(split({}, 'no JSON')).toMatchObject({ ok: false, reason: 'invalid_json' });
    const decode = (body: Uint8Array): Webhooks.DecodedBody => ({ ok: true, value: { type: String(body.length) } });
    expect(split({ decode }, 'no JSON')).toMatchObject({ items: [{ type: '7' }] });
  });

  it('keeps the headers that a later look at the same bytes needs', () => {
    const source = create({
      signedContent: '{timestamp}.{body}',
      timestampHeader: 'X-Time',
      idHeader: 'X-Id',
      typeHeader: 'X-Type',
    });
    expect(source.headers).toEqual(['x-acme-signature', 'x-time', 'x-id', 'x-type']);
  });

  it('signs in tests as its sender does', async () => {
    const options = { header: 'X-Acme-Signature', idHeader: 'X-Id', typeHeader: 'X-Type', prefix: 'v1=' };
    const scheme = webhooks.createHmacHeaderScheme('acme', options);
    const key = scheme.importKey(SECRET);
    expect(await webhooks.signWebhook(BODY, { scheme, key, at: NOW, id: 'evt_1', type: 'order.paid' })).toEqual({
      'content-type': 'application/json',
      'x-acme-signature': `v1=${mac(BODY).toString('hex')}`,
      'x-id': 'evt_1',
      'x-type': 'order.paid',
    });
    await expect(webhooks.signWebhook(BODY, { scheme, key: scheme.importKey(' '), at: NOW })).rejects.toThrow(
      RangeError,
    );
  });

  it.each([
    ['no header', { header: undefined }, 'options.header'],
    ['a header that is none', { header: 'x acme' }, 'options.header'],
    ['no name', { name: '' }, 'options.name'],
    ['an unknown hash', { algorithm: 'md5' }, 'options.algorithm'],
    ['an unknown encoding', { encoding: 'latin1' }, 'options.encoding'],
    ['an empty prefix', { prefix: '' }, 'options.prefix'],
    ['content without the body', { signedContent: '{timestamp}', timestampHeader: 'x' }, 'options.signedContent'],
    ['content with the body twice', { signedContent: '{body}{body}' }, 'options.signedContent'],
    [
      'content with the time twice',
      { signedContent: '{timestamp}{timestamp}{body}', timestampHeader: 'x' },
      'options.signedContent',
    ],
    ['content with an unknown field', { signedContent: '{url}{body}' }, 'options.signedContent'],
    ['content with an open brace', { signedContent: '{{body}' }, 'options.signedContent'],
    ['an id that touches the body', { signedContent: '{id}{body}', idHeader: 'x' }, 'options.signedContent'],
    ['a body that touches the id', { signedContent: '{body}{id}', idHeader: 'x' }, 'options.signedContent'],
    ['content that is no text', { signedContent: 7 }, 'options.signedContent'],
    ['a signed time without its header', { signedContent: '{timestamp}.{body}' }, 'options.timestampHeader'],
    ['a signed id without its header', { signedContent: '{id}.{body}' }, 'options.idHeader'],
    ['a time that is not signed', { timestampHeader: 'x-time' }, 'options.timestampHeader'],
    ['the format of no time', { timestampFormat: 'seconds' }, 'options.timestampFormat'],
    ['an age without a time', { tolerance: 1 }, 'options.tolerance'],
    ['a lead without a time', { futureTolerance: 1 }, 'options.futureTolerance'],
    ['a single secret', { secrets: 'hush' }, 'options.secrets'],
    ['an unknown option', { secret: 'hush' }, 'options.secret'],
  ])('refuses %s at once', (_, options, path) => {
    expect(() => create(options as unknown as Options)).toThrow(new RegExp(`${path} must be`));
    expect(() => create(options as unknown as Options)).not.toThrow(/hush/);
  });
});
