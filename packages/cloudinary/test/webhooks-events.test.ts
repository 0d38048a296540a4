import { createMemoryInbox, createWebhookHandler, type WebhookItem } from '@breakwater/core/webhooks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudinaryWebhook, signCloudinaryWebhook } from '../src/webhooks/index.js';

const SECRET = 'cld-api-secret';
const NOW = 1_700_000_000_000;
const UPLOAD = {
  notification_type: 'upload',
  timestamp: '2023-11-14T22:13:19+00:00',
  request_id: 'r1',
  asset_id: 'a1',
  public_id: 'p1',
  version: 1_699_999_999,
  secure_url: 'https://images.test/p1.jpg',
};

const source = cloudinaryWebhook({ secrets: [SECRET] });
const split = (body: string): ReturnType<typeof source.split> => source.split(new TextEncoder().encode(body), {});
const itemOf = (payload: unknown): WebhookItem => {
  const result = split(typeof payload === 'string' ? payload : JSON.stringify(payload));
  if (!result.ok || result.items.length !== 1) throw new Error('There is no item.');
  return result.items[0] as WebhookItem;
};

describe('the event in a notification', () => {
  it('has type, asset and time', () => {
    expect(itemOf(UPLOAD)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      idOrigin: 'derived',
      type: 'upload',
      subject: 'a1',
      occurredAt: 1_699_999_999_000,
      event: UPLOAD,
    });
    const context = { triggered_at: '2023-11-14T22:13:18.5Z', triggered_by: { source: 'api', id: 'x' } };
    expect(itemOf({ ...UPLOAD, notification_context: context }).occurredAt).toBe(1_699_999_998_500);
  });

  it.each<readonly [string, object, Partial<WebhookItem>]>([
    ['without type', { notification_type: undefined }, { type: 'unknown', idOrigin: 'body-hash' }],
    ['with an endless type', { notification_type: 'x'.repeat(256) }, { type: 'unknown', idOrigin: 'body-hash' }],
    ['of a new type', { notification_type: 'teleport' }, { type: 'teleport', idOrigin: 'derived' }],
    ['without request', { request_id: undefined }, { idOrigin: 'body-hash' }],
    ['without asset id', { asset_id: undefined }, { subject: 'p1' }],
    ['without asset', { asset_id: null, public_id: null }, { subject: undefined }],
    ['with a time that is none', { timestamp: 'soon' }, { occurredAt: undefined }],
    ['with a context that is none', { notification_context: null, timestamp: 7 }, { occurredAt: undefined }],
  ])('is found in one %s', (_, change, expected) => {
    expect(itemOf({ ...UPLOAD, ...change })).toMatchObject(expected);
  });

  it('is the same when it is delivered again, and another one for another change', () => {
    expect(itemOf({ ...UPLOAD, attempt: 2 }).id).toBe(itemOf(UPLOAD).id);
    const others = [
      { notification_type: 'delete' },
      { request_id: 'r2' },
      { asset_id: 'a2' },
      { public_id: 'p2' },
      { version: 2 },
      { batch_id: 'b1' },
      { info_kind: 'ocr' },
      { moderation_kind: 'manual', moderation_status: 'approved' },
      { moderation_kind: 'manual', moderation_status: 'rejected' },
      { request_id: undefined },
      { request_id: undefined, tags: ['x'] },
    ];
    const ids = [UPLOAD, ...others.map((change) => ({ ...UPLOAD, ...change }))].map((payload) => itemOf(payload).id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([
    ['null', 'null', 'invalid_payload'],
    ['a list', JSON.stringify([UPLOAD]), 'invalid_payload'],
    ['a number', '7', 'invalid_payload'],
    ['half an object', '{"notification_type":', 'invalid_json'],
  ])('is not looked for in %s', (_, body, reason) => {
    expect(split(body)).toMatchObject({ ok: false, reason });
  });

  it('is found in any object, or none is', () => {
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom(...Object.keys(UPLOAD), 'notification_context', 'x') }), (value) => {
        const body = JSON.stringify(value);
        expect(split(body)).toMatchObject({ ok: true, items: [{ event: JSON.parse(body) as unknown }] });
      }),
    );
  });
});

describe('notifications behind a handler', () => {
  const clock = { now: () => NOW, setTimeout: () => 0, clearTimeout: () => {} };
  const create = (secrets: readonly string[] = [SECRET]) => {
    const seen: string[] = [];
    const handler = createWebhookHandler({
      source: cloudinaryWebhook({ secrets, algorithm: 'sha256' }),
      inbox: createMemoryInbox({ clock }),
      clock,
      on: { upload: (event) => void seen.push(event.secure_url ?? 'none') },
      onUnhandled: (_, { type }) => void seen.push(type),
    });
    const send = async (payload: unknown, secret = SECRET, at = NOW): Promise<number> => {
      const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
      const headers = await signCloudinaryWebhook(body, { secret, at, algorithm: 'sha256' });
      return (await handler(new Request('https://shop.test/', { method: 'POST', headers, body }))).status;
    };
    return { seen, send };
  };

  it('are applied once, whatever signs them anew', async () => {
    const { seen, send } = create();
    for (const at of [NOW, NOW - 60_000]) expect(await send(UPLOAD, SECRET, at)).toBe(200);
    expect(await send({ ...UPLOAD, notification_type: 'delete' })).toBe(200);
    expect(seen).toEqual(['https://images.test/p1.jpg', 'delete']);
  });

  it('are answered 401, 400 or 500 when they prove nothing, are none, or we have no secret', async () => {
    const { seen, send } = create();
    expect(await send(UPLOAD, 'other')).toBe(401);
    expect(await send(UPLOAD, SECRET, NOW - 7_201_000)).toBe(401);
    expect(await send('[]')).toBe(400);
    expect(await create(['']).send(UPLOAD)).toBe(500);
    expect(seen).toEqual([]);
  });

  it('are remembered for longer than Cloudinary tries', () => {
    expect(source.delivery.retention).toBeGreaterThan(3_600_000);
  });
});
