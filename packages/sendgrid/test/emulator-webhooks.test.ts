import { generateKeyPairSync } from 'node:crypto';
import { createMemoryInbox, createWebhookHandler } from '@breakwater/core/webhooks';
import type { DeliveryOutcome, SendGridEmulator } from '@breakwater/sendgrid/testing';
import { sendGridWebhook } from '@breakwater/sendgrid/webhooks';
import { describe, expect, it } from 'vitest';
import { createEmulatedAccount } from './emulated-account.js';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const privateKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
const hello = { to: 'ada@example.com', subject: 'Hello', text: 'How are you?' } as const;

/** An application that takes the events of its emulator, and fails at those that it is told to. */
async function createApp(
  outcomeOf: (email: string) => DeliveryOutcome = () => 'delivered',
  fails: (event: Record<string, unknown>) => boolean = () => false,
) {
  const handled: Record<string, unknown>[] = [];
  const attempts: string[] = [];
  const handle = async (event: object): Promise<void> => {
    const facts = event as Record<string, unknown>;
    attempts.push(String(facts['sg_event_id']));
    if (fails(facts)) throw new Error('the handler fails');
    handled.push(facts);
  };
  const account = await createEmulatedAccount(
    {},
    {
      outcomeOf,
      webhooks: {
        url: 'https://app.test/webhooks',
        privateKey,
        fetch: async (input, init) => await POST(new Request(input, init)),
        retryDelays: [60_000],
      },
    },
  );
  const POST: (request: Request) => Promise<Response> = createWebhookHandler({
    source: sendGridWebhook({ publicKeys: [publicKey] }),
    inbox: createMemoryInbox({ clock: account.clock }),
    clock: account.clock,
    on: {
      processed: handle,
      delivered: handle,
      bounce: handle,
      dropped: handle,
      deferred: handle,
      open: handle,
      click: handle,
      spamreport: handle,
      unsubscribe: handle,
      group_unsubscribe: handle,
    },
  });
  return { ...account, handled, attempts };
}

const typesOf = (events: readonly Record<string, unknown>[]): readonly unknown[] => events.map(({ event }) => event);
const outcomesOf = ({ webhooks }: SendGridEmulator): readonly string[] =>
  webhooks.deliveries.map(({ outcome }) => outcome);

describe('the events of the emulator', () => {
  it('come signed, in batches, with custom arguments, and begin with the id of the message', async () => {
    const { sendgrid, emulator, clock, handled } = await createApp((email) =>
      email.startsWith('bob') ? 'bounce' : 'delivered',
    );
    const { messageId } = await sendgrid.emails.send({
      ...hello,
      to: ['ada@example.com', 'bob@example.com'],
      customArgs: { orderId: '7' },
      categories: ['order'],
    });
    await clock.settle(emulator.webhooks.flush());
    expect(outcomesOf(emulator)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(handled.map(({ event, email, orderId }) => [event, email, orderId])).toEqual([
      ['processed', 'ada@example.com', '7'],
      ['processed', 'bob@example.com', '7'],
      ['delivered', 'ada@example.com', '7'],
      ['bounce', 'bob@example.com', '7'],
    ]);
    expect(handled.every(({ sg_message_id }) => String(sg_message_id).split('.')[0] === messageId)).toBe(true);
    expect(handled[0]?.['category']).toEqual(['order']);
  });

  it('tell what became of a mail', async () => {
    const { sendgrid, emulator, clock, handled } = await createApp((email) => email.split('@')[0] as DeliveryOutcome);
    for (const outcome of ['deferred', 'blocked', 'bounce', 'bounce'])
      await sendgrid.emails.send({ ...hello, to: `${outcome}@example.com` });
    await clock.settle(emulator.webhooks.flush());
    expect(handled.map(({ event, type, reason }) => [event, type, reason])).toEqual([
      ['processed', undefined, undefined],
      ['deferred', undefined, undefined],
      ['delivered', undefined, undefined],
      ['processed', undefined, undefined],
      ['bounce', 'blocked', '554 not taken from here'],
      ['processed', undefined, undefined],
      ['bounce', 'bounce', '550 no such user'],
      ['dropped', undefined, 'Bounced Address'],
    ]);
  });

  it('tell what a recipient does, who gets no more mails after that', async () => {
    const { sendgrid, emulator, clock, handled } = await createApp();
    const { testHelpers } = emulator;
    const { messageId = '' } = await sendgrid.emails.send(hello);
    testHelpers.open(messageId, 'Ada@example.com');
    testHelpers.click(messageId, 'ada@example.com', 'https://shop.example/');
    testHelpers.unsubscribe(messageId, 'ada@example.com', 12);
    testHelpers.unsubscribe(messageId, 'ada@example.com');
    testHelpers.reportSpam(messageId, 'ada@example.com');
    await sendgrid.emails.send(hello);
    await clock.settle(emulator.webhooks.flush());
    expect(typesOf(handled)).toEqual([
      'processed',
      'delivered',
      'open',
      'click',
      'group_unsubscribe',
      'unsubscribe',
      'spamreport',
      'dropped',
    ]);
    expect(handled.at(-1)).toMatchObject({ reason: 'Spam Reporting Address' });
    expect(() => testHelpers.open(messageId, 'bob@example.com')).toThrow(TypeError);
  });

  it('are each applied once, however often and in whatever order they come', async () => {
    const { sendgrid, emulator, clock, handled } = await createApp();
    emulator.faults.add(
      { webhook: 'processed', fault: { type: 'reorder' } },
      { webhook: 'delivered', fault: { type: 'duplicate', copies: 3 } },
    );
    await sendgrid.emails.send({ ...hello, to: ['ada@example.com', 'bob@example.com'] });
    await clock.settle(emulator.webhooks.flush());
    expect(typesOf(handled)).toEqual(['delivered', 'delivered', 'processed', 'processed']);
  });

  it('come to one more endpoint, signed by the emulator’s own key pair, and only those that it wants', async () => {
    const { sendgrid, emulator, clock, handled } = await createApp();
    const audited: unknown[] = [];
    const POST = createWebhookHandler({
      source: sendGridWebhook({ publicKeys: [await emulator.webhooks.publicKey()] }),
      inbox: createMemoryInbox({ clock }),
      clock,
      on: { delivered: (event) => void audited.push(event.email) },
    });
    await sendgrid.emails.send(hello);
    emulator.webhooks.add({
      url: 'https://audit.test/webhooks',
      enabledEvents: ['delivered', 'spamreport'],
      fetch: async (input, init) => await POST(new Request(input, init)),
    });
    await sendgrid.emails.send({ ...hello, to: 'bob@example.com' });
    await clock.settle(emulator.webhooks.flush());
    expect(typesOf(handled)).toEqual(['processed', 'delivered', 'processed', 'delivered']);
    expect(audited).toEqual(['bob@example.com']);
    expect(outcomesOf(emulator)).toEqual(Array(5).fill('accepted'));
    const client = await sendgrid.client();
    const [, body] = await client.request({ method: 'GET', url: '/v3/user/webhooks/event/settings/all' });
    expect(body).toMatchObject({
      webhooks: [
        { url: 'https://app.test/webhooks', delivered: true, bounce: true },
        { url: 'https://audit.test/webhooks', delivered: true, spam_report: true, bounce: false },
      ],
    });
  });

  it('are not believed when somebody has changed them', async () => {
    const { sendgrid, emulator, clock, handled } = await createApp();
    emulator.faults.add({ webhook: 'delivered', fault: { type: 'tamper' } });
    await sendgrid.emails.send(hello);
    await clock.settle(emulator.webhooks.flush());
    expect(emulator.webhooks.deliveries.map(({ fault, status }) => [fault, status])).toEqual([
      [undefined, 200],
      ['tamper', 401],
      [undefined, 200],
    ]);
    expect(typesOf(handled)).toEqual(['processed', 'delivered']);
  });

  it('come again when one of a batch fails, and only that one is handled again', async () => {
    let isFailing = true;
    const { sendgrid, emulator, clock, handled, attempts } = await createApp(undefined, ({ event, email }) => {
      const fails = isFailing && event === 'delivered' && String(email).startsWith('bob');
      if (fails) isFailing = false;
      return fails;
    });
    await sendgrid.emails.send({ ...hello, to: ['ada@example.com', 'bob@example.com'] });
    await clock.settle(emulator.webhooks.flush());
    expect(outcomesOf(emulator)).toEqual(['accepted', 'refused', 'accepted']);
    expect(handled).toHaveLength(4);
    expect(attempts).toHaveLength(5);
  });
});
