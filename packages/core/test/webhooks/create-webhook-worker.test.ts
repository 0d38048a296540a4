import { describe, expect, it } from 'vitest';
import type { WebhookContext } from '../../src/webhooks/index.js';
import * as webhooks from '../../src/webhooks/index.js';
import { createAcme } from './acme.js';
import { asDurable, createGate, createHarness, type Gate, type Harness } from './handler-harness.js';
import { createWorker, keyOf } from './worker-harness.js';

const EVENT = { id: 'evt_1', type: 'order.paid' };

/** A gate for each event. */
function createGates(...ids: readonly string[]): {
  readonly gates: Readonly<Record<string, Gate>>;
  readonly begun: string[];
  readonly handle: (event: unknown, context: WebhookContext) => Promise<void>;
} {
  const gates = Object.fromEntries(ids.map((id) => [id, createGate()]));
  const begun: string[] = [];
  const handle = (_: unknown, { id }: WebhookContext): Promise<void> => {
    begun.push(id);
    return gates[id]?.handle() ?? Promise.resolve();
  };
  return { gates, begun, handle };
}

describe('a worker', () => {
  it('takes up at once what a handler of its process stores', async () => {
    const seen: string[] = [];
    const { deliver, clock, inbox, worker } = createWorker({ on: { 'order.paid': ({ id }) => void seen.push(id) } });
    await clock.advance(60_000);
    const before = clock.now();
    expect((await deliver(EVENT)).status).toBe(200);
    await clock.drain();
    expect([seen, clock.now()]).toEqual([['evt_1'], before]);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'done', attempts: 1 });
    expect(worker.health()).toEqual({ state: 'running', working: 0, waiting: 0, failures: 0 });
  });

  it('begins with what was stored before it was there', async () => {
    const seen: string[] = [];
    const { deliver, clock, worker } = createWorker({ on: { 'order.paid': ({ id }) => void seen.push(id) } });
    await clock.settle(worker.stop());
    await deliver(EVENT);
    await clock.drain();
    expect(seen).toEqual([]);
    worker.start();
    await clock.drain();
    expect(seen).toEqual(['evt_1']);
  });

  it('asks an idle store less and less often, and never more than the longest wait allows', async () => {
    const { clock, claims } = createWorker();
    await clock.advance(10_500);
    expect(claims()).toBe(5); // at 0, 500, 1500, 3500 and 7500; from then on each 5 s
    await clock.advance(3_600_000);
    expect(claims()).toBeLessThan(5 + 3_600 / 5 + 2);
  });

  it('asks once for a burst of arrivals while it is asking', async () => {
    const { deliver, clock, claims } = createWorker({}, { concurrency: 100 });
    await clock.drain();
    const before = claims();
    await Promise.all(Array.from({ length: 50 }, (_, index) => deliver({ ...EVENT, id: `evt_${index}` })));
    await clock.drain();
    expect(claims() - before).toBeLessThanOrEqual(50);
    expect(clock.pending).toBe(1);
  });

  it('takes up what another process has stored when the store tells it', async () => {
    const seen: string[] = [];
    let arrive: () => void = () => {};
    let isListening = false;
    const { inbox, clock, worker, claims } = createWorker(
      { onUnhandled: (_, { id }) => void seen.push(id) },
      { pollInterval: 1_000_000, maxPollInterval: 1_000_000 },
      (memory) => ({
        ...memory,
        onArrival(listener) {
          arrive = listener;
          isListening = true;
          return () => void (isListening = false);
        },
      }),
    );
    await clock.drain();
    const body = new TextEncoder().encode('{"id":"evt_9","type":"x"}');
    const facts = { idOrigin: 'sender', type: 'x', receivedAt: clock.now(), headers: {}, body } as const;
    await inbox.accept([{ ...keyOf('evt_9'), ...facts }]);
    await clock.advance(1_000);
    expect([seen, claims()]).toEqual([[], 1]);
    arrive();
    await clock.drain();
    expect(seen).toEqual(['evt_9']);
    await clock.settle(worker.stop());
    expect(isListening).toBe(false);
  });

  it('tries a failed delivery again by the retry policy of its handler, to the millisecond', async () => {
    const at: number[] = [];
    const { deliver, clock, inbox } = createWorker(
      {
        on: {
          'order.paid': () => {
            at.push(clock.now());
            throw new Error('x');
          },
        },
        retryPolicy: { maxRetries: 3, baseDelay: 2_000, maxDelay: 60_000, jitter: 'none' },
      },
      { pollInterval: 3_600_000, maxPollInterval: 3_600_000 },
    );
    await deliver(EVENT);
    await clock.advance(60_000);
    const [first = 0] = at;
    expect(at.map((time) => time - first)).toEqual([0, 2_000, 6_000, 14_000]);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'dead', attempts: 4, error: 'Error: x' });
  });

  it('buries at once what can never succeed', async () => {
    const { deliver, clock, inbox, told } = createWorker({
      on: {
        'order.paid': () => {
          throw new webhooks.PermanentFailure('no such order');
        },
      },
    });
    await deliver(EVENT);
    await clock.drain();
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'dead', attempts: 1 });
    expect(told('webhook.dead')).toHaveLength(1);
  });

  it('takes up what inline handling has stored for a retry', async () => {
    let failures = 1;
    const { deliver, clock, inbox } = createWorker(
      {
        mode: 'inline',
        on: {
          'order.paid': () => {
            if (failures-- > 0) throw new Error('x');
          },
        },
      },
      { pollInterval: 3_600_000, maxPollInterval: 3_600_000 },
    );
    expect((await deliver(EVENT)).status).toBe(200);
    await clock.advance(2_500);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'done', attempts: 2 });
  });

  it('keeps the lease of a slow handler alive', async () => {
    const gate = createGate();
    const { deliver, clock, inbox } = createWorker({ on: { 'order.paid': gate.handle }, lease: 3_000 });
    await deliver(EVENT);
    await gate.started;
    await clock.advance(60_000);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'claimed', attempts: 1 });
    gate.finish();
  });

  it('takes up a delivery whose process died, once its lease has lapsed', async () => {
    const { deliver, clock, inbox, worker } = createWorker({ lease: 30_000 }, { maxPollInterval: 1_000 });
    await clock.settle(worker.stop());
    await deliver(EVENT);
    await inbox.claim({ lease: 30_000 });
    worker.start();
    await clock.advance(29_000);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'claimed', attempts: 1 });
    await clock.advance(2_000);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'done', attempts: 2 });
  });
});

describe('the concurrency of a worker', () => {
  it('is bounded, and a slot that becomes free is filled at once', async () => {
    const { gates, begun, handle } = createGates('a', 'b', 'c');
    const { deliver, clock, worker } = createWorker({ onUnhandled: handle }, { concurrency: 2 });
    await deliver(['a', 'b', 'c'].map((id) => ({ id, type: 'x' })));
    await clock.drain();
    expect([begun, worker.health().working]).toEqual([['a', 'b'], 2]);
    gates['b']?.finish();
    await clock.drain();
    expect(begun).toEqual(['a', 'b', 'c']);
    for (const gate of Object.values(gates)) gate.finish();
  });

  it('claims ahead while there is a backlog of quick deliveries, so that no slot waits for the store', async () => {
    const limits: number[] = [];
    const { deliver, clock, inbox } = createWorker({}, { concurrency: 2 }, (memory) => ({
      ...memory,
      claim: (options) => {
        limits.push(options.limit ?? 0);
        return memory.claim(options);
      },
    }));
    await deliver(Array.from({ length: 40 }, (_, index) => ({ id: `e${index}`, type: 'x' })));
    await clock.advance(60_000);
    expect((await inbox.list({ state: 'done' })).deliveries).toHaveLength(40);
    expect(Math.max(...limits)).toBeGreaterThan(2);
    expect(Math.max(...limits)).toBeLessThanOrEqual(2 + 2 * 2);
  });

  it('gives back at once what it has claimed ahead when it is stopped', async () => {
    const { gates, handle } = createGates('e9', 'e10');
    const { deliver, clock, inbox, worker } = createWorker({ onUnhandled: handle }, { concurrency: 2 });
    await deliver(Array.from({ length: 30 }, (_, index) => ({ id: `e${index}`, type: 'x' })));
    await gates['e10']?.started;
    await clock.drain();
    expect(worker.health()).toMatchObject({ working: 2, waiting: 4 });
    const stopped = worker.stop();
    for (const gate of Object.values(gates)) gate.finish();
    await clock.settle(stopped);
    const { deliveries } = await inbox.list();
    expect(deliveries.filter(({ state }) => state === 'claimed')).toEqual([]);
    expect(deliveries.filter(({ state }) => state === 'pending').every(({ attempts }) => attempts === 0)).toBe(true);
  });

  it('asks for no more than it can begin', async () => {
    const { gates, handle } = createGates('a');
    const { deliver, clock, inbox } = createWorker({ onUnhandled: handle }, { concurrency: 1 });
    await deliver(['a', 'b'].map((id) => ({ id, type: 'x' })));
    await clock.advance(60_000);
    expect(await inbox.find(keyOf('b'))).toMatchObject({ state: 'pending', attempts: 0 });
    gates['a']?.finish();
  });

  it('arms no timer for a next look while all slots are taken', async () => {
    const { gates, handle } = createGates('a');
    const { deliver, clock, claims } = createWorker({ onUnhandled: handle, lease: 86_400_000 }, { concurrency: 1 });
    await deliver({ id: 'a', type: 'x' });
    await clock.drain();
    const before = claims();
    await clock.advance(250_000);
    expect(claims()).toBe(before);
    gates['a']?.finish();
  });

  it('is one for events of one subject, in their order, while other subjects go on', async () => {
    const { gates, begun, handle } = createGates('a1', 'a2', 'b1');
    const { deliver, clock, worker } = createWorker({ onUnhandled: handle }, { concurrency: 8 });
    await deliver([
      { id: 'a1', type: 'x', order: 'a' },
      { id: 'a2', type: 'x', order: 'a' },
      { id: 'b1', type: 'x', order: 'b' },
    ]);
    await clock.drain();
    expect(begun).toEqual(['a1', 'b1']);
    expect(worker.health()).toMatchObject({ working: 2, waiting: 1 });
    gates['a1']?.finish();
    await clock.drain();
    expect(begun).toEqual(['a1', 'b1', 'a2']);
    for (const gate of Object.values(gates)) gate.finish();
  });

  it('is not used up by one subject with many events', async () => {
    const ids = Array.from({ length: 6 }, (_, index) => `hot_${index}`);
    const { gates, begun, handle } = createGates(...ids);
    const { deliver, clock, worker } = createWorker({ onUnhandled: handle }, { concurrency: 4 });
    await deliver([...ids.map((id) => ({ id, type: 'x', order: 'hot' })), { id: 'cold', type: 'x', order: 'cold' }]);
    await clock.drain();
    expect(begun).toEqual(['hot_0', 'cold']);
    expect(worker.health()).toMatchObject({ working: 1, waiting: 5 });
    for (const gate of Object.values(gates)) gate.finish();
    await clock.drain();
    expect(begun).toEqual(['hot_0', 'cold', ...ids.slice(1)]);
  });

  it('keeps the lease of a delivery that waits for its turn, and lets it go when it is lost all the same', async () => {
    const { gates, begun, handle } = createGates('a1');
    let isStolen = false;
    const { deliver, clock, inbox, worker } = createWorker({ onUnhandled: handle, lease: 3_000 }, {}, (memory) => ({
      ...memory,
      extend: (claim, lease) =>
        isStolen && claim.delivery.id === 'a2' ? Promise.resolve(false) : memory.extend(claim, lease),
    }));
    await deliver(['a1', 'a2'].map((id) => ({ id, type: 'x', order: 'a' })));
    await clock.advance(60_000);
    expect(await inbox.find(keyOf('a2'))).toMatchObject({ state: 'claimed', attempts: 1 });
    expect(worker.health()).toMatchObject({ working: 1, waiting: 1 });
    isStolen = true;
    await clock.advance(1_000);
    expect(worker.health()).toMatchObject({ working: 1, waiting: 0 });
    gates['a1']?.finish();
    await clock.drain();
    expect(begun).toEqual(['a1']);
  });
});

describe('stopping a worker', () => {
  it('lets handlers finish, and takes nothing more', async () => {
    const { gates, begun, handle } = createGates('a');
    const { deliver, clock, inbox, worker } = createWorker({ onUnhandled: handle }, { concurrency: 1 });
    await deliver(['a', 'b'].map((id) => ({ id, type: 'x' })));
    await clock.drain();
    const stopped = worker.stop();
    expect(worker.health().state).toBe('stopping');
    gates['a']?.finish();
    expect(await clock.settle(stopped)).toEqual({ finished: 1, aborted: 0, abandoned: 0 });
    expect(worker.health().state).toBe('stopped');
    expect(begun).toEqual(['a']);
    expect(await inbox.find(keyOf('a'))).toMatchObject({ state: 'done' });
    expect(await inbox.find(keyOf('b'))).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('aborts a handler that does not finish in time: no attempt is lost, nothing is buried', async () => {
    const gate = createGate();
    let signal: AbortSignal | undefined;
    const { deliver, clock, inbox, worker, told } = createWorker({
      on: { 'order.paid': (_, context) => (({ signal } = context), gate.handle()) },
      retryPolicy: { maxRetries: 0 },
    });
    await deliver(EVENT);
    await gate.started;
    const stopped = worker.stop({ timeout: 2_000 });
    await clock.advance(1_999);
    expect(signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(await stopped).toEqual({ finished: 0, aborted: 1, abandoned: 0 });
    expect(signal?.aborted).toBe(true);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'pending', attempts: 0 });
    expect(told('webhook.released')).toMatchObject([{ error: 'Error: The worker was stopped.' }]);
    expect(told('webhook.failed')).toEqual([]);
    expect(clock.pending).toBe(0);
    gate.finish();
    worker.start();
    await clock.drain();
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'done', attempts: 1 });
  });

  it('has an aborted delivery due at once also where the store cannot give back', async () => {
    const gate = createGate();
    const { deliver, clock, inbox, worker } = createWorker({ on: { 'order.paid': gate.handle } }, {}, (memory) => {
      const { release, ...rest } = memory;
      return release ? rest : memory;
    });
    await deliver(EVENT);
    await gate.started;
    await clock.settle(worker.stop());
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'retry', attempts: 1, nextAt: clock.now() });
    gate.finish();
  });

  it('gives back what waits for its turn', async () => {
    const { gates, handle } = createGates('a1');
    const { deliver, clock, inbox, worker } = createWorker({ onUnhandled: handle });
    await deliver(['a1', 'a2'].map((id) => ({ id, type: 'x', order: 'a' })));
    await clock.drain();
    const stopped = worker.stop();
    gates['a1']?.finish();
    await clock.settle(stopped);
    expect(await inbox.find(keyOf('a2'))).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('gives back what the store hands out after that', async () => {
    let hand: () => void = () => {};
    const handed = new Promise<void>((resolve) => {
      hand = resolve;
    });
    const { deliver, clock, inbox, worker } = createWorker({}, {}, (memory) => ({
      ...memory,
      claim: async (options) => {
        await handed;
        return memory.claim(options);
      },
    }));
    await deliver(EVENT);
    const stopped = worker.stop();
    hand();
    await clock.settle(stopped);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('comes to its end also with a store that never answers again', async () => {
    const gate = createGate();
    const { deliver, clock, worker } = createWorker({ on: { 'order.paid': gate.handle } }, {}, (memory) => ({
      ...memory,
      release: () => new Promise<boolean>(() => {}),
    }));
    await deliver(EVENT);
    await gate.started;
    expect(await clock.settle(worker.stop({ timeout: 500 }))).toEqual({ finished: 0, aborted: 1, abandoned: 1 });
    expect(clock.pending).toBe(0);
    gate.finish();
  });

  it('can be asked for twice, and of a worker that never began', async () => {
    const { worker, clock, handler } = createWorker();
    const both = Promise.all([worker.stop(), worker.stop()]);
    expect(() => worker.start()).toThrow('The worker is stopping');
    await clock.settle(both);
    const idle = webhooks.createWebhookWorker({ handlers: [handler] });
    idle.wake();
    expect(await idle.stop()).toEqual({ finished: 0, aborted: 0, abandoned: 0 });
  });
});

describe('a worker whose store cannot be reached', () => {
  it('says so, asks less and less often whatever arrives, and goes on when it is back', async () => {
    let isDown = true;
    const errors: unknown[] = [];
    const seen: string[] = [];
    const { deliver, clock, claims, worker } = createWorker(
      { onUnhandled: (_, { id }) => void seen.push(id) },
      {
        onError: (error) => {
          errors.push(error);
          throw new Error('broken listener');
        },
      },
      (memory) => ({
        ...memory,
        claim: (options) => (isDown ? Promise.reject(new Error('connection refused')) : memory.claim(options)),
      }),
    );
    await clock.drain();
    for (let index = 0; index < 20; index++) await deliver({ id: `evt_${index}`, type: 'x' });
    await clock.drain();
    expect(claims()).toBe(1);
    await clock.advance(60_000);
    expect(claims()).toBeLessThan(17);
    expect(errors).toHaveLength(claims());
    expect(worker.health().failures).toBe(claims());
    isDown = false;
    await clock.advance(5_000);
    expect(seen).toHaveLength(20);
    expect(worker.health().failures).toBe(0);
  });
});

describe('a worker of several handlers', () => {
  it('gives each delivery to the handler of its source and tenant', async () => {
    const seen: string[] = [];
    const harness = createHarness(webhooks);
    const inbox = asDurable(harness.inbox);
    const { clock } = harness;
    const make = (name: string, tenant: string): Harness =>
      createHarness(webhooks, {
        inbox,
        clock,
        tenant,
        source: createAcme(webhooks, { name }),
        onUnhandled: (_, { id, source }) => void seen.push(`${source}/${tenant} ${id}`),
      });
    const all = [make('acme', 'left'), make('acme', 'right'), make('other', '')];
    for (const [index, one] of all.entries()) await one.deliver({ id: `evt_${index}`, type: 'x' });
    const worker = webhooks.createWebhookWorker({ handlers: all.map(({ handler }) => handler), clock });
    worker.start();
    await clock.drain();
    expect(seen.toSorted()).toEqual(['acme/left evt_0', 'acme/right evt_1', 'other/ evt_2']);
    await clock.settle(worker.stop());
    expect(clock.pending).toBe(0);
  });

  it('lets no source starve the others', async () => {
    const seen: string[] = [];
    const harness = createHarness(webhooks);
    const inbox = asDurable(harness.inbox);
    const { clock } = harness;
    const make = (name: string): Harness =>
      createHarness(webhooks, {
        inbox,
        clock,
        source: createAcme(webhooks, { name }),
        onUnhandled: (_, { source }) => void seen.push(source),
      });
    const [busy, quiet] = [make('busy'), make('quiet')];
    await busy.deliver(Array.from({ length: 50 }, (_, index) => ({ id: `evt_${index}`, type: 'x' })));
    await quiet.deliver({ id: 'evt_0', type: 'x' });
    const handlers = [busy.handler, quiet.handler];
    const worker = webhooks.createWebhookWorker({ handlers, clock, concurrency: 2 });
    worker.start();
    await clock.drain();
    await clock.drain();
    expect(seen.indexOf('quiet')).toBeLessThan(6);
    await clock.settle(worker.stop());
  });
});

it.each([
  ['no handlers', { handlers: [] }, 'options.handlers must be an array of webhook handlers'],
  ['something else as a handler', { handlers: [() => {}] }, 'options.handlers must be'],
  ['a concurrency of zero', { concurrency: 0 }, 'options.concurrency must be an integer above 0'],
  ['an unknown option', { leases: 1 }, 'options.leases must be'],
])('a worker with %s is refused when it is made', (_, options, message) => {
  const { handler } = createHarness(webhooks);
  const make = (): unknown =>
    webhooks.createWebhookWorker({ handlers: [handler], ...options } as unknown as webhooks.WebhookWorkerOptions);
  expect(make).toThrow(message);
});

it('a worker with the same handler twice is refused: they would take deliveries from each other', () => {
  const { handler } = createHarness(webhooks);
  const make = (): unknown => webhooks.createWebhookWorker({ handlers: [handler, handler] });
  expect(make).toThrow('one for each source, tenant and inbox');
});
