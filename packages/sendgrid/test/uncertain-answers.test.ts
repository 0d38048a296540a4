import { describe, expect, it } from 'vitest';
import { createEmulatedAccount } from './emulated-account.js';

const hello = { to: 'ada@example.com', subject: 'Hello', text: 'How are you?' } as const;

/** An account whose every request is answered the same, and counted. */
async function answeredBy(status: number, headers: Record<string, string> = {}) {
  const lines: string[] = [];
  const account = await createEmulatedAccount({
    fetch: async (input, init) => {
      const request = new Request(input, init);
      lines.push(`${request.method} ${new URL(request.url).pathname}`);
      return Response.json({ errors: [{ message: 'words', field: null }] }, { status, headers });
    },
  });
  return { ...account, lines };
}

const uncertain: readonly (readonly [what: string, status: number, headers: Record<string, string>])[] = [
  ['a 503', 503, {}],
  ['a 503 with Retry-After', 503, { 'retry-after': '1' }],
  ['a 503 with a limit that is used up', 503, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }],
  ['a 408', 408, {}],
  ['a 408 with Retry-After', 408, { 'retry-after': '1' }],
  ['a 500', 500, { 'retry-after': '1' }],
  ['a 502', 502, {}],
  ['a 504', 504, {}],
];

describe.each(uncertain)('after %s', (_, status, headers) => {
  it('a mail is not sent again, and may be on its way', async () => {
    const { sendgrid, clock, lines } = await answeredBy(status, headers);
    await expect(clock.settle(sendgrid.emails.send(hello))).rejects.toMatchObject({
      outcome: 'unknown',
      status,
      attempts: 1,
      retryable: true,
    });
    expect(lines).toEqual(['POST /v3/mail/send']);
  });

  it('a mail of the bare client is not sent again', async () => {
    const { sendgrid, clock, lines } = await answeredBy(status, headers);
    const client = await sendgrid.client();
    const mail = { ...hello, from: 'shop@example.com' };
    await expect(clock.settle(client.send(mail))).rejects.toMatchObject({ code: status });
    await expect(clock.settle(sendgrid.run('mails.send', (sdk) => sdk.send(mail)))).rejects.toMatchObject({
      outcome: 'unknown',
      attempts: 1,
    });
    expect(lines).toHaveLength(2);
  });

  it('what changes nothing is repeated', async () => {
    const { sendgrid, clock, lines } = await answeredBy(status, headers);
    const call = sendgrid.suppressions.isUnsubscribed({ email: 'ada@example.com' });
    await expect(clock.settle(call)).rejects.toMatchObject({ outcome: 'not_applied', attempts: 3 });
    expect(lines).toHaveLength(3);
  });

  it('what comes to the same is repeated', async () => {
    const { sendgrid, clock, lines } = await answeredBy(status, headers);
    const call = sendgrid.contacts.upsert({ contacts: [{ email: 'ada@example.com' }] });
    await expect(clock.settle(call)).rejects.toMatchObject({ outcome: 'unknown', attempts: 3 });
    expect(lines).toHaveLength(3);
  });
});

describe('after a 429', () => {
  it('a mail is sent again, and was not applied', async () => {
    const { sendgrid, clock, lines } = await answeredBy(429, { 'retry-after': '1' });
    await expect(clock.settle(sendgrid.emails.send(hello))).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      outcome: 'not_applied',
      attempts: 3,
    });
    expect(lines).toHaveLength(3);
  });
});
