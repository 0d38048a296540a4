import { isIntegrationError } from '@breakwater/core';
import { createVirtualClock, type Fault, serve, toFetch } from '@breakwater/testing';
import { createTwilio } from '@breakwater/twilio';
import { createTwilioEmulator, EMULATED_ACCOUNT } from '@breakwater/twilio/testing';
import { describe, expect, it } from 'vitest';
import { ADA, createTwilioBench, MESSAGES, NOW } from '../twilio-bench.js';

const CALLS = 'POST /2010-04-01/Accounts/{AccountSid}/Calls.json';
const message = { to: ADA, body: 'Your table is ready.' };

const lost: readonly (readonly [name: string, fault: Fault, sent: number])[] = [
  ['a reset before Twilio has acted', { type: 'reset' }, 0],
  ['a reset after it has acted', { type: 'reset', when: 'after' }, 1],
  ['a hang after it has acted', { type: 'hang', when: 'after' }, 1],
  ['a body that breaks off', { type: 'truncated' }, 1],
  ['a 500', { type: 'status', status: 500 }, 0],
  ['a 503 after it has acted', { type: 'status', status: 503, when: 'after' }, 1],
  ['a page of HTML with a commit behind it', { type: 'html', when: 'after' }, 1],
];

describe('a message of which nobody knows whether it was sent', () => {
  it.each(lost)('is not sent again after %s', async (_, fault, sent) => {
    const { twilio, settle, emulator } = await createTwilioBench();
    emulator.faults.add({ match: MESSAGES, fault });
    await expect(settle(twilio.sms.send(message))).rejects.toMatchObject({ outcome: 'unknown', attempts: 1 });
    expect(emulator.book.count(MESSAGES)).toBe(1);
    expect(emulator.book.sentTo(ADA)).toHaveLength(sent);
  });

  it.each(lost)('is looked up after %s when the caller wants it, and sent at most once', async (_, fault, sent) => {
    const { twilio, settle, emulator } = await createTwilioBench();
    emulator.faults.add({ match: MESSAGES, fault });
    const call = settle(twilio.sms.send({ ...message, onUnknownOutcome: 'look_up' }));
    if (sent === 1) {
      expect(await call).toMatchObject({ messageSid: emulator.book.messages[0]?.sid, text: { segments: 1 } });
    } else await expect(call).rejects.toMatchObject({ outcome: 'unknown' });
    expect(emulator.book.count(MESSAGES)).toBe(1);
    expect(emulator.book.sentTo(ADA)).toHaveLength(sent);
  });

  it('is not taken for an older one of the same text, or one to somebody else', async () => {
    const { twilio, settle, emulator, clock } = await createTwilioBench();
    await settle(twilio.sms.send(message));
    await settle(twilio.sms.send({ ...message, to: '+14155552672' }));
    await clock.advance(31_000);
    await settle(twilio.sms.send({ ...message, body: 'Another text.' }));
    emulator.faults.add({ match: MESSAGES, fault: { type: 'reset' } });
    await expect(settle(twilio.sms.send({ ...message, onUnknownOutcome: 'look_up' }))).rejects.toMatchObject({
      code: 'NETWORK',
      outcome: 'unknown',
    });
    expect(emulator.book.count('GET /2010-04-01/Accounts/{AccountSid}/Messages.json')).toBe(3);
  });

  it('is found although it appears in the list only later', async () => {
    const clock = createVirtualClock(NOW);
    const emulator = createTwilioEmulator({ clock });
    const send = toFetch(emulator);
    let looks = 0;
    // The list of Twilio's is a little behind.
    const behind: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      if (request.method === 'GET' && ++looks < 3) return Response.json({ messages: [], next_page_uri: null });
      return send(request);
    };
    const twilio = createTwilio({ ...EMULATED_ACCOUNT, fetch: behind, clock });
    await twilio.client();
    await import('libphonenumber-js/min');
    emulator.faults.add({ match: MESSAGES, fault: { type: 'reset', when: 'after' } });
    const found = await clock.settle(twilio.sms.send({ ...message, onUnknownOutcome: 'look_up' }));
    expect(found.messageSid).toBe(emulator.book.messages[0]?.sid);
    expect([looks, emulator.book.sentTo(ADA).length]).toEqual([3, 1]);
  });

  it('stays unknown when the list cannot be had', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    emulator.faults.add(
      { match: MESSAGES, fault: { type: 'reset', when: 'after' } },
      {
        match: 'GET /2010-04-01/Accounts/{AccountSid}/Messages.json',
        fault: { type: 'status', status: 500 },
        times: Infinity,
      },
    );
    await expect(settle(twilio.sms.send({ ...message, onUnknownOutcome: 'look_up' }))).rejects.toMatchObject({
      code: 'NETWORK',
      outcome: 'unknown',
    });
    expect(emulator.book.count(MESSAGES)).toBe(1);
  });

  it('gives way to a look-up of the caller’s own', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    emulator.faults.add({ match: MESSAGES, fault: { type: 'reset', when: 'after' } });
    const mine = settle(
      twilio.sms.send({ ...message, onUnknownOutcome: 'look_up' }, { reconcile: async () => 'mine' as never }),
    );
    expect(await mine).toBe('mine');
    expect(emulator.book.count()).toBe(1);
  });

  it('can be sent again only when the caller says that this is harmless', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    emulator.faults.add({ match: MESSAGES, fault: { type: 'reset', when: 'after' } });
    await settle(twilio.sms.send(message, { idempotent: true }));
    expect(emulator.book.sentTo(ADA)).toHaveLength(2);
  });

  it('refuses a key, which Twilio would not know', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    await expect(settle(twilio.sms.send(message, { idempotencyKey: 'order-1' }))).rejects.toMatchObject({
      code: 'VALIDATION',
    });
    expect(emulator.book.count()).toBe(0);
  });
});

describe('a call, and a code', () => {
  const call = { to: ADA, twiml: '<Response><Say>Hello</Say></Response>' };

  it.each(lost)('nobody is called twice after %s', async (_, fault, made) => {
    const { twilio, settle, emulator } = await createTwilioBench();
    emulator.faults.add({ match: CALLS, fault });
    await expect(settle(twilio.voice.call(call))).rejects.toMatchObject({ outcome: 'unknown', attempts: 1 });
    expect(emulator.book.calls).toHaveLength(made);
  });

  it('a call is looked up when the caller wants it', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    emulator.faults.add({ match: CALLS, fault: { type: 'reset', when: 'after' } });
    const result = await settle(twilio.voice.call({ ...call, onUnknownOutcome: 'look_up' }));
    expect(result.callSid).toBe(emulator.book.calls[0]?.sid);
    emulator.faults.add({ match: CALLS, fault: { type: 'reset' } });
    await expect(
      settle(twilio.voice.call({ ...call, to: '+14155552672', onUnknownOutcome: 'look_up' })),
    ).rejects.toMatchObject({ outcome: 'unknown' });
    expect(emulator.book.calls).toHaveLength(1);
  });

  it('no second code is sent, and no second attempt is used up', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    emulator.faults.add({
      match: 'POST /v2/Services/{ServiceSid}/Verifications',
      fault: { type: 'reset', when: 'after' },
    });
    await expect(settle(twilio.verify.start({ to: ADA }))).rejects.toMatchObject({ outcome: 'unknown', attempts: 1 });
    expect(emulator.book.codesSent).toHaveLength(1);
    const check = 'POST /v2/Services/{ServiceSid}/VerificationCheck';
    emulator.faults.add({ match: check, fault: { type: 'reset', when: 'after' } });
    const code = emulator.testHelpers.codeFor(ADA) ?? '';
    await expect(settle(twilio.verify.check({ to: ADA, code }))).rejects.toMatchObject({ outcome: 'unknown' });
    expect(emulator.book.count(check)).toBe(1);
  });
});

describe('requests that reach the server over real sockets', () => {
  it.each<readonly [name: string, fault: Fault, attempts: number, sent: number]>([
    ['429', { type: 'status', status: 429 }, 3, 0],
    ['503', { type: 'status', status: 503 }, 1, 0],
    ['a reset', { type: 'reset' }, 1, 0],
    ['a reset after the commit', { type: 'reset', when: 'after' }, 1, 1],
    ['a hang', { type: 'hang' }, 1, 0],
  ])(
    'are exactly as many as the policy allows for a message that always meets %s',
    async (_, fault, attempts, sent) => {
      const emulator = createTwilioEmulator();
      const server = await serve(emulator);
      emulator.faults.add({ match: MESSAGES, times: Infinity, fault });
      const twilio = createTwilio({
        ...EMULATED_ACCOUNT,
        messagingServiceSid: undefined,
        baseUrl: server.url,
        errorHandling: {
          retryPolicy: { maxRetries: 2, baseDelay: 1, maxDelay: 2, budget: false },
          circuitBreaker: { timeout: 250 },
          deadline: 20_000,
        },
      });
      try {
        const error: unknown = await twilio.sms.send(message).catch((caught: unknown) => caught);
        expect(isIntegrationError(error)).toBe(true);
        expect(error).toMatchObject({ attempts });
        expect(emulator.book.count(MESSAGES)).toBe(attempts);
        expect(emulator.book.sentTo(ADA)).toHaveLength(sent);
      } finally {
        await server.close();
        await emulator.close?.();
      }
    },
  );
});
