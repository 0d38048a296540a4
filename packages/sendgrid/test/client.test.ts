import { inspect } from 'node:util';
import { isIntegrationError } from '@breakwater/core';
import { createSendGrid } from '@breakwater/sendgrid';
import sgMail from '@sendgrid/mail';
import { describe, expect, it } from 'vitest';
import { API_KEY, createEmulatedAccount, rejectionOf } from './emulated-account.js';

const mail = { to: 'ada@example.com', from: 'shop@example.com', subject: 'Hello', text: 'How are you?' };
const SECRET = API_KEY.slice(-12);

describe.each([
  ['the version that is developed with', () => import('@sendgrid/mail')],
  ['the lowest version of the peer range', () => import('sendgrid-mail-lowest')],
])('the client of the SDK, in %s', (_, sendgridModule) => {
  it('sends one request for each call, untouched, with the key', async () => {
    const { sendgrid, emulator, requests } = await createEmulatedAccount({ sendgrid: sendgridModule });
    const client = await sendgrid.client();
    const [response] = await client.send({ ...mail, customArgs: { orderId: '7' } });
    expect(response.statusCode).toBe(202);
    expect(response.headers).toMatchObject({ 'x-message-id': emulator.book.mails[0]?.messageId });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.headers.get('authorization')).toBe(`Bearer ${API_KEY}`);
    expect(requests[0]?.headers.get('user-agent')).toMatch(/^sendgrid\/8\.\d+\.\d+;nodejs$/);
    expect(requests[0]?.headers.get('content-type')).toBe('application/json');
    expect(requests[0]?.body).toEqual({
      from: { email: 'shop@example.com' },
      subject: 'Hello',
      personalizations: [{ to: [{ email: 'ada@example.com' }] }],
      content: [{ type: 'text/plain', value: 'How are you?' }],
      custom_args: { orderId: '7' },
    });
  });

  it('keeps the headers of a mail out of the headers of the request', async () => {
    const { sendgrid, requests } = await createEmulatedAccount({ sendgrid: sendgridModule });
    const client = await sendgrid.client();
    const headers = {
      Authorization: 'Bearer SG.stolen',
      'List-Unsubscribe': '<https://x.test/u>',
      'On-Behalf-Of': 'other',
    };
    await client.send({ ...mail, headers });
    await client.sendMultiple({ ...mail, to: ['ada@example.com', 'bob@example.com'], headers });
    for (const { headers: sent, body } of requests) {
      expect(sent.get('authorization')).toBe(`Bearer ${API_KEY}`);
      expect(sent.has('list-unsubscribe')).toBe(false);
      expect(sent.has('on-behalf-of')).toBe(false);
      expect(body['headers']).toEqual(headers);
    }
    expect(requests).toHaveLength(2);
  });

  it('throws the SDK’s own error for an answer that is a failure', async () => {
    const { sendgrid } = await createEmulatedAccount({ sendgrid: sendgridModule });
    const client = await sendgrid.client();
    const error = await rejectionOf(client.send({ ...mail, to: 'nobody' }));
    expect(error).toMatchObject({
      code: 400,
      response: { body: { errors: [{ field: 'personalizations.0.to.0.email' }] } },
    });
    expect(inspect(error, { depth: 12, showHidden: true })).not.toContain(SECRET);
  });

  it('throws no AxiosError, which carries the key, where no answer came', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount({ sendgrid: sendgridModule });
    const client = await sendgrid.client();
    emulator.faults.add({ match: 'POST /v3/mail/send', fault: { type: 'reset', when: 'after' } });
    const error = await rejectionOf(clock.settle(client.send(mail)));
    expect(isIntegrationError(error) && [error.code, error.outcome, error.attempts]).toEqual(['NETWORK', 'unknown', 1]);
    expect(inspect(error, { depth: 12, showHidden: true })).not.toContain(SECRET);
    expect(emulator.book.count('POST /v3/mail/send')).toBe(1);
  });

  it('follows no redirect of a write, and shows no key in its error', async () => {
    const seen: string[] = [];
    const { sendgrid } = await createEmulatedAccount({
      sendgrid: sendgridModule,
      fetch: async (input, init) => {
        const request = new Request(input, init);
        seen.push(request.url);
        return new Response(null, { status: 307, headers: { location: 'https://elsewhere.test/' } });
      },
    });
    const error = await rejectionOf((await sendgrid.client()).send(mail));
    expect(inspect(error, { depth: 12, showHidden: true })).not.toContain(SECRET);
    await expect(sendgrid.emails.send({ to: 'ada@example.com', subject: 'Hello', text: 'x' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      outcome: 'unknown',
      status: 307,
    });
    expect(seen).toEqual(['https://api.sendgrid.com/v3/mail/send', 'https://api.sendgrid.com/v3/mail/send']);
  });

  it('survives an abort without a reason to speak of', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount({ sendgrid: sendgridModule });
    emulator.faults.add({ match: 'GET /v3/scopes', fault: { type: 'hang' } });
    const abort = new AbortController();
    const call = sendgrid
      .run('scopes.list', (client) => client.request({ method: 'GET', url: '/v3/scopes' }), { signal: abort.signal })
      .catch((reason: unknown) => [reason]);
    await clock.drain();
    abort.abort(null);
    expect(await call).toEqual([null]);
    expect(clock.pending).toBe(0);
  });
});

describe('the integration', () => {
  it('leaves the singleton of the SDK alone', async () => {
    const { sendgrid } = await createEmulatedAccount();
    const client = await sendgrid.client();
    expect(client).toBeInstanceOf(sgMail.constructor);
    expect(client).not.toBe(sgMail);
    expect(inspect(sgMail, { depth: 5, showHidden: true })).not.toContain(SECRET);
  });

  it('shows its key in nothing that it is or hands out', async () => {
    const { sendgrid } = await createEmulatedAccount();
    expect(inspect(sendgrid, { depth: 9, showHidden: true })).not.toContain(SECRET);
    expect(JSON.stringify([sendgrid, sendgrid.health()])).not.toContain(SECRET);
    expect(inspect(await sendgrid.client(), { depth: 9 })).not.toContain(SECRET);
    expect(JSON.stringify(await sendgrid.client())).not.toContain(SECRET);
  });

  it('asks by `check` what the key may do', async () => {
    const { sendgrid, emulator, requests } = await createEmulatedAccount();
    await expect(sendgrid.check()).resolves.toMatchObject({ ok: true });
    expect(requests.map(({ line }) => line)).toEqual(['GET /v3/scopes']);
    const stranger = await createEmulatedAccount({ apiKey: 'SG.unknown' });
    await expect(stranger.sendgrid.check()).resolves.toMatchObject({ ok: false, code: 'AUTHENTICATION' });
    expect(emulator.book.unsimulated).toEqual([]);
  });

  it('calls the host of the region, or the one that it is told, for the subuser', async () => {
    const urls: string[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      urls.push(`${request.url} ${request.headers.get('on-behalf-of')}`);
      return Response.json({});
    };
    await createSendGrid({ apiKey: API_KEY, fetch }).check();
    await createSendGrid({ apiKey: API_KEY, fetch, region: 'eu', subuser: 'shop' }).check();
    await createSendGrid({ apiKey: API_KEY, fetch, baseUrl: 'http://127.0.0.1:4242' }).check();
    expect(urls).toEqual([
      'https://api.sendgrid.com/v3/scopes null',
      'https://api.eu.sendgrid.com/v3/scopes shop',
      'http://127.0.0.1:4242/v3/scopes null',
    ]);
  });

  it('writes parameters as axios does', async () => {
    const { sendgrid } = await createEmulatedAccount({
      fetch: async (input, init) => Response.json({ url: new Request(input, init).url }),
    });
    const client = await sendgrid.client();
    const qs = { page_size: 10, ids: ['a', 'b'], none: undefined, at: new Date(0), of: { kind: 'x y' } };
    const [, body] = await client.request({ method: 'GET', url: '/v3/templates?old=1', qs });
    const { url } = body as { url: string };
    expect([...new URL(url).searchParams]).toEqual([
      ['old', '1'],
      ['page_size', '10'],
      ['ids[]', 'a'],
      ['ids[]', 'b'],
      ['at', '1970-01-01T00:00:00.000Z'],
      ['of[kind]', 'x y'],
    ]);
  });

  it('says so when the SDK is not there, or is something else', async () => {
    const absent = createSendGrid({
      apiKey: API_KEY,
      sendgrid: () => Promise.reject(new Error(`no module beside ${API_KEY}`)),
    });
    const error = await rejectionOf(absent.client());
    expect(error).toMatchObject({ code: 'CONFIGURATION', message: expect.stringContaining('install it') });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(SECRET);
    const other = createSendGrid({ apiKey: API_KEY, sendgrid: async () => ({ default: {} }) });
    await expect(other.client()).rejects.toMatchObject({
      message: expect.stringContaining('import("@sendgrid/mail")'),
    });
  });

  it('hides its key in whatever a failing connection says of it', async () => {
    const events: unknown[] = [];
    const { sendgrid } = await createEmulatedAccount({
      telemetry: { emit: (event) => void events.push(event) },
      errorHandling: { retryPolicy: { maxRetries: 0 } },
      fetch: () =>
        Promise.reject(new TypeError(`proxy refused bearer${API_KEY}`, { cause: new Error(`cause${API_KEY}`) })),
    });
    const client = await sendgrid.client();
    const errors = [
      await rejectionOf(sendgrid.emails.send({ to: 'ada@example.com', subject: 'Hello', text: 'x' })),
      await rejectionOf(client.send(mail)),
      await rejectionOf(sendgrid.run('mixed', () => Promise.reject(new Error(`thrown beside${API_KEY}`)))),
    ];
    expect(events.length).toBeGreaterThan(0);
    expect(inspect([errors, events, sendgrid.health()], { depth: 12, showHidden: true })).not.toContain(SECRET);
  });
});
