import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppliedVersion, LatestOptions, VersionStore, WebhookHandle } from '../../src/webhooks/index.js';
import * as webhooks from '../../src/webhooks/index.js';
import { createMemoryVersionStore, isPermanentFailure, latest } from '../../src/webhooks/index.js';
import type { AcmeEvent } from './acme.js';
import { createGate, createHarness } from './handler-harness.js';
import { contextOf, type OrderEvent } from './ordering-bench.js';
import { keyOf } from './worker-harness.js';

const CREATED: OrderEvent = { id: 'evt_c', type: 'created', created: 1_700_000_000, status: 'incomplete' };
/** In the same second, as happens whenever a checkout is paid at once. */
const UPDATED: OrderEvent = { id: 'evt_u', type: 'updated', created: 1_700_000_000, status: 'active' };
const LATER: OrderEvent = { id: 'evt_l', type: 'updated', created: 1_700_000_060, status: 'past_due' };
const DELETED: OrderEvent = { id: 'evt_d', type: 'deleted', created: 1_700_000_000, status: 'gone' };

interface Bench {
  readonly handle: WebhookHandle<OrderEvent>;
  /** Gives an event to the guarded handler. */
  give(event: OrderEvent): Promise<unknown>;
  /** What the application has written down. */
  readonly state: () => string | undefined;
  /** For which events the vendor was asked. */
  readonly fetched: readonly string[];
}

function createBench(options: Partial<LatestOptions<OrderEvent, undefined>> = {}, vendor = UPDATED.status): Bench {
  let state: string | undefined;
  const fetched: string[] = [];
  const handle = latest<OrderEvent>(({ status }) => void (state = status), {
    versions: createMemoryVersionStore(),
    refetch: (event) => {
      fetched.push(event.id);
      return { ...event, status: vendor };
    },
    isTerminal: ({ type }) => type === 'deleted',
    now: () => CREATED.created * 1_000,
    ...options,
  });
  return { handle, give: async (event) => handle(event, contextOf(event)), state: () => state, fetched };
}

/** The rule of a peer, as its upsert has it: applies an event when its time compares rightly with what is stored. */
function peer(isNewer: (stored: number, incoming: number) => boolean): (events: readonly OrderEvent[]) => string {
  return (events) => {
    let row: OrderEvent | undefined;
    for (const event of events) if (!row || isNewer(row.created, event.created)) row = event;
    return row?.status ?? '';
  };
}

describe('`created` and `updated` in the same second', () => {
  const inOrder = [CREATED, UPDATED];
  const swapped = [UPDATED, CREATED];
  const ifNewer = peer((stored, incoming) => stored < incoming);
  const unlessOlder = peer((stored, incoming) => stored <= incoming);

  it.each([
    ['sync engine (`last_synced_at <`): in order, the update is lost', ifNewer, inOrder],
    ['the same with `<=`: swapped, the older one overwrites the newer', unlessOlder, swapped],
  ])('end wrong under the rule of the %s; and right here', async (_, rule, events) => {
    expect(rule(events)).toBe('incomplete');
    const { give, state } = createBench();
    for (const event of events) await give(event);
    expect(state()).toBe('active');
  });

  it.each([
    ['in order', inOrder],
    ['swapped', swapped],
    ['with duplicates', [UPDATED, CREATED, CREATED, UPDATED]],
  ])('end in what the vendor says, %s', async (_, events) => {
    const { give, state, fetched } = createBench();
    for (const event of events) await give(event);
    expect(state()).toBe('active');
    expect(fetched[0]).toBe(events[1]?.id);
  });

  it.each([
    ['apply', 'incomplete'],
    ['supersede', 'active'],
  ] as const)('go by the word of the application where it cannot fetch: %s', async (ties, status) => {
    const { give, state } = createBench({ refetch: undefined, ties });
    await give(UPDATED);
    expect(await give(CREATED)).toBe(ties === 'supersede' ? 'superseded' : undefined);
    expect(state()).toBe(status);
  });

  it('never ask the vendor when he numbers his versions', async () => {
    const revision = ({ id }: OrderEvent): number => (id === UPDATED.id ? 2 : 1);
    const { give, state, fetched } = createBench({ version: revision });
    expect([await give(UPDATED), await give(CREATED)]).toEqual([undefined, 'superseded']);
    expect([state(), fetched]).toEqual(['active', []]);
  });
});

describe('an event that is older than what was applied', () => {
  it('is left alone and reported as superseded; a newer one is applied', async () => {
    const { give, state, fetched } = createBench();
    expect([await give(LATER), await give(CREATED), await give(UPDATED)]).toEqual([
      undefined,
      'superseded',
      'superseded',
    ]);
    expect([state(), fetched]).toEqual(['past_due', []]);
  });

  it('is recorded as superseded, and told so', async () => {
    const guarded = latest<AcmeEvent>(() => {}, { versions: createMemoryVersionStore(), ties: 'apply' });
    const { deliver, inbox, told } = createHarness(webhooks, { on: { 'order.paid': guarded } });
    await deliver({ id: 'new', type: 'order.paid', order: 'order_1', at: 2_000 });
    await deliver({ id: 'old', type: 'order.paid', order: 'order_1', at: 1_000 });
    const results = await Promise.all(['new', 'old'].map(async (id) => (await inbox.find(keyOf(id)))?.result));
    expect(results).toEqual(['processed', 'superseded']);
    expect(told('webhook.superseded')).toMatchObject([{ eventId: 'old' }]);
  });

  it('is one of its own subject, tenant, source and scope only', async () => {
    const versions = createMemoryVersionStore();
    const seen: string[] = [];
    const guard = (scope: string): WebhookHandle<OrderEvent> =>
      latest<OrderEvent>((_, { subject }) => void seen.push(`${scope} ${subject}`), { versions, scope, ties: 'apply' });
    await guard('')(LATER, contextOf(LATER));
    for (const other of [{ subject: 'order_2' }, { tenant: 't' }, { source: 'other' }]) {
      expect(await guard('')(CREATED, contextOf(CREATED, other))).toBeUndefined();
    }
    expect(await guard('mail')(CREATED, contextOf(CREATED))).toBeUndefined();
    expect(await guard('')(CREATED, contextOf(CREATED))).toBe('superseded');
    expect(seen).toHaveLength(5);
  });
});

describe('a subject that has ended', () => {
  it.each([
    ['the last event arrives last', [CREATED, UPDATED, DELETED]],
    ['the last event arrives first', [DELETED, CREATED, UPDATED]],
    ['a later event arrives after it', [DELETED, LATER]],
    ['a later event arrives before it', [LATER, DELETED]],
    ['it arrives twice', [DELETED, UPDATED, DELETED]],
  ])('stays ended when %s', async (_, events) => {
    const { give, state } = createBench();
    for (const event of events) await give(event);
    expect(state()).toBe('gone');
  });

  it('is known to have ended also when only a fetch has told so', async () => {
    const { give, state } = createBench({ refetch: () => DELETED });
    await give(CREATED);
    await give(UPDATED);
    expect(await give(LATER)).toBe('superseded');
    expect(state()).toBe('gone');
  });
});

describe('a fetch', () => {
  it('is made by one event of a subject at a time', async () => {
    let [now, most] = [0, 0];
    const gate = createGate();
    const { give, state } = createBench({
      refetch: async (event) => {
        now += 1;
        most = Math.max(most, now);
        await gate.handle();
        now -= 1;
        return { ...event, status: 'active' };
      },
    });
    await give(CREATED);
    const tied = ['a', 'b', 'c'].map((id) => give({ ...UPDATED, id }));
    await gate.started;
    gate.finish();
    await Promise.all(tied);
    expect([most, state()]).toEqual([1, 'active']);
  });

  it('is made again for an event that may have happened while the vendor answered', async () => {
    const { give, fetched } = createBench({ clockTolerance: 30_000 });
    await give(CREATED);
    await give(UPDATED);
    await give({ ...LATER, id: 'soon', created: CREATED.created + 30 });
    expect(fetched).toEqual(['evt_u', 'soon']);
    await give({ ...LATER, created: CREATED.created + 61 });
    expect(fetched).toEqual(['evt_u', 'soon']);
  });

  it('is not undone by the event for which it was made, when that comes again because it was not recorded as done', async () => {
    const { give, state, fetched } = createBench();
    await give(UPDATED);
    await give(CREATED);
    await give(CREATED);
    expect([state(), fetched]).toEqual(['active', ['evt_c', 'evt_c']]);
  });

  it('that fails fails the event, and leaves what was applied', async () => {
    const { give, state } = createBench({ refetch: () => Promise.reject(new Error('503')) });
    await give(CREATED);
    await expect(give(UPDATED)).rejects.toThrow('503');
    expect(state()).toBe('incomplete');
  });
});

describe('a version', () => {
  const kept = async (handle: WebhookHandle<OrderEvent>): Promise<AppliedVersion | undefined> => {
    let found: AppliedVersion | undefined;
    const inner = createMemoryVersionStore();
    const versions: VersionStore = {
      update: (key, transaction, work) =>
        inner.update(key, transaction, async (applied) => {
          const done = await work(applied);
          found = done.applied;
          return done;
        }),
    };
    await Promise.resolve(latest(handle, { versions, ties: 'apply' })(LATER, contextOf(LATER))).catch(() => {});
    return found;
  };

  it('is kept only when the effect was applied', async () => {
    expect(await kept(() => {})).toEqual({ version: LATER.created * 1_000, eventId: 'evt_l', isTerminal: false });
    expect(await kept(() => 'superseded')).toBeUndefined();
    expect(await kept(() => Promise.reject(new Error('x')))).toBeUndefined();
  });

  it('that was not kept does not keep the same event, or an older one, from being applied', async () => {
    let isDown = true;
    const seen: string[] = [];
    const handle = latest<OrderEvent>(
      ({ id }) => {
        if (isDown) throw new Error('database down');
        seen.push(id);
      },
      { versions: createMemoryVersionStore(), ties: 'supersede' },
    );
    const give = async (event: OrderEvent): Promise<unknown> => handle(event, contextOf(event));
    await expect(give(LATER)).rejects.toThrow('database down');
    isDown = false;
    await give(CREATED);
    await give(LATER);
    expect(seen).toEqual(['evt_c', 'evt_l']);
  });
});

describe('a handler that hangs', () => {
  it('lets the next event of its subject in when it has lost its delivery, and its own version is not kept', async () => {
    const hanging = new AbortController();
    const { handle } = createBench();
    const seen: string[] = [];
    const guard = latest<OrderEvent>(({ id }) => (id === LATER.id ? new Promise(() => {}) : void seen.push(id)), {
      versions: createMemoryVersionStore(),
      ties: 'apply',
    });
    const stuck = Promise.resolve(guard(LATER, contextOf(LATER, { signal: hanging.signal })));
    const next = guard(CREATED, contextOf(CREATED));
    hanging.abort(new Error('lost'));
    await expect(stuck).rejects.toThrow('lost');
    await next;
    expect(seen).toEqual(['evt_c']);
    await expect(Promise.resolve(handle(CREATED, contextOf(CREATED, { signal: hanging.signal })))).rejects.toThrow(
      'lost',
    );
  });
});

describe('a subject that can end in more than one way', () => {
  const VOIDED: OrderEvent = { id: 'evt_v', type: 'deleted', created: 1_700_000_060, status: 'void' };

  it('ends as the later of two ends says, in whichever order they arrive', async () => {
    for (const events of [
      [DELETED, VOIDED],
      [VOIDED, DELETED],
    ]) {
      const { give, state } = createBench({ refetch: undefined, ties: 'supersede' });
      for (const event of events) await give(event);
      expect(state()).toBe('void');
    }
  });

  it('ends by an end that is older than the last change, and then by a later end', async () => {
    const { give, state } = createBench();
    await give({ ...LATER, created: VOIDED.created + 60 });
    await give(DELETED);
    expect(state()).toBe('gone');
    await give(VOIDED);
    expect(state()).toBe('void');
    expect(await give(DELETED)).toBe('superseded');
  });

  it('applies an end again whose effect was not recorded', async () => {
    const { give, state } = createBench({ refetch: undefined, ties: 'supersede' });
    await give(LATER);
    await give(DELETED);
    expect(await give(DELETED)).toBeUndefined();
    expect(state()).toBe('gone');
  });
});

describe('an event of which nothing says when it was', () => {
  it.each([
    ['without a subject', { subject: undefined }],
    ['without a time', { occurredAt: undefined }],
    ['with a time that is none', { occurredAt: Number.NaN }],
  ])('%s goes to the dead letters', async (_, overrides) => {
    const { handle } = createBench();
    const given = Promise.resolve(handle(CREATED, contextOf(CREATED, overrides)));
    expect(isPermanentFailure(await given.catch((error: unknown) => error))).toBe(true);
  });
});

describe('any order and any repetition of the events of a subject', () => {
  /** One change at the vendor's, and when its webhook is delivered, in milliseconds after it; perhaps several times. */
  const change = fc.record({
    after: fc.integer({ min: 0, max: 1_500 }),
    deliveries: fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 3 }),
    failures: fc.integer({ min: 0, max: 2 }),
  });

  it('end in the newest state and never step back, also while the vendor goes on, clocks are apart, and handlers fail', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        fc.integer({ min: -60_000, max: 60_000 }),
        async (changes, isDeletedAtLast, skew) => {
          const start = 1_700_000_000_000;
          let time = start;
          let state = 's0';
          const stepsBack: string[] = [];
          const failures = new Map(changes.map((one, index) => [`evt_${index}`, one.failures]));
          let at = start;
          const history = changes.map(({ after }, index) => {
            at += after;
            const isLast = index === changes.length - 1;
            const type = isLast && isDeletedAtLast ? 'deleted' : index === 0 ? 'created' : 'updated';
            return { at, event: { id: `evt_${index}`, type, created: Math.floor(at / 1_000), status: `s${index}` } };
          }) satisfies readonly { at: number; event: OrderEvent }[];
          const present = (): OrderEvent => history.findLast((one) => one.at <= time)?.event as OrderEvent;
          const handle = latest<OrderEvent>(
            ({ status }, { id }) => {
              const left = failures.get(id) ?? 0;
              failures.set(id, left - 1);
              if (left > 0) throw new Error('x');
              if (Number(status.slice(1)) < Number(state.slice(1))) stepsBack.push(`${state} ${status}`);
              state = status;
            },
            {
              versions: createMemoryVersionStore(),
              refetch: present,
              isTerminal: ({ type }) => type === 'deleted',
              clockTolerance: 60_000,
              now: () => time + skew,
            },
          );
          const arrivals = history
            .flatMap((one, index) =>
              (changes[index]?.deliveries ?? []).map((delay) => ({ ...one, at: one.at + delay })),
            )
            .sort((left, right) => left.at - right.at);
          const queue = [...arrivals];
          for (let next = queue.shift(); next; next = queue.shift()) {
            time = Math.max(time, next.at);
            const { event } = next;
            // What failed comes again after everything that is on its way now.
            await Promise.resolve(handle(event, contextOf(event))).catch(() => queue.push({ ...next, event }));
          }
          expect([state, stepsBack]).toEqual([history.at(-1)?.event.status, []]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

it('a guard that says neither how to fetch nor what to do about ties is refused', () => {
  const versions = createMemoryVersionStore();
  expect(() => latest<OrderEvent>(() => {}, { versions })).toThrow('options.ties must be one of apply, supersede');
  expect(() => latest<OrderEvent>(() => {}, { ties: 'apply' } as never)).toThrow('options.versions must be an object');
});
