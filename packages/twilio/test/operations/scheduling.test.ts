import { EMULATED_ACCOUNT } from '@breakwater/twilio/testing';
import { describe, expect, it } from 'vitest';
import { ADA, createTwilioBench, NOW } from '../twilio-bench.js';

const { messagingServiceSid } = EMULATED_ACCOUNT;
const HOUR = 3_600_000;

describe('sms.schedule, .cancel and .retrieve', () => {
  it('schedules through the Messaging Service, and Twilio sends it then', async () => {
    const { twilio, settle, emulator } = await createTwilioBench({ messagingServiceSid });
    const { messageSid, status } = await settle(twilio.sms.schedule({ to: ADA, body: 'soon', sendAt: NOW + HOUR }));
    expect(status).toBe('scheduled');
    expect(emulator.book.sentTo(ADA)).toEqual([]);
    await emulator.testHelpers.advance(HOUR + 2_000);
    expect(await settle(twilio.sms.retrieve({ messageSid }))).toMatchObject({ status: 'delivered', isFinal: true });
  });

  it('cancels what has not left, also twice', async () => {
    const { twilio, settle, emulator } = await createTwilioBench({ messagingServiceSid });
    const { messageSid } = await settle(twilio.sms.schedule({ to: ADA, body: 'soon', sendAt: NOW + HOUR }));
    for (let time = 1; time <= 2; time++) {
      expect(await settle(twilio.sms.cancel({ messageSid }))).toMatchObject({ status: 'canceled', isFailure: false });
    }
    await emulator.testHelpers.advance(2 * HOUR);
    expect(emulator.book.sentTo(ADA)).toEqual([]);
  });

  it('repeats a cancellation of which the answer was lost', async () => {
    const { twilio, settle, emulator } = await createTwilioBench({ messagingServiceSid });
    const { messageSid } = await settle(twilio.sms.schedule({ to: ADA, body: 'soon', sendAt: NOW + HOUR }));
    const match = 'POST /2010-04-01/Accounts/{AccountSid}/Messages/{Sid}';
    emulator.faults.add({ match, fault: { type: 'reset', when: 'after' } });
    expect(await settle(twilio.sms.cancel({ messageSid }))).toMatchObject({ status: 'canceled' });
    expect(emulator.book.count(match)).toBe(2);
  });

  it('says that it is too late for what has left', async () => {
    const { twilio, settle } = await createTwilioBench();
    const { messageSid } = await settle(twilio.sms.send({ to: ADA, body: 'now' }));
    await expect(settle(twilio.sms.cancel({ messageSid }))).rejects.toMatchObject({
      code: 'CONFLICT',
      vendorCode: '30409',
      outcome: 'not_applied',
    });
  });

  it.each([
    ['a time that is too near', { sendAt: NOW + 300_000 }, 'input.sendAt'],
    ['a time that is too far', { sendAt: NOW + 36 * 24 * HOUR }, 'input.sendAt'],
    ['a time in the past', { sendAt: NOW - 1 }, 'input.sendAt'],
    ['no Messaging Service', { sendAt: NOW + HOUR, from: '+15005550006' }, 'input.messagingServiceSid'],
  ])('refuses %s before any I/O', async (_, fields, path) => {
    const { twilio, settle, emulator } = await createTwilioBench();
    const input = { to: ADA, body: 'x', ...fields };
    await expect(settle(twilio.sms.schedule(input))).rejects.toMatchObject({
      code: 'VALIDATION',
      issues: expect.arrayContaining([expect.objectContaining({ path })]),
    });
    expect(emulator.book.count()).toBe(0);
  });

  it('schedules through the default service with a sender of its own, which would be sent at once without it', async () => {
    const { twilio, settle, emulator } = await createTwilioBench({ messagingServiceSid });
    const from = EMULATED_ACCOUNT.fromPhoneNumber;
    await settle(twilio.sms.schedule({ to: ADA, body: 'soon', from, sendAt: NOW + HOUR }));
    expect(emulator.book.messages[0]).toMatchObject({
      from,
      messaging_service_sid: messagingServiceSid,
      status: 'scheduled',
    });
  });

  it('schedules for WhatsApp with sender and service', async () => {
    const { twilio, settle, emulator } = await createTwilioBench({
      messagingServiceSid,
      whatsappFrom: EMULATED_ACCOUNT.fromPhoneNumber,
    });
    await settle(twilio.whatsapp.schedule({ to: ADA, body: 'soon', sendAt: NOW + HOUR }));
    expect(emulator.book.messages[0]).toMatchObject({
      to: `whatsapp:${ADA}`,
      from: `whatsapp:${EMULATED_ACCOUNT.fromPhoneNumber}`,
      messaging_service_sid: messagingServiceSid,
      status: 'scheduled',
    });
  });
});
