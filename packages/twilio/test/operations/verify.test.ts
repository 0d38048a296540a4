import { describe, expect, it } from 'vitest';
import { ADA, createTwilioBench } from '../twilio-bench.js';

describe('verify', () => {
  it('sends a code, and knows the right one', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    const started = await settle(twilio.verify.start({ to: ADA }));
    expect(started).toMatchObject({ status: 'pending', channel: 'sms', sendCount: 1 });
    const code = emulator.testHelpers.codeFor(ADA) ?? '';
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await settle(twilio.verify.check({ to: ADA, code: wrong }))).toMatchObject({
      isApproved: false,
      status: 'pending',
    });
    const { verificationSid } = started;
    expect(await settle(twilio.verify.check({ verificationSid, code }))).toEqual({
      isApproved: true,
      status: 'approved',
      verificationSid,
    });
    // What was approved is over: the code is good once.
    expect(await settle(twilio.verify.check({ to: ADA, code }))).toMatchObject({ isApproved: false, status: 'ended' });
  });

  it('has ended when the code is ten minutes old', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    await settle(twilio.verify.start({ to: 'ada@example.com', channel: 'email' }));
    const code = emulator.testHelpers.codeFor('ada@example.com') ?? '';
    await emulator.testHelpers.advance(600_000);
    expect(await settle(twilio.verify.check({ to: 'ada@example.com', code }))).toMatchObject({ status: 'ended' });
  });

  it('takes no sixth code, and says so in a result, at once', async () => {
    const { twilio, settle, emulator, clock } = await createTwilioBench();
    await settle(twilio.verify.start({ to: ADA }));
    const code = emulator.testHelpers.codeFor(ADA) ?? '';
    const wrong = code === '000000' ? '000001' : '000000';
    for (let time = 1; time <= 5; time++) await settle(twilio.verify.check({ to: ADA, code: wrong }));
    const before = [emulator.book.count(), clock.now()];
    expect(await settle(twilio.verify.check({ to: ADA, code }))).toMatchObject({
      isApproved: false,
      status: 'too_many_attempts',
    });
    expect([emulator.book.count() - (before[0] ?? 0), clock.now() - (before[1] ?? 0)]).toEqual([1, 0]);
  });

  it('sends no sixth code, and does not wait for it', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    for (let time = 1; time <= 5; time++) {
      expect(await settle(twilio.verify.start({ to: ADA }))).toMatchObject({ sendCount: time });
    }
    await expect(settle(twilio.verify.start({ to: ADA }))).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      vendorCode: '60203',
      retryable: false,
      attempts: 1,
    });
    expect(emulator.book.codesSent).toHaveLength(5);
    // The limit is this person's: others are served.
    await expect(settle(twilio.verify.start({ to: '+14155552672' }))).resolves.toMatchObject({ sendCount: 1 });
  });

  it.each([
    [{ to: 'ada@example.com' }, 'input.to'],
    [{ to: ADA, channel: 'email' }, 'input.to'],
    [{ to: '+999123456789' }, 'input.to'],
    [{ to: ADA, channel: 'fax' }, 'input.channel'],
    [{ to: ADA, verifyServiceSid: 'MG1' }, 'input.verifyServiceSid'],
  ])('refuses to start with %j', async (input, path) => {
    const { twilio, settle, emulator } = await createTwilioBench();
    await expect(settle(twilio.verify.start(input as never))).rejects.toMatchObject({
      code: 'VALIDATION',
      issues: expect.arrayContaining([expect.objectContaining({ path })]),
    });
    expect(emulator.book.count()).toBe(0);
  });

  it('refuses to check without one of the two, and shows no code', async () => {
    const { twilio, settle } = await createTwilioBench();
    await expect(settle(twilio.verify.check({ code: '123456' }))).rejects.toThrow(/one of `to` and `verificationSid`/);
    await expect(settle(twilio.verify.check({ to: ADA, code: '12345678901' }))).rejects.toThrow(
      /input\.code must be a code of 4 to 10 letters and digits; got a string of 11 characters/,
    );
  });

  it('needs a service', async () => {
    const { twilio, settle } = await createTwilioBench({ verifyServiceSid: undefined });
    await expect(settle(twilio.verify.start({ to: ADA }))).rejects.toThrow(/input\.verifyServiceSid/);
  });
});
