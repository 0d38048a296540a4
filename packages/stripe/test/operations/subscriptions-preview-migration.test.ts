import { describe, expect, it } from 'vitest';
import { createScriptedStripe, toErrorAnswer } from '../scripted-stripe.js';
import { toSubscription } from '../stripe-objects.js';
import { openClub, pricesOf } from './emulated-club.js';

const day = 86_400_000;

describe('subscriptions.previewPriceMigration', () => {
  it('changes nothing, and its plan charges what it said', async () => {
    const club = await openClub(3);
    const { stripe, emulator, input, members, settle, basic } = club;
    await emulator.testHelpers.advance(10 * day);
    await settle(stripe.subscriptions.cancel({ subscriptionId: members[2] ?? '', when: 'now' }));
    const before = emulator.book.events.length;
    const preview = await settle(
      stripe.subscriptions.previewPriceMigration({
        ...input,
        subscriptionIds: [...members, 'sub_gone'],
        prorationBehavior: 'always_invoice',
      }),
    );
    expect(emulator.book.events).toHaveLength(before);
    expect(pricesOf(club)).toEqual([basic, basic, basic]);
    expect(preview.quotes.map(({ subscriptionId }) => subscriptionId).toSorted()).toEqual(
      members.slice(0, 2).toSorted(),
    );
    expect(preview.others).toMatchObject([
      { subscriptionId: members[2], outcome: 'skipped', reason: 'ended' },
      { subscriptionId: 'sub_gone', outcome: 'failed', error: { code: 'NOT_FOUND' } },
    ]);
    const sum = preview.quotes.reduce((total, { amountDue }) => total + amountDue, 0);
    expect(preview.amountDue).toEqual({ usd: sum });
    expect(sum).toBeGreaterThan(0);
    expect(preview.quotes.every(({ prorated, amountDue }) => prorated === amountDue)).toBe(true);

    // The plan is kept, and carried out later.
    const plan = JSON.parse(JSON.stringify(preview.plan)) as typeof preview.plan;
    await emulator.testHelpers.advance(day);
    const paidBefore = emulator.book.balance['usd'] ?? 0;
    const report = await settle(stripe.subscriptions.migratePrices(plan).report());
    expect(report).toMatchObject({ isComplete: true, total: 2, counts: { moved: 2 } });
    expect((emulator.book.balance['usd'] ?? 0) - paidBefore).toBe(sum);
  });

  it('moves paused subscriptions without money, and counts into its sums only what will be collected', async () => {
    const club = await openClub(4);
    const { stripe, client, emulator, members, input, settle, pro } = club;
    const [runs = '', credited = '', uncredited = '', given = ''] = members;
    await emulator.testHelpers.advance(15 * day);
    await settle(stripe.subscriptions.pause({ subscriptionId: credited }));
    await settle(stripe.subscriptions.pause({ subscriptionId: uncredited, creditFrom: 'none' }));
    await settle(stripe.subscriptions.pause({ subscriptionId: given, what: 'collection' }));
    await emulator.testHelpers.advance(day);
    const preview = await settle(
      stripe.subscriptions.previewPriceMigration({ ...input, prorationBehavior: 'always_invoice' }),
    );
    const quotes = new Map(preview.quotes.map((quote) => [quote.subscriptionId, quote]));
    expect(quotes.get(runs)).toMatchObject({ paused: undefined, amountDue: preview.amountDue['usd'] });
    expect(quotes.get(credited)).toMatchObject({ paused: 'service', amountDue: 0, prorated: 0, currency: 'usd' });
    expect(quotes.get(uncredited)).toMatchObject({ paused: 'service', amountDue: 0, prorated: 0 });
    expect(quotes.get(given)?.paused).toBe('collection');
    expect(quotes.get(given)?.amountDue).toBeGreaterThan(0);

    const before = emulator.book.balance['usd'] ?? 0;
    const pending = (await settle(client.invoiceItems.list({ pending: true }))).data.length;
    const report = await settle(stripe.subscriptions.migratePrices(preview.plan).report());
    expect(report).toMatchObject({ isComplete: true, counts: { moved: 4 } });
    expect(report.steps.find(({ subscriptionId }) => subscriptionId === credited)).toMatchObject({ status: 'paused' });
    expect(pricesOf(club)).toEqual([pro, pro, pro, pro]);
    expect((emulator.book.balance['usd'] ?? 0) - before).toBe(preview.amountDue['usd']);
    expect((await settle(client.invoiceItems.list({ pending: true }))).data).toHaveLength(pending);

    // What was paused is billed by the new price as soon as it goes on.
    await settle(stripe.subscriptions.resume({ subscriptionId: uncredited, billingCycleAnchor: 'now' }));
    expect(emulator.book.invoices.at(-1)).toMatchObject({ total: 3 * 5_000, status: 'paid' });
  });

  it('has a quote also for what makes no invoice any more', async () => {
    const club = await openClub(1);
    const { stripe, input, members, settle, pro } = club;
    await settle(stripe.subscriptions.cancel({ subscriptionId: members[0] ?? '' }));
    const preview = await settle(stripe.subscriptions.previewPriceMigration(input));
    expect(preview).toMatchObject({
      quotes: [{ subscriptionId: members[0], amountDue: 0, prorated: 0, currency: 'usd' }],
      others: [],
      plan: { subscriptionIds: members },
    });
    await settle(stripe.subscriptions.migratePrices(preview.plan).report());
    expect(pricesOf(club)).toEqual([pro]);
  });

  it('does not take what was prorated earlier for a part of this move', async () => {
    const club = await openClub(1);
    const { stripe, client, emulator, members, input, settle } = club;
    const [subscriptionId = ''] = members;
    const item = emulator.book.subscriptions[0]?.items.data[0]?.id ?? '';
    await emulator.testHelpers.advance(10 * day);
    await settle(client.subscriptions.update(subscriptionId, { items: [{ id: item, quantity: 2 }] }));
    await emulator.testHelpers.advance(5 * day);
    const moved = await settle(
      stripe.subscriptions.previewPriceMigration({ ...input, prorationBehavior: 'always_invoice' }),
    );
    // 16 of 31 days are left, of two times 30 dollars; and the second seat of 20 dollars is charged for 21 days.
    expect(moved.quotes).toMatchObject([{ prorated: 3_096, amountDue: 3_096 + 1_355 }]);
  });

  it('does not guess what is prorated on an invoice of which it sees only a part', async () => {
    const line = {
      amount: 5,
      period: { start: 1_767_230_000 },
      parent: { subscription_item_details: { proration: true } },
    };
    const invoice = { currency: 'usd', amount_due: 500, lines: { data: [line], has_more: true } };
    const { stripe } = createScriptedStripe([{ body: toSubscription() }, { body: invoice }]);
    const preview = await stripe.subscriptions.previewPriceMigration({
      migrationId: 'm',
      fromPriceId: 'price_basic',
      toPriceId: 'price_pro',
      subscriptionIds: ['sub_1'],
      prorationBehavior: 'always_invoice',
      prorationDate: 1_767_230_000_000,
    });
    expect(preview.quotes).toMatchObject([{ amountDue: 500, prorated: undefined }]);
  });

  it('asks no more after a failure that ends it', async () => {
    const subscriptionIds = Array.from({ length: 40 }, (_, index) => `sub_${index}`);
    const { stripe, requests } = createScriptedStripe(({ line }) =>
      line.endsWith('/sub_0')
        ? toErrorAnswer(402, { type: 'card_error', message: 'no' })
        : { body: toSubscription({ status: 'canceled' }) },
    );
    const prices = { fromPriceId: 'price_basic', toPriceId: 'price_pro', prorationBehavior: 'none' } as const;
    await expect(
      stripe.subscriptions.previewPriceMigration({ migrationId: 'm', subscriptionIds, ...prices }, { concurrency: 2 }),
    ).rejects.toMatchObject({ code: 'DECLINED' });
    const sent = requests.length;
    await new Promise((resolve) => setImmediate(resolve));
    await stripe.check();
    expect(sent).toBeLessThan(5);
    expect(requests).toHaveLength(sent + 1);
  });

  it('finds the subscriptions by their price, and ends with a failure that all would have', async () => {
    const { stripe, input, settle } = await openClub(2);
    const preview = await settle(stripe.subscriptions.previewPriceMigration(input));
    expect(preview.quotes).toHaveLength(2);
    const { stripe: denied } = createScriptedStripe(() =>
      toErrorAnswer(401, { type: 'invalid_request_error', message: 'no' }),
    );
    await expect(
      denied.subscriptions.previewPriceMigration({ ...input, subscriptionIds: ['sub_1'] }),
    ).rejects.toMatchObject({
      code: 'AUTHENTICATION',
    });
  });
});
