import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { type EmulatorBench, startBench } from './emulator-bench.js';

async function openAccount({ emulator, stripe }: EmulatorBench, onboarded = true): Promise<string> {
  const { id } = await stripe.accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } });
  if (onboarded) emulator.testHelpers.completeOnboarding(id);
  return id;
}

function charge(
  { stripe }: EmulatorBench,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({
    amount: 10_000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    return_url: 'https://app.test/',
    ...more,
  });
}

describe('refunds of the Stripe emulator', () => {
  it('gives money back in parts, and no more than there was', async () => {
    const bench = startBench();
    const { stripe, emulator, refusal } = bench;
    const { id: payment_intent } = await charge(bench);
    const part = await stripe.refunds.create({ payment_intent, amount: 4_000, reason: 'requested_by_customer' });
    expect(part).toMatchObject({ status: 'succeeded', amount: 4_000, payment_intent });
    const tooMuch = await refusal(stripe.refunds.create({ payment_intent, amount: 6_001 }));
    expect(tooMuch).toMatchObject({ statusCode: 400, param: 'amount' });
    expect((await stripe.refunds.create({ payment_intent })).amount).toBe(6_000);
    const again = await refusal(stripe.refunds.create({ payment_intent }));
    expect(again.code).toBe('charge_already_refunded');
    expect(emulator.book.charges).toMatchObject([{ amount_refunded: 10_000, refunded: true }]);
    expect(emulator.book.refunds.map(({ amount }) => amount)).toEqual([4_000, 6_000]);
    expect(emulator.book.balance).toEqual({ usd: 0 });
    const refunded = emulator.book.events.filter(({ type }) => type === 'charge.refunded');
    expect(refunded.map(({ data }) => data.previous_attributes)).toEqual([
      { amount_refunded: 0 },
      { amount_refunded: 4_000, refunded: false },
    ]);
  });

  it('refunds nothing that was not paid', async () => {
    const bench = startBench();
    const { stripe, refusal } = bench;
    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const held = await charge(bench, { capture_method: 'manual' });
    for (const params of [
      { payment_intent: open.id },
      { payment_intent: held.id },
      { payment_intent: 'pi_none' },
      { charge: 'ch_none' },
      {},
    ]) {
      expect(await refusal(stripe.refunds.create(params))).toMatchObject({ statusCode: 400 });
    }
  });

  it('is found again by charge, by payment and by itself', async () => {
    const bench = startBench();
    const { stripe } = bench;
    const intent = await charge(bench);
    const refund = await stripe.refunds.create({ charge: intent.latest_charge as string, metadata: { order: '7' } });
    expect((await stripe.refunds.retrieve(refund.id)).metadata).toEqual({ order: '7' });
    expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toHaveLength(1);
    expect((await stripe.refunds.list({ charge: refund.charge as string })).data).toHaveLength(1);
    expect((await stripe.refunds.update(refund.id, { metadata: { order: '8' } })).metadata).toEqual({ order: '8' });
  });
});

describe('Connect in the Stripe emulator', () => {
  it('sends an owner to onboarding, after which the account takes transfers', async () => {
    const bench = startBench();
    const { stripe, emulator, refusal } = bench;
    const id = await openAccount(bench, false);
    expect(await stripe.accounts.retrieve(id)).toMatchObject({
      charges_enabled: false,
      details_submitted: false,
      capabilities: { transfers: 'inactive' },
    });
    const link = await stripe.accountLinks.create({
      account: id,
      type: 'account_onboarding',
      refresh_url: 'https://app.test/again',
      return_url: 'https://app.test/done',
    });
    expect(link.url).toContain(id);
    expect(link.expires_at).toBeGreaterThan(link.created);
    const call = charge(bench, { transfer_data: { destination: id } });
    expect(await refusal(call)).toMatchObject({ code: 'insufficient_capabilities_for_transfer' });
    emulator.testHelpers.completeOnboarding(id);
    expect(await stripe.accounts.retrieve(id)).toMatchObject({
      charges_enabled: true,
      payouts_enabled: true,
      capabilities: { transfers: 'active' },
      requirements: { currently_due: [] },
    });
    expect(emulator.book.events.map(({ type }) => type)).toEqual(['account.updated']);
  });

  it('refuses an onboarding link that leads nowhere', async () => {
    const { stripe, refusal } = startBench();
    const { id: account } = await stripe.accounts.create({ type: 'express' });
    const params = { account, type: 'account_onboarding', refresh_url: 'https://app.test/' } as const;
    expect(await refusal(stripe.accountLinks.create(params))).toMatchObject({ param: 'return_url' });
    expect(await refusal(stripe.accountLinks.create({ ...params, return_url: 'nowhere' }))).toMatchObject({
      code: 'url_invalid',
    });
    expect(
      await refusal(stripe.accountLinks.create({ ...params, return_url: 'https://app.test/', account: 'acct_none' })),
    ).toMatchObject({ code: 'resource_missing', param: 'account' });
  });

  it('splits a destination charge between the connected account and the platform', async () => {
    const bench = startBench();
    const destination = await openAccount(bench);
    const intent = await charge(bench, { transfer_data: { destination }, application_fee_amount: 1_200 });
    const { charges, transfers, applicationFees, balance } = bench.emulator.book;
    expect(charges).toMatchObject([{ application_fee_amount: 1_200, transfer: transfers[0]?.id }]);
    expect(transfers).toMatchObject([{ amount: 10_000, destination, source_transaction: intent.latest_charge }]);
    expect(applicationFees).toMatchObject([{ amount: 1_200, account: destination }]);
    expect(balance).toEqual({ usd: 1_200 });
  });

  it('takes shares back with a refund when asked', async () => {
    const bench = startBench();
    const destination = await openAccount(bench);
    const { id } = await charge(bench, { transfer_data: { destination }, application_fee_amount: 1_000 });
    await bench.stripe.refunds.create({
      payment_intent: id,
      amount: 5_000,
      reverse_transfer: true,
      refund_application_fee: true,
    });
    const { transfers, applicationFees, balance } = bench.emulator.book;
    expect(transfers).toMatchObject([{ amount_reversed: 5_000, reversed: false }]);
    expect(applicationFees).toMatchObject([{ amount_refunded: 500, refunded: false }]);
    expect(balance).toEqual({ usd: 500 });
  });

  it.each([
    ['a fee without a destination', { application_fee_amount: 100 }],
    ['a fee above the amount', { application_fee_amount: 10_001, transfer_data: { destination: 'acct' } }],
    ['a fee beside a share', { application_fee_amount: 1, transfer_data: { destination: 'acct', amount: 5 } }],
  ])('refuses %s', async (_, params) => {
    const bench = startBench();
    const destination = await openAccount(bench);
    const { transfer_data: transfer } = params as { transfer_data?: { destination: string } };
    const call = charge(bench, { ...params, ...(transfer && { transfer_data: { ...transfer, destination } }) });
    expect(await bench.refusal(call)).toMatchObject({ param: 'application_fee_amount' });
    expect(bench.emulator.book.charges).toEqual([]);
  });

  it('caps fee and share of a destination charge at what is captured', async () => {
    const bench = startBench();
    const { stripe, emulator } = bench;
    const destination = await openAccount(bench);
    const held = { amount: 1_000, capture_method: 'manual' } as const;
    const fee = await charge(bench, { ...held, transfer_data: { destination }, application_fee_amount: 500 });
    await stripe.paymentIntents.capture(fee.id, { amount_to_capture: 300 });
    expect(emulator.book.applicationFees).toMatchObject([{ amount: 300 }]);
    expect(emulator.book.transfers).toMatchObject([{ amount: 300 }]);
    expect(emulator.book.charges).toMatchObject([{ application_fee_amount: 500 }]);
    expect(emulator.book.balance).toEqual({ usd: 300 });
    const share = await charge(bench, { ...held, transfer_data: { destination, amount: 800 } });
    await stripe.paymentIntents.capture(share.id, { amount_to_capture: 200 });
    expect(emulator.book.transfers.map(({ amount }) => amount)).toEqual([300, 200]);
    expect(emulator.book.balance).toEqual({ usd: 300 });
  });

  it('refuses by update the fees that it refuses at the beginning', async () => {
    const bench = startBench();
    const { stripe, refusal } = bench;
    const destination = await openAccount(bench);
    const { id: plain } = await stripe.paymentIntents.create({ amount: 1_000, currency: 'usd' });
    const transfer = { amount: 1_000, currency: 'usd', transfer_data: { destination } };
    const { id: split } = await stripe.paymentIntents.create({ ...transfer, application_fee_amount: 500 });
    for (const call of [
      stripe.paymentIntents.update(plain, { application_fee_amount: 1 }),
      stripe.paymentIntents.update(split, { application_fee_amount: 1_001 }),
      stripe.paymentIntents.update(split, { amount: 499 }),
    ]) {
      expect(await refusal(call)).toMatchObject({ statusCode: 400, param: 'application_fee_amount' });
    }
    expect(await stripe.paymentIntents.retrieve(split)).toMatchObject({ amount: 1_000, application_fee_amount: 500 });
    const changed = await stripe.paymentIntents.update(split, { amount: 499, application_fee_amount: 499 });
    expect(changed.application_fee_amount).toBe(499);
    expect(
      (await stripe.paymentIntents.update(split, { application_fee_amount: '' })).application_fee_amount,
    ).toBeNull();
  });

  it('refuses a transfer in another currency than the charge that it comes from', async () => {
    const bench = startBench();
    const { stripe, refusal, emulator } = bench;
    const destination = await openAccount(bench);
    const { latest_charge: source } = await charge(bench);
    const call = { amount: 900, destination, source_transaction: source as string };
    const other = await refusal(stripe.transfers.create({ ...call, currency: 'eur' }));
    expect(other).toMatchObject({ statusCode: 400, param: 'currency' });
    expect(emulator.book.balance).toEqual({ usd: 10_000 });
    expect((await stripe.transfers.create({ ...call, currency: 'USD' })).currency).toBe('usd');
  });

  it('makes no reversal of nothing', async () => {
    const bench = startBench();
    const { stripe, refusal, emulator } = bench;
    const destination = await openAccount(bench);
    const first = await charge(bench, { transfer_data: { destination } });
    const [transfer] = emulator.book.transfers;
    await stripe.transfers.createReversal(transfer?.id ?? '');
    const refund = { payment_intent: first.id, reverse_transfer: true };
    expect(await refusal(stripe.refunds.create(refund))).toMatchObject({ statusCode: 400, param: 'reverse_transfer' });
    expect(emulator.book.refunds).toEqual([]);
    await stripe.refunds.create({ payment_intent: first.id });
    // A hundredth of a cent goes back: that is none.
    const second = await charge(bench, { transfer_data: { destination, amount: 100 } });
    const small = await stripe.refunds.create({ payment_intent: second.id, amount: 1, reverse_transfer: true });
    expect(small.transfer_reversal).toBeNull();
    const amounts = emulator.book.transfers.map(({ reversals }) => reversals.data.map(({ amount }) => amount));
    expect(amounts).toEqual([[10_000], []]);
  });

  it('transfers what the platform has, and nothing else', async () => {
    const bench = startBench();
    const { stripe, refusal, emulator } = bench;
    const destination = await openAccount(bench);
    const poor = stripe.transfers.create({ amount: 1, currency: 'usd', destination });
    expect(await refusal(poor)).toMatchObject({ code: 'balance_insufficient' });
    const intent = await charge(bench);
    const transfer = await stripe.transfers.create({
      amount: 9_000,
      currency: 'usd',
      destination,
      transfer_group: 'g',
    });
    expect(transfer).toMatchObject({ amount: 9_000, destination, reversed: false });
    const linked = { currency: 'usd', destination, source_transaction: intent.latest_charge as string };
    expect((await stripe.transfers.create({ ...linked, amount: 4_000 })).amount).toBe(4_000);
    expect(await refusal(stripe.transfers.create({ ...linked, amount: 6_001 }))).toMatchObject({ param: 'amount' });
    const reversal = await stripe.transfers.createReversal(transfer.id, { amount: 1_000 });
    expect(reversal).toMatchObject({ amount: 1_000, transfer: transfer.id });
    expect(await refusal(stripe.transfers.createReversal(transfer.id, { amount: 8_001 }))).toMatchObject({
      param: 'amount',
    });
    expect((await stripe.transfers.list({ transfer_group: 'g' })).data).toMatchObject([{ amount_reversed: 1_000 }]);
    expect(emulator.book.balance).toEqual({ usd: 10_000 - 9_000 - 4_000 + 1_000 });
  });

  it('transfers to nobody', async () => {
    const { stripe, refusal } = startBench();
    const call = stripe.transfers.create({ amount: 1, currency: 'usd', destination: 'cus_1' });
    expect(await refusal(call)).toMatchObject({ code: 'resource_missing', param: 'destination' });
  });

  it('changes, lists and deletes accounts', async () => {
    const bench = startBench();
    const { stripe, refusal } = bench;
    const id = await openAccount(bench);
    const changed = await stripe.accounts.update(id, {
      email: 'owner@example.com',
      metadata: { shop: '1' },
      capabilities: { card_payments: { requested: true } },
    });
    expect(changed).toMatchObject({ email: 'owner@example.com', capabilities: { card_payments: 'active' } });
    expect((await stripe.accounts.list()).data).toHaveLength(1);
    expect(await stripe.accounts.del(id)).toEqual({ id, object: 'account', deleted: true });
    expect(await refusal(stripe.accounts.retrieve(id))).toMatchObject({ statusCode: 404 });
  });
});
