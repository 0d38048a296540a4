import { generateKeyPairSync } from 'node:crypto';
import {
  createMemoryInbox,
  createWebhookHandler,
  type Inbox,
  type WebhookHandler,
  type WebhookItem,
} from '@breakwater/core/webhooks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asDurable } from '../../core/test/webhooks/handler-harness.js';
import { signSendGridWebhook, sendGridWebhook as webhook } from '../src/webhooks/index.js';

const NOW = 1_700_000_000_000;
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' });
const privateKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
const source = webhook({ publicKeys: [publicKey] });

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (body: Uint8Array | undefined): string | undefined => body && new TextDecoder().decode(body);
const split = (body: string | Uint8Array): ReturnType<typeof source.split> =>
  source.split(typeof body === 'string' ? bytes(body) : body, {});
const itemsOf = (body: string | Uint8Array): readonly WebhookItem[] => {
  const result = split(body);
  if (!result.ok) throw new Error(result.detail);
  return result.items;
};

const DELIVERED = {
  email: 'a@shop.test',
  event: 'delivered',
  sg_event_id: 'e1',
  sg_message_id: 'm1.x.y-0',
  timestamp: 9,
};
const OPEN = { ...DELIVERED, event: 'open', sg_event_id: 'e2', timestamp: 10, order: 'custom' };
/** As SendGrid writes it: a line break after each event. */
const toBatch = (...events: readonly unknown[]): string =>
  `[${events.map((event) => JSON.stringify(event)).join(',\r\n')}]\r\n`;

describe('the events of a batch', () => {
  it('are items of their own, with id, type, time, message and custom arguments', () => {
    expect(itemsOf(toBatch(DELIVERED, OPEN))).toMatchObject([
      { id: 'e1', idOrigin: 'sender', type: 'delivered', occurredAt: 9_000, subject: 'm1', event: DELIVERED },
      { id: 'e2', idOrigin: 'sender', type: 'open', occurredAt: 10_000, subject: 'm1', event: OPEN },
    ]);
  });

  it('are stored each with its own bytes, as SendGrid wrote them', () => {
    const first = '{ "sg_event_id":"a", "n":12345678901234567890, "t":"\\u0041,]}\\"\\\\" , "l":[1,[{}]] }';
    const second = '{"sg_event_id":"b","ü":"€,{"}';
    const items = itemsOf(`[ ${first} ,\r\n\t${second}\r\n]\r\n`);
    expect(items.map(({ body }) => text(body))).toEqual([`[${first}]`, `[${second}]`]);
  });

  it('keep the bytes that were signed when there is only one', () => {
    expect(itemsOf(toBatch(DELIVERED))[0]?.body).toBeUndefined();
  });

  it.each<readonly [string, unknown, Partial<WebhookItem>]>([
    ['null', null, { type: 'unknown', idOrigin: 'body-hash' }],
    ['a number', 7, { type: 'unknown', idOrigin: 'body-hash' }],
    ['a list', [DELIVERED], { type: 'unknown', idOrigin: 'body-hash' }],
    ['an empty object', {}, { type: 'unknown', idOrigin: 'body-hash' }],
    ['no id', { ...DELIVERED, sg_event_id: undefined }, { type: 'delivered', idOrigin: 'derived', subject: 'm1' }],
    ['an id that is no text', { ...DELIVERED, sg_event_id: 7 }, { idOrigin: 'derived' }],
    ['an endless id', { ...DELIVERED, sg_event_id: 'x'.repeat(256) }, { idOrigin: 'derived' }],
    ['no type', { ...DELIVERED, event: undefined }, { type: 'unknown', id: 'e1' }],
    ['an endless type', { ...DELIVERED, event: 'x'.repeat(256) }, { type: 'unknown', id: 'e1' }],
    ['a new type', { ...DELIVERED, event: 'teleported' }, { type: 'teleported', id: 'e1' }],
    ['a time that is none', { ...DELIVERED, timestamp: 'soon' }, { id: 'e1', occurredAt: undefined }],
    ['a time beyond all numbers', { ...DELIVERED, timestamp: 1e308 }, { id: 'e1', occurredAt: undefined }],
    ['an endless message id', { ...DELIVERED, sg_message_id: 'x'.repeat(256) }, { id: 'e1', subject: undefined }],
  ])('do not suffer from one with %s', (_, odd, expected) => {
    const items = itemsOf(toBatch(DELIVERED, odd, OPEN));
    expect(items).toMatchObject([{ id: 'e1' }, expected, { id: 'e2' }]);
    // What is stored yields the same event again.
    const [, item] = items;
    expect(itemsOf(item?.body ?? new Uint8Array())).toEqual(
      [{ ...item, body: undefined }].map(({ body: __, ...rest }) => rest),
    );
  });

  it.each([
    ['an object', '{"event":"open"}', 'invalid_payload'],
    ['null', 'null', 'invalid_payload'],
    ['a text', '"[]"', 'invalid_payload'],
    ['a cut array', '[{"event":', 'invalid_json'],
    ['bytes that are no UTF-8', Uint8Array.from([0x5b, 0x22, 0xff, 0x22, 0x5d]), 'invalid_utf8'],
  ])('are not looked for in %s', (_, body, reason) => {
    expect(split(body)).toMatchObject({ ok: false, reason });
  });

  it('may be none', () => {
    expect(itemsOf('[ ]\r\n')).toEqual([]);
  });

  it('have derived ids that are the same for a repetition, and others for another event', () => {
    const { sg_event_id: _, ...fact } = DELIVERED;
    const idOf = (event: object): string | undefined => itemsOf(toBatch(OPEN, event))[1]?.id;
    expect(idOf(fact)).toBe(idOf({ ...fact, attempt: '2' }));
    const others = [
      { email: 'b@shop.test' },
      { event: 'click' },
      { timestamp: 10 },
      { url: 'u' },
      { sg_message_id: 'm2' },
    ];
    const ids = [fact, ...others.map((change) => ({ ...fact, ...change }))].map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are cut out of any JSON as they were put in', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1, '\t'), (values, indent) => {
        const body = JSON.stringify(values, undefined, indent);
        const stored = itemsOf(body).map((item) => JSON.parse(text(item.body) ?? body) as unknown);
        expect(stored).toEqual((JSON.parse(body) as unknown[]).map((value) => [value]));
      }),
    );
  });

  it('are counted right in a batch that is nested too deeply to be written again', () => {
    const items = itemsOf(`[${'['.repeat(100_000)}${']'.repeat(100_000)},${JSON.stringify(OPEN)}]`);
    expect(items.map(({ type }) => type)).toEqual(['unknown', 'open']);
  });
});

describe('a batch behind a handler', () => {
  const create = (change: (inbox: Inbox) => Inbox = (inbox) => inbox) => {
    const time = { now: NOW };
    const clock = { now: () => time.now, setTimeout: () => 0, clearTimeout: () => {} };
    const seen: string[] = [];
    const broken = new Set<string>();
    const note = (event: unknown, { id, type }: { id: string; type: string }): void => {
      seen.push(`${type} ${id}`);
      if (broken.has(id)) throw new Error('not today');
    };
    const inbox = change(createMemoryInbox({ clock }));
    const on = { delivered: note, open: note };
    const handler = createWebhookHandler({ source, inbox, clock, on, onUnhandled: note, random: () => 0 });
    return { handler, inbox, seen, broken, time };
  };
  const send = async (handler: WebhookHandler, body: string): Promise<number> => {
    const headers = await signSendGridWebhook(body, { privateKey, at: NOW });
    return (await handler(new Request('https://shop.test/', { method: 'POST', headers, body }))).status;
  };
  const BATCH = toBatch(DELIVERED, OPEN, { event: 'unheard_of', sg_event_id: 'e3' }, 7);

  it('repeats only the event whose handler failed', async () => {
    const { handler, seen, broken, time } = create();
    broken.add('e2');
    expect(await send(handler, BATCH)).toBe(503);
    const [, , , odd] = itemsOf(BATCH);
    expect(seen.splice(0)).toEqual(['delivered e1', 'open e2', 'unheard_of e3', `unknown ${odd?.id}`]);
    broken.clear();
    time.now += 60_000;
    expect(await send(handler, BATCH)).toBe(200);
    expect(seen.splice(0)).toEqual(['open e2']);
    expect(await send(handler, BATCH)).toBe(200);
    expect(seen).toEqual([]);
  });

  it('is answered as soon as it is stored, and worked on event by event from what is stored', async () => {
    const { handler, inbox, seen, broken, time } = create(asDurable);
    broken.add('e2');
    expect(await send(handler, BATCH)).toBe(200);
    expect(seen).toEqual([]);
    expect(await handler.process()).toMatchObject({ processed: 1, unhandled: 2, failed: 1 });
    broken.clear();
    time.now += 60_000;
    expect(await handler.process()).toMatchObject({ processed: 1, failed: 0 });
    expect(seen.slice(4)).toEqual(['open e2']);
    const { deliveries } = await inbox.list();
    expect(deliveries.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('applies an event once that is in it twice, or in another batch too', async () => {
    const { handler, seen } = create();
    expect(await send(handler, toBatch(DELIVERED, OPEN, DELIVERED))).toBe(200);
    expect(await send(handler, toBatch(OPEN))).toBe(200);
    expect(seen).toEqual(['delivered e1', 'open e2']);
  });

  it("answers in SendGrid's terms", async () => {
    const { handler } = create();
    expect(await send(handler, toBatch())).toBe(200);
    expect(await send(handler, '{}')).toBe(400);
    const forged = new Request('https://shop.test/', { method: 'POST', body: BATCH });
    expect((await handler(forged)).status).toBe(401);
    const keyless = createWebhookHandler({ source: webhook({ publicKeys: [] }), inbox: createMemoryInbox(), on: {} });
    expect(await send(keyless, BATCH)).toBe(500);
    expect(source.delivery.retention).toBeGreaterThan(86_400_000);
    expect(source.delivery.maxBodyBytes).toBeGreaterThan(768 * 1_024);
  });
});
