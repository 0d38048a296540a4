import { marketplaceTexts, textTemplate } from '@breakwater/twilio';
import { EMULATED_ACCOUNT } from '@breakwater/twilio/testing';
import { describe, expect, it } from 'vitest';
import { ADA, createTwilioBench, failureOf, MESSAGES, NOW } from '../twilio-bench.js';

const { messagingServiceSid } = EMULATED_ACCOUNT;

describe('sms.send', () => {
  it('sends a text from the default number, and tells what it comes to', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    const result = await settle(twilio.sms.send({ to: ADA, body: 'Your table is ready.' }));
    expect(result).toMatchObject({ status: 'queued', isFinal: false, isFailure: false, segments: 1 });
    expect(result.text).toMatchObject({ encoding: 'GSM-7', segments: 1, warnings: [] });
    expect(emulator.book.messages).toMatchObject([
      { sid: result.messageSid, to: ADA, from: EMULATED_ACCOUNT.fromPhoneNumber, body: 'Your table is ready.' },
    ]);
    expect(emulator.book.unsimulated).toEqual([]);
  });

  it('prefers a Messaging Service to the default number, and what the message says to both', async () => {
    const { twilio, settle, emulator } = await createTwilioBench({ messagingServiceSid });
    await settle(twilio.sms.send({ to: ADA, body: 'one' }));
    await settle(twilio.sms.send({ to: ADA, body: 'two', from: EMULATED_ACCOUNT.fromPhoneNumber }));
    expect(emulator.book.messages.map((one) => one.messaging_service_sid)).toEqual([messagingServiceSid, null]);
  });

  it('fills in a template, whose values keep their braces', async () => {
    const { twilio, settle, emulator } = await createTwilioBench({
      templates: { late: textTemplate('Hi {{name}}, {{minutes}} minutes late: {{name}}!') },
    });
    await settle(twilio.sms.send({ to: ADA, template: 'late', variables: { name: '{{minutes}}', minutes: 5 } }));
    expect(emulator.book.messages[0]?.body).toBe('Hi {{minutes}}, 5 minutes late: {{minutes}}!');
  });

  it('sends the texts of a marketplace, none of which opts anybody out', async () => {
    const warnings: unknown[] = [];
    const { twilio, settle, emulator } = await createTwilioBench({
      templates: marketplaceTexts(),
      onTextWarning: (warning) => void warnings.push(warning),
    });
    const variables = {
      name: 'Ada',
      providerName: 'Bob',
      meetingTime: '9:00 CET',
      meetingLink: 'https://meet.example/1',
    };
    const { text } = await settle(twilio.sms.send({ to: ADA, template: 'bookingReminder', variables }));
    expect(text).toMatchObject({ encoding: 'GSM-7', warnings: [] });
    expect(emulator.book.messages[0]?.body).toBe(
      'Hi Ada! Your meeting with Bob is at 9:00 CET.\nJoin: https://meet.example/1\nReply NO to cancel this booking.',
    );
    expect(warnings).toEqual([]);
  });

  it('warns of a template that opts people out, when it is made and when it is sent', async () => {
    const told: unknown[] = [];
    const { twilio, settle } = await createTwilioBench({
      templates: { reminder: textTemplate('Reply CANCEL to cancel this booking.') },
      onTextWarning: (warning, source) => {
        told.push([warning.type, source.template]);
        throw new Error('A listener that fails');
      },
    });
    expect(told).toEqual([['opt_out_keyword', 'reminder']]);
    const { text } = await settle(twilio.sms.send({ to: ADA, template: 'reminder', variables: {} }));
    expect(text?.warnings).toMatchObject([{ type: 'opt_out_keyword', keyword: 'CANCEL' }]);
    expect(told).toHaveLength(2);
  });

  it('sends media, callbacks, times and content templates in the words of Twilio', async () => {
    const forms: URLSearchParams[] = [];
    const { twilio, settle } = await createTwilioBench({
      statusCallback: 'https://shop.example/status',
      fetch: async (input, init) => {
        forms.push(new URLSearchParams(await new Request(input, init).text()));
        return Response.json({ sid: `SM${'a'.repeat(32)}`, status: 'queued', num_segments: '0' }, { status: 201 });
      },
    });
    const mediaUrls = ['https://shop.example/1.png', 'https://shop.example/2.png'];
    await settle(twilio.sms.send({ to: ADA, mediaUrls, validityPeriod: 90_500, smartEncoded: true }));
    const contentSid = `HX${'a'.repeat(32)}`;
    await settle(
      twilio.whatsapp.send({ to: ADA, from: '+14155550100', contentSid, contentVariables: { 1: 'Ada & "Bob"' } }),
    );
    expect([...(forms[0] ?? [])]).toEqual([
      ['To', ADA],
      ['StatusCallback', 'https://shop.example/status'],
      ['ValidityPeriod', '91'],
      ['SmartEncoded', 'true'],
      ['From', '+15005550006'],
      ['MediaUrl', mediaUrls[0]],
      ['MediaUrl', mediaUrls[1]],
    ]);
    expect(Object.fromEntries(forms[1] ?? [])).toMatchObject({
      To: `whatsapp:${ADA}`,
      From: 'whatsapp:+14155550100',
      ContentSid: contentSid,
      ContentVariables: '{"1":"Ada & \\"Bob\\""}',
    });
  });

  it.each([
    [{ to: '4155552671', body: 'x' }, 'input.to'],
    [{ to: '+999123456789', body: 'x' }, 'input.to'],
    [{ to: '+1415555', body: 'x' }, 'input.to'],
    [{ to: ADA }, 'input'],
    [{ to: ADA, body: ' ' }, 'input.body'],
    [{ to: ADA, body: 'x', contentSid: `HX${'a'.repeat(32)}` }, 'input'],
    [{ to: ADA, body: 'x'.repeat(1_601) }, 'input.body'],
    [{ to: ADA, template: 'nope', variables: {} }, 'input.template'],
    [{ to: ADA, template: 'late', variables: { nam: 'Ada' } }, 'input.variables.name'],
    [{ to: ADA, template: 'late', variables: { name: ' ' } }, 'input.variables.name'],
    [{ to: ADA, body: 'x', variables: {} }, 'input.variables'],
    // Twilio would refuse it, too: error 21656.
    [{ to: ADA, contentSid: `HX${'a'.repeat(32)}`, contentVariables: { 1: '' } }, 'input.contentVariables.1'],
    [{ to: ADA, body: 'x', mediaUrls: ['ftp://x'] }, 'input.mediaUrls[0]'],
    [{ to: ADA, body: 'x', from: 'a name that is long' }, 'input.from'],
    [{ to: ADA, body: 'x', validityPeriod: 10 }, 'input.validityPeriod'],
    [{ to: ADA, contentSid: `HX${'a'.repeat(32)}`, onUnknownOutcome: 'look_up' }, 'input.onUnknownOutcome'],
    [{ to: ADA, body: 'x', too: ADA }, 'input.too'],
  ])('refuses %j before any I/O, at %s', async (input, path) => {
    const { twilio, settle, emulator } = await createTwilioBench({ templates: { late: textTemplate('Hi {{name}}') } });
    const error = await failureOf(settle(twilio.sms.send(input as never)));
    expect(error).toMatchObject({ code: 'VALIDATION', operation: 'sms.send', attempts: 0, outcome: 'not_applied' });
    expect((error as { issues: { path: string }[] }).issues.map((issue) => issue.path)).toContain(path);
    expect((error as { issues: { received: string }[] }).issues.map((issue) => issue.received).join()).not.toContain(
      '555',
    );
    expect(emulator.book.count()).toBe(0);
  });

  it('says what is wrong with a number, and shows its last digits only', async () => {
    const { twilio, settle } = await createTwilioBench();
    await expect(settle(twilio.sms.send({ to: '+14155559', body: 'x' }))).rejects.toThrow(
      /input\.to must be a phone number in E\.164 form.*ending in 59, which is too short for its country/,
    );
  });

  it('needs a sender', async () => {
    const { twilio, settle } = await createTwilioBench({ fromPhoneNumber: undefined });
    await expect(settle(twilio.sms.send({ to: ADA, body: 'x' }))).rejects.toThrow(/input\.from must be a sender/);
    await expect(settle(twilio.whatsapp.send({ to: ADA, body: 'x' }))).rejects.toThrow(/`whatsappFrom`/);
  });

  it.each([
    ['+15005550001', 'VALIDATION', '21211'],
    ['+15005550003', 'PERMISSION', '21408'],
    ['+15005550004', 'DECLINED', '21610'],
    ['+15005550009', 'VALIDATION', '21614'],
  ] as const)('tells by the code why %s is refused', async (to, code, vendorCode) => {
    const { twilio, settle, emulator } = await createTwilioBench();
    await expect(settle(twilio.sms.send({ to, body: 'x' }))).rejects.toMatchObject({
      code,
      vendorCode,
      status: 400,
      outcome: 'not_applied',
      retryable: false,
      requestId: expect.stringMatching(/^RQ/),
    });
    expect(emulator.book.count(MESSAGES)).toBe(1);
  });

  it('does not write to somebody who has opted out, by whichever way they were written to', async () => {
    const { twilio, settle, emulator } = await createTwilioBench({ messagingServiceSid });
    emulator.testHelpers.receive({ from: ADA, body: ' cancel ' });
    expect(emulator.book.isOptedOut(ADA, messagingServiceSid)).toBe(true);
    await expect(settle(twilio.sms.send({ to: ADA, body: 'x' }))).rejects.toMatchObject({ code: 'DECLINED' });
    emulator.testHelpers.receive({ from: ADA, body: 'START' });
    await expect(settle(twilio.sms.send({ to: ADA, body: 'x' }))).resolves.toMatchObject({ status: 'accepted' });
  });

  it('waits as long as a full account says, and sends once', async () => {
    const { twilio, settle, emulator, clock } = await createTwilioBench();
    emulator.faults.add({ match: MESSAGES, fault: { type: 'status', status: 429, headers: { 'retry-after': '7' } } });
    await settle(twilio.sms.send({ to: ADA, body: 'x' }));
    expect(clock.now() - NOW).toBeGreaterThanOrEqual(7_000);
    expect(emulator.book.sentTo(ADA)).toHaveLength(1);
  });
});

describe('WhatsApp', () => {
  it.each(['+5215512345678', '+5491112345678', '+123456789012345'])('has an address of its own: %s', async (to) => {
    const { twilio, settle, emulator } = await createTwilioBench({ whatsappFrom: EMULATED_ACCOUNT.fromPhoneNumber });
    await settle(twilio.whatsapp.send({ to, body: 'x' }));
    expect(emulator.book.messages).toMatchObject([{ to: `whatsapp:${to}` }]);
    await settle(twilio.verify.start({ to, channel: 'whatsapp' }));
    expect(emulator.book.codesSent).toMatchObject([{ to }]);
  });

  it.each(['+1234567890123456', '5215512345678', '+52 155 1234 5678', '+12'])(
    'has one of the form of E.164: not %s',
    async (to) => {
      const { twilio, settle, emulator } = await createTwilioBench({ whatsappFrom: EMULATED_ACCOUNT.fromPhoneNumber });
      await expect(settle(twilio.whatsapp.send({ to, body: 'x' }))).rejects.toMatchObject({ code: 'VALIDATION' });
      expect(emulator.book.count()).toBe(0);
    },
  );
});
