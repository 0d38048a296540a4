import { inspect } from 'node:util';
import { serve, toFetch } from '@breakwater/testing';
import { createTwilio, type TwilioOptions } from '@breakwater/twilio';
import { createTwilioEmulator, EMULATED_ACCOUNT } from '@breakwater/twilio/testing';
import twilioSdk from 'twilio';
import { describe, expect, it } from 'vitest';
import { failureOf } from './twilio-bench.js';

const accountSid = `AC${'1'.repeat(32)}`;
const authToken = 'canary4eC39HqLyjWDarjtT1zdp7dc00';
const apiKey = `SK${'2'.repeat(32)}`;

/** An integration whose requests are answered by a function, and what they were. */
function scripted(answer: (request: Request) => Response | Promise<Response>, options: Partial<TwilioOptions> = {}) {
  const requests: Request[] = [];
  const twilio = createTwilio({
    accountSid,
    authToken,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request.clone());
      return await answer(request);
    },
    ...options,
  } as TwilioOptions);
  return { twilio, requests };
}

const json = (body: unknown, status = 200): Response => Response.json(body, { status });

describe('an integration with Twilio', () => {
  it('is a plain frozen object of which every member can be taken out', async () => {
    const { twilio } = scripted(() => json({ countries: [] }));
    const { client, run, health, check, close, sms, whatsapp, voice, verify, video, messagingServices } = twilio;
    expect(Object.isFrozen(twilio)).toBe(true);
    for (const group of [sms, whatsapp, voice, verify, video, messagingServices, twilio.contentTemplates]) {
      expect(Object.isFrozen(group)).toBe(true);
    }
    expect(health()).toMatchObject({ service: 'twilio', status: 'healthy' });
    await expect(check()).resolves.toMatchObject({ ok: true });
    expect(await client()).toBeInstanceOf(twilioSdk.Twilio);
    await expect(run('noop', async () => 7)).resolves.toBe(7);
    await close();
    await expect(client()).rejects.toMatchObject({ code: 'CONFIGURATION' });
  });

  it('calls each host of Twilio, with the credential that it has', async () => {
    const { twilio, requests } = scripted(() => json({ sid: 'x', messages: [], countries: [] }));
    const client = await twilio.client();
    await client.messages.list({ limit: 1 });
    await client.verify.v2.services(`VA${'0'.repeat(32)}`).fetch();
    await client.video.v1.rooms('room').fetch();
    expect(requests.map(({ url }) => new URL(url).host)).toEqual([
      'api.twilio.com',
      'verify.twilio.com',
      'video.twilio.com',
    ]);
    expect(requests[0]?.headers.get('authorization')).toBe(`Basic ${btoa(`${accountSid}:${authToken}`)}`);
    const keyed = scripted(() => json({ countries: [] }), {
      authToken: undefined,
      apiKey,
      apiSecret: authToken,
    });
    await keyed.twilio.check();
    expect(keyed.requests[0]?.headers.get('authorization')).toBe(`Basic ${btoa(`${apiKey}:${authToken}`)}`);
    expect(keyed.requests[0]?.url).toContain(`/Accounts/${accountSid}/AvailablePhoneNumbers.json`);
  });

  it('goes through region and edge, and looks for neither in the environment', async () => {
    process.env['TWILIO_REGION'] = 'env1';
    try {
      const plain = scripted(() => json({ countries: [] }));
      await plain.twilio.check();
      expect(new URL(plain.requests[0]?.url ?? '').host).toBe('api.twilio.com');
      const far = scripted(() => json({ countries: [] }), { region: 'ie1', edge: 'dublin' });
      await far.twilio.check();
      expect(new URL(far.requests[0]?.url ?? '').host).toBe('api.dublin.ie1.twilio.com');
    } finally {
      delete process.env['TWILIO_REGION'];
    }
  });

  it('sends everything to `baseUrl`, pages too', async () => {
    const emulator = createTwilioEmulator();
    const server = await serve(emulator);
    const twilio = createTwilio({ ...EMULATED_ACCOUNT, baseUrl: server.url });
    try {
      for (let number = 1; number <= 3; number++) await twilio.sms.send({ to: '+14155552671', body: `Text ${number}` });
      const client = await twilio.client();
      const list = await client.messages.list({ pageSize: 2 });
      expect(list.map(({ body }) => body)).toEqual(['Text 3', 'Text 2', 'Text 1']);
      expect(list[0]?.dateCreated).toBeInstanceOf(Date);
      await twilio.messagingServices.ensure({ friendlyName: 'Second' });
      const services = await client.messaging.v1.services.list({ pageSize: 1 });
      expect(services.map(({ friendlyName }) => friendlyName)).toEqual(['Emulated', 'Second']);
    } finally {
      await server.close();
      await emulator.close?.();
    }
  });

  it('gives the credential to no host but Twilio’s, whatever an answer names as the next page', async () => {
    const { twilio, requests } = scripted(() =>
      json({ services: [], meta: { key: 'services', next_page_url: 'https://evil.example/v1/Services?Page=1' } }),
    );
    const error = await failureOf(twilio.messagingServices.ensure({ friendlyName: 'x' }));
    expect(error).toMatchObject({ code: 'VALIDATION', message: expect.stringContaining('evil.example') });
    expect(requests).toHaveLength(1);
    const client = await twilio.client();
    for (const uri of ['http://api.twilio.com/x', 'https://eviltwilio.com/x', 'https://twilio.com.evil.example/x']) {
      await expect(client.request({ method: 'get', uri })).rejects.toMatchObject({ code: 'VALIDATION' });
    }
    expect(requests).toHaveLength(1);
  });

  it('leaves redirects where they are', async () => {
    const { twilio, requests } = scripted(
      () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
    );
    const client = await twilio.client();
    await expect(client.messages.create({ to: '+14155552671', from: '+14155550100', body: 'x' })).rejects.toThrow(
      /302/,
    );
    await expect(twilio.sms.send({ to: '+14155552671', from: '+14155550100', body: 'x' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      outcome: 'unknown',
      status: 302,
    });
    expect(requests).toHaveLength(2);
  });

  it('hands out the SDK’s own errors, and says what they mean in `run`', async () => {
    const answer = {
      code: 21_211,
      message: "The 'To' number +14155552671 is not valid",
      more_info: 'https://x',
      status: 400,
    };
    const { twilio } = scripted(() => json(answer, 400));
    const client = await twilio.client();
    const send = () => client.messages.create({ to: '+14155552671', from: '+14155550100', body: 'x' });
    await expect(send()).rejects.toBeInstanceOf(twilioSdk.RestException);
    await expect(send()).rejects.toMatchObject({ status: 400, code: 21_211 });
    const error = await failureOf(twilio.run('messages.create', send));
    expect(error).toMatchObject({ code: 'VALIDATION', vendorCode: '21211', status: 400, outcome: 'not_applied' });
    expect(String(error)).toContain("The 'To' number …71 is not valid (21211)");
  });

  it('shows its credential nowhere', async () => {
    const basic = btoa(`${accountSid}:${authToken}`);
    const events: unknown[] = [];
    const refused = new TypeError(`proxy refused bearer${authToken}`, { cause: new Error(`cause ${basic}`) });
    const { twilio } = scripted(() => Promise.reject(refused), {
      telemetry: { emit: (event) => void events.push(event) },
      errorHandling: { retryPolicy: { maxRetries: 0 } },
    });
    const broken = createTwilio({
      accountSid,
      authToken,
      twilio: () => Promise.reject(new Error(`no module ${authToken}`)),
    });
    const client = await twilio.client();
    const errors = await Promise.all([
      failureOf(twilio.check().then((result) => Promise.reject(result))),
      failureOf(client.messages.list({ limit: 1 })),
      failureOf(twilio.run('mixed', () => Promise.reject(new Error(`thrown beside ${basic}`)))),
      failureOf(broken.client()),
    ]);
    for (const shown of [...errors, events, twilio, twilio.health(), client]) {
      const text = inspect(shown, { depth: 6 });
      expect(text).not.toContain(authToken);
      expect(text).not.toContain(basic);
    }
    for (const error of errors) expect(String((error as Error).stack)).not.toContain(authToken);
    expect(events.length).toBeGreaterThan(0);
    expect(JSON.stringify([twilio, events, twilio.health()])).not.toContain(authToken);
  });

  it('loads the SDK once, and again only after that has failed', async () => {
    let loads = 0;
    const { twilio } = scripted(() => json({}), {
      twilio: async () => {
        loads += 1;
        if (loads === 1) throw new Error('not there yet');
        return await import('twilio');
      },
    });
    await expect(twilio.client()).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('install it'),
    });
    const [first, second] = await Promise.all([twilio.client(), twilio.client()]);
    expect(first).toBe(second);
    expect(loads).toBe(2);
    const other = scripted(() => json({}), { twilio: async () => ({ default: {} }) as never });
    await expect(other.twilio.client()).rejects.toMatchObject({ message: expect.stringContaining('import("twilio")') });
  });

  it('shares nothing with another one', async () => {
    const down = scripted(() => json({ code: 20_503 }, 503), {
      errorHandling: { retryPolicy: { maxRetries: 0 }, circuitBreaker: { failureStreak: 1 } },
    });
    const up = scripted(() => json({ countries: [] }));
    await expect(down.twilio.check()).resolves.toMatchObject({ ok: false, code: 'UNAVAILABLE' });
    expect(down.twilio.health().status).toBe('failing');
    await expect(up.twilio.check()).resolves.toMatchObject({ ok: true });
    expect(up.twilio.health().status).toBe('healthy');
  });

  it('asks for nothing of anybody when it is checked', async () => {
    const emulator = createTwilioEmulator();
    const twilio = createTwilio({ ...EMULATED_ACCOUNT, fetch: toFetch(emulator) });
    await expect(twilio.check()).resolves.toMatchObject({ ok: true });
    expect(emulator.book.requests().map(({ method, committed }) => [method, committed])).toEqual([['GET', false]]);
    const wrong = createTwilio({ ...EMULATED_ACCOUNT, authToken: 'wrong', fetch: toFetch(emulator) });
    await expect(wrong.check()).resolves.toMatchObject({ ok: false, code: 'AUTHENTICATION' });
  });
});

describe('the options', () => {
  it.each([
    [{ accountSid: 'SK1', authToken }, 'options.accountSid'],
    [{ accountSid }, 'options'],
    [{ accountSid, authToken, apiKey, apiSecret: 'x' }, 'options'],
    [{ accountSid, apiKey }, 'options'],
    [{ accountSid, authToken: 'with space' }, 'options.authToken'],
    [{ accountSid, authToken, fromPhoneNumber: '0049 151' }, 'options.fromPhoneNumber'],
    [{ accountSid, authToken, whatsappFrom: 'whatsapp:+14155550100' }, 'options.whatsappFrom'],
    [{ accountSid, authToken, messagingServiceSid: accountSid }, 'options.messagingServiceSid'],
    [{ accountSid, authToken, statusCallback: '/status' }, 'options.statusCallback'],
    [{ accountSid, authToken, baseUrl: 'https://x.example/path' }, 'options.baseUrl'],
    [{ accountSid, authToken, region: 'Ireland!' }, 'options.region'],
    [{ accountSid, authToken, templates: { a: 'Hi' } }, 'options.templates.a'],
    [{ accountSid, authToken, features: { fax: true } }, 'options.features.fax'],
    [{ accountSid, authToken, optOutKeywords: ['two words'] }, 'options.optOutKeywords[0]'],
    [{ accountSid, authToken, fromNumber: '+14155550100' }, 'options.fromNumber'],
    [
      { accountSid, authToken, errorHandling: { retryPolicy: { maxRetries: -1 } } },
      'options.errorHandling.retryPolicy.maxRetries',
    ],
  ])('refuse %j at %s, and show no secret', (options, path) => {
    let caught: unknown;
    try {
      createTwilio(options as never);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: 'CONFIGURATION', service: 'twilio', operation: 'createTwilio' });
    expect((caught as { issues: { path: string }[] }).issues.map((issue) => issue.path)).toContain(path);
    expect(inspect(caught)).not.toContain(authToken);
  });

  it('name everything that is wrong at once', () => {
    expect(() => createTwilio({ accountSid: 'x', region: '!', rateLimiting: { concurrency: 0 } } as never)).toThrow(
      /things are wrong[\s\S]*accountSid[\s\S]*region[\s\S]*concurrency/,
    );
  });
});

describe('a feature that is switched off', () => {
  const to = '+14155552671';
  it.each<readonly [feature: string, call: (twilio: ReturnType<typeof scripted>['twilio']) => Promise<unknown>]>([
    ['sms', (twilio) => twilio.sms.send({ to, body: 'x' })],
    ['sms', (twilio) => twilio.sms.cancel({ messageSid: 'nonsense' })],
    ['whatsapp', (twilio) => twilio.whatsapp.send({ to, body: 'x' })],
    ['voice', (twilio) => twilio.voice.call({ to, url: 'https://x.example' })],
    ['verify', (twilio) => twilio.verify.start({ to })],
    ['video', (twilio) => twilio.video.createRoom({ uniqueName: 'x' })],
    ['video', (twilio) => twilio.video.createToken({ identity: 'x', room: 'x' })],
  ])('refuses an operation of %s before any I/O, and loads nothing', async (feature, call) => {
    const { twilio, requests } = scripted(() => json({}), {
      features: { [feature]: false },
      twilio: () => expect.fail('The SDK was loaded'),
    });
    await expect(call(twilio)).rejects.toMatchObject({ code: 'FEATURE_DISABLED', attempts: 0 });
    expect(requests).toEqual([]);
  });
});
