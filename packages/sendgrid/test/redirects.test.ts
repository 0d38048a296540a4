import type { SendGridIntegration } from '@breakwater/sendgrid';
import { describe, expect, it } from 'vitest';
import { createEmulatedAccount } from './emulated-account.js';

const email = 'canary@example.com';

/** What has an address in its body or its path, and what a stranger's answer would be believed for. */
const calls: readonly (readonly [name: string, call: (sendgrid: SendGridIntegration) => Promise<unknown>])[] = [
  ['emails.send', ({ emails }) => emails.send({ to: email, subject: 'Hello', text: 'x' })],
  ['emails.createBatch', ({ emails }) => emails.createBatch()],
  ['emails.cancel', ({ emails }) => emails.cancel({ batchId: 'b' })],
  ['contacts.find', ({ contacts }) => contacts.find({ emails: [email] })],
  ['contacts.upsert', ({ contacts }) => contacts.upsert({ contacts: [{ email }] })],
  ['contacts.job', ({ contacts }) => contacts.job({ jobId: 'j' })],
  ['suppressions.add', ({ suppressions }) => suppressions.add({ emails: [email] })],
  ['suppressions.remove', ({ suppressions }) => suppressions.remove({ email })],
  ['suppressions.isUnsubscribed', ({ suppressions }) => suppressions.isUnsubscribed({ email })],
  ['suppressions.list', ({ suppressions }) => suppressions.list({ kind: 'bounces' })],
];

describe.each([301, 302, 303, 307, 308])('a redirect to another origin, by %i', (status) => {
  it.each(calls)('is an error of %s, and brings nothing there', async (operation, call) => {
    const strangers: string[] = [];
    const { sendgrid, clock } = await createEmulatedAccount({
      subuser: 'canary-subuser',
      fetch: async (input, init) => {
        const { url } = new Request(input, init);
        if (new URL(url).origin === 'https://api.sendgrid.com')
          return new Response(null, { status, headers: { location: 'https://stranger.test/steal' } });
        strangers.push(url);
        return Response.json({ result: {}, batch_id: 'b', recipient_emails: [] }, { status: 201 });
      },
    });
    await expect(clock.settle(call(sendgrid))).rejects.toMatchObject({ operation, code: 'UNAVAILABLE', status });
    expect(strangers).toEqual([]);
  });
});

describe('an address of another host', () => {
  it.each([
    'https://stranger.test/v3/marketing/lists?page_token=x',
    'https://api.sendgrid.com.stranger.test/v3/scopes',
    'http://api.sendgrid.com/v3/scopes',
    'https://api.eu.sendgrid.com/v3/scopes',
  ])('is not asked with the key, whatever answer names it as its next page: %s', async (url) => {
    const asked: string[] = [];
    const { sendgrid, clock } = await createEmulatedAccount({
      fetch: async (input, init) => {
        asked.push(new Request(input, init).url);
        return Response.json({});
      },
    });
    const client = await sendgrid.client();
    await expect(clock.settle(client.request({ method: 'GET', url }))).rejects.toMatchObject({ code: 'VALIDATION' });
    const own = 'https://api.sendgrid.com/v3/marketing/lists?page_token=x';
    await clock.settle(client.request({ method: 'GET', url: own }));
    expect(asked).toEqual([own]);
  });
});
