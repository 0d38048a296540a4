import { describe, expect, it } from 'vitest';
import type { Inbox, StoredDelivery, WebhookContext } from '../../src/webhooks/index.js';
import * as webhooks from '../../src/webhooks/index.js';
import { acmeRequest, createAcme, NOW } from './acme.js';
import { createGate, createHarness } from './handler-harness.js';

const EVENT = { id: 'evt_1', type: 'order.paid' };
const KEY = { tenant: '', source: 'acme', id: 'evt_1' };

/** An inbox whose transactions hold back writes until they commit, as those of a database do. */
function withTransactions(inbox: Inbox): { readonly inbox: Inbox<string[]>; readonly effects: readonly string[] } {
  const effects: string[] = [];
  const transaction = async <T>(work: (transaction: string[]) => Promise<T>): Promise<T> => {
    const writes: string[] = [];
    const result = await work(writes);
    effects.push(...writes);
    return result;
  };
  const complete: Inbox<string[]>['complete'] = (claim, options) =>
    inbox.complete(claim, { ...options, transaction: undefined });
  return { inbox: { ...inbox, transaction, complete }, effects };
}

describe('the lease of a handler at work', () => {
  it('is kept alive for as long as the handler takes', async () => {
    const gate = createGate();
    const { handler, clock, inbox } = createHarness(webhooks, { on: { 'order.paid': gate.handle }, lease: 30_000 });
    void handler(await acmeRequest(webhooks, EVENT));
    await gate.started;
    await clock.advance(200_000);
    expect(await inbox.claim({ lease: 1 })).toEqual([]);
    gate.finish();
    await clock.drain();
    expect(await inbox.find(KEY)).toMatchObject({ state: 'done', attempts: 1 });
    expect(clock.pending).toBe(0);
  });

  it('survives a store that does not answer for a while', async () => {
    const gate = createGate();
    let failures = 2;
    const change = (inbox: Inbox): Inbox => ({
      ...inbox,
      extend: (...input) => (failures-- > 0 ? Promise.reject(new Error('blip')) : inbox.extend(...input)),
    });
    const { handler, clock, inbox } = createHarness(webhooks, { on: { 'order.paid': gate.handle } }, change);
    void handler(await acmeRequest(webhooks, EVENT));
    await gate.started;
    await clock.advance(60_000);
    expect(failures).toBeLessThan(0);
    gate.finish();
    await clock.drain();
    expect(await inbox.find(KEY)).toMatchObject({ state: 'done', attempts: 1 });
  });

  it('ends after the handler timeout: the attempt has failed, and the handler is told', async () => {
    const gate = createGate();
    let context: WebhookContext | undefined;
    const { handler, clock, inbox, told } = createHarness(webhooks, {
      on: { 'order.paid': (_, given) => ((context = given), gate.handle()) },
      handlerTimeout: 60_000,
    });
    void handler(await acmeRequest(webhooks, EVENT));
    await gate.started;
    await clock.advance(59_999);
    expect(context?.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(context?.signal.aborted).toBe(true);
    expect(await inbox.find(KEY)).toMatchObject({
      state: 'retry',
      error: 'Error: The handler took longer than 60000 ms.',
    });
    expect(told('webhook.failed')).toHaveLength(1);
    gate.finish(new Error('long after'));
    await clock.drain();
    expect(await inbox.find(KEY)).toMatchObject({ state: 'retry', attempts: 1 });
    expect(clock.pending).toBe(0);
  });

  it('is noticed when it is lost: the handler is told, and nothing is recorded over the new owner', async () => {
    const gate = createGate();
    let context: WebhookContext | undefined;
    const { handler, clock, inbox, told } = createHarness(webhooks, {
      on: { 'order.paid': (_, given) => ((context = given), gate.handle()) },
      deadline: 60_000,
    });
    // An owner whose process froze: its lease passes to somebody else, who is at it.
    const answer = handler(await acmeRequest(webhooks, EVENT));
    await gate.started;
    const { delivery } = await steal(inbox, clock);
    await clock.advance(10_000);
    expect(context?.signal.aborted).toBe(true);
    expect((await clock.settle(answer)).status).toBe(409);
    expect(await inbox.find(KEY)).toMatchObject({ state: 'claimed', attempts: delivery.attempts });
    expect(told('webhook.failed')).toMatchObject([{ error: 'Error: The delivery was lost to somebody else.' }]);
  });
});

/** Takes a claimed delivery over, as another process does once the lease has lapsed by its clock. */
async function steal(inbox: Inbox, clock: { now(): number; set(now: number): void }): Promise<webhooks.Claim> {
  const now = clock.now();
  clock.set(now + 3_600_000);
  const [claim] = await inbox.claim({ lease: 3_600_000, keys: [KEY] });
  clock.set(now);
  if (!claim) throw new Error('There is nothing to steal.');
  return claim;
}

describe('effects in the transaction of the inbox', () => {
  it('are applied with the record that they are, once for several deliveries', async () => {
    const { clock, inbox: memory } = createHarness(webhooks);
    const { inbox, effects } = withTransactions(memory);
    const handler = webhooks.createWebhookHandler({
      source: createAcme(webhooks),
      inbox,
      clock,
      on: { 'order.paid': ({ id }, { transaction }) => void transaction.push(id) },
    });
    for (let delivery = 0; delivery < 3; delivery++) await clock.settle(handler(await acmeRequest(webhooks, EVENT)));
    expect(effects).toEqual(['evt_1']);
  });

  it('are rolled back when the handler fails afterwards', async () => {
    const { clock, inbox: memory } = createHarness(webhooks);
    const { inbox, effects } = withTransactions(memory);
    let failures = 1;
    const handler = webhooks.createWebhookHandler({
      source: createAcme(webhooks),
      inbox,
      clock,
      on: {
        'order.paid': ({ id }, { transaction }) => {
          transaction.push(id);
          if (failures-- > 0) throw new Error('x');
        },
      },
    });
    expect((await clock.settle(handler(await acmeRequest(webhooks, EVENT)))).status).toBe(503);
    expect(effects).toEqual([]);
    expect((await clock.settle(handler(await acmeRequest(webhooks, EVENT)))).status).toBe(200);
    expect(effects).toEqual(['evt_1']);
  });

  it('are rolled back when the delivery was lost: the owner that froze applies nothing', async () => {
    const { clock, inbox: memory } = createHarness(webhooks);
    const { inbox, effects } = withTransactions(memory);
    const handler = webhooks.createWebhookHandler({
      source: createAcme(webhooks),
      inbox,
      clock,
      on: {
        'order.paid': async ({ id }, { transaction, attempt }) => {
          transaction.push(`${id} by attempt ${attempt}`);
          if (attempt === 1) await steal(memory, clock);
        },
      },
    });
    expect((await clock.settle(handler(await acmeRequest(webhooks, EVENT)))).status).toBe(409);
    expect(effects).toEqual([]);
    await clock.advance(7_200_000);
    await handler.process();
    expect(effects).toEqual(['evt_1 by attempt 3']);
  });
});

describe('a delivery taken up later', () => {
  it('is buried without its handler when it brings down every process that tries it', async () => {
    let runs = 0;
    const { handler, clock, inbox, told } = createHarness(webhooks, {
      mode: 'persist',
      on: { 'order.paid': () => void (runs += 1) },
      retryPolicy: { maxRetries: 2 },
    });
    await handler(await acmeRequest(webhooks, EVENT));
    for (let crash = 0; crash < 3; crash++) {
      await inbox.claim({ lease: 1_000 });
      await clock.advance(1_000);
    }
    expect(await handler.process()).toMatchObject({ dead: 1 });
    expect(runs).toBe(0);
    expect(told('webhook.dead')).toMatchObject([{ error: expect.stringContaining('Given up') }]);
  });

  it.each([
    ['its content was erased', { body: undefined }, 'The content of the delivery was erased.'],
    ['its bytes no longer yield it', { body: new TextEncoder().encode('{}') }, 'no longer yields the event'],
  ])('is buried when %s', async (_, change, error) => {
    const lossy = (inbox: Inbox): Inbox => ({
      ...inbox,
      claim: async (options) =>
        (await inbox.claim(options)).map((claim) => ({
          ...claim,
          delivery: { ...claim.delivery, ...change } as StoredDelivery,
        })),
    });
    const { handler, inbox } = createHarness(webhooks, { mode: 'persist' }, lossy);
    await handler(await acmeRequest(webhooks, EVENT));
    expect(await handler.process()).toMatchObject({ dead: 1 });
    expect((await inbox.find(KEY))?.error).toContain(error);
  });

  it('waits longer from failure to failure, and is handled again after a replay', async () => {
    let isBroken = true;
    const { handler, clock, inbox } = createHarness(webhooks, {
      mode: 'persist',
      on: { 'order.paid': () => (isBroken ? Promise.reject(new Error('x')) : Promise.resolve()) },
      retryPolicy: { maxRetries: 3, baseDelay: 1_000, maxDelay: 3_000, jitter: 'none' },
    });
    await handler(await acmeRequest(webhooks, EVENT));
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      await handler.process();
      const wait = Number((await inbox.find(KEY))?.nextAt) - clock.now();
      waits.push(wait);
      await clock.advance(wait);
    }
    expect(waits).toEqual([1_000, 2_000, 3_000]);
    expect(await handler.process()).toMatchObject({ dead: 1 });
    isBroken = false;
    expect(await inbox.replay(KEY, { actor: 'ops', reason: 'fixed' })).toBe('replayed');
    expect(await handler.process()).toMatchObject({ processed: 1 });
    expect(clock.now()).toBe(NOW + 6_000);
  });
});

describe('PermanentFailure', () => {
  it('is recognised without instanceof, with its cause', () => {
    const cause = new Error('why');
    const failure = new webhooks.PermanentFailure('no', { cause });
    expect(webhooks.isPermanentFailure(failure)).toBe(true);
    expect(failure).toMatchObject({ name: 'PermanentFailure', message: 'no', cause });
    for (const other of [new Error('no'), null, undefined, 'no', { name: 'PermanentFailure' }]) {
      expect(webhooks.isPermanentFailure(other)).toBe(false);
    }
  });
});
