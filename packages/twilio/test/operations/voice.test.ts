import { voiceReply } from '@breakwater/twilio/webhooks';
import { describe, expect, it } from 'vitest';
import { ADA, createTwilioBench } from '../twilio-bench.js';

describe('voice', () => {
  it('calls with a document, and hangs up, also what has ended', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    const { callSid, status } = await settle(
      twilio.voice.call({
        to: ADA,
        twiml: voiceReply({ say: 'Hello' }),
        ringTimeout: 20_000,
        statusCallbackEvents: ['answered'],
      }),
    );
    expect(status).toBe('queued');
    await emulator.testHelpers.advance(6_000);
    expect(emulator.book.calls[0]).toMatchObject({ to: ADA, from: '+15005550006', status: 'in-progress' });
    for (let time = 1; time <= 2; time++) {
      expect(await settle(twilio.voice.hangUp({ callSid }))).toMatchObject({ callSid, status: 'completed' });
    }
  });

  it('repeats hanging up when the answer was lost', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    const { callSid } = await settle(twilio.voice.call({ to: ADA, url: 'https://shop.example/voice' }));
    const match = 'POST /2010-04-01/Accounts/{AccountSid}/Calls/{Sid}';
    emulator.faults.add({ match, fault: { type: 'reset', when: 'after' } });
    expect(await settle(twilio.voice.hangUp({ callSid }))).toMatchObject({ status: 'completed' });
    expect(emulator.book.count(match)).toBe(2);
  });

  it('calls clients and SIP addresses as they are', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    await settle(twilio.voice.call({ to: 'client:ada', url: 'https://shop.example/voice' }));
    await settle(twilio.voice.call({ to: 'sip:ada@example.com', url: 'https://shop.example/voice' }));
    expect(emulator.book.calls.map(({ to }) => to)).toEqual(['client:ada', 'sip:ada@example.com']);
  });

  it.each([
    [{ to: ADA }, 'input'],
    [{ to: ADA, url: 'https://x.example', twiml: '<Response/>' }, 'input'],
    [{ to: ADA, twiml: '<Say>Hello</Say>' }, 'input.twiml'],
    [{ to: ADA, twiml: `<Response>${'x'.repeat(4_000)}</Response>` }, 'input.twiml'],
    [{ to: ADA, url: 'https://x.example', ringTimeout: 1 }, 'input.ringTimeout'],
    [{ to: '+1415', url: 'https://x.example' }, 'input.to'],
    [{ to: '+999123456789', url: 'https://x.example' }, 'input.to'],
  ])('refuses %.60j before any I/O', async (input, path) => {
    const { twilio, settle, emulator } = await createTwilioBench();
    await expect(settle(twilio.voice.call(input as never))).rejects.toMatchObject({
      code: 'VALIDATION',
      issues: expect.arrayContaining([expect.objectContaining({ path })]),
    });
    expect(emulator.book.count()).toBe(0);
  });

  it('needs a number to call from', async () => {
    const { twilio, settle } = await createTwilioBench({ fromPhoneNumber: undefined });
    await expect(settle(twilio.voice.call({ to: ADA, url: 'https://x.example' }))).rejects.toThrow(/input\.from/);
  });
});
