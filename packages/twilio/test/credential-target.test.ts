import { describe, expect, it } from 'vitest';
import { createPolicyHttpClient } from '../src/policy-http-client.js';
import { scriptTwilio, sid } from './scripted-twilio.js';
import { failureOf } from './twilio-bench.js';

const BASE = 'http://127.0.0.1:4242';

/** Where the credential goes for an address that an answer has named. */
async function targetOf(uri: string, baseUrl?: string): Promise<string> {
  let target = '';
  const client = createPolicyHttpClient(async (input) => {
    target = (input as URL).href;
    return Response.json({});
  }, baseUrl);
  await client.request({ method: 'get', uri, username: 'AC1', password: 'secret' });
  return target;
}

describe('the address of a request', () => {
  it.each([
    ['https://api.twilio.com/2010-04-01/x.json?Page=1', `${BASE}/2010-04-01/x.json?Page=1`],
    ['https://api.twilio.com//evil.example/steal', `${BASE}//evil.example/steal`],
    ['https://api.twilio.com///evil.example/steal', `${BASE}///evil.example/steal`],
    ['https://api.twilio.com/\\evil.example/steal', `${BASE}//evil.example/steal`],
    ['https://api.twilio.com:8443//evil.example', `${BASE}//evil.example`],
    ['https://user:pass@api.twilio.com/x', `${BASE}/x`],
    [`${BASE}/v1/Services?Page=2`, `${BASE}/v1/Services?Page=2`],
    [`${BASE}//evil.example/steal`, `${BASE}//evil.example/steal`],
  ])('%s stays at the base URL', async (uri, expected) => {
    expect(await targetOf(uri, BASE)).toBe(expected);
  });

  it.each([
    ['https://api.twilio.com/x', 'https://emulator.example', 'https://emulator.example/x'],
    ['https://api.twilio.com:8443/x', 'https://emulator.example', 'https://emulator.example/x'],
    ['https://api.twilio.com/x', 'http://[::1]:4242', 'http://[::1]:4242/x'],
  ])('%s is moved to %s, port and scheme too', async (uri, base, expected) => {
    expect(await targetOf(uri, base)).toBe(expected);
  });

  it.each([
    'https://evil.example/x',
    'http://api.twilio.com/x',
    'http://127.0.0.1:4243/x',
    'https://127.0.0.1:4242/x',
    'http://127.0.0.1:4242@evil.example/x',
    'https://twilio.com.evil.example/x',
  ])('%s gets no credential', async (uri) => {
    expect(await failureOf(targetOf(uri, BASE))).toMatchObject({ code: 'VALIDATION' });
    expect(await failureOf(targetOf(uri))).toMatchObject({ code: 'VALIDATION' });
  });

  it('of a next page that an answer names never leaves the base URL', async () => {
    const { twilio, requests, settle } = await scriptTwilio(
      () =>
        Response.json({
          services: [{ sid: sid('MG'), friendly_name: 'x' }],
          meta: { key: 'services', next_page_url: 'https://api.twilio.com//evil.example/steal' },
        }),
      { baseUrl: BASE },
    );
    await failureOf(settle(twilio.messagingServices.ensure({ friendlyName: 'other' })));
    expect(new Set(requests.map(({ url }) => new URL(url).origin))).toEqual(new Set([BASE]));
    expect(requests.length).toBeGreaterThan(1);
  });
});
