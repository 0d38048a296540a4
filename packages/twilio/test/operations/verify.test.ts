import { describe, expect, it } from 'vitest';
import { scriptTwilio } from '../scripted-twilio.js';
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

  it('is an error when there is no such service, whose answer is that of a verification which has ended', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    const verifyServiceSid = `VA${'f'.repeat(32)}`;
    await expect(settle(twilio.verify.check({ to: ADA, code: '1234', verifyServiceSid }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      vendorCode: '20404',
      outcome: 'not_applied',
      message: expect.stringContaining('/v2/Services/VA'),
    });
    expect(await settle(twilio.verify.check({ to: ADA, code: '1234' }))).toMatchObject({ status: 'ended' });
    expect(emulator.book.requests().map(({ method }) => method)).toEqual(['POST', 'GET', 'POST', 'GET']);
  });

  it('has ended also for a key that may not read the service, and is unknown when nobody answers', async () => {
    const answer = (status: number) => (request: Request) =>
      request.method === 'POST'
        ? Response.json({ code: 20_404, message: 'x', status: 404 }, { status: 404 })
        : Response.json({ code: 20_003, message: 'x', status }, { status });
    const limited = await scriptTwilio(answer(403));
    expect(await limited.settle(limited.twilio.verify.check({ to: ADA, code: '1234' }))).toMatchObject({
      status: 'ended',
    });
    const down = await scriptTwilio(answer(500));
    await expect(down.settle(down.twilio.verify.check({ to: ADA, code: '1234' }))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      outcome: 'not_applied',
    });
  });
});
