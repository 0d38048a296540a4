import {
  createWebhookHandler,
  createWebhookWorker,
  type WebhookHandle,
  type WebhookHandler,
} from '@breakwater/core/webhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresInboxOptions, PostgresTransaction } from '../src/index.js';
import { type AcmeEvent, createAcme, delivery, toSignedRequest } from './acme.js';
import { createGate } from './gate.js';
import { type InboxBench, openInboxBench } from './inbox-bench.js';
import { hasPostgres } from './test-database.js';

const FOREVER = 2 ** 31 - 1;

describe.runIf(hasPostgres)('a webhook', () => {
  let bench: InboxBench;
  beforeAll(async () => {
    bench = await openInboxBench();
  });
  afterAll(() => bench.close());

  /** A process with a handler, on the clocks of the machine and the server. */
  const openProcess = (
    handle: WebhookHandle<AcmeEvent, PostgresTransaction>,
    options: Partial<PostgresInboxOptions> = {},
  ): WebhookHandler =>
    createWebhookHandler({
      source: createAcme(),
      inbox: bench.open({ clock: undefined, ...options }),
      on: { 'order.paid': handle },
      retryPolicy: { baseDelay: 1, maxDelay: 1, jitter: 'none' },
    });

  it('that one process stores is handled by another at once and once, without polling', async () => {
    const handled = createGate();
    const receiver = openProcess(() => {
      throw new Error('The process that receives does not work.');
    });
    const listening = createGate();
    const working = bench.open({ clock: undefined });
    const inbox = {
      ...working,
      onArrival: (listener: () => void) =>
        working.onArrival?.(() => {
          listener();
          listening.open();
        }) ?? ((): void => {}),
    };
    const handler = createWebhookHandler({
      source: createAcme(),
      inbox,
      on: {
        'order.paid': async ({ id }, { transaction }) => {
          await transaction.query(bench.effect, [id]);
          handled.open();
        },
      },
    });
    const worker = createWebhookWorker({ handlers: [handler], pollInterval: FOREVER, maxPollInterval: FOREVER });
    worker.start();
    await listening.passed;
    for (let repeat = 0; repeat < 3; repeat += 1) {
      const response = await receiver(await toSignedRequest({ id: 'evt_1', type: 'order.paid' }));
      expect(response.status).toBe(200);
    }
    await handled.passed;
    expect(await worker.stop()).toEqual({ finished: expect.any(Number), aborted: 0, abandoned: 0 });
    expect(await bench.countEffects('evt_1')).toBe(1);
    expect(await bench.inbox.find(delivery('evt_1'))).toMatchObject({
      state: 'done',
      result: 'processed',
      attempts: 1,
    });
  });

  it('is taken up again when its connection is lost in the middle of the handler, and has its effect once', async () => {
    const done = createGate();
    let attempts = 0;
    const handler = openProcess(async ({ id }, { transaction }) => {
      attempts += 1;
      await transaction.query(bench.effect, [id]);
      if (attempts === 1) {
        const { rows } = await transaction.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await bench.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
        return;
      }
      done.open();
    });
    const worker = createWebhookWorker({ handlers: [handler], pollInterval: 5 });
    worker.start();
    await handler(await toSignedRequest({ id: 'evt_2', type: 'order.paid' }));
    await done.passed;
    await worker.stop();
    expect([attempts, await bench.countEffects('evt_2')]).toEqual([2, 1]);
    expect(await bench.inbox.find(delivery('evt_2'))).toMatchObject({ state: 'done', attempts: 2 });
  });

  it('is applied once each when several processes work with more concurrency than their pools have room for', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `many_${index}`);
    const all = createGate();
    let left = ids.length;
    const processes = [1, 2, 3].map(() =>
      openProcess(
        async ({ id }, { transaction }) => {
          await transaction.query(bench.effect, [id]);
          left -= 1;
          if (left === 0) all.open();
        },
        { pool: bench.database.openPool({ max: 4 }) },
      ),
    );
    const workers = processes.map((handler) => createWebhookWorker({ handlers: [handler], concurrency: 10 }));
    for (const worker of workers) worker.start();
    await Promise.all(
      ids.flatMap((id) => processes.map(async (handler) => handler(await toSignedRequest({ id, type: 'order.paid' })))),
    );
    await all.passed;
    const reports = await Promise.all(workers.map((worker) => worker.stop()));
    expect(reports.every(({ aborted, abandoned }) => aborted + abandoned === 0)).toBe(true);
    for (const id of ids) expect(await bench.countEffects(id), id).toBe(1);
  });
});
