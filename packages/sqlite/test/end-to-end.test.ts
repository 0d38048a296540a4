import {
  createHmacScheme,
  createWebhookHandler,
  createWebhookSource,
  createWebhookWorker,
  decodeHex,
  encodeHex,
  type HmacKey,
  readHeader,
  signWebhook,
  type WebhookHandle,
  type WebhookHandler,
  type WebhookSource,
  type WebhookWorker,
} from '@breakwater/core/webhooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { SqliteInbox, SqliteTransaction } from '../src/index.js';
import { applyEffect } from './processes/effect.js';
import { createTemporaryStore } from './temporary-store.js';

const SECRET = 'acme_canary_secret_1';

interface Order {
  readonly id: string;
  readonly type: string;
}

const scheme = createHmacScheme({
  name: 'acme',
  algorithm: 'sha256',
  headers: ['acme-signature'],
  parse(headers) {
    const header = readHeader(headers, 'acme-signature');
    const mac = typeof header === 'string' ? decodeHex(header, 32) : undefined;
    return { signatures: mac ? [mac] : [] };
  },
  compose: () => ({ headers: (mac) => ({ 'acme-signature': encodeHex(mac) }) }),
});

const createAcme = (): WebhookSource<Record<'order.paid', Order>> =>
  createWebhookSource<Record<'order.paid', Order>, HmacKey>({
    name: 'acme',
    scheme,
    secrets: [SECRET],
    events: (payload) => {
      const event = payload as Order;
      return [{ id: event.id, idOrigin: 'sender', type: event.type, event }];
    },
  });

async function send(handler: WebhookHandler, event: Order): Promise<number> {
  const body = JSON.stringify(event);
  const headers = await signWebhook(body, { scheme, key: scheme.importKey(SECRET), at: Date.now() });
  return (await handler(new Request('https://shop.test/webhooks', { method: 'POST', body, headers }))).status;
}

describe('a handler and a worker over the store', () => {
  const temporary = createTemporaryStore();
  const workers: WebhookWorker[] = [];
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.stop();
  });
  const handlerOf = (inbox: SqliteInbox, handle: WebhookHandle<Order, SqliteTransaction>): WebhookHandler =>
    createWebhookHandler({ source: createAcme(), inbox, on: { 'order.paid': handle } });
  /** A worker that would look by itself only in an hour. */
  const startWorker = (handler: WebhookHandler): void => {
    const worker = createWebhookWorker({ handlers: [handler], pollInterval: 3_600_000, maxPollInterval: 3_600_000 });
    workers.push(worker);
    worker.start();
  };
  /** The state of a delivery as soon as it has ended. */
  const whenEnded = async (inbox: SqliteInbox, id: string): Promise<unknown> => {
    for (;;) {
      const found = await inbox.find({ tenant: '', source: 'acme', id });
      if (found?.state === 'done' || found?.state === 'dead') return found.state;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  };

  it('answer a signed webhook when it is stored, and handle it once, at once', async () => {
    const inbox = temporary.open('one');
    const handler = handlerOf(inbox, async (event, { transaction }) => applyEffect(transaction, event.id));
    startWorker(handler);
    expect(await send(handler, { id: 'evt_1', type: 'order.paid' })).toBe(200);
    expect(await whenEnded(inbox, 'evt_1')).toBe('done');
    expect(await send(handler, { id: 'evt_1', type: 'order.paid' })).toBe(200);
    expect(temporary.count('one', 'evt_1')).toBe(1);
  });

  it('work in two processes: what one stores wakes the worker of the other', async () => {
    const [receiving, working] = [temporary.open('two'), temporary.open('two', { watchInterval: 5 })];
    const receiver = handlerOf(receiving, async () => {
      throw new Error('This process only receives');
    });
    startWorker(handlerOf(working, async (event, { transaction }) => applyEffect(transaction, event.id)));
    expect(await send(receiver, { id: 'evt_1', type: 'order.paid' })).toBe(200);
    expect(await whenEnded(working, 'evt_1')).toBe('done');
    expect(temporary.count('two', 'evt_1')).toBe(1);
  });

  it('handle many side by side, some of which do not touch the database, without a lost or a double one', async () => {
    const inbox = temporary.open('many');
    const handled: string[] = [];
    const handler = handlerOf(inbox, async (event, { transaction }) => {
      handled.push(event.id);
      if (Number(event.id) % 3 > 0) await applyEffect(transaction, event.id);
    });
    startWorker(handler);
    const ids = Array.from({ length: 60 }, (_, index) => String(index));
    const answers = await Promise.all([...ids, ...ids].map((id) => send(handler, { id, type: 'order.paid' })));
    expect(new Set(answers)).toEqual(new Set([200]));
    for (const id of ids) expect(await whenEnded(inbox, id)).toBe('done');
    expect(handled.toSorted()).toEqual(ids.toSorted());
    expect(temporary.query('many', 'SELECT count(*) AS count FROM effect')).toEqual([{ count: 40 }]);
  });

  it('write nothing of a handler that failed', async () => {
    const inbox = temporary.open('failed');
    const handler = createWebhookHandler<Record<'order.paid', Order>, SqliteTransaction>({
      source: createAcme(),
      inbox,
      retryPolicy: { maxRetries: 0 },
      on: {
        'order.paid': async (event, { transaction }) => {
          await applyEffect(transaction, event.id);
          throw new Error('no stock');
        },
      },
    });
    startWorker(handler);
    await send(handler, { id: 'evt_1', type: 'order.paid' });
    expect(await whenEnded(inbox, 'evt_1')).toBe('dead');
    expect(temporary.count('failed', 'evt_1')).toBe(0);
    expect(await inbox.find({ tenant: '', source: 'acme', id: 'evt_1' })).toMatchObject({ error: 'Error: no stock' });
  });
});
