import { describe, expect, it } from 'vitest';
import { ADA, createTwilioBench } from '../twilio-bench.js';

const phoneNumberSids = [`PN${'0'.repeat(32)}`];

describe('messagingServices.ensure', () => {
  it('makes a service once, and adds the numbers that it lacks', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    const input = { friendlyName: 'Bookings', phoneNumberSids };
    const first = await settle(twilio.messagingServices.ensure(input));
    expect(first).toMatchObject({ isCreated: true, addedPhoneNumberSids: phoneNumberSids });
    const second = await settle(twilio.messagingServices.ensure(input));
    expect(second).toMatchObject({
      isCreated: false,
      addedPhoneNumberSids: [],
      messagingServiceSid: first.messagingServiceSid,
    });
    expect(emulator.book.messagingServices.map((one) => one['friendly_name'])).toEqual(['Emulated', 'Bookings']);
    const { messagingServiceSid } = first;
    await expect(settle(twilio.sms.send({ to: ADA, body: 'x', messagingServiceSid }))).resolves.toMatchObject({
      status: 'accepted',
    });
  });

  it('goes on where a lost answer has left it, when it is called again', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    emulator.faults.add({
      match: 'POST /v1/Services/{ServiceSid}/PhoneNumbers',
      fault: { type: 'reset', when: 'after' },
    });
    const input = { friendlyName: 'Bookings', phoneNumberSids };
    await expect(settle(twilio.messagingServices.ensure(input))).rejects.toMatchObject({ outcome: 'unknown' });
    expect(await settle(twilio.messagingServices.ensure(input))).toMatchObject({
      isCreated: false,
      addedPhoneNumberSids: [],
    });
    expect(emulator.book.messagingServices).toHaveLength(2);
  });

  it('makes no second one after an unknown outcome', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    emulator.faults.add({ match: 'POST /v1/Services', fault: { type: 'reset', when: 'after' } });
    await expect(settle(twilio.messagingServices.ensure({ friendlyName: 'Bookings' }))).rejects.toMatchObject({
      outcome: 'unknown',
    });
    expect(emulator.book.messagingServices).toHaveLength(2);
  });
});

describe('contentTemplates', () => {
  const input = {
    friendlyName: 'booking_reminder',
    language: 'en',
    types: { 'twilio/text': { body: 'Hi {{1}}, see you at {{2}}.' } },
    variables: { 1: 'Ada', 2: '9:00' },
  };

  it('have the name that they were given, which the SDK alone loses', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    const { contentSid } = await settle(twilio.contentTemplates.create(input));
    const client = await twilio.client();
    await settle(client.content.v1.contents.create({ ...input, types: input.types as object, variables: {} }));
    expect(emulator.book.contentTemplates.map((one) => one['friendly_name'])).toEqual(['booking_reminder', null]);
    expect(emulator.book.unsimulated).toEqual(['POST /v1/Content friendlyName']);
    await settle(
      twilio.whatsapp.send({ to: ADA, from: '+15005550006', contentSid, contentVariables: { 1: 'Bob', 2: '10:00' } }),
    );
    expect(emulator.book.messages[0]?.body).toBe('Hi Bob, see you at 10:00.');
  });

  it('are approved by WhatsApp, or not', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    const { contentSid } = await settle(twilio.contentTemplates.create(input));
    expect(await settle(twilio.contentTemplates.approval({ contentSid }))).toMatchObject({
      status: 'unsubmitted',
      isApproved: false,
    });
    const request = { contentSid, name: 'booking_reminder', category: 'UTILITY' } as const;
    expect(await settle(twilio.contentTemplates.requestApproval(request))).toMatchObject({ status: 'received' });
    emulator.testHelpers.decideApproval(contentSid, 'rejected', 'Too vague');
    expect(await settle(twilio.contentTemplates.approval({ contentSid }))).toEqual({
      status: 'rejected',
      isApproved: false,
      rejectionReason: 'Too vague',
    });
  });

  it.each([
    [{ ...input, types: {} }, 'input.types'],
    [{ ...input, language: 'English' }, 'input.language'],
    [{ ...input, friendlyName: '' }, 'input.friendlyName'],
  ])('are refused before any I/O: %#', async (wrong, path) => {
    const { twilio, settle, emulator } = await createTwilioBench();
    await expect(settle(twilio.contentTemplates.create(wrong as never))).rejects.toMatchObject({
      issues: expect.arrayContaining([expect.objectContaining({ path })]),
    });
    expect(emulator.book.count()).toBe(0);
  });
});
