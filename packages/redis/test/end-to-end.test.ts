import { createWebhookHandler, createWebhookWorker, latest, type WebhookHandler } from '@breakwater/core/webhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { createRedisInbox, createRedisVersionStore } from '../src/index.js';
import { CLIENTS, createPrefix, needsRedis } from './redis-server.js';
import { createOrderSource, type OrderEvent, signedOrder } from './signed-orders.js';

const prefix = createPrefix();
const closers: (() => unknown)[] = [];
let stores = 0;

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** What is called, as far as it has been, and a promise of so many calls. */
function createLog(): {
  readonly seen: OrderEvent[];
  add(event: OrderEvent): void;
  until(count: number): Promise<void>;
} {
  const seen: OrderEvent[] = [];
  let wake = (): void => {};
  return {
    seen,
    add(event) {
      seen.push(event);
      wake();
    },
    until: (count) =>
      new Promise((resolve) => {
        wake = (): void => {
          if (seen.length >= count) resolve();
        };
        wake();
      }),
  };
}

describe.each(['ioredis', 'node-redis'] as const)('a webhook, by %s', needsRedis, (kind) => {
  /** The handler of the application, in a process with a connection of its own. */
  const openProcess = async (
    keyPrefix: string,
    handle: Parameters<typeof createWebhookHandler<{ 'order.paid': OrderEvent }>>[0]['on']['order.paid'],
  ): Promise<WebhookHandler> => {
    const { client, close } = await CLIENTS[kind]();
    closers.push(close);
    const inbox = createRedisInbox({ client, keyPrefix });
    return createWebhookHandler({ source: createOrderSource(), inbox, on: { 'order.paid': handle } });
  };

  it('is stored by one process and handled once by another, which is woken and does not poll', async () => {
    const keyPrefix = `${prefix}:${stores++}`;
    const log = createLog();
    const web = await openProcess(keyPrefix, () => {
      throw new Error('The web process handles nothing');
    });
    const processor = await openProcess(keyPrefix, (event) => log.add(event));
    const idle = { pollInterval: 3_600_000, maxPollInterval: 3_600_000 };
    const worker = createWebhookWorker({ handlers: [processor], ...idle });
    worker.start();
    closers.push(() => worker.stop());

    const event = { id: 'evt_1', at: 1, order: 'order_1', total: 5 };
    expect((await web(await signedOrder(event))).status).toBe(200);
    await log.until(1);
    expect((await web(await signedOrder({ ...event, id: 'evt_2' }))).status).toBe(200);
    const sentAt = performance.now();
    await log.until(2);
    expect(performance.now() - sentAt).toBeLessThan(1_000);

    expect((await web(await signedOrder(event))).status).toBe(200); // a duplicate
    await worker.stop();
    expect(log.seen.map(({ id }) => id)).toEqual(['evt_1', 'evt_2']);
    expect((await web.process()).processed).toBe(0);
  });

  it('never lets an older event overwrite a newer one, whichever process has it', async () => {
    const keyPrefix = `${prefix}:${stores++}`;
    const totals = new Map<string, number>();
    let handled = 0;
    const processes: WebhookHandler[] = [];
    for (let index = 0; index < 4; index++) {
      const { client, close } = await CLIENTS[kind]();
      closers.push(close);
      const versions = createRedisVersionStore({ client, keyPrefix });
      const guarded = latest<OrderEvent>(
        async ({ order, total }) => {
          await new Promise(setImmediate); // others may come in here, if they are let
          totals.set(order, total);
          handled += 1;
        },
        { versions, ties: 'supersede' },
      );
      processes.push(await openProcess(keyPrefix, guarded));
    }
    const events = Array.from({ length: 60 }, (_, index) => {
      const at = ((index * 37) % 60) + 1;
      return { id: `evt_${index}`, at, order: `order_${index % 3}`, total: at };
    });
    for (const event of events) {
      const answer = await processes[0]?.(await signedOrder(event));
      expect(answer?.status).toBe(200);
    }
    const reports = await Promise.all(processes.map((one) => one.process()));
    const newest = (order: string): number => Math.max(...events.filter((e) => e.order === order).map(({ at }) => at));
    expect([...totals].every(([order, total]) => total === newest(order))).toBe(true);
    expect(totals.size).toBe(3);
    const sum = (pick: (report: (typeof reports)[number]) => number): number =>
      reports.reduce((all, report) => all + pick(report), 0);
    expect([sum(({ processed }) => processed), sum(({ processed, superseded }) => processed + superseded)]).toEqual([
      handled,
      60,
    ]);
  });
});
