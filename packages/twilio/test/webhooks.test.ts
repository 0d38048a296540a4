import { createHash, createHmac } from 'node:crypto';
import type * as CoreWebhooks from '@breakwater/core/webhooks';
import type { RawHeaders, Verdict } from '@breakwater/core/webhooks';
import { beforeAll, describe, expect, it } from 'vitest';
import { CRYPTO_BUILDS, loadWebhooks } from '../../core/test/webhooks/crypto-builds.js';
import { outcomeOf, vectorsFor } from '../../core/test/webhooks/vendor-vectors.js';
import type * as TwilioWebhooks from '../src/webhooks/index.js';

const TOKEN = 'auth-token';
const URL_OF_HOOK = 'https://shop.test/twilio';
const FORM = 'application/x-www-form-urlencoded';
const BODY = 'MessageSid=SM1&MessageStatus=delivered';
const SIGNED = 'MessageSidSM1MessageStatusdelivered';
const JSON_BODY = '[{"id":"EZ1","type":"com.twilio.messaging.message.sent","data":{}}]';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const macOf = (text: string, token = TOKEN): string => createHmac('sha1', token).update(text).digest('base64');
const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
const toHeaders = (signature: string, type: string = FORM): RawHeaders => ({
  'X-Twilio-Signature': signature,
  'Content-Type': type,
});
const vectors = vectorsFor('twilio');

describe.each(CRYPTO_BUILDS)('twilioWebhook on the %s build of the crypto', (build) => {
  let core: typeof CoreWebhooks;
  let twilio: typeof TwilioWebhooks;
  beforeAll(async () => {
    core = await loadWebhooks(build);
    twilio = await import('../src/webhooks/index.js');
  });

  const verify = (
    headers: RawHeaders,
    body: string | Uint8Array = BODY,
    over: { url?: string; secrets?: readonly (string | undefined)[] | undefined } = {},
  ): Promise<Verdict> => {
    const source = twilio.twilioWebhook({ secrets: 'secrets' in over ? over.secrets : [TOKEN] });
    const raw = typeof body === 'string' ? bytes(body) : body;
    return core.verifyWebhook(source, { method: 'POST', url: over.url ?? URL_OF_HOOK, headers, body: raw }, { now: 0 });
  };
  const reasonOf = async (...input: Parameters<typeof verify>): Promise<string> => outcomeOf(await verify(...input));

  describe.skipIf(vectors.length === 0)("agrees with the vendor's own vectors", () => {
    it.each(vectors.map((vector) => [vector.id, vector] as const))('%s', async (_, vector) => {
      const source = twilio.twilioWebhook({ secrets: vector.secrets });
      const verdict = await core.verifyWebhook(source, vector.request, { now: vector.now });
      // What is `info` only has to be answered.
      expect(vector.tier === 'info' ? [outcomeOf(verdict)] : vector.accepted).toContain(outcomeOf(verdict));
      expect(verdict).toMatchObject(vector.eventIds ? { eventIds: vector.eventIds } : {});
    });
  });

  describe('a form', () => {
    it.each<readonly [string, string, string]>([
      ['parameters in the order of their names', 'b=2&a=1&B=3', 'B3a1b2'],
      ['names in the order of code units', 'é=1&z=2&Z=3&_=4', 'Z3_4z2é1'],
      ['plus signs and percent signs', 'Body=a+b%2Bc%26%3D%F0%9F%8C%8A', 'Bodya b+c&=🌊'],
      ['letters that are not encoded', 'Body=ü', 'Bodyü'],
      ['a value with an equals sign', 'a=b=c', 'ab=c'],
      ['a name without value', 'a&b=', 'ab'],
      ['empty pairs', '&a=1&&b=2&', 'a1b2'],
      ['a name several times', 'a=2&a=1&a=2&b=0', 'a1a2b0'],
      ['brackets, which are no path', 'a[b]=1&a[c]=2', 'a[b]1a[c]2'],
      ['names that objects have', '__proto__=1&constructor=2&toString=3', '__proto__1constructor2toString3'],
      ['no parameters', '', ''],
    ])('is signed with %s', async (_, body, text) => {
      expect(await reasonOf(toHeaders(macOf(URL_OF_HOOK + text)), body)).toBe('valid');
    });

    it.each([FORM, `${FORM}; charset=utf-8`, `${FORM.toUpperCase()} ;charset=UTF-8`])('is told by %s', async (type) => {
      expect(await reasonOf(toHeaders(macOf(URL_OF_HOOK + SIGNED), type))).toBe('valid');
    });

    it.each<readonly [string, string | Uint8Array, string]>([
      ['a lone percent sign', 'a=%', 'a%'],
      ['half a percent code', 'a=%4', 'a%4'],
      ['a percent code that is no UTF-8', 'a=%ff', 'a\uFFFD'],
      ['a byte that is no UTF-8', Uint8Array.from([0x61, 0x3d, 0xff]), 'a\uFFFD'],
    ])('is refused with %s, so that each text comes from one form', async (_, body, text) => {
      expect(await reasonOf(toHeaders(macOf(URL_OF_HOOK + text)), body)).toBe('signature_mismatch');
    });

    it('is refused with more parameters than Twilio ever sends', async () => {
      const body = (count: number): string => 'a=1&'.repeat(count);
      expect(await reasonOf(toHeaders(macOf(`${URL_OF_HOOK}a1`)), body(1_000))).toBe('valid');
      expect(await reasonOf(toHeaders(macOf(`${URL_OF_HOOK}a1`)), body(1_001))).toBe('signature_mismatch');
    });

    it('signs alike where only the border between name and value differs, as the scheme has it', async () => {
      const signature = macOf(`${URL_OF_HOOK}abc`);
      expect(await reasonOf(toHeaders(signature), 'a=bc')).toBe('valid');
      expect(await reasonOf(toHeaders(signature), 'ab=c')).toBe('valid');
    });

    it('is signed in full, a hash in the URL or not', async () => {
      const url = `${URL_OF_HOOK}?bodySHA256=${sha256(BODY)}`;
      expect(await reasonOf(toHeaders(macOf(url)), BODY, { url })).toBe('signature_mismatch');
      expect(await reasonOf(toHeaders(macOf(url + SIGNED)), BODY, { url })).toBe('valid');
      const own = `${URL_OF_HOOK}?bodySHA256=of-your-own`;
      expect(await reasonOf(toHeaders(macOf(own + SIGNED)), BODY, { url: own })).toBe('valid');
    });
  });

  describe('any other body', () => {
    const verifyHash = (query: string, body: string | Uint8Array = JSON_BODY, type = 'application/json') => {
      const url = `${URL_OF_HOOK}?a=1${query}`;
      return reasonOf(toHeaders(macOf(url), type), body, { url });
    };

    it('is bound by its hash in the URL, also in parts that are no text', async () => {
      expect(await verifyHash(`&bodySHA256=${sha256(JSON_BODY)}`)).toBe('valid');
      const body = Uint8Array.from([0xff, 0xfe]);
      expect(await verifyHash(`&bodySHA256=${sha256(body)}&b=2`, body, 'application/octet-stream')).toBe('valid');
      expect(await verifyHash(`&bodySHA256=${sha256('')}`, '')).toBe('valid');
    });

    it.each(['application/json', 'text/plain', 'multipart/form-data', `${FORM}x`, `x/y, ${FORM}`, ' '])(
      'is refused without hash: %s',
      async (type) => {
        expect(await verifyHash('', JSON_BODY, type)).toBe('missing_body_hash');
        expect(await verifyHash('&xbodySHA256=1', BODY, type)).toBe('missing_body_hash');
      },
    );

    it.each([
      ['another body', () => sha256(`${JSON_BODY} `)],
      ['upper-case hex', () => sha256(JSON_BODY).toUpperCase()],
      ['no hash', () => ''],
    ])('is refused with the hash of %s', async (_, hash) => {
      expect(await verifyHash(`&bodySHA256=${hash()}`)).toBe('body_hash_mismatch');
    });

    it('is not taken for a form, nor a form for it, when the content type was changed', async () => {
      const url = `${URL_OF_HOOK}?bodySHA256=${sha256(JSON_BODY)}`;
      expect(await reasonOf(toHeaders(macOf(url), FORM), JSON_BODY, { url })).toBe('signature_mismatch');
      expect(await reasonOf(toHeaders(macOf(URL_OF_HOOK + SIGNED), 'application/json'))).toBe('missing_body_hash');
    });

    it('is looked at only when the URL is genuine', async () => {
      const url = `${URL_OF_HOOK}?bodySHA256=${sha256('another')}`;
      expect(await reasonOf(toHeaders(macOf(url, 'other'), 'text/plain'), BODY, { url })).toBe('signature_mismatch');
    });
  });

  const good = macOf(URL_OF_HOOK + SIGNED);
  it.each<readonly [string, RawHeaders, string]>([
    ['no signature', { 'content-type': FORM }, 'missing_header'],
    ['a blank one', toHeaders(' '), 'missing_header'],
    ['two', { 'x-twilio-signature': [good, good], 'content-type': FORM }, 'malformed_header'],
    ['an endless one', toHeaders('A'.repeat(8_193)), 'malformed_header'],
    ['two in one', toHeaders(`${good}, ${good}`), 'signature_mismatch'],
    ['one without padding', toHeaders(good.slice(0, -1)), 'signature_mismatch'],
    [
      'another spelling of the same bytes',
      toHeaders(`${good.slice(0, -2)}${good.at(-2) === 'A' ? 'B' : 'A'}=`),
      'signature_mismatch',
    ],
    [
      'one by SHA-256',
      toHeaders(
        createHmac('sha256', TOKEN)
          .update(URL_OF_HOOK + SIGNED)
          .digest('base64'),
      ),
      'signature_mismatch',
    ],
    ['one by somebody else', toHeaders(macOf(URL_OF_HOOK + SIGNED, 'other')), 'signature_mismatch'],
    ['28 characters that are 56 bytes', toHeaders('é'.repeat(28)), 'signature_mismatch'],
  ])('refuses a request with %s for a signature', async (_, headers, reason) => {
    expect(await reasonOf(headers)).toBe(reason);
  });

  it('verifies with each of several tokens, and says with which', async () => {
    expect(await verify(toHeaders(good), BODY, { secrets: ['', 'other', TOKEN] })).toEqual({
      ok: true,
      keyIndex: 2,
      eventIds: [expect.any(String)],
    });
  });

  it('loads without a token, and verifies nothing', async () => {
    for (const secrets of [undefined, [], [''], [' '], [undefined]]) {
      expect(await reasonOf(toHeaders(macOf(URL_OF_HOOK + SIGNED, 'x')), BODY, { secrets })).toBe('missing_secret');
    }
  });
});
