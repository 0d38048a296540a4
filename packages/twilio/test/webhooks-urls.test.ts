import { createHmac } from 'node:crypto';
import { type RawRequest, verifyWebhook } from '@breakwater/core/webhooks';
import { describe, expect, it } from 'vitest';
import { type TwilioWebhookOptions, twilioWebhook } from '../src/webhooks/index.js';
import { toUrlForms } from '../src/webhooks/url-forms.js';

const TOKEN = 'auth-token';
const BODY = 'MessageSid=SM1&MessageStatus=delivered';

/** What becomes of a request that arrives at `arrived`, when Twilio has signed `called`. */
async function reasonOf(
  called: string,
  arrived: string,
  options: Omit<TwilioWebhookOptions, 'secrets'> = {},
  further: Readonly<Record<string, string>> = {},
): Promise<string> {
  const mac = createHmac('sha1', TOKEN).update(`${called}MessageSidSM1MessageStatusdelivered`).digest('base64');
  const headers = {
    ...further,
    'x-twilio-signature': mac,
    'content-type': 'application/x-www-form-urlencoded',
  };
  const request: RawRequest = { method: 'POST', url: arrived, headers, body: new TextEncoder().encode(BODY) };
  const verdict = await verifyWebhook(twilioWebhook({ secrets: [TOKEN], ...options }), request);
  return verdict.ok ? 'valid' : verdict.reason;
}

describe('the URL that Twilio has signed', () => {
  it.each([
    ['as it arrives', 'https://a.test/x?b=2&a=1', 'https://a.test/x?b=2&a=1'],
    ['with the usual port of https', 'https://a.test:443/x', 'https://a.test/x'],
    ['with the usual port of http', 'http://a.test:80/x', 'http://a.test/x'],
    ['without a port that is there', 'https://a.test/x', 'https://a.test:8443/x'],
    ['with a port that is there', 'http://a.test:8080/x', 'http://a.test:8080/x'],
    ['without a port that is usual', 'https://a.test/x', 'https://a.test:443/x'],
    ['with user and password', 'https://u:p@a.test/x', 'https://u:p@a.test/x'],
    ['with user, password and the usual port', 'https://u:p@a.test:443/x', 'https://u:p@a.test/x'],
    ['with a user alone', 'https://u@a.test/x', 'https://u@a.test/x'],
    ['with an address of IPv6', 'https://[::1]/x', 'https://[::1]:8443/x'],
    ['with an address of IPv6 and the usual port', 'https://[::1]:443/x', 'https://[::1]/x'],
    ['without path', 'https://a.test?a=1', 'https://a.test?a=1'],
    ['normalised', 'https://a.test/x?b=It%27s+me', "https://a.test/x?b=It's+me"],
    ['normalised, with the usual port', 'https://a.test:443/x?b=It%27s', "https://a.test/x?b=It's"],
    ['not normalised', "https://A.test/x/../y?b=It's", "https://A.test/x/../y?b=It's"],
    ['with its query written anew', "https://a.test/x?b=It's%20me%3A1", 'https://a.test/x?b=It%27s+me:1'],
    ['with its query written anew and the usual port', 'https://a.test:443/x?b=a%20b', 'https://a.test/x?b=a+b'],
    ['without the fragment, which is not sent', 'https://a.test/x?a=1', 'https://a.test/x?a=1#rc=3'],
  ])('is found %s', async (_, called, arrived) => {
    expect(await reasonOf(called, arrived)).toBe('valid');
  });

  it.each([
    ['another order of the query', 'https://a.test/x?a=1&b=2', 'https://a.test/x?b=2&a=1'],
    ['a parameter more', 'https://a.test/x', 'https://a.test/x?a=1'],
    ['a parameter less', 'https://a.test/x?a=1', 'https://a.test/x'],
    ['another path', 'https://a.test/x', 'https://a.test/y'],
    ['another slash', 'https://a.test/x', 'https://a.test/x/'],
    ['another host', 'https://a.test/x', 'https://b.test/x'],
    ['another scheme', 'https://a.test/x', 'http://a.test/x'],
    ['another port', 'https://a.test:8443/x', 'https://a.test:9443/x'],
    ['another user', 'https://u@a.test/x', 'https://v@a.test/x'],
    ['no user', 'https://u@a.test/x', 'https://a.test/x'],
  ])('is not taken for one with %s', async (_, called, arrived) => {
    expect(await reasonOf(called, arrived)).toBe('signature_mismatch');
  });

  it.each([
    ['https://a.test/x?a=1', 2],
    ['https://a.test/x?a=%20', 2],
    ['https://a.test/x?a=:', 4],
    ["https://a.test/x?a='+:", 6],
    ['https://a.test/x?a=%', 2],
    ['/x', 1],
    ['', 1],
    ['ftp://a.test/', 1],
  ])('is looked for in no more texts than differ: %s', (url, count) => {
    expect([...toUrlForms(url)]).toHaveLength(count);
  });

  it('is taken apart in no time, however it looks', () => {
    for (const part of [':', ':1', '@', 'a@', '/', '?', '[', '%', '&=', '#', '\n']) {
      const url = `https://${part.repeat(20_000)}x`;
      const start = performance.now();
      expect([...toUrlForms(url)].length).toBeLessThanOrEqual(6);
      expect(performance.now() - start).toBeLessThan(1_000);
    }
  });
});

describe('the public URL', () => {
  const ARRIVED = 'http://10.0.0.7:3000/hooks/twilio?tenant=1';

  it.each<readonly [string, TwilioWebhookOptions['publicUrl'], string]>([
    ['that of the route', 'https://shop.test/webhooks', 'https://shop.test/webhooks?tenant=1'],
    ['one with user and port', 'https://u:p@shop.test:8443/w', 'https://u:p@shop.test:8443/w?tenant=1'],
    ['one with overrides', 'https://shop.test/w#rc=3&rp=5xx', 'https://shop.test/w?tenant=1'],
    ['an origin', 'https://shop.test', 'https://shop.test/hooks/twilio?tenant=1'],
    ['an origin with its slash, which is a path', 'https://shop.test/', 'https://shop.test/?tenant=1'],
    [
      'told by a function',
      ({ url }) => url.replace(/.*\?/, 'https://shop.test/?x=1&'),
      'https://shop.test/?x=1&tenant=1',
    ],
  ])('may be %s', async (_, publicUrl, called) => {
    expect(await reasonOf(called, ARRIVED, { publicUrl })).toBe('valid');
    expect(await reasonOf(ARRIVED, ARRIVED, { publicUrl })).toBe('signature_mismatch');
  });

  it('may be found where only the path arrives', async () => {
    const options = { publicUrl: 'https://shop.test' };
    expect(await reasonOf('https://shop.test/a?b=1', '/a?b=1', options)).toBe('valid');
  });

  it.each<readonly [string, () => string]>([
    [
      'throws',
      () => {
        throw new Error('no tenant');
      },
    ],
    ['returns nothing', () => undefined as unknown as string],
    ['returns no URL', () => 'shop'],
  ])('proves nothing when its function %s', async (_, publicUrl) => {
    expect(await reasonOf(ARRIVED, ARRIVED, { publicUrl })).toBe('signature_mismatch');
  });

  const FORWARDED = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.test' };
  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['scheme and host', FORWARDED, 'https://shop.test/hooks/twilio?tenant=1'],
    [
      'a host with port',
      { ...FORWARDED, 'x-forwarded-host': 'shop.test:8443' },
      'https://shop.test:8443/hooks/twilio?tenant=1',
    ],
    [
      'lists',
      { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'shop.test, x' },
      'https://shop.test/hooks/twilio?tenant=1',
    ],
    ['the scheme alone', { 'x-forwarded-proto': 'HTTPS' }, 'https://10.0.0.7:3000/hooks/twilio?tenant=1'],
    ['nothing', {}, ARRIVED],
    ['nonsense', { 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'a/b@c' }, ARRIVED],
  ])('is read from forwarded headers that hold %s, when they are trusted', async (_, headers, called) => {
    expect(await reasonOf(called, ARRIVED, { trustForwardedHeaders: true }, headers)).toBe('valid');
    const untrusted = called === ARRIVED ? 'valid' : 'signature_mismatch';
    expect(await reasonOf(called, ARRIVED, {}, headers)).toBe(untrusted);
  });

  it('keeps the headers that it was read from, and only then', () => {
    const kept = (options: Omit<TwilioWebhookOptions, 'secrets'>): readonly string[] =>
      twilioWebhook({ secrets: [], ...options }).headers;
    expect(kept({})).toEqual(['x-twilio-signature', 'content-type']);
    expect(kept({ trustForwardedHeaders: true })).toContain('x-forwarded-host');
  });

  it.each([
    ['a path', { publicUrl: '/webhooks' }, 'options.publicUrl'],
    ['a URL with query', { publicUrl: 'https://shop.test/?a=1' }, 'options.publicUrl'],
    ['a URL of another scheme', { publicUrl: 'ftp://shop.test/' }, 'options.publicUrl'],
    ['no URL', { publicUrl: 'https://' }, 'options.publicUrl'],
    ['a URL object', { publicUrl: new URL('https://shop.test/') }, 'options.publicUrl'],
    ['trust that is no boolean', { trustForwardedHeaders: 'yes' }, 'options.trustForwardedHeaders'],
    [
      'trust beside a URL',
      { publicUrl: 'https://a.test', trustForwardedHeaders: true },
      'options.trustForwardedHeaders',
    ],
    ['a single token', { secrets: 'token' }, 'options.secrets'],
    ['an unknown option', { authToken: 'token' }, 'options.authToken'],
  ])('refuses %s', (_, options, path) => {
    const make = (): unknown => twilioWebhook({ secrets: [TOKEN], ...options } as unknown as TwilioWebhookOptions);
    const issues = [expect.objectContaining({ path })];
    expect(make).toThrow(expect.objectContaining({ code: 'CONFIGURATION', service: 'twilio', issues }));
  });
});
