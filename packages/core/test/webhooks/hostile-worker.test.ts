import { describe, expect, it } from 'vitest';
import type { Inbox } from '../../src/webhooks/index.js';
import * as webhooks from '../../src/webhooks/index.js';
import { createAcme } from './acme.js';
import { asDurable, createGate, createHarness, type Harness } from './handler-harness.js';
import { createWorker, keyOf } from './worker-harness.js';

const EVENT = { id: 'evt_1', type: 'order.paid' };
const AN_HOUR = 3_600_000;

const never = <T>(): Promise<T> => new Promise<T>(() => {});
const throwNow = (): never => {
  throw new Error('thrown at once');
};
const many = (count: number): { id: string; type: string }[] =>
  Array.from({ length: count }, (_, index) => ({ id: `evt_${index}`, type: 'x' }));

describe('a storm of arrivals', () => {
  it('of a thousand at the same time makes few looks, and none of them waits for a poll', async () => {
    let handled = 0;
    const { deliver, clock, claims } = createWorker({ onUnhandled: () => void (handled += 1) });
    await clock.drain();
    const before = claims();
    for (const event of many(1_000)) await deliver(event);
    await clock.advance(20);
    expect(handled).toBe(1_000);
    // Each look takes what at least half of the 8 slots can begin with, but for a few.
    expect(claims() - before).toBeLessThan(1_000 / 4 + 20);
  });

  it('of a thousand that the store tells of, with nothing behind it, makes one look for each 10 ms at most', async () => {
    let arrive = (): void => {};
    const { clock, claims } = createWorker({}, {}, (memory) => ({
      ...memory,
      onArrival: (listener) => {
        arrive = listener;
        return () => {};
      },
    }));
    await clock.drain();
    const before = claims();
    for (let index = 0; index < 1_000; index++) {
      arrive();
      if (index % 10 === 0) await clock.advance(1);
    }
    await clock.advance(20);
    expect(claims() - before).toBeLessThanOrEqual(8 + 2 * 12);
  });
});

describe('a backlog', () => {
  it('of handlers that end one by one is not fetched one by one', async () => {
    let handled = 0;
    const { deliver, clock, claims, worker } = createWorker({
      onUnhandled: async () => {
        await new Promise<void>((resolve) => void clock.setTimeout(resolve, 5 + (handled % 11)));
        handled += 1;
      },
    });
    await clock.settle(worker.stop());
    await deliver(many(1_000));
    const before = claims();
    worker.start();
    await clock.advance(5_000);
    expect(handled).toBe(1_000);
    expect(claims() - before).toBeLessThan(450);
  });
});

describe('deliveries that failed one after the other', () => {
  it('are each tried again at their own time, also when the worker hardly ever polls', async () => {
    const at = new Map<string, number[]>();
    const { deliver, clock } = createWorker(
      {
        onUnhandled: (_, { id }) => {
          at.set(id, [...(at.get(id) ?? []), clock.now()]);
          throw new Error('x');
        },
        retryPolicy: { maxRetries: 1, baseDelay: 10_000, jitter: 'none' },
      },
      { pollInterval: AN_HOUR, maxPollInterval: AN_HOUR },
    );
    for (const event of many(3)) {
      await deliver(event);
      await clock.advance(2_000);
    }
    await clock.advance(60_000);
    const waits = [...at.values()].map(([first = 0, second = 0]) => second - first);
    expect(waits).toEqual([10_000, 10_000, 10_000]);
  });
});

describe('a store that hangs', () => {
  it('while it is asked for deliveries is asked again, and what it hands out too late is given back', async () => {
    let answer = (): void => {};
    let isHanging = true;
    const errors: unknown[] = [];
    const { deliver, clock, inbox, worker } = createWorker(
      {},
      { onError: (error) => errors.push(error) },
      (memory) => ({
        ...memory,
        claim: async (options) => {
          if (!isHanging) return memory.claim({ ...options, source: 'nobody' });
          await new Promise<void>((resolve) => (answer = resolve));
          return memory.claim(options);
        },
      }),
    );
    await deliver(EVENT);
    await clock.advance(29_999);
    expect(worker.health().failures).toBe(0);
    isHanging = false;
    await clock.advance(1);
    expect(errors).toEqual([new Error('The inbox did not answer within 30000 ms.')]);
    await clock.advance(5_000);
    expect(worker.health().failures).toBe(0);
    answer();
    await clock.drain();
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('while it is asked for deliveries does not keep the worker from stopping', async () => {
    const { clock, worker } = createWorker({}, {}, (memory) => ({ ...memory, claim: never }));
    await clock.drain();
    expect(await clock.settle(worker.stop({ timeout: 100 }))).toEqual({ finished: 0, aborted: 0, abandoned: 1 });
    expect(clock.pending).toBe(0);
  });

  it.each(['transaction', 'complete'] as const)('in %s does not keep the worker from stopping', async (method) => {
    const { deliver, clock, worker } = createWorker({}, {}, (memory) => ({ ...memory, [method]: never }));
    await deliver(EVENT);
    await clock.drain();
    expect(await clock.settle(worker.stop({ timeout: 100 }))).toEqual({ finished: 0, aborted: 1, abandoned: 1 });
    expect(clock.pending).toBe(0);
  });

  it.each(['transaction', 'complete', 'fail'] as const)('in %s does not use up the slots', async (method) => {
    let isHanging = true;
    const { deliver, clock, inbox, worker } = createWorker(
      {
        lease: 30_000,
        handlerTimeout: 60_000,
        on: {
          'order.paid': () => {
            if (method === 'fail' && isHanging) throw new Error('x');
          },
        },
      },
      { concurrency: 1 },
      (memory): Inbox => {
        const hang = (...input: readonly unknown[]): Promise<never> =>
          isHanging ? never() : (memory[method] as (...all: readonly unknown[]) => Promise<never>)(...input);
        return { ...memory, [method]: hang };
      },
    );
    await deliver(EVENT);
    await clock.drain();
    expect(worker.health().working).toBe(1);
    isHanging = false;
    await clock.advance(90_000 + 30_000 + 30_000);
    expect(worker.health().working).toBe(0);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'done', attempts: 2 });
  });

  it('while it should keep a lease is asked again at the next beat', async () => {
    let asked = 0;
    const gate = createGate();
    const { deliver, clock, inbox } = createWorker(
      { on: { 'order.paid': gate.handle }, lease: 3_000 },
      {},
      (memory) => ({
        ...memory,
        extend: (claim, lease) => (asked++ === 0 ? never() : memory.extend(claim, lease)),
      }),
    );
    await deliver(EVENT);
    await gate.started;
    await clock.advance(30_000);
    expect(asked).toBeGreaterThan(20);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'claimed', attempts: 1 });
    gate.finish();
  });
});

describe('a store that throws instead of rejecting', () => {
  it.each(['claim', 'transaction', 'complete', 'fail', 'extend'] as const)('in %s', async (method) => {
    let isBroken = true;
    const gate = createGate();
    const { deliver, clock, inbox } = createWorker(
      {
        lease: 3_000,
        retryPolicy: { baseDelay: 100, jitter: 'none' },
        on: {
          'order.paid': () => {
            if (method === 'extend') return gate.handle();
            if (method === 'fail' && isBroken) throw new Error('x');
            return undefined;
          },
        },
      },
      {},
      (memory): Inbox => {
        const act = (...input: readonly unknown[]): unknown =>
          isBroken ? throwNow() : (memory[method] as (...all: readonly unknown[]) => unknown)(...input);
        return { ...memory, [method]: act };
      },
    );
    await deliver(EVENT);
    await clock.advance(1_100);
    isBroken = false;
    gate.finish();
    await clock.advance(60_000);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'done' });
  });

  it('when it gives back does not keep others from being given back', async () => {
    const gate = createGate();
    const { deliver, clock, inbox, worker } = createWorker({ onUnhandled: gate.handle }, {}, (memory) => ({
      ...memory,
      release: (claim) => (claim.delivery.id === 'a2' ? throwNow() : (memory.release?.(claim) ?? never())),
    }));
    await deliver(['a1', 'a2', 'a3'].map((id) => ({ id, type: 'x', order: 'a' })));
    await gate.started;
    const stopped = worker.stop();
    gate.finish();
    expect(await clock.settle(stopped)).toEqual({ finished: 1, aborted: 0, abandoned: 0 });
    expect(await inbox.find(keyOf('a3'))).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('when it is asked to tell of arrivals is polled', async () => {
    const errors: unknown[] = [];
    const { deliver, clock, inbox } = createWorker({}, { onError: (error) => errors.push(error) }, (memory) => ({
      ...memory,
      onArrival: throwNow,
    }));
    await deliver(EVENT);
    await clock.advance(500);
    expect(errors).toEqual([new Error('thrown at once')]);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'done' });
  });
});

describe('a delivery that waits for its turn', () => {
  it.each([
    ['hangs', never],
    ['rejects', () => Promise.reject(new Error('down'))],
  ])('is not handled once its lease has lapsed, though the store that should have kept it %s', async (_, extend) => {
    const gate = createGate();
    const handled: string[] = [];
    let isDown = true;
    const { deliver, clock, inbox } = createWorker(
      {
        lease: 3_000,
        onUnhandled: (__, { id }) => {
          handled.push(id);
          return id === 'a1' ? gate.handle() : undefined;
        },
      },
      { concurrency: 2 },
      (memory) => ({
        ...memory,
        extend: (claim, lease) => (isDown && claim.delivery.id === 'a2' ? extend() : memory.extend(claim, lease)),
      }),
    );
    await deliver(['a1', 'a2'].map((id) => ({ id, type: 'x', order: 'a' })));
    await gate.started;
    await clock.advance(3_001);
    const [stolen] = await inbox.claim({ lease: AN_HOUR, keys: [keyOf('a2')] });
    expect(stolen).toMatchObject({ fence: 2 });
    isDown = false;
    gate.finish();
    await clock.drain();
    expect(handled).toEqual(['a1']);
    expect(await inbox.find(keyOf('a2'))).toMatchObject({ state: 'claimed', attempts: 2 });
  });

  it('does not keep its slot when the store never says whether it may begin', async () => {
    const gate = createGate();
    const { deliver, clock, inbox, worker } = createWorker(
      { lease: 3_000, onUnhandled: (_, { id }) => (id === 'a1' ? gate.handle() : undefined) },
      {},
      (memory) => ({ ...memory, extend: never }),
    );
    await deliver(['a1', 'a2'].map((id) => ({ id, type: 'x', order: 'a' })));
    await gate.started;
    await clock.advance(1_001); // long enough for its lease to be asked for anew
    gate.finish();
    await clock.drain();
    expect(worker.health().working).toBe(1);
    await clock.advance(3_000 + 5_000);
    expect(worker.health().working).toBe(0);
    await clock.advance(5_000);
    expect(await inbox.find(keyOf('a2'))).toMatchObject({ state: 'done', attempts: 2 });
  });

  it('and is lost makes room at once for one that need not wait', async () => {
    const gate = createGate();
    const handled: string[] = [];
    let isStolen = false;
    const { deliver, clock, worker } = createWorker(
      { lease: 3_000, onUnhandled: (_, { id }) => (handled.push(id), id === 'hot_0' ? gate.handle() : undefined) },
      { concurrency: 2, pollInterval: AN_HOUR, maxPollInterval: AN_HOUR },
      (memory) => ({
        ...memory,
        extend: (claim, lease) =>
          isStolen && claim.delivery.id !== 'hot_0' ? Promise.resolve(false) : memory.extend(claim, lease),
      }),
    );
    const hot = Array.from({ length: 8 }, (_, index) => ({ id: `hot_${index}`, type: 'x', order: 'hot' }));
    await deliver([...hot, { id: 'cold', type: 'x', order: 'cold' }]);
    await gate.started;
    await clock.advance(100);
    expect([handled, worker.health().waiting]).toEqual([['hot_0'], 7]);
    isStolen = true;
    await clock.advance(1_000);
    expect(handled).toEqual(['hot_0', 'cold']);
    gate.finish();
  });

  it('is given back when the worker is stopped while the store is asked whether it may begin', async () => {
    const gate = createGate();
    const asking = createGate();
    const handled: string[] = [];
    const { deliver, clock, inbox, worker } = createWorker(
      { onUnhandled: (_, { id }) => (handled.push(id), gate.handle()) },
      {},
      (memory) => ({
        ...memory,
        extend: async (claim, lease) => {
          await asking.handle();
          return memory.extend(claim, lease);
        },
      }),
    );
    await deliver(['a1', 'a2'].map((id) => ({ id, type: 'x', order: 'a' })));
    await gate.started;
    await clock.advance(10_001); // long enough for its lease to be asked for anew
    gate.finish();
    await asking.started;
    await clock.drain();
    const stopped = worker.stop();
    asking.finish();
    await clock.settle(stopped);
    expect(handled).toEqual(['a1']);
    expect(await inbox.find(keyOf('a2'))).toMatchObject({ state: 'pending', attempts: 0 });
  });
});

describe('a clock that jumps', () => {
  it.each([-AN_HOUR, AN_HOUR])('by %d ms does not stop the worker', async (jump) => {
    const seen: string[] = [];
    let failures = 1;
    const { deliver, clock } = createWorker({
      retryPolicy: { baseDelay: 10_000, jitter: 'none' },
      onUnhandled: (_, { id }) => {
        if (id === 'evt_0' && failures-- > 0) throw new Error('x');
        seen.push(id);
      },
    });
    await deliver(many(1));
    await clock.drain();
    clock.set(clock.now() + jump);
    for (const event of many(40).slice(1)) await deliver(event);
    await clock.advance(1_000);
    expect(seen.filter((id) => id !== 'evt_0')).toHaveLength(39);
    await clock.advance(Math.max(0, -jump) + 20_000);
    expect(seen).toHaveLength(40);
  });
});

describe('a handler that ignores its signal', () => {
  it('keeps neither the slot after its time nor the worker from stopping, and its late end changes nothing', async () => {
    const gate = createGate();
    const { deliver, clock, inbox, worker } = createWorker({
      on: { 'order.paid': gate.handle },
      handlerTimeout: 5_000,
      retryPolicy: { baseDelay: AN_HOUR, jitter: 'none' },
    });
    await deliver(EVENT);
    await gate.started;
    await clock.advance(5_000);
    expect(worker.health().working).toBe(0);
    gate.finish();
    await clock.drain();
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'retry', attempts: 1 });
  });
});

describe('something of the application that throws where nothing may', () => {
  it('does not hold up the other deliveries of the subject', async () => {
    const errors: unknown[] = [];
    const seen: string[] = [];
    const { deliver, clock } = createWorker(
      {
        random: throwNow,
        onUnhandled: (_, { id }) => {
          seen.push(id);
          if (id === 'a1') throw new Error('x');
        },
      },
      { onError: (error) => errors.push(error) },
    );
    await deliver(['a1', 'a2'].map((id) => ({ id, type: 'x', order: 'a' })));
    await clock.drain();
    expect(seen).toEqual(['a1', 'a2']);
    expect(errors).toEqual([new Error('thrown at once')]);
  });
});

describe('two workers', () => {
  /** Two processes with one store; each takes one of two events of the same subject. Says how many were at work at once. */
  const overlap = async (lock: webhooks.SubjectLock<unknown> | undefined): Promise<number> => {
    let [now, most] = [0, 0];
    const first = createHarness(webhooks);
    const { clock } = first;
    const inbox = asDurable(first.inbox);
    const handle = async (): Promise<void> => {
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, 1_000));
      now -= 1;
    };
    const onUnhandled = lock ? webhooks.serial<unknown>(handle, { lock }) : handle;
    const make = (): Harness => createHarness(webhooks, { inbox, clock, onUnhandled });
    const workers = [make(), make()].map(({ handler }) =>
      webhooks.createWebhookWorker({ handlers: [handler], clock, concurrency: 1 }),
    );
    await make().deliver(['a1', 'a2'].map((id) => ({ id, type: 'x', order: 'a' })));
    for (const worker of workers) worker.start();
    await clock.advance(3_000);
    expect((await inbox.list({ state: 'done' })).deliveries).toHaveLength(2);
    for (const worker of workers) await clock.settle(worker.stop());
    expect(clock.pending).toBe(0);
    return most;
  };

  it('work on one subject at the same time, unless a lock that reaches both says otherwise', async () => {
    expect(await overlap(undefined)).toBe(2);
    expect(await overlap(webhooks.createMemoryLock())).toBe(1);
  });
});

describe('the slots of a worker of three sources', () => {
  it('go to each source in turn', async () => {
    const seen: string[] = [];
    const { clock, inbox: memory } = createHarness(webhooks);
    const inbox = asDurable(memory);
    const all = ['a', 'b', 'c'].map((name) =>
      createHarness(webhooks, {
        inbox,
        clock,
        source: createAcme(webhooks, { name }),
        onUnhandled: (_, { source }) => void seen.push(source),
      }),
    );
    for (const { deliver } of all) await deliver(many(20));
    const worker = webhooks.createWebhookWorker({ handlers: all.map(({ handler }) => handler), clock, concurrency: 1 });
    worker.start();
    await clock.advance(10_000);
    expect(seen).toHaveLength(60);
    for (const name of ['a', 'b', 'c']) {
      const first = seen.slice(0, 15).filter((one) => one === name);
      expect(first.length).toBeGreaterThanOrEqual(4);
    }
    await clock.settle(worker.stop());
  });
});

describe('a store that is down', () => {
  it('does not keep a worker with another store from going on when its only slot becomes free', async () => {
    const gate = createGate();
    const handled: string[] = [];
    const { clock, inbox: memory } = createHarness(webhooks);
    const down = { ...asDurable(memory), claim: (): Promise<never> => Promise.reject(new Error('down')) };
    const broken = createHarness(webhooks, { inbox: down, clock });
    const whole = createHarness(
      webhooks,
      { clock, onUnhandled: (_, { id }) => (handled.push(id), gate.handle()) },
      asDurable,
    );
    await whole.deliver(many(2));
    const handlers = [broken.handler, whole.handler];
    const worker = webhooks.createWebhookWorker({ handlers, clock, concurrency: 1, random: () => 0 });
    worker.start();
    await gate.started;
    await clock.advance(60_000);
    gate.finish();
    await clock.advance(10_000);
    expect(handled).toEqual(['evt_0', 'evt_1']);
    await clock.settle(worker.stop());
    expect(clock.pending).toBe(0);
  });
});

describe('a time to stop in that is none', () => {
  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('(%d) is refused, and the worker goes on', async (timeout) => {
    const { worker, deliver, clock, inbox } = createWorker();
    await expect(worker.stop({ timeout })).rejects.toThrow('options.timeout must be a number of milliseconds from 0');
    expect(worker.health().state).toBe('running');
    await deliver(EVENT);
    await clock.drain();
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'done' });
  });
});
