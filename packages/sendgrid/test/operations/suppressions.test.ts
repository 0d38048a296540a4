import { describe, expect, it } from 'vitest';
import { createEmulatedAccount, NOW } from '../emulated-account.js';

const hello = { to: 'ada@example.com', subject: 'Hello', text: 'How are you?' } as const;

describe('suppressions', () => {
  it('keep mails from those who have left, until they come back', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount();
    const { suppressions, emails } = sendgrid;
    await expect(suppressions.isUnsubscribed({ email: 'ada@example.com' })).resolves.toBe(false);
    await suppressions.add({ emails: ['Ada@example.com'] });
    await expect(suppressions.isUnsubscribed({ email: 'ada@example.com' })).resolves.toBe(true);
    await emails.send(hello);
    await suppressions.remove({ email: 'ada@example.com' });
    await emails.send(hello);
    expect(emulator.book.events.map(({ event, reason }) => [event, reason])).toEqual([
      ['dropped', 'Unsubscribed Address'],
      ['processed', undefined],
      ['delivered', undefined],
    ]);
  });

  it('of a group keep the mails of that group away, and no others', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount();
    await sendgrid.suppressions.add({ emails: ['ada@example.com'], groupId: 12 });
    await sendgrid.emails.send({ ...hello, unsubscribeGroup: 12 });
    await sendgrid.emails.send({ ...hello, unsubscribeGroup: 13 });
    await sendgrid.suppressions.remove({ email: 'ada@example.com', groupId: 12 });
    await sendgrid.emails.send({ ...hello, unsubscribeGroup: 12 });
    expect(emulator.book.events.map(({ event }) => event)).toEqual([
      'dropped',
      'processed',
      'delivered',
      'processed',
      'delivered',
    ]);
  });

  it('list who bounced and why, in pages, and forgive', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount({}, { outcomeOf: () => 'bounce' });
    await sendgrid.emails.send(hello);
    await clock.advance(60_000);
    await sendgrid.emails.send({ ...hello, to: 'bob@example.com' });
    const { suppressions } = sendgrid;
    await expect(suppressions.list({ kind: 'bounces' })).resolves.toEqual([
      { email: 'bob@example.com', createdAt: NOW + 60_000, reason: '550 no such user', status: '5.1.1' },
      { email: 'ada@example.com', createdAt: NOW, reason: '550 no such user', status: '5.1.1' },
    ]);
    await expect(suppressions.list({ kind: 'bounces', limit: 1, offset: 1 })).resolves.toMatchObject([
      { email: 'ada@example.com' },
    ]);
    await expect(
      suppressions.list({ kind: 'bounces', since: NOW + 1_000, until: NOW + 90_000 }),
    ).resolves.toMatchObject([{ email: 'bob@example.com' }]);
    for (const kind of ['blocks', 'spamReports', 'invalidEmails'] as const) {
      await expect(suppressions.list({ kind })).resolves.toEqual([]);
    }
    await suppressions.forgive({ kind: 'bounces', email: 'ada@example.com' });
    expect(emulator.book.suppressions.bounces).toMatchObject([{ email: 'bob@example.com' }]);
    expect(emulator.book.unsimulated).toEqual([]);
  });

  it('that are not there need not be taken away', async () => {
    const { sendgrid } = await createEmulatedAccount();
    await expect(sendgrid.suppressions.remove({ email: 'ada@example.com' })).resolves.toBeUndefined();
    await expect(sendgrid.suppressions.forgive({ kind: 'blocks', email: 'a/b@example.com' })).resolves.toBeUndefined();
  });

  it('are added once more after an unknown outcome, which comes to the same', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount();
    emulator.faults.add({ match: 'POST /v3/asm/suppressions/global', fault: { type: 'reset', when: 'after' } });
    await clock.settle(sendgrid.suppressions.add({ emails: ['ada@example.com'] }));
    expect(emulator.book.unsubscribed).toEqual(['ada@example.com']);
  });

  it('go by no address in telemetry', async () => {
    const events: unknown[] = [];
    const { sendgrid } = await createEmulatedAccount({ telemetry: { emit: (event) => void events.push(event) } });
    await sendgrid.suppressions.isUnsubscribed({ email: 'canary@example.com' });
    const client = await sendgrid.client();
    await client.request({ method: 'GET', url: '/v3/asm/suppressions/global/canary@example.com' });
    expect(events.length).toBeGreaterThan(0);
    expect(JSON.stringify(events)).not.toContain('canary');
    expect(JSON.stringify(events)).toContain('/v3/asm/suppressions/global/{email}');
  });

  it.each([
    ['an address that is none', (s) => s.add({ emails: ['ada'] }), 'input.emails[0]'],
    ['none', (s) => s.add({ emails: [] }), 'input.emails'],
    ['a group that is none', (s) => s.remove({ email: 'a@b.c', groupId: 0 }), 'input.groupId'],
    ['501 at once', (s) => s.list({ kind: 'bounces', limit: 501 }), 'input.limit'],
    ['a kind that is none', (s) => s.list({ kind: 'clicks' as never }), 'input.kind'],
  ] as readonly (readonly [
    string,
    (s: Awaited<ReturnType<typeof createEmulatedAccount>>['sendgrid']['suppressions']) => Promise<unknown>,
    string,
  ])[])('refuse %s before any I/O', async (_, call, path) => {
    const { sendgrid, emulator } = await createEmulatedAccount();
    await expect(call(sendgrid.suppressions)).rejects.toMatchObject({ issues: [expect.objectContaining({ path })] });
    expect(emulator.book.count()).toBe(0);
  });

  it('are off with their feature', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount({ features: { suppressions: false } });
    await expect(sendgrid.suppressions.list({ kind: 'bounces' })).rejects.toMatchObject({ code: 'FEATURE_DISABLED' });
    expect(emulator.book.count()).toBe(0);
  });
});
