import { describe, expect, it } from 'vitest';
import { createFaultProgram, type FaultRule } from '../src/fault-program.js';
import { createVirtualClock, type VirtualClock } from '../src/virtual-clock.js';
import { createWebhookSender, type WebhookMessage, type WebhookSender } from '../src/webhook-sender.js';

interface Received {
  readonly body: string;
  readonly signature: string | null;
}

const message = (id: string, type = 'thing.made'): WebhookMessage => ({ id, type, body: JSON.stringify({ id, type }) });

function start(
  rules: readonly FaultRule[],
  statuses: (number | 'fail' | 'hang')[] = [],
  retryDelays: readonly number[] = [],
): { clock: VirtualClock; received: Received[]; sender: WebhookSender } {
  const clock = createVirtualClock(0);
  const received: Received[] = [];
  const sender = createWebhookSender({
    url: 'https://app.test/webhooks',
    clock,
    retryDelays,
    faults: createFaultProgram(rules),
    sign: (body, at) => ({ signature: `${at}:${body.length}:${body}` }),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      received.push({ body: await request.text(), signature: request.headers.get('signature') });
      const status = statuses.shift() ?? 200;
      if (status === 'fail') throw new TypeError('fetch failed');
      if (status === 'hang') {
        await new Promise((resolve) => {
          request.signal.addEventListener('abort', resolve);
        });
        throw request.signal.reason;
      }
      return new Response(null, { status });
    },
  });
  return { clock, received, sender };
}

describe('webhook sender', () => {
  it('signs what it sends and keeps the order', async () => {
    const { received, sender } = start([]);
    sender.send(message('1'));
    sender.send(message('2'));
    await sender.flush();
    const bodies = [message('1').body, message('2').body];
    expect(received).toEqual(bodies.map((body) => ({ body, signature: `0:${body.length}:${body}` })));
    expect(sender.deliveries).toEqual([
      { id: '1', type: 'thing.made', at: 0, attempt: 1, outcome: 'accepted', status: 200 },
      { id: '2', type: 'thing.made', at: 0, attempt: 1, outcome: 'accepted', status: 200 },
    ]);
  });

  it('retries by its schedule until it is accepted', async () => {
    const { clock, sender } = start([], [500, 'fail', 302], [1_000, 5_000, 60_000, 60_000]);
    sender.send(message('1'));
    await clock.settle(sender.flush());
    expect(sender.deliveries.map(({ at, attempt, outcome, status }) => [at, attempt, outcome, status])).toEqual([
      [0, 1, 'refused', 500],
      [1_000, 2, 'failed', undefined],
      [6_000, 3, 'refused', 302],
      [66_000, 4, 'accepted', 200],
    ]);
  });

  it('keeps the beginning of what a refused delivery was answered', async () => {
    const answers = [new Response(`no: ${'\u{20ac}'.repeat(500)}`, { status: 400 }), new Response('yes')];
    const sender = createWebhookSender({
      url: 'https://app.test/webhooks',
      clock: createVirtualClock(0),
      sign: () => ({}),
      fetch: () => Promise.resolve(answers.shift() ?? Response.error()),
    });
    sender.send(message('1'));
    sender.send(message('2'));
    await sender.flush();
    expect(sender.deliveries.map(({ answer }) => answer)).toEqual([`no: ${'\u{20ac}'.repeat(196)}`, undefined]);
  });

  it('gives up after the last retry', async () => {
    const { clock, sender } = start([], [500, 500, 500], [10]);
    sender.send(message('1'));
    await clock.settle(sender.flush());
    expect(sender.deliveries.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
    expect(clock.pending).toBe(0);
  });

  it('does not wait for ever for an answer', async () => {
    const { clock, sender } = start([], ['hang']);
    sender.send(message('1'));
    await clock.settle(sender.flush());
    expect(sender.deliveries).toMatchObject([{ outcome: 'failed', error: { message: 'No answer after 10000 ms.' } }]);
    expect(clock.now()).toBe(10_000);
  });

  it.each([false, true])('delivers duplicates (at once: %s)', async (concurrent) => {
    const { received, sender } = start([{ webhook: '*', fault: { type: 'duplicate', copies: 3, concurrent } }]);
    sender.send(message('1'));
    await sender.flush();
    expect(received.map(({ body }) => body)).toEqual(Array(3).fill(message('1').body));
    expect(sender.deliveries.map(({ fault }) => fault)).toEqual([undefined, 'duplicate', 'duplicate']);
  });

  it('delivers one after the next', async () => {
    const { sender } = start([{ webhook: 'first', fault: { type: 'reorder' } }]);
    for (const [id, type] of [
      ['1', 'first'],
      ['2', 'x'],
      ['3', 'x'],
    ] as const)
      sender.send(message(id, type));
    await sender.flush();
    expect(sender.deliveries.map(({ id }) => id)).toEqual(['2', '1', '3']);
  });

  it('does not keep back what nothing follows', async () => {
    const { sender } = start([{ webhook: 'first', fault: { type: 'reorder' } }]);
    sender.send(message('1', 'first'));
    await sender.flush();
    expect(sender.deliveries).toMatchObject([{ id: '1', outcome: 'accepted', fault: 'reorder' }]);
  });

  it('drops, and says so', async () => {
    const { received, sender } = start([{ webhook: '*', fault: { type: 'drop' } }]);
    sender.send(message('1'));
    sender.send(message('2'));
    await sender.flush();
    expect(received.map(({ body }) => body)).toEqual([message('2').body]);
    expect(sender.deliveries).toMatchObject([{ id: '1', outcome: 'dropped' }, { id: '2' }]);
  });

  it('alters a body after signing it, then sends the genuine one', async () => {
    const { received, sender } = start([{ webhook: '*', fault: { type: 'tamper' } }], [400]);
    sender.send(message('1'));
    await sender.flush();
    const { body } = message('1');
    expect(received.map(({ signature }) => signature)).toEqual(Array(2).fill(`0:${body.length}:${body}`));
    expect(received[0]?.body).not.toBe(body);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ id: '0', type: 'thing.made' });
    expect(received[1]?.body).toBe(body);
    expect(sender.deliveries.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted']);
  });

  it('ends retries and open deliveries when it is closed', async () => {
    const { clock, sender } = start([], [500, 'hang'], [10_000]);
    sender.send(message('1'));
    sender.send(message('2'));
    await clock.drain();
    await sender.close();
    sender.send(message('3'));
    await sender.flush();
    expect(sender.deliveries.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['1', 'refused'],
      ['2', 'failed'],
    ]);
    expect(clock.pending).toBe(0);
  });
});
