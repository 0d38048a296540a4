import { describe, expect, it } from 'vitest';
import type {
  DeadLetters,
  DeliveryKey,
  Inbox,
  WebhookHandlerOptions,
  WebhookSecrets,
} from '../../src/webhooks/index.js';
import * as webhooks from '../../src/webhooks/index.js';
import { type AcmeEvents, createAcme, NOW, SECRET } from './acme.js';
import { asDurable, createHarness, type Harness } from './handler-harness.js';
import { keyOf } from './worker-harness.js';

const DAY = 86_400_000;
const WHY = { actor: 'ada@shop.test', reason: 'the handler is mended' };
const EVENT = { id: 'evt_1', type: 'order.paid', order: 'order_1', note: 'canary of the customer' };

interface Bench extends Harness {
  readonly letters: DeadLetters;
  /** Stores events and lets all of them fail for ever. */
  bury(...payloads: readonly unknown[]): Promise<void>;
  /** Ids of the dead letters. */
  dead(): Promise<string[]>;
}

/** A handler that buries what it gets, and the dead letters of it. */
function createBench(
  options: Partial<WebhookHandlerOptions<AcmeEvents>> = {},
  change: (inbox: Inbox) => Inbox = (inbox) => inbox,
): Bench {
  let isBroken = true;
  const harness = createHarness(
    webhooks,
    {
      mode: 'persist',
      onUnhandled: () => {
        if (isBroken) throw new webhooks.PermanentFailure(`no order for ${SECRET}`);
      },
      ...options,
    },
    (memory) => change(asDurable(memory)),
  );
  const letters = webhooks.createDeadLetters({ handlers: [harness.handler] });
  return {
    ...harness,
    letters,
    async bury(...payloads) {
      isBroken = true;
      for (const payload of payloads) expect((await harness.deliver(payload)).status).toBe(200);
      await harness.handler.process();
      isBroken = false;
    },
    dead: () => idsOf(letters),
  };
}

async function idsOf(letters: DeadLetters, ...input: Parameters<DeadLetters['list']>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of letters.list(...input)) ids.push(id);
  return ids;
}

const many = (count: number): { id: string; type: string }[] =>
  Array.from({ length: count }, (_, index) => ({ id: `evt_${index}`, type: 'x' }));

/** The inbox as it is after somebody has changed rows behind its back. */
const tampered =
  (change: (delivery: webhooks.StoredDelivery) => Partial<webhooks.StoredDelivery>) =>
  (inbox: Inbox): Inbox => ({
    ...inbox,
    find: async (key) => {
      const found = await inbox.find(key);
      return found && { ...found, ...change(found) };
    },
  });

describe('a list of dead letters', () => {
  it('shows what was given up and nothing else, page after page', async () => {
    const { bury, deliver, letters, dead } = createBench();
    await bury(...many(250).slice(0, 99));
    await bury(...many(250).slice(99, 199));
    await deliver({ id: 'alive', type: 'x' });
    expect(await dead()).toEqual(many(199).map(({ id }) => id));
    expect(await idsOf(letters, { state: 'pending' })).toEqual(['alive']);
    const first = await letters.page({ limit: 150 });
    expect(first.deliveries).toHaveLength(150);
    const second = await letters.page({ limit: 150, cursor: first.next });
    expect([second.deliveries.length, second.next]).toEqual([49, undefined]);
  });

  it('fetches no page that nobody looks at', async () => {
    let pages = 0;
    const { bury, letters } = createBench({}, (inbox) => ({
      ...inbox,
      list: (filter) => {
        pages += 1;
        return inbox.list({ limit: 2, ...filter });
      },
    }));
    await bury(...many(10));
    for await (const { id } of letters.list()) if (id === 'evt_2') break;
    expect(pages).toBe(2);
  });

  it('goes through the stores of all handlers, and filters in each', async () => {
    const [left, right] = [createBench({ source: createAcme(webhooks, { name: 'left' }) }), createBench()];
    await left.bury(...many(3));
    await right.bury(EVENT);
    const letters = webhooks.createDeadLetters({ handlers: [left.handler, right.handler] });
    expect(await idsOf(letters)).toEqual(['evt_0', 'evt_1', 'evt_2', 'evt_1']);
    expect(await idsOf(letters, { subject: 'order_1' })).toEqual(['evt_1']);
    const report = await letters.replay({ type: 'x' }, WHY);
    expect(report.counts).toEqual({ replayed: 3 });
    expect(await right.dead()).toEqual(['evt_1']);
  });
});

describe('a dead letter', () => {
  it('shows its error and headers redacted, how big it is, and nothing of its body', async () => {
    const { bury, letters } = createBench();
    await bury(EVENT);
    const letter = await letters.inspect(keyOf('evt_1'));
    expect(letter).toMatchObject({
      state: 'dead',
      attempts: 1,
      error: 'PermanentFailure: no order for [redacted]',
      headers: { 'acme-signature': '[redacted]' },
      content: 'kept',
      size: JSON.stringify(EVENT).length,
      replays: [],
    });
    expect(letter).not.toHaveProperty('body');
    expect(JSON.stringify(letter)).not.toContain('canary');
  });

  it('shows its body to whoever asks for it, as a copy of the bytes or as JSON', async () => {
    const { bury, letters, inbox } = createBench();
    await bury(EVENT);
    const { bytes } = (await letters.inspect(keyOf('evt_1'), { body: 'bytes' })) ?? {};
    expect(new TextDecoder().decode(bytes)).toBe(JSON.stringify(EVENT));
    bytes?.fill(0);
    expect((await inbox.find(keyOf('evt_1')))?.body?.[0]).not.toBe(0);
    expect(await letters.inspect(keyOf('evt_1'), { body: 'json' })).toMatchObject({ json: EVENT });
  });

  it('says why it cannot show its body as JSON', async () => {
    const { bury, letters } = createBench(
      {},
      tampered(() => ({ body: new TextEncoder().encode('a=b') })),
    );
    await bury(EVENT);
    const letter = await letters.inspect(keyOf('evt_1'), { body: 'json' });
    expect(letter).toMatchObject({ content: 'kept', detail: 'The body is not JSON.' });
    expect(letter).not.toHaveProperty('json');
  });

  it('has an audit trail of who had it replayed', async () => {
    const { bury, letters, clock } = createBench();
    await bury(EVENT);
    await letters.replay(keyOf('evt_1'), WHY);
    expect(await letters.inspect(keyOf('evt_1'))).toMatchObject({
      state: 'pending',
      replays: [{ ...WHY, at: clock.now(), forced: false, from: 'dead', attempts: 1 }],
    });
  });

  it('that was erased, cannot be decrypted, or is not there says so', async () => {
    const failure = new webhooks.DecryptionFailure('lost key');
    const { bury, letters } = createBench(
      {},
      tampered(({ id }) => ({
        body: undefined,
        headers: {},
        ...(id === 'evt_0' && { unreadable: failure }),
      })),
    );
    await bury(...many(2));
    expect(await letters.inspect(keyOf('evt_0'), { body: 'json' })).toMatchObject({
      content: 'unreadable',
      detail: 'DecryptionFailure: lost key',
    });
    expect(await letters.inspect(keyOf('evt_1'), { body: 'json' })).toMatchObject({ content: 'erased', size: 0 });
    expect(await letters.inspect(keyOf('evt_9'))).toBeUndefined();
    expect(await letters.inspect({ ...keyOf('evt_1'), source: 'nobody' })).toBeUndefined();
  });
});

describe('a replay', () => {
  it('has one handled again by a worker of this process at once, and tells who wanted it', async () => {
    const { bury, letters, handler, clock, inbox, told } = createBench();
    await bury(EVENT);
    const worker = webhooks.createWebhookWorker({
      handlers: [handler],
      clock,
      pollInterval: DAY,
      maxPollInterval: DAY,
    });
    worker.start();
    await clock.drain();
    const report = await letters.replay(keyOf('evt_1'), WHY);
    expect(report).toEqual({
      results: [{ key: keyOf('evt_1'), outcome: 'replayed', detail: undefined }],
      counts: { replayed: 1 },
      interrupted: undefined,
    });
    await clock.drain();
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'done' });
    expect(told('webhook.replayed')).toMatchObject([
      { service: 'acme', eventId: 'evt_1', eventType: 'order.paid', actor: WHY.actor, at: clock.now() },
    ]);
    await clock.settle(worker.stop());
    expect(clock.pending).toBe(0);
  });

  it('takes what a list has shown, each once', async () => {
    const { bury, letters, dead } = createBench();
    await bury(...many(5));
    const { deliveries } = await letters.page();
    const { results } = await letters.replay([...deliveries.slice(0, 2), ...deliveries.slice(0, 3)], WHY);
    expect(results.map(({ key }) => key.id)).toEqual(['evt_0', 'evt_1', 'evt_2']);
    expect(await dead()).toEqual(['evt_3', 'evt_4']);
  });

  it('of all that a filter finds goes through all pages, a few at a time', async () => {
    let [now, most] = [0, 0];
    const { bury, letters, dead } = createBench({}, (inbox) => ({
      ...inbox,
      list: (filter) => inbox.list({ ...filter, limit: 10 }),
      replay: async (...input) => {
        now += 1;
        most = Math.max(most, now);
        await new Promise(setImmediate);
        now -= 1;
        return inbox.replay(...input);
      },
    }));
    await bury(...many(90));
    await bury({ ...EVENT, id: 'other' });
    const report = await letters.replay({ state: 'dead', type: 'x' }, { ...WHY, concurrency: 3 });
    expect(report.counts).toEqual({ replayed: 90 });
    expect(most).toBe(3);
    expect(await dead()).toEqual(['other']);
  });

  it('of what is done needs force, and is refused for what is claimed or not there', async () => {
    const { bury, deliver, letters, handler, inbox } = createBench();
    await bury(EVENT);
    await letters.replay(keyOf('evt_1'), WHY);
    await handler.process();
    await deliver({ id: 'claimed', type: 'x' });
    await inbox.claim({ lease: DAY });
    const keys = [keyOf('evt_1'), keyOf('claimed'), keyOf('unknown'), { ...keyOf('evt_1'), source: 'nobody' }];
    const { results } = await letters.replay(keys, WHY);
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['claimed', 'done', 'not_found', 'not_found']);
    for (const { detail } of results) expect(detail).toMatch(/\.$/);
    expect((await letters.replay(keyOf('evt_1'), { ...WHY, force: true })).counts).toEqual({ replayed: 1 });
  });

  it('of what is done says so before anything else that may be wrong with it', async () => {
    const { deliver, letters, handler } = createBench(
      { onUnhandled: () => {} },
      tampered(() => ({ body: undefined })),
    );
    await deliver(EVENT);
    await handler.process();
    expect((await letters.replay(keyOf('evt_1'), WHY)).counts).toEqual({ done: 1 });
  });

  it('goes on where the store fails for one, and says for which', async () => {
    const { bury, letters } = createBench({}, (inbox) => ({
      ...inbox,
      replay: (key, options) => (key.id === 'evt_1' ? Promise.reject(new Error(SECRET)) : inbox.replay(key, options)),
    }));
    await bury(...many(3));
    const report = await letters.replay({ state: 'dead' }, WHY);
    expect(report.counts).toEqual({ replayed: 2, failed: 1 });
    expect(report.results.find(({ outcome }) => outcome === 'failed')).toEqual({
      key: keyOf('evt_1'),
      outcome: 'failed',
      detail: 'Error: [redacted]',
    });
  });

  it('that the store interrupts reports what was done; before anything is done it rejects', async () => {
    let pages = 0;
    let allowed = 1;
    const { bury, letters } = createBench({}, (inbox) => ({
      ...inbox,
      list: async (filter) => {
        if (pages++ >= allowed) throw new Error('connection lost');
        return inbox.list({ ...filter, limit: 2 });
      },
    }));
    await bury(...many(5));
    expect(await letters.replay({ state: 'dead' }, WHY)).toMatchObject({
      counts: { replayed: 2 },
      interrupted: 'Error: connection lost',
    });
    allowed = 0;
    await expect(letters.replay({ state: 'dead' }, WHY)).rejects.toThrow('connection lost');
  });
});

describe('the check before a replay', () => {
  const outcomeOf = async (
    { letters }: Pick<Bench, 'letters'>,
    key: DeliveryKey = keyOf('evt_1'),
  ): Promise<readonly [string | undefined, string | undefined]> => {
    const { results } = await letters.replay(key, WHY);
    return [results[0]?.outcome, results[0]?.detail];
  };

  it.each<[string, Parameters<typeof tampered>[0]]>([
    ['body', () => ({ body: new TextEncoder().encode(JSON.stringify({ ...EVENT, note: 'pay me' })) })],
    ['signature', () => ({ headers: { 'acme-signature': `${NOW / 1_000}.${'00'.repeat(32)}` } })],
    ['headers, which are gone', () => ({ headers: {} })],
    ['type', () => ({ type: 'order.refunded' })],
  ])('refuses a row with another %s', async (_, change) => {
    const bench = createBench({}, tampered(change));
    await bench.bury(EVENT);
    expect((await outcomeOf(bench))[0]).toBe('unverified');
    expect(await bench.dead()).toEqual(['evt_1']);
    expect(bench.told('webhook.replayed')).toEqual([]);
  });

  it('refuses the signed content of one event in the place of another', async () => {
    const bench = createBench({}, (inbox) => ({
      ...inbox,
      find: async (key) => {
        const [found, other] = [await inbox.find(key), await inbox.find(keyOf('evt_2'))];
        return found && other && { ...found, headers: other.headers, body: other.body };
      },
    }));
    await bench.bury(EVENT, { ...EVENT, id: 'evt_2' });
    expect(await outcomeOf(bench)).toEqual(['unverified', expect.stringContaining('does not hold the event')]);
  });

  it('judges by the time when it arrived, however long ago that was', async () => {
    const bench = createBench();
    await bench.bury(EVENT);
    await bench.clock.advance(365 * DAY);
    expect((await outcomeOf(bench))[0]).toBe('replayed');
  });

  it('counts the secrets that were in force then, and no others', async () => {
    const boundary = NOW + DAY;
    const secrets: WebhookSecrets = [
      { secret: SECRET, notAfter: boundary },
      { secret: 'acme_secret_2', notBefore: boundary },
    ];
    const bench = createBench({ source: createAcme(webhooks, { secrets }) });
    await bench.bury(EVENT);
    await bench.clock.advance(2 * DAY);
    expect((await outcomeOf(bench))[0]).toBe('replayed');
    const forged = createBench(
      { source: createAcme(webhooks, { secrets }) },
      tampered(() => ({ receivedAt: boundary + DAY })),
    );
    await forged.bury(EVENT);
    expect((await outcomeOf(forged))[0]).toBe('unverified');
  });

  it('counts the secrets of the tenant', async () => {
    const source = createAcme(webhooks, { secrets: async (tenant) => [tenant === 'left' ? SECRET : 'acme_secret_2'] });
    const bench = createBench({ source, tenant: 'left' });
    await bench.bury(EVENT);
    expect((await outcomeOf(bench, { ...keyOf('evt_1'), tenant: 'left' }))[0]).toBe('replayed');
    const moved = createBench(
      { source, tenant: 'left' },
      tampered(() => ({ tenant: 'right' })),
    );
    await moved.bury(EVENT);
    expect((await outcomeOf(moved, { ...keyOf('evt_1'), tenant: 'left' }))[0]).toBe('unverified');
  });

  it('says that a secret may have been taken out of the list', async () => {
    const bench = createBench();
    await bench.bury(EVENT);
    const source = createAcme(webhooks, { secrets: ['acme_secret_2'] });
    const letters = webhooks.createDeadLetters({ inbox: bench.inbox, sources: [source] });
    expect(await outcomeOf({ letters })).toEqual([
      'unverified',
      expect.stringMatching(
        /^signature_mismatch: .* the secret that signed it is no longer listed\. With `verify: false`/,
      ),
    ]);
  });

  it.each<[string, WebhookSecrets]>([
    ['none', []],
    ['none that counted then', [{ secret: SECRET, notBefore: NOW + 1 }]],
    ['a look-up that fails', () => Promise.reject(new Error('database down'))],
  ])('proves nothing with a list of secrets with %s', async (_, secrets) => {
    const bench = createBench();
    await bench.bury(EVENT);
    const source = createAcme(webhooks, { secrets });
    const letters = webhooks.createDeadLetters({ inbox: bench.inbox, sources: [source] });
    expect(await outcomeOf({ letters })).toEqual(['unverifiable', expect.stringContaining('No secret is known')]);
  });

  it('proves nothing for one event of a batch, whose signature covers the others too', async () => {
    const source = createAcme(webhooks, {
      events: (payload) => {
        const events = (Array.isArray(payload) ? payload : [payload]) as readonly AcmeEvents['order.paid'][];
        return events.map((event) => {
          const body = events.length > 1 ? new TextEncoder().encode(JSON.stringify([event])) : undefined;
          return { id: event.id, idOrigin: 'sender', type: event.type, event, body };
        });
      },
    });
    const bench = createBench({ source });
    await bench.bury([EVENT, { ...EVENT, id: 'evt_2' }], [{ ...EVENT, id: 'evt_3' }]);
    expect(await outcomeOf(bench)).toEqual(['unverifiable', expect.stringContaining('one event of several')]);
    expect((await outcomeOf(bench, keyOf('evt_3')))[0]).toBe('replayed');
    expect((await bench.letters.replay(keyOf('evt_1'), { ...WHY, verify: false })).counts).toEqual({ replayed: 1 });
    expect(await bench.handler.process()).toMatchObject({ unhandled: 2, dead: 0 });
  });

  it('also has the URL, where the signature covers it', async () => {
    const seen: string[] = [];
    const acme = createAcme(webhooks);
    const source: typeof acme = {
      ...acme,
      verify: (request, ...rest) => {
        seen.push(request.url);
        return acme.verify(request, ...rest);
      },
    };
    const bench = createBench({ source });
    await bench.bury(EVENT);
    expect((await outcomeOf(bench))[0]).toBe('replayed');
    expect(seen).toEqual(['https://shop.test/webhooks', 'https://shop.test/webhooks']);
    const other = createBench();
    await other.bury(EVENT);
    expect(JSON.stringify((await other.inbox.find(keyOf('evt_1')))?.headers)).not.toContain('shop.test');
  });

  it('proves nothing without the source, or with one that throws', async () => {
    const bench = createBench();
    await bench.bury(EVENT);
    const acme = createAcme(webhooks);
    const broken: typeof acme = {
      ...acme,
      verify: () => {
        throw new Error(SECRET);
      },
    };
    for (const [sources, detail] of [
      [[], 'There is no source named acme here'],
      [[broken], 'Error: [redacted]'],
    ] as const) {
      const letters = webhooks.createDeadLetters({ inbox: bench.inbox, sources });
      expect(await outcomeOf({ letters })).toEqual(['unverifiable', expect.stringContaining(detail)]);
    }
  });

  it('refuses what was erased or cannot be read', async () => {
    const [erased, unreadable] = [
      createBench(
        {},
        tampered(() => ({ body: undefined })),
      ),
      createBench(
        {},
        tampered(() => ({ body: undefined, unreadable: new Error('lost key') })),
      ),
    ];
    await erased.bury(EVENT);
    await unreadable.bury(EVENT);
    expect((await outcomeOf(erased))[0]).toBe('erased');
    expect(await outcomeOf(unreadable)).toEqual(['unreadable', expect.stringContaining('lost key')]);
  });

  it('is left out only by the word of the operator, and the audit trail says so', async () => {
    const { bury, letters, inbox } = createBench(
      {},
      tampered(() => ({ headers: {} })),
    );
    await bury(EVENT);
    expect((await letters.replay(keyOf('evt_1'), { ...WHY, verify: false })).counts).toEqual({ replayed: 1 });
    expect(await inbox.replays(keyOf('evt_1'))).toMatchObject([
      { actor: WHY.actor, reason: 'the handler is mended [signature not checked]' },
    ]);
  });
});

describe('purging dead letters', () => {
  it('takes the dead ones, and what is done only when asked to', async () => {
    const { bury, letters, handler, clock, inbox } = createBench({
      source: createAcme(webhooks, { delivery: { retention: 0 } }),
    });
    await bury(...many(2));
    await letters.replay(keyOf('evt_0'), WHY);
    await handler.process();
    await clock.advance(DAY);
    expect(await letters.purge({ olderThan: 2 * DAY })).toEqual({ removed: 0, erased: 0 });
    expect(await letters.purge({ olderThan: DAY })).toEqual({ removed: 1, erased: 0 });
    expect(await inbox.find(keyOf('evt_0'))).toMatchObject({ state: 'done' });
    expect(await letters.purge({ olderThan: DAY, states: ['done'] })).toEqual({ removed: 1, erased: 0 });
  });
});

describe('what is wrong is refused before the store is touched:', () => {
  const untouchable = (): DeadLetters => {
    const fail = (): never => {
      throw new Error('touched');
    };
    return webhooks.createDeadLetters({
      inbox: { name: 'x', find: fail, list: fail, replay: fail, replays: fail, purge: fail },
    });
  };

  it.each<[string, unknown, unknown, string]>([
    ['a blank actor', keyOf('a'), { ...WHY, actor: '  ' }, 'options.actor must be a text'],
    ['no reason', keyOf('a'), { actor: 'ada' }, 'options.reason must be a text'],
    ['nothing said', keyOf('a'), undefined, 'options.actor must be a text'],
    ['an unknown option', keyOf('a'), { ...WHY, dryRun: true }, 'options.dryRun must be left out'],
    ['no concurrency', keyOf('a'), { ...WHY, concurrency: 0 }, 'options.concurrency must be an integer above 0'],
    ['a filter that names nothing', {}, WHY, 'filter.state must be one of'],
    ['a filter of nothing but undefined', { source: undefined }, WHY, 'filter.state must be one of'],
    ['a filter with a typing error', { sorce: 'acme' }, WHY, 'filter.sorce must be `source`, or left out'],
    ['half a key', { id: 'a', source: 'acme' }, WHY, 'key.tenant must be a string'],
    ['a text among keys', [keyOf('a'), 'evt_1'], WHY, 'keys[1].tenant must be a string'],
    ['nothing at all', undefined, WHY, 'filter.state must be one of'],
  ])('a replay with %s', async (_, selection, options, message) => {
    await expect(untouchable().replay(selection as DeliveryKey, options as typeof WHY)).rejects.toThrow(message);
  });

  it('an inspection, a page and a purge', async () => {
    const letters = untouchable();
    await expect(letters.inspect(keyOf('a'), { body: 'text' as never })).rejects.toThrow('one of bytes, json');
    await expect(letters.inspect({ id: 'a' } as never)).rejects.toThrow('key.tenant');
    await expect(letters.page({ cursor: 'x' })).rejects.toThrow('filter.cursor must be `next` of another page');
    await expect(letters.page({ limit: 0 })).rejects.toThrow('filter.limit must be an integer above 0');
    await expect(letters.purge({ olderThan: -1 })).rejects.toThrow('options.olderThan must be a number');
  });

  it('dead letters of nothing, of something else, and of one source with two stores', () => {
    const create = webhooks.createDeadLetters as (options: unknown) => unknown;
    const [one, two] = [createHarness(webhooks), createHarness(webhooks)];
    expect(() => create({})).toThrow('options.inbox must be an inbox (or left out, with `handlers` instead)');
    expect(() => create({ handlers: [] })).toThrow('options.handlers must be an array of webhook handlers');
    expect(() => create({ handlers: [{}] })).toThrow('options.handlers must be');
    expect(() => create({ handlers: [one.handler, two.handler] })).toThrow('those of one source with one inbox');
    expect(() => create({ handlers: [one.handler], inbox: one.inbox })).toThrow('options.inbox must be left out');
    expect(() => create({ inbox: one.inbox, sources: [{}] })).toThrow('options.sources must be an array of webhook');
  });
});
