import { createMemoryInbox, createMemoryVersionStore, createWebhookHandler, latest } from '@breakwater/core/webhooks';
import { createVirtualClock, toFetch } from '@breakwater/testing';
import { createTwilio } from '@breakwater/twilio';
import { createTwilioEmulator, EMULATED_ACCOUNT, type TwilioEmulator } from '@breakwater/twilio/testing';
import {
  messageReply,
  rankMessageStatus,
  signTwilioWebhook,
  type TwilioMessageStatus,
  toIncomingMessage,
  twilioWebhook,
  voiceReply,
} from '@breakwater/twilio/webhooks';
import { describe, expect, it } from 'vitest';
import { ADA, NOW } from './twilio-bench.js';

const url = 'https://shop.example/webhooks/twilio';
const { authToken } = EMULATED_ACCOUNT;

/** An application with a route for everything, beside its twin. */
function createShop() {
  const clock = createVirtualClock(NOW);
  const statuses = new Map<string, string>();
  const received: string[] = [];
  const POST = createWebhookHandler({
    source: twilioWebhook({ secrets: [authToken], publicUrl: url }),
    inbox: createMemoryInbox({ clock }),
    clock,
    on: {
      'message.status': latest<TwilioMessageStatus>(
        (event) => void statuses.set(event.MessageSid, event.MessageStatus),
        {
          versions: createMemoryVersionStore({ clock }),
          version: (event) => rankMessageStatus(event.MessageStatus),
          ties: 'supersede',
        },
      ),
      'message.received': (event) => {
        const { body, optOut } = toIncomingMessage(event);
        received.push(body);
        // Twilio has answered by itself.
        return optOut === undefined ? messageReply(`You said <${body}> & that is fine.`) : messageReply();
      },
      'call.request': (event) => voiceReply({ say: `You pressed ${String(event.Digits ?? 'nothing')}.` }),
    },
  });
  const emulator = createTwilioEmulator({
    clock,
    webhooks: { inboundUrl: url, fetch: (input, init) => POST(new Request(input, init)) },
  });
  const twilio = createTwilio({ ...EMULATED_ACCOUNT, fetch: toFetch(emulator), statusCallback: url, clock });
  return { clock, emulator, twilio, POST, statuses, received };
}

const outcomesOf = (emulator: TwilioEmulator): readonly unknown[] =>
  emulator.webhooks.deliveries.map(({ outcome, status }) => [outcome, status]);

describe('an incoming message', () => {
  it('is answered in TwiML, which Twilio sends', async () => {
    const { emulator, received } = createShop();
    emulator.testHelpers.receive({ from: ADA, body: 'Hello & bye' });
    await emulator.webhooks.flush();
    await emulator.testHelpers.advance(2_000);
    expect(received).toEqual(['Hello & bye']);
    expect(emulator.book.sentTo(ADA)).toMatchObject([
      { direction: 'outbound-reply', body: 'You said <Hello & bye> & that is fine.', status: 'delivered' },
    ]);
    expect(outcomesOf(emulator)).toEqual([['accepted', 200]]);
  });

  it('is answered once, and handled once, however often it is delivered', async () => {
    const { emulator, received } = createShop();
    emulator.faults.add({ webhook: 'message.received', fault: { type: 'duplicate', copies: 3 } });
    emulator.testHelpers.receive({ from: ADA, body: 'Hi' });
    await emulator.webhooks.flush();
    expect(received).toEqual(['Hi']);
    expect(emulator.book.sentTo(ADA)).toHaveLength(1);
    expect(outcomesOf(emulator)).toEqual([
      ['accepted', 200],
      ['accepted', 200],
      ['accepted', 200],
    ]);
  });

  it('is refused when it was altered on its way', async () => {
    const { emulator, received } = createShop();
    emulator.faults.add({ webhook: 'message.received', fault: { type: 'tamper' } });
    emulator.testHelpers.receive({ from: ADA, body: 'Hi' });
    await emulator.webhooks.flush();
    expect(received).toEqual(['Hi']);
    expect(outcomesOf(emulator)).toEqual([
      ['refused', 403],
      ['accepted', 200],
    ]);
  });

  it('that opts out is not answered', async () => {
    const { emulator } = createShop();
    emulator.testHelpers.receive({ from: ADA, body: 'Cancel' });
    await emulator.webhooks.flush();
    expect(emulator.book.sentTo(ADA)).toEqual([]);
    expect(emulator.book.isOptedOut(ADA, EMULATED_ACCOUNT.fromPhoneNumber)).toBe(true);
  });
});

describe('a call', () => {
  const press = async (POST: (request: Request) => Promise<Response>, Digits: string): Promise<string> => {
    const body = new URLSearchParams({ CallSid: 'CA1', CallStatus: 'in-progress', Digits }).toString();
    const signed = await signTwilioWebhook(body, { secret: authToken, url });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', ...signed.headers };
    const response = await POST(new Request(url, { method: 'POST', headers, body }));
    return `${response.status} ${await response.text()}`;
  };

  it('is answered each time, also when the same key is pressed twice', async () => {
    const { POST } = createShop();
    const answers = [await press(POST, '1'), await press(POST, '2'), await press(POST, '1')];
    expect(answers.map((answer) => /^200 .*pressed (\d)/.exec(answer)?.[1])).toEqual(['1', '2', '1']);
  });
});

describe('the status of a message', () => {
  it('is never overwritten by an older one, in whichever order callbacks come', async () => {
    const { emulator, twilio, clock, statuses } = createShop();
    await twilio.client();
    await import('libphonenumber-js/min');
    // `sent` is held back until `delivered` has arrived, and comes twice.
    emulator.faults.add({ webhook: 'message.status', skip: 1, fault: { type: 'reorder' } });
    const { messageSid } = await clock.settle(
      twilio.sms.send({ to: ADA, body: 'x', messagingServiceSid: EMULATED_ACCOUNT.messagingServiceSid }),
    );
    await emulator.testHelpers.advance(3_000);
    await emulator.webhooks.flush();
    const order = emulator.webhooks.deliveries.map(({ id }) => id.split(':')[1]);
    expect(order).toEqual(['queued', 'delivered', 'sent']);
    expect(statuses.get(messageSid)).toBe('delivered');
    expect(outcomesOf(emulator)).toEqual([
      ['accepted', 204],
      ['accepted', 204],
      ['accepted', 204],
    ]);
  });

  it('is a failure when it was not delivered, with the reason', async () => {
    const { emulator, twilio, clock, statuses } = createShop();
    await twilio.client();
    await import('libphonenumber-js/min');
    emulator.testHelpers.setFate(ADA, { status: 'undelivered', errorCode: 30_003 });
    const { messageSid } = await clock.settle(twilio.sms.send({ to: ADA, body: 'x' }));
    await emulator.testHelpers.advance(3_000);
    await emulator.webhooks.flush();
    expect(statuses.get(messageSid)).toBe('undelivered');
    expect(await clock.settle(twilio.sms.retrieve({ messageSid }))).toMatchObject({
      isFailure: true,
      errorCode: 30_003,
    });
  });
});
