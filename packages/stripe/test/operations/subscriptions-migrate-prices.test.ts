import { describe, expect, it } from 'vitest';
import { type MigrationStep, toSubscriptionFacts } from '../../src/index.js';
import { createScriptedStripe, toErrorAnswer } from '../scripted-stripe.js';
import { toSubscription, toSubscriptionItem } from '../stripe-objects.js';
import type { EmulatedAccount } from './emulated-account.js';
import { openClub, pricesOf } from './emulated-club.js';

const day = 86_400_000;

const updatesOf = ({ emulator }: EmulatedAccount): number =>
  emulator.book.events.filter(
    ({ type, data }) => type === 'customer.subscription.updated' && data.previous_attributes?.['items'] !== undefined,
  ).length;

async function collect(steps: AsyncIterable<MigrationStep>): Promise<MigrationStep[]> {
  const all: MigrationStep[] = [];
  for await (const step of steps) all.push(step);
  return all;
}

const movedSubscription = (id: string): Record<string, unknown> =>
  toSubscription({ id, items: { data: [toSubscriptionItem({ price: { id: 'price_pro' } })] } });

describe('subscriptions.migratePrices', () => {
  it('moves all that have the old price, with the quantity that they have', async () => {
    const club = await openClub(3);
    const { stripe, emulator, members, input, settle, pro } = club;
    const report = await settle(stripe.subscriptions.migratePrices(input).report());
    expect(report).toMatchObject({
      migrationId: 'spring-2026',
      isComplete: true,
      total: 3,
      counts: { moved: 3, pending: 0, already_moved: 0, skipped: 0, failed: 0 },
      remaining: [],
    });
    expect(report.stoppedBy).toBeUndefined();
    expect(report.steps.map(({ subscriptionId }) => subscriptionId).toSorted()).toEqual(members.toSorted());
    expect(pricesOf(club)).toEqual([pro, pro, pro]);
    expect(emulator.book.subscriptions.map(({ items }) => items.data[0]?.quantity)).toEqual([1, 2, 3]);
    expect(emulator.book.unsimulated).toEqual([]);
  });

  it('lists page after page before it moves the first, so that none is left out', async () => {
    const ids = Array.from({ length: 230 }, (_, index) => `sub_${index}`);
    const moved = new Set<string>();
    const { stripe, requests } = createScriptedStripe(
      ({ line, query }) => {
        const [, id = ''] = /subscriptions\/(\w+)$/.exec(line) ?? [];
        if (line === 'GET /v1/subscriptions') {
          const rows = ids.filter((member) => !moved.has(member));
          const start = rows.indexOf(query['starting_after'] ?? '') + 1;
          const data = rows.slice(start, start + Number(query['limit'])).map((member) => ({ id: member }));
          return { body: { object: 'list', data, has_more: start + 100 < rows.length } };
        }
        if (line.startsWith('POST')) moved.add(id);
        return { body: moved.has(id) ? movedSubscription(id) : toSubscription({ id }) };
      },
      { rateLimiting: { requestsPerSecond: 100_000, burst: 10_000 } },
    );
    const input = { migrationId: 'm', fromPriceId: 'price_basic', toPriceId: 'price_pro' };
    const report = await stripe.subscriptions.migratePrices({ ...input, prorationBehavior: 'none' }).report();
    expect(report).toMatchObject({ isComplete: true, total: 230, counts: { moved: 230 } });
    expect(moved.size).toBe(230);
    expect(requests.slice(0, 3).map(({ line, query }) => [line, query['price']])).toEqual(
      Array.from({ length: 3 }, () => ['GET /v1/subscriptions', 'price_basic']),
    );
  });

  it('gives each step as it ends, and never works on more than it may', async () => {
    let running = 0;
    let most = 0;
    const { stripe } = createScriptedStripe([], {
      rateLimiting: { requestsPerSecond: 100_000, burst: 10_000 },
      fetch: async (input, init) => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        const { url, method } = new Request(input, init);
        const id = url.split('/').at(-1) ?? '';
        return Response.json(method === 'POST' ? movedSubscription(id) : toSubscription({ id }));
      },
    });
    const subscriptionIds = Array.from({ length: 20 }, (_, index) => `sub_${index}`);
    const input = { migrationId: 'm', fromPriceId: 'price_basic', toPriceId: 'price_pro', subscriptionIds };
    const migration = stripe.subscriptions.migratePrices({ ...input, prorationBehavior: 'none' }, { concurrency: 3 });
    expect(await collect(migration)).toHaveLength(20);
    expect(most).toBe(3);
  });

  it('moves none twice when it is run again, and goes on where a crash ended it', async () => {
    const club = await openClub(4);
    const { stripe, members, input, settle, pro } = club;
    const plan = { ...input, subscriptionIds: members };
    const first = stripe.subscriptions.migratePrices(plan, { concurrency: 1 });
    const seen: MigrationStep[] = [];
    await settle(
      (async () => {
        for await (const step of first) {
          seen.push(step);
          if (seen.length === 2) break;
        }
      })(),
    );
    const early = await first.report();
    expect(early).toMatchObject({ isComplete: false, stoppedBy: 'left', total: 4, counts: { moved: 2 } });
    expect(early.remaining).toEqual(members.slice(2));

    const second = await settle(stripe.subscriptions.migratePrices(plan).report());
    expect(second).toMatchObject({ isComplete: true, counts: { moved: 2, already_moved: 2 } });
    // By the state, also when Stripe has forgotten the keys.
    await club.emulator.testHelpers.advance(2 * day);
    const third = await settle(stripe.subscriptions.migratePrices(plan).report());
    expect(third).toMatchObject({ isComplete: true, counts: { already_moved: 4 } });
    expect(pricesOf(club)).toEqual([pro, pro, pro, pro]);
    expect(updatesOf(club)).toBe(4);
  });

  it('waits for what is under way when its loop is left, and tells of it', async () => {
    const club = await openClub(4);
    const { stripe, members, input, settle } = club;
    const migration = stripe.subscriptions.migratePrices({ ...input, subscriptionIds: members }, { concurrency: 2 });
    const leave = async (): Promise<void> => {
      for await (const step of migration) if (step.outcome === 'moved') break;
    };
    await settle(leave());
    expect(updatesOf(club)).toBe(2);
    expect(await migration.report()).toMatchObject({
      stoppedBy: 'left',
      counts: { moved: 2 },
      remaining: members.slice(2),
    });
    // Leaving is for good.
    expect(await collect(migration)).toEqual([]);
  });

  it('does not take an answer from memory for a move, when the first one was undone', async () => {
    const club = await openClub(1);
    const { stripe, client, members, input, settle, basic, pro } = club;
    await settle(stripe.subscriptions.migratePrices(input).report());
    const [subscriptionId = ''] = members;
    const item = club.emulator.book.subscriptions[0]?.items.data[0]?.id ?? '';
    const back = { items: [{ id: item, price: basic }], proration_behavior: 'none' as const };
    await settle(client.subscriptions.update(subscriptionId, back));
    const again = await settle(stripe.subscriptions.migratePrices(input).report());
    expect(again).toMatchObject({
      steps: [{ outcome: 'skipped', reason: 'undone' }],
    });
    expect(pricesOf(club)).toEqual([basic]);
    const anew = await settle(stripe.subscriptions.migratePrices({ ...input, migrationId: 'once-more' }).report());
    expect(anew).toMatchObject({ isComplete: true, counts: { moved: 1 } });
    expect(pricesOf(club)).toEqual([pro]);
  });

  it('moves each once when answers are lost, under a key of its own', async () => {
    const club = await openClub(2);
    const { stripe, emulator, input, settle } = club;
    emulator.faults.add({ match: 'POST /v1/subscriptions/{id}', fault: { type: 'reset', when: 'after' } });
    const report = await settle(stripe.subscriptions.migratePrices(input).report());
    expect(report).toMatchObject({ isComplete: true, counts: { moved: 2 } });
    expect(updatesOf(club)).toBe(2);
    const keys = emulator.book
      .requests()
      .filter(({ idempotencyKey }) => idempotencyKey?.startsWith('spring-2026:') === true)
      .map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys)).toEqual(new Set(club.members.map((id) => `spring-2026:${id}`)));
  });

  it('lets a change wait for its payment, and does not ask again meanwhile', async () => {
    const club = await openClub(1);
    const { stripe, client, emulator, members, input, settle, basic, pro } = club;
    const [subscriptionId = ''] = members;
    const { customerId: customer } = toSubscriptionFacts(await settle(client.subscriptions.retrieve(subscriptionId)));
    const card = await settle(client.paymentMethods.attach('pm_card_chargeCustomerFail', { customer }));
    await settle(client.subscriptions.update(subscriptionId, { default_payment_method: card.id }));
    await emulator.testHelpers.advance(5 * day);
    const paid = { ...input, prorationBehavior: 'always_invoice' } as const;
    const report = await settle(stripe.subscriptions.migratePrices(paid).report());
    expect(report.steps).toMatchObject([{ outcome: 'pending', invoiceId: expect.stringMatching(/^in_/) }]);
    expect(report).toMatchObject({ isComplete: true, counts: { pending: 1 } });
    const invoices = emulator.book.invoices.length;
    const again = await settle(stripe.subscriptions.migratePrices({ ...paid, migrationId: 'again' }).report());
    expect(again.steps).toEqual(report.steps);
    expect(emulator.book.invoices).toHaveLength(invoices);
    const other = await settle(
      stripe.subscriptions.migratePrices({ ...paid, toPriceId: 'price_other', migrationId: 'other' }).report(),
    );
    expect(other.steps).toMatchObject([{ outcome: 'skipped', reason: 'other_change_pending' }]);
    expect([basic, pro]).toContain(pricesOf(club)[0]);
  });

  it.each([
    ['ended', { status: 'canceled' }],
    ['incomplete', { status: 'incomplete' }],
    ['scheduled', { schedule: 'sub_sched_1' }],
    ['other_price', { items: { data: [toSubscriptionItem({ price: { id: 'price_other' } })] } }],
    ['both_prices', { items: { data: [toSubscriptionItem(), toSubscriptionItem({ price: { id: 'price_pro' } })] } }],
    ['outside_period', {}],
  ])('leaves a subscription alone for the reason %s', async (reason, state) => {
    const { stripe, requests } = createScriptedStripe([{ body: toSubscription(state) }]);
    const migration = stripe.subscriptions.migratePrices({
      migrationId: 'm',
      fromPriceId: 'price_basic',
      toPriceId: 'price_pro',
      subscriptionIds: ['sub_1'],
      prorationBehavior: 'create_prorations',
      ...(reason === 'outside_period' && { prorationDate: 1_767_000_000_000 }),
    });
    expect(await collect(migration)).toEqual([{ subscriptionId: 'sub_1', outcome: 'skipped', reason }]);
    expect(requests).toHaveLength(1);
  });

  it('goes on after a failure that is about one subscription, and tells of it', async () => {
    const { stripe, input, members, settle } = await openClub(2);
    const named = { ...input, subscriptionIds: ['sub_gone', ...members] };
    const migration = stripe.subscriptions.migratePrices(named);
    const steps = await settle(collect(migration));
    expect(steps.filter(({ outcome }) => outcome === 'moved')).toHaveLength(2);
    expect(steps.find(({ outcome }) => outcome === 'failed')).toMatchObject({
      subscriptionId: 'sub_gone',
      error: { code: 'NOT_FOUND', outcome: 'not_applied' },
    });
    expect(await migration.report()).toMatchObject({ isComplete: false, remaining: [], counts: { failed: 1 } });
  });

  it('stops at once, loudly, at a failure that all would have', async () => {
    const denied = toErrorAnswer(403, { type: 'invalid_request_error', message: 'no' });
    const { stripe, requests } = createScriptedStripe(() => denied);
    const input = {
      migrationId: 'm',
      fromPriceId: 'price_basic',
      toPriceId: 'price_pro',
      subscriptionIds: Array.from({ length: 50 }, (_, index) => `sub_${index}`),
      prorationBehavior: 'none',
    } as const;
    const migration = stripe.subscriptions.migratePrices(input, { concurrency: 1 });
    await expect(collect(migration)).rejects.toMatchObject({ code: 'PERMISSION' });
    const report = await migration.report();
    expect(report).toMatchObject({ isComplete: false, stoppedBy: 'error', error: { code: 'PERMISSION' }, total: 50 });
    expect(report.remaining).toHaveLength(49);
    expect(requests).toHaveLength(1);
  });

  it('stops after as many failures as it may have', async () => {
    const gone = toErrorAnswer(404, { type: 'invalid_request_error', code: 'resource_missing', message: 'No such' });
    const { stripe, requests } = createScriptedStripe(() => gone);
    const subscriptionIds = Array.from({ length: 50 }, (_, index) => `sub_${index}`);
    const prices = { fromPriceId: 'price_basic', toPriceId: 'price_pro', prorationBehavior: 'none' } as const;
    const migration = stripe.subscriptions.migratePrices(
      { migrationId: 'm', subscriptionIds, ...prices },
      { concurrency: 1, maxFailures: 3 },
    );
    expect(await migration.report()).toMatchObject({
      isComplete: false,
      stoppedBy: 'failures',
      error: { code: 'NOT_FOUND' },
      counts: { failed: 3 },
    });
    expect(requests).toHaveLength(3);
  });

  it('tells when the list cannot be read', async () => {
    const { stripe } = createScriptedStripe(() => toErrorAnswer(401, { type: 'invalid_request_error', message: 'no' }));
    const prices = { fromPriceId: 'price_basic', toPriceId: 'price_pro', prorationBehavior: 'none' } as const;
    const migration = stripe.subscriptions.migratePrices({ migrationId: 'm', ...prices });
    await expect(collect(migration)).rejects.toMatchObject({ code: 'AUTHENTICATION' });
    const report = await migration.report();
    expect(report).toMatchObject({ isComplete: false, stoppedBy: 'error', steps: [] });
    expect(report.total).toBeUndefined();
  });

  it('finishes what is under way when it is aborted, and begins no more', async () => {
    const club = await openClub(4);
    const { stripe, input, members, settle } = club;
    const controller = new AbortController();
    const migration = stripe.subscriptions.migratePrices(
      { ...input, subscriptionIds: members },
      { concurrency: 2, signal: controller.signal },
    );
    const seen: MigrationStep[] = [];
    const loop = (async () => {
      for await (const step of migration) {
        seen.push(step);
        controller.abort(new Error('enough'));
      }
    })();
    await expect(settle(loop)).rejects.toThrow('enough');
    expect(seen.map(({ outcome }) => outcome)).toEqual(['moved', 'moved']);
    const report = await migration.report();
    expect(report).toMatchObject({ isComplete: false, stoppedBy: 'signal', counts: { moved: 2 } });
    expect(report.remaining).toEqual(members.slice(2));
    expect(updatesOf(club)).toBe(2);
  });

  it('refuses wrong input and wrong options at once', () => {
    const { stripe, requests } = createScriptedStripe([]);
    const input = {
      migrationId: 'm',
      fromPriceId: 'price_1',
      toPriceId: 'price_2',
      prorationBehavior: 'none',
    } as const;
    const { migratePrices } = stripe.subscriptions;
    const wrong =
      (change: object, options = {}): (() => unknown) =>
      () =>
        migratePrices({ ...input, ...change }, options);
    const refused = expect.objectContaining({ code: 'VALIDATION' });
    expect(wrong({ toPriceId: 'price_1' })).toThrow(refused);
    expect(wrong({ prorationBehavior: undefined })).toThrow(refused);
    expect(wrong({ migrationId: 'spring 2026' })).toThrow(refused);
    expect(wrong({ subscriptionIds: ['sub_1', 'sub_1'] })).toThrow('each subscription once');
    expect(wrong({}, { concurrency: 0 })).toThrow('options.concurrency');
    expect(wrong({}, { retries: 1 })).toThrow(refused);
    expect(requests).toEqual([]);
  });

  it('is refused with its feature', async () => {
    const { stripe } = createScriptedStripe([], { features: { subscriptions: false } });
    const input = {
      migrationId: 'm',
      fromPriceId: 'price_1',
      toPriceId: 'price_2',
      prorationBehavior: 'none',
    } as const;
    expect(() => stripe.subscriptions.migratePrices(input)).toThrow(
      expect.objectContaining({ code: 'FEATURE_DISABLED' }),
    );
    await expect(stripe.subscriptions.previewPriceMigration(input)).rejects.toMatchObject({ code: 'FEATURE_DISABLED' });
  });
});
