import { beforeAll, describe, expect, it, vi } from 'vitest';
import type * as Webhooks from '../../src/webhooks/index.js';
import type { WebhookHandle, WebhookHandlerOptions } from '../../src/webhooks/index.js';
import { type AcmeEvent, type AcmeEvents, createAcme } from './acme.js';
import { loadWebhooks } from './crypto-builds.js';
import { asDurable, createGate, createHarness, type Harness } from './handler-harness.js';

type Handle = WebhookHandle<AcmeEvent>;

const EVENT = { id: 'evt_1', type: 'order.paid', order: 'order_1' };
const REPLY = { contentType: 'text/xml', body: '<Response/>' };

describe('what a handler answers', () => {
  let webhooks: typeof Webhooks;
  beforeAll(async () => {
    webhooks = await loadWebhooks('node');
  });

  const harness = (
    delivery: Webhooks.DeliveryOverrides,
    options: Partial<WebhookHandlerOptions<AcmeEvents>> = {},
    change: Parameters<typeof createHarness>[2] = (inbox) => inbox,
  ): Harness => createHarness(webhooks, { source: createAcme(webhooks, { delivery }), ...options }, change);
  const reading: Webhooks.DeliveryOverrides = { replyTypes: ['text/xml'] };

  it('is sent as it is, with its type and the status of success', async () => {
    const { deliver } = harness(reading, { on: { 'order.paid': () => REPLY } });
    const response = await deliver(EVENT);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/xml']);
    expect(await response.text()).toBe('<Response/>');
  });

  it.each([204, 205])('has the status 200 where success is %i, which has no body', async (done) => {
    const { deliver } = harness({ ...reading, statuses: { done } }, { on: { 'order.paid': () => REPLY } });
    expect((await deliver(EVENT)).status).toBe(200);
    expect((await deliver({ ...EVENT, id: 'evt_2', type: 'order.updated' })).status).toBe(done);
  });

  it('never makes a success of what the sender takes for a failure', async () => {
    const { deliver } = harness({ ...reading, statuses: { done: 410 } }, { on: { 'order.paid': () => REPLY } });
    const response = await deliver(EVENT);
    expect(response.status).toBe(410);
    expect(await response.json()).toEqual({ outcome: 'done' });
  });

  it('is the same for a repeated delivery, without handling it again', async () => {
    let calls = 0;
    const paid = vi.fn<Handle>(() => ({ ...REPLY, body: `<Response>${++calls}</Response>` }));
    const { deliver } = harness(reading, { on: { 'order.paid': paid } });
    const answers = [await deliver(EVENT), await deliver(EVENT)];
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([
      '<Response>1</Response>',
      '<Response>1</Response>',
    ]);
    expect(paid).toHaveBeenCalledTimes(1);
  });

  it('is forgotten after a thousand others, and then the usual answer is given', async () => {
    const { deliver } = harness(reading, { on: { 'order.paid': () => REPLY } });
    for (let number = 1; number <= 1_001; number++) await deliver({ ...EVENT, id: `evt_${number}` });
    expect(await (await deliver(EVENT)).json()).toEqual({ outcome: 'done' });
    expect(await (await deliver({ ...EVENT, id: 'evt_2' })).text()).toBe('<Response/>');
  });

  it('comes with the repetition when the handler took longer than the sender waits', async () => {
    const gate = createGate();
    const paid: Handle = async () => {
      await gate.handle();
      return REPLY;
    };
    const { deliver, clock } = harness(reading, { on: { 'order.paid': paid }, deadline: 1_000 });
    const late = await deliver(EVENT);
    expect(late.status).toBe(503);
    gate.finish();
    await clock.advance(10);
    expect(await (await deliver(EVENT)).text()).toBe('<Response/>');
  });

  it('comes from the handler of all other events too', async () => {
    const { deliver } = harness(reading, { onUnhandled: () => REPLY });
    expect(await (await deliver(EVENT)).text()).toBe('<Response/>');
  });

  it.each([
    ['a type that the sender does not read', { ...REPLY, contentType: 'text/html' }],
    ['no text', { ...REPLY, body: 1 }],
    ['something else', ['text/xml', '<Response/>']],
    ['nothing', undefined],
    ['null', null],
  ])('is left out when it is %s', async (_, said) => {
    const { deliver } = harness(reading, { on: { 'order.paid': () => said as never } });
    const response = await deliver(EVENT);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ outcome: 'done' });
  });

  it('is left out for a sender that reads no answers', async () => {
    const { deliver } = harness({}, { on: { 'order.paid': () => REPLY } });
    expect(await (await deliver(EVENT)).json()).toEqual({ outcome: 'done' });
  });

  it('is left out for several events in one request, whose answer is nobody’s to write', async () => {
    const { deliver } = harness(reading, { on: { 'order.paid': () => REPLY } });
    expect(await (await deliver([EVENT, { ...EVENT, id: 'evt_2' }])).json()).toEqual({ outcome: 'done' });
  });

  it('is left out when the work is done later', async () => {
    const { deliver, handler, inbox } = harness(reading, { on: { 'order.paid': () => REPLY } }, asDurable);
    expect(await (await deliver(EVENT)).json()).toEqual({ outcome: 'stored' });
    await handler.process();
    expect(await inbox.find({ tenant: '', source: 'acme', id: 'evt_1' })).toMatchObject({ result: 'processed' });
    expect(await (await deliver(EVENT)).json()).toEqual({ outcome: 'done' });
  });

  it('is left out when the effect could not be recorded', async () => {
    const { deliver } = harness(reading, { on: { 'order.paid': () => REPLY } }, (inbox) => ({
      ...inbox,
      complete: () => Promise.reject(new Error('The store is gone.')),
    }));
    const response = await deliver(EVENT);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ outcome: 'failed' });
  });

  it('has types that are checked when the source is made', () => {
    expect(() => createAcme(webhooks, { delivery: { replyTypes: ['xml'] } })).toThrow(/replyTypes must be an array/);
  });
});
