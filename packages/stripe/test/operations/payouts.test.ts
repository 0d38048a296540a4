import { describe, expect, it } from 'vitest';
import { toPayoutResult } from '../../src/index.js';
import { createScriptedStripe } from '../scripted-stripe.js';
import { type EmulatedAccount, openEmulatedAccount } from './emulated-account.js';

async function sell(account: EmulatedAccount, amount: number, card = 'pm_card_visa'): Promise<string> {
  const order = { amount, currency: 'usd', paymentMethodId: card, confirm: true };
  const payment = await account.settle(account.stripe.payments.initiate(order));
  return payment.paymentIntentId;
}

describe('payouts.reconcile', () => {
  it('tells what a payout consists of, and that it adds up', async () => {
    const account = await openEmulatedAccount();
    const { stripe, emulator, settle } = account;
    await sell(account, 5_000);
    const paymentIntentId = await sell(account, 3_000);
    await settle(stripe.payments.refund({ paymentIntentId, amount: 1_000 }));
    await sell(account, 700, 'pm_card_createDispute');
    const payoutId = emulator.testHelpers.payOut();
    emulator.testHelpers.finishPayout(payoutId);
    // What comes later belongs to the next payout.
    await sell(account, 9_900);

    const result = await settle(stripe.payouts.reconcile({ payoutId }));
    expect(result).toMatchObject({
      payout: { status: 'paid', amount: 7_000, automatic: true },
      reconciliation: 'completed',
      currency: 'usd',
      net: 7_000,
      difference: 0,
    });
    if (result.reconciliation !== 'completed') throw new Error('It is not completed');
    expect(result.groups.toSorted((a, b) => a.category.localeCompare(b.category))).toEqual([
      { category: 'charge', count: 3, gross: 8_700, fee: 0, net: 8_700 },
      { category: 'dispute', count: 1, gross: -700, fee: 0, net: -700 },
      { category: 'refund', count: 1, gross: -1_000, fee: 0, net: -1_000 },
    ]);
    expect(result.transactions).toHaveLength(5);
    expect(emulator.book.balance).toEqual({ usd: 9_900 });
  });

  it('reads page after page', async () => {
    const payout = { id: 'po_1', amount: 250, currency: 'usd', arrival_date: 1, status: 'paid', automatic: true };
    const toTransaction = (number: number): object => ({
      id: `txn_${number}`,
      source: `ch_${number}`,
      reporting_category: 'charge',
      amount: 2,
      fee: 1,
      net: 1,
    });
    const all = Array.from({ length: 250 }, (_, index) => toTransaction(index));
    const own = { ...toTransaction(999), source: 'po_1', net: -250, reporting_category: 'payout' };
    const { stripe, requests } = createScriptedStripe(({ line, query }) => {
      if (line === 'GET /v1/payouts/po_1') return { body: { ...payout, reconciliation_status: 'completed' } };
      const rows = [own, ...all];
      const start = rows.findIndex((row) => (row as { id: string }).id === query['starting_after']) + 1;
      return { body: { object: 'list', data: rows.slice(start, start + 100), has_more: start + 100 < rows.length } };
    });
    await expect(stripe.payouts.reconcile({ payoutId: 'po_1' })).resolves.toMatchObject({
      net: 250,
      difference: 0,
      groups: [{ category: 'charge', count: 250, gross: 500, fee: 250, net: 250 }],
    });
    expect(requests.slice(1).map(({ query }) => query['starting_after'])).toEqual([undefined, 'txn_98', 'txn_198']);
  });

  it('says what does not add up', async () => {
    const payout = { id: 'po_1', amount: 90, currency: 'usd', arrival_date: 1, status: 'paid', automatic: true };
    const { stripe } = createScriptedStripe([
      { body: { ...payout, reconciliation_status: 'completed' } },
      {
        body: {
          object: 'list',
          has_more: false,
          data: [{ id: 'txn_1', source: 'ch_1', amount: 100, fee: 3, net: 97 }],
        },
      },
    ]);
    await expect(stripe.payouts.reconcile({ payoutId: 'po_1' })).resolves.toMatchObject({ net: 97, difference: 7 });
  });

  it('adds up what left the balance, where the bank gets another currency, or Stripe takes a fee for the payout', async () => {
    const payout = { id: 'po_1', amount: 86, currency: 'eur', arrival_date: 1, status: 'paid', automatic: true };
    const own = { id: 'txn_9', source: 'po_1', amount: -95, fee: 2, net: -97, currency: 'usd' };
    const charge = { id: 'txn_1', source: 'ch_1', amount: 100, fee: 3, net: 97, currency: 'usd' };
    const { stripe, requests } = createScriptedStripe([
      { body: { ...payout, balance_transaction: own, reconciliation_status: 'completed' } },
      { body: { object: 'list', has_more: false, data: [own, charge] } },
    ]);
    await expect(stripe.payouts.reconcile({ payoutId: 'po_1' })).resolves.toMatchObject({
      payout: { amount: 86, currency: 'eur' },
      currency: 'usd',
      net: 97,
      difference: 0,
    });
    expect(requests[0]?.query).toEqual({ 'expand[0]': 'balance_transaction' });
  });

  it('adds up a payout that takes money from the bank', async () => {
    const payout = { id: 'po_1', amount: -50, currency: 'usd', arrival_date: 1, status: 'paid', automatic: true };
    const own = { id: 'txn_9', source: 'po_1', amount: 50, fee: 0, net: 50, currency: 'usd' };
    const refund = { id: 'txn_1', source: 're_1', amount: -50, fee: 0, net: -50, currency: 'usd' };
    const { stripe } = createScriptedStripe([
      { body: { ...payout, balance_transaction: own, reconciliation_status: 'completed' } },
      { body: { object: 'list', has_more: false, data: [own, refund] } },
    ]);
    await expect(stripe.payouts.reconcile({ payoutId: 'po_1' })).resolves.toMatchObject({ net: -50, difference: 0 });
  });

  it('lists nothing before Stripe has sorted it out, or where it never does', async () => {
    const account = await openEmulatedAccount();
    const { stripe, client, emulator, settle } = account;
    await sell(account, 5_000);
    const manual = await settle(client.payouts.create({ amount: 1_000, currency: 'usd' }));
    await expect(settle(stripe.payouts.reconcile({ payoutId: manual.id }))).resolves.toEqual({
      payout: expect.objectContaining({ status: 'pending', automatic: false }),
      reconciliation: 'not_applicable',
    });
    const payoutId = emulator.testHelpers.payOut();
    await expect(settle(stripe.payouts.reconcile({ payoutId }))).resolves.toMatchObject({
      payout: { status: 'in_transit', amount: 4_000 },
      reconciliation: 'in_progress',
    });
    const { stripe: scripted } = createScriptedStripe([
      { body: { id: 'po_1', amount: 1, arrival_date: 1, status: 'sleeping', reconciliation_status: 'dreaming' } },
    ]);
    await expect(scripted.payouts.reconcile({ payoutId: 'po_1' })).resolves.toMatchObject({
      payout: { status: 'unknown', vendorStatus: 'sleeping' },
      reconciliation: 'unknown',
      vendorStatus: 'dreaming',
    });
  });

  it('refuses the id of something else before any request', async () => {
    const { stripe, requests } = createScriptedStripe([]);
    await expect(stripe.payouts.reconcile({ payoutId: 'pi_1' })).rejects.toMatchObject({ code: 'VALIDATION' });
    expect(requests).toEqual([]);
  });
});

describe('toPayoutResult', () => {
  it('says why a payout failed after it seemed paid, and that the money is back', async () => {
    const account = await openEmulatedAccount();
    const { emulator } = account;
    await sell(account, 5_000);
    const payoutId = emulator.testHelpers.payOut();
    emulator.testHelpers.finishPayout(payoutId);
    emulator.testHelpers.finishPayout(payoutId, 'failed');
    const [payout] = emulator.book.payouts;
    if (payout === undefined) throw new Error('There is no payout');
    expect(toPayoutResult(payout)).toMatchObject({
      payoutId,
      status: 'failed',
      failureCode: 'account_closed',
      isReturned: true,
    });
    expect(emulator.book.balance).toEqual({ usd: 5_000 });
  });
});
