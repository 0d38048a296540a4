import { createHash } from 'node:crypto';
import type * as CoreWebhooks from '@breakwater/core/webhooks';
import type { RawHeaders, Verdict } from '@breakwater/core/webhooks';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { CRYPTO_BUILDS, loadWebhooks } from '../../core/test/webhooks/crypto-builds.js';
import { outcomeOf, vectorsFor } from '../../core/test/webhooks/vendor-vectors.js';
import type * as CloudinaryWebhooks from '../src/webhooks/index.js';

const SECRET = 'cld-api-secret';
const NOW = 1_700_000_000_000;
const T = '1700000000';
const BODY = '{"notification_type":"upload","request_id":"r1","asset_id":"a1","public_id":"p1","version":1}';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hashOf = (time: string, body: string | Uint8Array = BODY, algorithm = 'sha1', secret = SECRET): string =>
  createHash(algorithm).update(body).update(time).update(secret).digest('hex');
const toHeaders = (signature: string, time = T): RawHeaders => ({
  'X-Cld-Signature': signature,
  'X-Cld-Timestamp': time,
});
const signed = (time: string): RawHeaders => toHeaders(hashOf(time), time);
const vectors = vectorsFor('cloudinary');

describe.each(CRYPTO_BUILDS)('cloudinaryWebhook on the %s build of the crypto', (build) => {
  let core: typeof CoreWebhooks;
  let cloudinary: typeof CloudinaryWebhooks;
  beforeAll(async () => {
    core = await loadWebhooks(build);
    cloudinary = await import('../src/webhooks/index.js');
  });

  const verify = (
    headers: RawHeaders,
    body: string | Uint8Array = BODY,
    options: Partial<CloudinaryWebhooks.CloudinaryWebhookOptions> = {},
  ): Promise<Verdict> => {
    const source = cloudinary.cloudinaryWebhook({ secrets: [SECRET], ...options });
    const raw = typeof body === 'string' ? bytes(body) : body;
    return core.verifyWebhook(source, { method: 'POST', url: 'https://shop.test/', headers, body: raw }, { now: NOW });
  };
  const reasonOf = async (...input: Parameters<typeof verify>): Promise<string> => outcomeOf(await verify(...input));

  describe.skipIf(vectors.length === 0)("agrees with the vendor's own vectors", () => {
    it.each(vectors.map((vector) => [vector.id, vector] as const))('%s', async (_, vector) => {
      const { algorithm, toleranceSeconds } = vector.options;
      const source = cloudinary.cloudinaryWebhook({
        secrets: vector.secrets,
        algorithm: algorithm === 'sha256' ? 'sha256' : 'sha1',
        tolerance: toleranceSeconds === undefined ? undefined : toleranceSeconds * 1_000,
      });
      const verdict = await core.verifyWebhook(source, vector.request, { now: vector.now });
      // What is `info` only has to be answered.
      expect(vector.tier === 'info' ? [outcomeOf(verdict)] : vector.accepted).toContain(outcomeOf(verdict));
      expect(verdict).toMatchObject(vector.eventIds ? { eventIds: vector.eventIds } : {});
    });
  });

  it('accepts the hash that it was told, and no other', async () => {
    const sha256 = toHeaders(hashOf(T, BODY, 'sha256'));
    expect(await reasonOf(signed(T))).toBe('valid');
    expect(await reasonOf(sha256)).toBe('signature_mismatch');
    expect(await reasonOf(sha256, BODY, { algorithm: 'sha256' })).toBe('valid');
    expect(await reasonOf(signed(T), BODY, { algorithm: 'sha256' })).toBe('signature_mismatch');
  });

  it.each<readonly [string, RawHeaders, string]>([
    ['no signature', { 'x-cld-timestamp': T }, 'missing_header'],
    ['no time', { 'x-cld-signature': hashOf(T) }, 'missing_header'],
    ['a blank signature', toHeaders(' '), 'missing_header'],
    ['two signatures', { 'x-cld-signature': [hashOf(T), hashOf(T)], 'x-cld-timestamp': T }, 'malformed_header'],
    ['a time that is NaN, which the SDK accepts', signed('NaN'), 'malformed_header'],
    ['a negative time', signed('-1'), 'malformed_header'],
    ['an exponent', signed('17e8'), 'malformed_header'],
    ['a time of 14 digits', signed('17000000000000'), 'malformed_header'],
    ['another time', toHeaders(hashOf(T), '1700000001'), 'signature_mismatch'],
    ['an old time', signed('1699992799'), 'timestamp_too_old'],
    ['a time ahead, which the SDK accepts', signed('1700000301'), 'timestamp_too_new'],
    ['a time in milliseconds', signed('1700000000000'), 'timestamp_too_new'],
    ['upper-case hex', toHeaders(hashOf(T).toUpperCase()), 'signature_mismatch'],
    ['a cut hash', toHeaders(hashOf(T).slice(0, -1)), 'signature_mismatch'],
    ['something after the hash', toHeaders(`${hashOf(T)}=`), 'signature_mismatch'],
    ['40 characters that are 80 bytes', toHeaders('é'.repeat(40)), 'signature_mismatch'],
    ['the secret of somebody else', toHeaders(hashOf(T, BODY, 'sha1', 'other')), 'signature_mismatch'],
  ])('refuses a request with %s', async (_, headers, reason) => {
    expect(await reasonOf(headers)).toBe(reason);
  });

  it('takes what is at most two hours old, unless told otherwise', async () => {
    expect(await reasonOf(signed('1699992800'))).toBe('valid');
    expect(await reasonOf(signed('1699992800'), BODY, { tolerance: 60_000 })).toBe('timestamp_too_old');
    expect(await reasonOf(signed('1'), BODY, { tolerance: Infinity })).toBe('valid');
    expect(await reasonOf(signed('1700000301'), BODY, { futureTolerance: 301_000 })).toBe('valid');
  });

  it('hashes bytes, not text', async () => {
    const body = Uint8Array.from([0x22, 0xff, 0x22]);
    expect(await reasonOf(toHeaders(hashOf(T, body)), body)).toBe('valid');
    expect(await reasonOf(toHeaders(hashOf(T, '"\uFFFD"')), body)).toBe('signature_mismatch');
    expect(await reasonOf(signed(T), `\uFEFF${BODY}`)).toBe('signature_mismatch');
  });

  it('finds no event where the border between body and time was moved, which the hash cannot see', async () => {
    const verdict = await verify(toHeaders(hashOf(T), '00000000'), `${BODY}17`, { tolerance: Infinity });
    expect(verdict).toMatchObject({ ok: true, eventIds: [] });
  });

  it('refuses an empty body', async () => {
    expect(await reasonOf(toHeaders(hashOf(T, '')), '')).toBe('empty_body');
  });

  it('verifies with each of several secrets, and says with which', async () => {
    const verdict = await verify(signed(T), BODY, { secrets: ['', 'other', SECRET] });
    expect(verdict).toMatchObject({ ok: true, keyIndex: 2, signedAt: NOW, eventIds: [expect.any(String)] });
  });

  it('loads without a secret, and verifies nothing', async () => {
    for (const secrets of [undefined, [], [''], [' '], [undefined]]) {
      expect(await reasonOf(toHeaders(hashOf(T, BODY, 'sha1', '')), BODY, { secrets })).toBe('missing_secret');
    }
  });

  it.each([
    ['a single secret', { secrets: SECRET }, 'options.secrets'],
    ['another hash', { secrets: [], algorithm: 'md5' }, 'options.algorithm'],
    ['an unknown option', { secrets: [], secret: SECRET }, 'options.secret'],
    ['a tolerance that is no number', { secrets: [], tolerance: '7200' }, 'options.tolerance'],
  ])('refuses %s when it is made', (_, options, path) => {
    const make = (): unknown => cloudinary.cloudinaryWebhook(options as CloudinaryWebhooks.CloudinaryWebhookOptions);
    const issues = [expect.objectContaining({ path })];
    expect(make).toThrow(expect.objectContaining({ code: 'CONFIGURATION', service: 'cloudinary', issues }));
  });

  it('reads what signCloudinaryWebhook signs, and refuses to sign with a blank secret', async () => {
    for (const algorithm of ['sha1', 'sha256', undefined] as const) {
      const headers = await cloudinary.signCloudinaryWebhook(BODY, { secret: SECRET, at: NOW, algorithm });
      expect(await reasonOf(headers, BODY, { algorithm })).toBe('valid');
    }
    await expect(cloudinary.signCloudinaryWebhook(BODY, { secret: ' ', at: NOW })).rejects.toThrow(RangeError);
  });

  it('answers whatever comes with a verdict', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), fc.uint8Array(), async (signature, time, body) => {
        expect(await reasonOf(toHeaders(signature, time), body)).not.toBe('valid');
      }),
      { numRuns: 100 },
    );
  });
});
