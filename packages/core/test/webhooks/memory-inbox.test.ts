import { beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../testing/src/virtual-clock.js';
import {
  type Claim,
  createMemoryInbox,
  type Delivery,
  type DeliveryKey,
  type Inbox,
  type MemoryInboxOptions,
} from '../../src/webhooks/index.js';
import { NOW } from './acme.js';

const LEASE = 30_000;
const DAY = 86_400_000;

const delivery = (id: string, overrides: Partial<Delivery> = {}): Delivery => ({
  tenant: '',
  source: 'acme',
  id,
  idOrigin: 'sender',
  type: 'order.paid',
  receivedAt: NOW,
  headers: { 'acme-signature': '1.2' },
  body: new TextEncoder().encode(`{"id":"${id}"}`),
  ...overrides,
});

let clock: VirtualClock;
let inbox: Inbox;
const open = (options: MemoryInboxOptions = {}): Inbox => createMemoryInbox({ clock, ...options });

beforeEach(() => {
  clock = createVirtualClock(NOW);
  inbox = open();
});

const claim = async (options: { keys?: readonly DeliveryKey[] } = {}): Promise<Claim> => {
  const [claimed] = await inbox.claim({ lease: LEASE, ...options });
  if (!claimed) throw new Error('Nothing is due.');
  return claimed;
};
const done = { result: 'processed', keep: DAY, transaction: undefined } as const;
const stateOf = async (id: string): Promise<string | undefined> => (await inbox.find(delivery(id)))?.state;

describe('accept', () => {
  it('stores a delivery once', async () => {
    expect(await inbox.accept([delivery('a')])).toEqual([{ outcome: 'stored' }]);
    expect(await inbox.accept([delivery('a')])).toEqual([{ outcome: 'duplicate', state: 'pending', waitMs: 0 }]);
    expect((await inbox.list()).deliveries).toHaveLength(1);
  });

  it('takes the same id twice in one batch for a duplicate', async () => {
    const outcomes = await inbox.accept([delivery('a'), delivery('b'), delivery('a')]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'duplicate']);
  });

  it('keeps tenants and sources apart, whatever their names hold', async () => {
    const keys = [
      { tenant: 'a', source: 'b', id: 'c' },
      { tenant: 'a","b', source: 'c', id: '' },
      { tenant: '', source: 'a', id: 'b","c' },
      { tenant: 'b', source: 'b', id: 'c' },
      { tenant: 'a', source: 'c', id: 'c' },
    ];
    const outcomes = await inbox.accept(keys.map((key) => delivery('', key)));
    expect(outcomes.every(({ outcome }) => outcome === 'stored')).toBe(true);
  });

  it('says how long a duplicate has to wait', async () => {
    await inbox.accept([delivery('a')]);
    const claimed = await claim();
    await clock.advance(10_000);
    expect(await inbox.accept([delivery('a')])).toEqual([{ outcome: 'duplicate', state: 'claimed', waitMs: 20_000 }]);
    await inbox.fail(claimed, { error: 'x', delay: 5_000 });
    expect(await inbox.accept([delivery('a')])).toEqual([{ outcome: 'duplicate', state: 'retry', waitMs: 5_000 }]);
  });

  it('forgets the oldest that is done when it is full', async () => {
    inbox = open({ maxEntries: 2 });
    for (const id of ['a', 'b']) {
      await inbox.accept([delivery(id)]);
      await inbox.complete(await claim(), done);
    }
    expect(await inbox.accept([delivery('c')])).toEqual([{ outcome: 'stored' }]);
    expect([await stateOf('a'), await stateOf('b'), await stateOf('c')]).toEqual([undefined, 'done', 'pending']);
  });

  it('refuses, and stores nothing, when it is full of what is not done', async () => {
    inbox = open({ maxEntries: 2 });
    await inbox.accept([delivery('a')]);
    await expect(inbox.accept([delivery('b'), delivery('c')])).rejects.toMatchObject({
      code: 'OVERLOADED',
      retryable: true,
    });
    expect((await inbox.list()).deliveries.map(({ id }) => id)).toEqual(['a']);
    expect(await inbox.accept([delivery('a')]), 'a duplicate needs no room').toMatchObject([{ outcome: 'duplicate' }]);
  });

  it('erases the oldest content that is done when the bytes are full, and remembers that it is done', async () => {
    inbox = open({ maxBytes: 25 });
    const body = new Uint8Array(10);
    for (const id of ['a', 'b']) {
      await inbox.accept([delivery(id, { body })]);
      await inbox.complete(await claim(), done);
    }
    await inbox.accept([delivery('c', { body })]);
    expect((await inbox.find(delivery('a')))?.body).toBeUndefined();
    expect((await inbox.find(delivery('b')))?.body).toHaveLength(10);
    expect(await inbox.accept([delivery('a', { body })])).toMatchObject([{ outcome: 'duplicate', state: 'done' }]);
    await expect(inbox.accept([delivery('d', { body: new Uint8Array(16) })])).rejects.toMatchObject({
      code: 'OVERLOADED',
    });
  });
});

describe('claim', () => {
  it('hands a delivery to one only, for as long as the lease lasts', async () => {
    await inbox.accept([delivery('a')]);
    expect(await inbox.claim({ lease: LEASE })).toMatchObject([
      { fence: 1, attempt: 1, delivery: { state: 'claimed' } },
    ]);
    expect(await inbox.claim({ lease: LEASE })).toEqual([]);
    await clock.advance(LEASE - 1);
    expect(await inbox.claim({ lease: LEASE })).toEqual([]);
    await clock.advance(1);
    expect(await inbox.claim({ lease: LEASE })).toMatchObject([{ fence: 2, attempt: 2 }]);
  });

  it('takes what has been due for longest', async () => {
    await inbox.accept([delivery('a')]);
    await inbox.fail(await claim(), { error: 'x', delay: 1_000 });
    await clock.advance(500);
    await inbox.accept([delivery('b'), delivery('c')]);
    await clock.advance(1_000);
    const claims = await inbox.claim({ lease: LEASE, limit: 2 });
    expect(claims.map((one) => one.delivery.id)).toEqual(['b', 'c']);
    expect((await claim()).delivery.id).toBe('a');
  });

  it('takes the deliveries of one source only, when asked', async () => {
    await inbox.accept([delivery('a', { source: 'other' }), delivery('b')]);
    const claims = await inbox.claim({ lease: LEASE, limit: 9, source: 'acme' });
    expect(claims.map((one) => one.delivery.id)).toEqual(['b']);
  });

  it('takes named deliveries also before a retry is due, but never from somebody who is at it', async () => {
    await inbox.accept([delivery('a'), delivery('b')]);
    const keys = [delivery('b')];
    await inbox.fail(await claim({ keys }), { error: 'x', delay: DAY });
    const again = await inbox.claim({ lease: LEASE, keys: [...keys, ...keys] });
    expect(again.map((one) => one.attempt)).toEqual([2]);
    expect(await inbox.claim({ lease: LEASE, keys })).toEqual([]);
    await inbox.complete(again[0] as Claim, done);
    expect(await inbox.claim({ lease: LEASE, keys: [...keys, delivery('unknown')] })).toEqual([]);
  });
});

describe('the fence', () => {
  const acts = {
    extend: (lost: Claim) => inbox.extend(lost, LEASE),
    complete: (lost: Claim) => inbox.complete(lost, done),
    fail: (lost: Claim) => inbox.fail(lost, { error: 'x', delay: 0 }),
    bury: (lost: Claim) => inbox.bury(lost, { error: 'x' }),
  };

  it.each(Object.entries(acts))('lets %s change nothing once somebody else has the delivery', async (_, act) => {
    await inbox.accept([delivery('a')]);
    const lost = await claim();
    await clock.advance(LEASE);
    const owner = await claim();
    const before = await inbox.find(delivery('a'));
    expect(await act(lost)).toBe(false);
    expect(await inbox.find(delivery('a'))).toEqual(before);
    expect(await act(owner)).toBe(true);
  });

  it.each(Object.entries(acts))('lets %s change nothing once the delivery has ended', async (_, act) => {
    await inbox.accept([delivery('a')]);
    const claimed = await claim();
    await inbox.complete(claimed, done);
    expect(await act(claimed)).toBe(false);
    expect(await stateOf('a')).toBe('done');
  });

  it('lets a late owner finish while nobody else has taken over', async () => {
    await inbox.accept([delivery('a')]);
    const late = await claim();
    await clock.advance(LEASE * 2);
    expect(await inbox.complete(late, done)).toBe(true);
  });

  it('prolongs a lease from now', async () => {
    await inbox.accept([delivery('a')]);
    const claimed = await claim();
    await clock.advance(LEASE - 1);
    expect(await inbox.extend(claimed, LEASE)).toBe(true);
    await clock.advance(LEASE - 1);
    expect(await inbox.claim({ lease: LEASE })).toEqual([]);
  });
});

describe('list', () => {
  it('pages through everything, the oldest first, without content', async () => {
    await inbox.accept(['a', 'b', 'c', 'd', 'e'].map((id) => delivery(id)));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await inbox.list({ limit: 2, cursor });
      seen.push(...page.deliveries.map(({ id }) => id));
      cursor = page.next;
      expect(page.deliveries[0]).not.toHaveProperty('body');
      expect(page.deliveries[0]).not.toHaveProperty('headers');
    } while (cursor !== undefined);
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('filters by state, type, subject, tenant and source', async () => {
    await inbox.accept([
      delivery('a', { subject: 'order_1' }),
      delivery('b', { type: 'order.updated' }),
      delivery('c', { tenant: 't' }),
      delivery('d', { source: 'other' }),
    ]);
    await inbox.bury(await claim({ keys: [delivery('a')] }), { error: 'x' });
    const idsOf = async (filter: Parameters<Inbox['list']>[0]): Promise<string[]> =>
      (await inbox.list(filter)).deliveries.map(({ id }) => id);
    expect(await idsOf({ state: 'dead' })).toEqual(['a']);
    expect(await idsOf({ type: 'order.updated' })).toEqual(['b']);
    expect(await idsOf({ subject: 'order_1' })).toEqual(['a']);
    expect(await idsOf({ tenant: 't' })).toEqual(['c']);
    expect(await idsOf({ source: 'other' })).toEqual(['d']);
    expect(await idsOf({ state: 'dead', source: 'other' })).toEqual([]);
  });
});

describe('replay', () => {
  const why = { actor: 'ops@shop.test', reason: 'fixed the handler' };

  it('makes a dead letter due again, with all its attempts, and keeps who wanted it', async () => {
    await inbox.accept([delivery('a')]);
    await inbox.bury(await claim(), { error: 'x' });
    await clock.advance(1_000);
    expect(await inbox.replay(delivery('a'), why)).toBe('replayed');
    expect(await inbox.find(delivery('a'))).toMatchObject({
      state: 'pending',
      attempts: 0,
      error: 'x',
      replay: { ...why, at: NOW + 1_000 },
    });
    expect(await claim()).toMatchObject({ attempt: 1, fence: 2 });
  });

  it('applies what is done again only by force', async () => {
    await inbox.accept([delivery('a')]);
    await inbox.complete(await claim(), done);
    expect(await inbox.replay(delivery('a'), why)).toBe('done');
    expect(await inbox.replay(delivery('a'), { ...why, force: true })).toBe('replayed');
    expect(await inbox.find(delivery('a'))).toMatchObject({ state: 'pending', result: undefined });
  });

  it('leaves alone what somebody is at, what is unknown, and what has no content any more', async () => {
    await inbox.accept([delivery('a')]);
    const claimed = await claim();
    expect(await inbox.replay(delivery('a'), why)).toBe('claimed');
    expect(await inbox.replay(delivery('b'), why)).toBe('not_found');
    await inbox.complete(claimed, done);
    await inbox.purge({ olderThan: 0 });
    expect(await inbox.replay(delivery('a'), { ...why, force: true })).toBe('erased');
  });
});

describe('purge', () => {
  it('erases content by age, and the record only when the sender cannot repeat the event', async () => {
    await inbox.accept([delivery('a', { headers: { 'acme-signature': 'canary' } })]);
    await inbox.complete(await claim(), { ...done, keep: 4 * DAY });
    await clock.advance(DAY);
    expect(await inbox.purge({ olderThan: 2 * DAY })).toEqual({ removed: 0, erased: 0 });
    await clock.advance(DAY);
    expect(await inbox.purge({ olderThan: 2 * DAY })).toEqual({ removed: 0, erased: 1 });
    expect(await inbox.find(delivery('a'))).toMatchObject({ state: 'done', body: undefined, headers: {} });
    expect(await inbox.accept([delivery('a')])).toMatchObject([{ outcome: 'duplicate', state: 'done' }]);
    await clock.advance(2 * DAY);
    expect(await inbox.purge({ olderThan: 2 * DAY })).toEqual({ removed: 1, erased: 0 });
    expect(await inbox.find(delivery('a'))).toBeUndefined();
  });

  it('removes old dead letters, and never what has not ended', async () => {
    await inbox.accept(['dead', 'retry', 'claimed', 'pending'].map((id) => delivery(id)));
    await inbox.bury(await claim({ keys: [delivery('dead')] }), { error: 'x' });
    await inbox.fail(await claim({ keys: [delivery('retry')] }), { error: 'x', delay: 0 });
    await claim({ keys: [delivery('claimed')] });
    await clock.advance(365 * DAY);
    expect(await inbox.purge({ olderThan: DAY, states: ['done'] })).toEqual({ removed: 0, erased: 0 });
    expect(await inbox.purge({ olderThan: DAY, source: 'other' })).toEqual({ removed: 0, erased: 0 });
    expect(await inbox.purge({ olderThan: DAY })).toEqual({ removed: 1, erased: 0 });
    expect((await inbox.list()).deliveries.map(({ id }) => id)).toEqual(['retry', 'claimed', 'pending']);
  });

  it.each([Number.NaN, undefined, -1, '1'])(
    'refuses the age %s, by which everything would be old enough',
    async (age) => {
      await inbox.accept([delivery('dead')]);
      await inbox.bury(await claim(), { error: 'x' });
      await expect(inbox.purge({ olderThan: age as number })).rejects.toMatchObject({ code: 'CONFIGURATION' });
      expect(await inbox.find(delivery('dead'))).toMatchObject({ state: 'dead' });
    },
  );
});

describe('createMemoryInbox', () => {
  it('does not claim to be durable', () => {
    expect(inbox).toMatchObject({ name: 'memory', durable: false });
  });

  it.each([
    ['maxEntries', { maxEntries: 0 }],
    ['maxBytes', { maxBytes: 1.5 }],
    ['size', { size: 1 }],
  ])('refuses a wrong %s', (key, options) => {
    expect(() => createMemoryInbox(options as MemoryInboxOptions)).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION', message: expect.stringContaining(`options.${key} must be`) }),
    );
  });

  it('shares nothing between two of them', async () => {
    await inbox.accept([delivery('a')]);
    expect((await open().list()).deliveries).toEqual([]);
  });
});
