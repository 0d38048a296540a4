import { template } from '@breakwater/sendgrid';
import { describe, expect, it } from 'vitest';
import { createEmulatedAccount, NOW } from '../emulated-account.js';

const HOUR = 3_600_000;
const hello = { to: 'ada@example.com', subject: 'Hello', text: 'How are you?' } as const;
const templates = { reminder: template<{ meetingDate: string }>('d-12345678', { sendBefore: 24 }) };
const reminder = { template: 'reminder', to: 'ada@example.com', variables: { meetingDate: 'today' } } as const;

describe('emails.schedule', () => {
  it('has SendGrid keep a mail until its time, in a batch of its own', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount();
    const result = await sendgrid.emails.schedule({ ...hello, sendAt: new Date(NOW + HOUR + 1) });
    const [mail] = emulator.book.mails;
    expect(result).toEqual({
      status: 'scheduled',
      messageId: mail?.messageId,
      batchId: mail?.batchId,
      sendAt: NOW + HOUR + 1_000,
      recipients: 1,
    });
    expect(mail?.status).toBe('scheduled');
    await clock.advance(HOUR);
    expect(emulator.book.mails[0]?.status).toBe('scheduled');
    await clock.advance(1_000);
    expect(emulator.book.mails[0]?.status).toBe('sent');
    expect(emulator.book.events.map(({ event }) => event)).toEqual(['processed', 'delivered']);
  });

  it('puts a mail into the batch that it is told', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount();
    const batchId = await sendgrid.emails.createBatch();
    for (const to of ['ada@example.com', 'bob@example.com'])
      await sendgrid.emails.schedule({ ...hello, to, batchId, sendAt: NOW + HOUR });
    expect(emulator.book.count('POST /v3/mail/batch')).toBe(1);
    expect(emulator.book.mails.map((mail) => mail.batchId)).toEqual([batchId, batchId]);
  });

  it('sends a template as long before an event as it says', async () => {
    const { sendgrid } = await createEmulatedAccount({ templates });
    const result = await sendgrid.emails.schedule({ ...reminder, eventAt: NOW + 48 * HOUR });
    expect(result).toMatchObject({ status: 'scheduled', sendAt: NOW + 24 * HOUR });
  });

  it('sends at once, and without a batch, when it is time already', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount({ templates });
    const result = await sendgrid.emails.schedule({ ...reminder, eventAt: NOW + HOUR });
    expect(result).toEqual({
      status: 'accepted',
      messageId: emulator.book.mails[0]?.messageId,
      sendAt: NOW,
      recipients: 1,
    });
    expect(emulator.book.requests().map(({ route }) => route)).toEqual(['POST /v3/mail/send']);
  });

  it.each([
    ['a time that is past', { sendAt: NOW - 1 }, 'input.sendAt'],
    ['seconds, which would be 1970', { sendAt: NOW / 1_000 }, 'input.sendAt'],
    ['no time', {}, 'input.sendAt'],
    ['both times', { sendAt: NOW + HOUR, eventAt: NOW + HOUR }, 'input.sendAt'],
    ['an event without a template that knows of one', { eventAt: NOW + HOUR }, 'input.eventAt'],
    ['a batch id that would reach another route', { sendAt: NOW + HOUR, batchId: '../x' }, 'input.batchId'],
  ])('refuses %s before any I/O', async (_, time, path) => {
    const { sendgrid, emulator } = await createEmulatedAccount();
    await expect(sendgrid.emails.schedule({ ...hello, ...time } as never)).rejects.toMatchObject({
      code: 'VALIDATION',
      issues: [expect.objectContaining({ path })],
    });
    expect(emulator.book.count()).toBe(0);
  });

  it('takes 72 hours ahead and no more, and says when to come again', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount({ templates });
    await expect(sendgrid.emails.schedule({ ...hello, sendAt: NOW + 72 * HOUR })).resolves.toMatchObject({
      status: 'scheduled',
    });
    await expect(sendgrid.emails.schedule({ ...hello, sendAt: NOW + 72 * HOUR + 1 })).rejects.toMatchObject({
      code: 'VALIDATION',
    });
    await expect(sendgrid.emails.schedule({ ...reminder, eventAt: NOW + 100 * HOUR })).rejects.toMatchObject({
      message: expect.stringContaining(new Date(NOW + 4 * HOUR).toISOString()),
    });
    expect(emulator.book.mails).toHaveLength(1);
  });

  it('names the batch by which a mail of unknown outcome is called back', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount();
    emulator.faults.add({ match: 'POST /v3/mail/send', fault: { type: 'reset', when: 'after' } });
    const error = await clock
      .settle(sendgrid.emails.schedule({ ...hello, sendAt: NOW + HOUR }))
      .catch((caught: unknown) => caught);
    const batchId = emulator.book.mails[0]?.batchId ?? '';
    expect(error).toMatchObject({
      code: 'NETWORK',
      outcome: 'unknown',
      operation: 'emails.schedule',
      message: expect.stringContaining(`emails.cancel({ batchId: '${batchId}' })`),
    });
    await sendgrid.emails.cancel({ batchId });
    await clock.advance(2 * HOUR);
    expect(emulator.book.mails.map(({ status }) => status)).toEqual(['discarded']);
    expect(emulator.book.events).toEqual([]);
  });

  it('says of a mail that SendGrid refused that it was not applied, although a batch was made', async () => {
    const { sendgrid } = await createEmulatedAccount({}, { verifiedSenders: ['other@example.com'] });
    await expect(sendgrid.emails.schedule({ ...hello, sendAt: NOW + HOUR })).rejects.toMatchObject({
      code: 'PERMISSION',
      outcome: 'not_applied',
      vendorCode: 'from',
    });
  });

  it('says that nothing was sent when there is no batch to be had', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount();
    emulator.faults.add({ match: 'POST /v3/mail/batch', times: Infinity, fault: { type: 'reset', when: 'after' } });
    const error = await clock
      .settle(sendgrid.emails.schedule({ ...hello, sendAt: NOW + HOUR }))
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'not_applied', operation: 'emails.schedule', attempts: 3 });
    expect(emulator.book.mails).toEqual([]);
    const call = sendgrid.emails.schedule({ ...hello, sendAt: NOW + HOUR }, { fallback: () => 'later' });
    await expect(clock.settle(call)).resolves.toBe('later');
  });

  it('refuses a key before any I/O', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount();
    const options = { idempotencyKey: 'order-7' };
    await expect(sendgrid.emails.schedule({ ...hello, sendAt: NOW + HOUR }, options)).rejects.toMatchObject({
      code: 'VALIDATION',
    });
    expect(emulator.book.count()).toBe(0);
  });

  it('asks again for a batch id whose answer was lost', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount();
    emulator.faults.add({ match: 'POST /v3/mail/batch', fault: { type: 'reset', when: 'after' } });
    await clock.settle(sendgrid.emails.schedule({ ...hello, sendAt: NOW + HOUR }));
    expect(emulator.book.count('POST /v3/mail/batch')).toBe(2);
    expect(emulator.book.mails).toHaveLength(1);
  });

  it('is done within the time of the call, batch included', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount();
    emulator.faults.add(
      { match: 'POST /v3/mail/batch', fault: { type: 'slow', ms: 600 } },
      { match: 'POST /v3/mail/send', fault: { type: 'slow', ms: 600 } },
    );
    const call = sendgrid.emails.schedule({ ...hello, sendAt: NOW + HOUR }, { timeout: 1_000 });
    await expect(clock.settle(call)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(clock.now() - NOW).toBe(1_000);
  });

  it('is only checked in sandbox mode', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount({ sandbox: true });
    await expect(sendgrid.emails.schedule({ ...hello, sendAt: NOW + HOUR })).resolves.toMatchObject({
      status: 'validated',
    });
    expect(emulator.book.mails).toEqual([]);
  });
});

describe('a batch', () => {
  it('can be paused and taken up again', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount();
    const { batchId = '' } = await sendgrid.emails.schedule({ ...hello, sendAt: NOW + HOUR });
    await expect(sendgrid.emails.pause({ batchId })).resolves.toEqual({ batchId, status: 'paused' });
    await clock.advance(2 * HOUR);
    expect(emulator.book.mails[0]?.status).toBe('scheduled');
    await expect(sendgrid.emails.resume({ batchId })).resolves.toEqual({ batchId, status: 'active' });
    expect(emulator.book.mails[0]?.status).toBe('sent');
  });

  it('that is paused for longer than 72 hours expires', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount();
    const { batchId = '' } = await sendgrid.emails.schedule({ ...hello, sendAt: NOW + HOUR });
    await sendgrid.emails.pause({ batchId });
    await clock.advance(74 * HOUR);
    expect(emulator.book.mails[0]?.status).toBe('expired');
  });

  it('changes from one status to another', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount();
    const batchId = await sendgrid.emails.createBatch();
    await sendgrid.emails.pause({ batchId });
    await expect(sendgrid.emails.cancel({ batchId })).resolves.toEqual({ batchId, status: 'canceled' });
    expect(emulator.book.batches).toEqual([{ batchId, status: 'cancel' }]);
    await expect(sendgrid.emails.cancel({ batchId })).resolves.toMatchObject({ status: 'canceled' });
  });

  it('has its status also when the first answer was lost', async () => {
    const { sendgrid, emulator, clock } = await createEmulatedAccount();
    const batchId = await sendgrid.emails.createBatch();
    emulator.faults.add({ match: 'POST /v3/user/scheduled_sends', fault: { type: 'reset', when: 'after' } });
    await expect(clock.settle(sendgrid.emails.cancel({ batchId }))).resolves.toMatchObject({ status: 'canceled' });
    emulator.faults.add({ match: 'DELETE /v3/user/scheduled_sends/{batch}', fault: { type: 'reset', when: 'after' } });
    await expect(clock.settle(sendgrid.emails.resume({ batchId }))).resolves.toMatchObject({ status: 'active' });
    expect(emulator.book.batches).toEqual([]);
  });

  it('that nobody made is refused with SendGrid’s own words', async () => {
    const { sendgrid } = await createEmulatedAccount();
    await expect(sendgrid.emails.cancel({ batchId: 'unknown' })).rejects.toMatchObject({
      code: 'VALIDATION',
      status: 400,
      vendorCode: 'batch_id',
      message: expect.stringContaining('no such batch'),
    });
  });

  it('can no longer be canceled when less than 10 minutes are left, and 10 at most at once', async () => {
    const { sendgrid, clock } = await createEmulatedAccount();
    const { batchId = '' } = await sendgrid.emails.schedule({ ...hello, sendAt: NOW + HOUR });
    await clock.advance(HOUR - 9 * 60_000);
    await expect(sendgrid.emails.cancel({ batchId })).rejects.toMatchObject({
      code: 'VALIDATION',
      message: expect.stringContaining('10 minutes'),
    });
    for (let index = 0; index < 10; index++)
      await sendgrid.emails.pause({ batchId: await sendgrid.emails.createBatch() });
    await expect(sendgrid.emails.pause({ batchId: await sendgrid.emails.createBatch() })).rejects.toMatchObject({
      code: 'VALIDATION',
    });
  });

  it('is off with its feature', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount({ features: { scheduling: false } });
    const { emails } = sendgrid;
    const calls = [
      emails.schedule({ ...hello, sendAt: NOW + HOUR }),
      emails.createBatch(),
      ...[emails.cancel, emails.pause, emails.resume].map((call) => call({ batchId: 'b' })),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'FEATURE_DISABLED' });
    expect(emulator.book.count()).toBe(0);
  });
});
