import { createMemoryInbox, createWebhookHandler } from '@breakwater/core/webhooks';
import { toDisputeFacts, toPayoutResult } from '@breakwater/stripe';
import { stripeWebhook } from '@breakwater/stripe/webhooks';
import { describe, expect, it } from 'vitest';
import { toId } from '../src/operations/to-id.js';
import { type EmulatorBench, startBench } from './emulator-bench.js';

const secret = 'whsec_ZGlzcHV0ZXM';

interface Listening extends EmulatorBench {
  readonly heard: readonly unknown[];
  /** Charges a card for 20 dollars; answers the charge. */
  pay(card: string): Promise<string>;
}

/** An emulator whose events arrive at a handler for each kind of dispute and payout event. */
function listen(): Listening {
  const heard: unknown[] = [];
  const bench = startBench();
  const { emulator, stripe, clock } = bench;
  const handler = createWebhookHandler({
    source: stripeWebhook({ secrets: [secret] }),
    inbox: createMemoryInbox({ clock }),
    clock,
    mode: 'inline',
    on: {
      'charge.dispute.created': ({ data: { object } }) => {
        const { status, needsResponse, dueBy, amount } = toDisputeFacts(object);
        heard.push(['created', status, needsResponse, dueBy, amount]);
      },
      'charge.dispute.funds_withdrawn': ({ data }) =>
        void heard.push(['withdrawn', data.object.balance_transactions.at(-1)?.net]),
      'charge.dispute.updated': ({ data }) => void heard.push(['updated', data.object.status]),
      'charge.dispute.closed': ({ data }) => void heard.push(['closed', data.object.status]),
      'charge.dispute.funds_reinstated': ({ data }) =>
        void heard.push(['reinstated', data.object.balance_transactions.at(-1)?.net]),
      'payout.created': ({ data }) => void heard.push(['created', data.object.amount]),
      'payout.paid': ({ data }) => void heard.push(['paid', toPayoutResult(data.object).status]),
      'payout.reconciliation_completed': ({ data }) =>
        void heard.push(['reconciled', data.object.reconciliation_status]),
      'payout.failed': ({ data: { object } }) => {
        const result = toPayoutResult(object);
        heard.push(['failed', result.status === 'failed' && result.failureCode]);
      },
      'payout.canceled': ({ data }) => void heard.push(['canceled', data.object.status]),
      'payout.updated': ({ data }) => void heard.push(['updated', data.object.metadata]),
    },
    onUnhandled: () => undefined,
  });
  emulator.webhooks.add({
    url: 'https://app.test/webhooks',
    secret,
    fetch: async (input, init) => await handler(new Request(input, init)),
  });
  return {
    ...bench,
    heard,
    async pay(card) {
      const intent = await stripe.paymentIntents.create({
        amount: 2_000,
        currency: 'usd',
        payment_method: card,
        confirm: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      });
      return toId(intent.latest_charge) ?? '';
    },
  };
}

const start = Date.UTC(2026, 0, 1);
const week = 7 * 86_400_000;

describe('webhooks of disputes', () => {
  it('tell of one that is won, from the first word to the money', async () => {
    const { stripe, emulator, heard, pay } = listen();
    const charge = await pay('pm_card_createDispute');
    const [dispute] = (await stripe.disputes.list({ charge })).data;
    expect(dispute).toMatchObject({ reason: 'fraudulent', charge, status: 'needs_response' });
    expect((await stripe.charges.retrieve(charge)).disputed).toBe(true);
    const id = dispute?.id ?? '';
    await stripe.disputes.update(id, { evidence: { customer_name: 'Ada' }, submit: false });
    await stripe.disputes.update(id, { evidence: { product_description: 'A chair' } });
    emulator.testHelpers.decideDispute(id, 'won');
    await emulator.webhooks.flush();
    expect(heard).toEqual([
      ['created', 'needs_response', true, start + week, 2_000],
      ['withdrawn', -2_000],
      ['updated', 'needs_response'],
      ['updated', 'under_review'],
      ['closed', 'won'],
      ['reinstated', 2_000],
    ]);
    expect(emulator.book.balance).toEqual({ usd: 2_000 });
  });

  it('tell of an inquiry, and of one that is lost by the evidence for testing', async () => {
    const { stripe, emulator, heard, pay } = listen();
    await pay('pm_card_createDisputeInquiry');
    await pay('pm_card_createDisputeProductNotReceived');
    const [lost] = emulator.book.disputes.filter(({ reason }) => reason === 'product_not_received');
    await stripe.disputes.update(lost?.id ?? '', { evidence: { uncategorized_text: 'losing_evidence' } });
    await emulator.webhooks.flush();
    expect(heard).toEqual([
      ['created', 'warning_needs_response', true, start + week, 2_000],
      ['created', 'needs_response', true, start + week, 2_000],
      ['withdrawn', -2_000],
      ['updated', 'under_review'],
      ['closed', 'lost'],
    ]);
  });

  it('follow nothing that Stripe refuses', async () => {
    const { stripe, emulator, refusal, send, pay } = listen();
    const charge = await pay('pm_card_visa');
    const id = emulator.testHelpers.openDispute(charge, { reason: 'duplicate' });
    expect(() => emulator.testHelpers.openDispute(charge)).toThrow('disputed already');
    await stripe.disputes.update(id, { metadata: { case: '7' } });
    expect(await stripe.disputes.retrieve(id)).toMatchObject({ status: 'needs_response', metadata: { case: '7' } });
    await stripe.disputes.close(id);
    expect(await refusal(stripe.disputes.close(id))).toMatchObject({ statusCode: 400 });
    expect(await refusal(stripe.disputes.update(id, { submit: true }))).toMatchObject({ statusCode: 400 });
    expect(() => emulator.testHelpers.decideDispute(id, 'won')).toThrow('decided already');
    expect(await refusal(stripe.disputes.retrieve('du_none'))).toMatchObject({ code: 'resource_missing' });
    const long = { 'evidence[uncategorized_text]': 'x'.repeat(20_001) };
    expect(await send(`POST /v1/disputes/${id}`, long)).toMatchObject({ status: 400 });
    expect(await send(`POST /v1/disputes/${id}`, { 'evidence[colour]': 'red' })).toMatchObject({
      error: { code: 'parameter_unknown', param: 'evidence[colour]' },
    });
  });
});

describe('webhooks of payouts', () => {
  it('tell of one that arrives, and of one that the bank sends back days later', async () => {
    const { emulator, heard, pay } = listen();
    await pay('pm_card_visa');
    const first = emulator.testHelpers.payOut();
    emulator.testHelpers.finishPayout(first);
    emulator.testHelpers.finishPayout(first, 'failed');
    expect(emulator.book.balance).toEqual({ usd: 2_000 });
    emulator.testHelpers.payOut();
    await emulator.webhooks.flush();
    expect(heard).toEqual([
      ['created', 2_000],
      ['paid', 'paid'],
      ['reconciled', 'completed'],
      ['failed', 'account_closed'],
      ['created', 2_000],
    ]);
    expect(() => emulator.testHelpers.payOut()).toThrow('nothing to pay out');
    expect(() => emulator.testHelpers.finishPayout(first)).toThrow('failed already');
  });

  it('tell of a manual one that is taken back in time', async () => {
    const { stripe, emulator, refusal, heard, pay } = listen();
    await pay('pm_card_visa');
    expect(await refusal(stripe.payouts.create({ amount: 2_001, currency: 'usd' }))).toMatchObject({
      code: 'balance_insufficient',
    });
    const payout = await stripe.payouts.create({ amount: 1_500, currency: 'usd', statement_descriptor: 'SHOP' });
    await stripe.payouts.update(payout.id, { metadata: { week: '1' } });
    await stripe.payouts.cancel(payout.id);
    expect(await refusal(stripe.payouts.cancel(payout.id))).toMatchObject({ statusCode: 400 });
    await emulator.webhooks.flush();
    expect(heard).toEqual([
      ['created', 1_500],
      ['updated', { week: '1' }],
      ['canceled', 'canceled'],
    ]);
    expect((await stripe.payouts.list({ status: 'canceled' })).data.map(({ id }) => id)).toEqual([payout.id]);
    expect((await stripe.payouts.retrieve(payout.id)).reconciliation_status).toBe('not_applicable');
    expect(emulator.book.payouts).toMatchObject([{ id: payout.id, status: 'canceled' }]);
  });
});
