import type * as CoreWebhooks from '@breakwater/core/webhooks';
import type { RawHeaders } from '@breakwater/core/webhooks';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { CRYPTO_BUILDS, loadWebhooks } from '../../core/test/webhooks/crypto-builds.js';
import { outcomeOf } from '../../core/test/webhooks/vendor-vectors.js';
import type * as TwilioWebhooks from '../src/webhooks/index.js';

const TOKEN = 'auth-token';
const URL_OF_HOOK = 'https://shop.test/twilio';
const FORM = 'application/x-www-form-urlencoded';
const BODY = 'MessageSid=SM1&MessageStatus=delivered';
const JSON_BODY = '[{"id":"EZ1","type":"com.twilio.messaging.message.sent","data":{}}]';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const toHeaders = (signature: string, type: string): RawHeaders => ({
  'X-Twilio-Signature': signature,
  'Content-Type': type,
});

describe.each(CRYPTO_BUILDS)('signing and verifying on the %s build of the crypto', (build) => {
  let core: typeof CoreWebhooks;
  let twilio: typeof TwilioWebhooks;
  beforeAll(async () => {
    core = await loadWebhooks(build);
    twilio = await import('../src/webhooks/index.js');
  });

  const reasonOf = async (
    headers: RawHeaders,
    body: string | Uint8Array,
    { url }: { url: string },
  ): Promise<string> => {
    const source = twilio.twilioWebhook({ secrets: [TOKEN] });
    const raw = typeof body === 'string' ? bytes(body) : body;
    return outcomeOf(await core.verifyWebhook(source, { method: 'POST', url, headers, body: raw }));
  };

  it('reads what signTwilioWebhook signs', async () => {
    for (const [body, contentType] of [
      [BODY, undefined],
      [bytes(BODY), FORM],
      [JSON_BODY, 'application/json'],
    ] as const) {
      for (const hook of [URL_OF_HOOK, `${URL_OF_HOOK}?a=1`, `${URL_OF_HOOK}#rc=3`]) {
        const { url, headers } = await twilio.signTwilioWebhook(body, { secret: TOKEN, url: hook, contentType });
        expect(url).not.toContain('#');
        expect(await reasonOf(headers, body, { url })).toBe('valid');
      }
    }
  });

  it('refuses to sign with a blank token, or a form that is none', async () => {
    const sign = (body: string, secret: string) => twilio.signTwilioWebhook(body, { secret, url: URL_OF_HOOK });
    await expect(sign(BODY, ' ')).rejects.toThrow(RangeError);
    await expect(sign('a=%', TOKEN)).rejects.toThrow(RangeError);
  });

  it('answers whatever comes with a verdict', async () => {
    const type = fc.constantFrom(FORM, 'application/json', '');
    const url = fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true }));
    await fc.assert(
      fc.asyncProperty(fc.string(), type, fc.uint8Array(), url, async (signature, contentType, body, called) => {
        expect(await reasonOf(toHeaders(signature, contentType), body, { url: called })).not.toBe('valid');
      }),
      { numRuns: 100 },
    );
  });

  it('verifies any form and URL that were signed', async () => {
    const text = fc.string({ unit: 'binary' });
    const pairs = fc.array(fc.tuple(text, text));
    await fc.assert(
      fc.asyncProperty(pairs, fc.webUrl({ withQueryParameters: true }), async (parameters, called) => {
        const body = new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString();
        const { url, headers } = await twilio.signTwilioWebhook(body, { secret: TOKEN, url: called });
        expect(await reasonOf(headers, body, { url })).toBe('valid');
        expect(await reasonOf(headers, `${body}&x=1`, { url })).toBe('signature_mismatch');
      }),
      { numRuns: 100 },
    );
  });
});
