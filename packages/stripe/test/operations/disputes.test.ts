import { describe, expect, it } from 'vitest';
import { toDisputeFacts } from '../../src/index.js';
import { toId } from '../../src/operations/to-id.js';
import { createScriptedStripe } from '../scripted-stripe.js';
import { type EmulatedAccount, openEmulatedAccount } from './emulated-account.js';

interface Disputed extends EmulatedAccount {
  readonly disputeId: string;
}

async function openDisputed(card = 'pm_card_createDispute'): Promise<Disputed> {
  const account = await openEmulatedAccount();
  const order = { amount: 2_000, currency: 'usd', paymentMethodId: card, confirm: true };
  await account.settle(account.stripe.payments.initiate(order));
  return { ...account, disputeId: account.emulator.book.disputes[0]?.id ?? '' };
}

const week = 7 * 86_400_000;
const receipt = { customer_name: 'Ada', product_description: 'A chair' };
const lines = (account: EmulatedAccount): string[] =>
  account.emulator.book.requests().map(({ method, path }) => `${method} ${path}`);

describe('disputes.draftEvidence', () => {
  it('keeps evidence on the dispute, and sends nothing to the bank', async () => {
    const { stripe, emulator, disputeId, settle } = await openDisputed();
    const first = await settle(stripe.disputes.draftEvidence({ disputeId, evidence: receipt }));
    expect(first).toMatchObject({ status: 'needs_response', hasEvidence: true, submissionCount: 0 });
    const more = await settle(stripe.disputes.draftEvidence({ disputeId, evidence: { service_date: '2026-01-01' } }));
    expect(more.dispute.evidence).toMatchObject({ ...receipt, service_date: '2026-01-01' });
    expect(emulator.book.disputes[0]?.status).toBe('needs_response');
  });

  it('asks Stripe not to submit: its own default would', async () => {
    const dispute = { id: 'du_1', status: 'needs_response', evidence: {}, evidence_details: { due_by: 1 } };
    const { stripe, requests } = createScriptedStripe([{ body: dispute }, { body: dispute }]);
    await stripe.disputes.draftEvidence({ disputeId: 'du_1', evidence: receipt }, { idempotencyKey: 'draft-1' });
    expect(requests[1]).toMatchObject({
      line: 'POST /v1/disputes/du_1',
      form: { submit: 'false', 'evidence[customer_name]': 'Ada' },
    });
    expect(requests[1]?.headers.get('idempotency-key')).toBe('draft-1');
  });
});

describe('evidence that holds long numbers', () => {
  it('may be a tracking number, which looks like a card number now and then, but no card number in a text', async () => {
    const luhn = '4242424242424242';
    const dispute = { id: 'du_1', status: 'needs_response', evidence: {}, evidence_details: { due_by: 1 } };
    const { stripe, requests } = createScriptedStripe([{ body: dispute }, { body: dispute }]);
    await stripe.disputes.draftEvidence({ disputeId: 'du_1', evidence: { shipping_tracking_number: luhn } });
    expect(requests[1]?.form).toMatchObject({ 'evidence[shipping_tracking_number]': luhn });
    const told = { disputeId: 'du_1', evidence: { customer_name: `Ada, ${luhn}` } };
    await expect(stripe.disputes.draftEvidence(told)).rejects.toMatchObject({
      code: 'VALIDATION',
      issues: [{ path: 'input.evidence.customer_name' }],
    });
    expect(requests).toHaveLength(2);
  });
});

describe('disputes.submitEvidence', () => {
  it('sends drafts and what is given, once', async () => {
    const account = await openDisputed();
    const { stripe, emulator, disputeId, settle } = account;
    await settle(stripe.disputes.draftEvidence({ disputeId, evidence: receipt }));
    const evidence = { uncategorized_text: 'She has it.' };
    const submitted = await settle(stripe.disputes.submitEvidence({ disputeId, evidence }));
    expect(submitted).toMatchObject({ status: 'under_review', submissionCount: 1, changed: true });
    expect(submitted.dispute.evidence).toMatchObject({ ...receipt, ...evidence });

    const writes = lines(account).filter((line) => line.startsWith('POST /v1/disputes')).length;
    await expect(settle(stripe.disputes.submitEvidence({ disputeId, evidence }))).resolves.toMatchObject({
      changed: false,
      submissionCount: 1,
    });
    await expect(settle(stripe.disputes.submitEvidence({ disputeId }))).resolves.toMatchObject({ changed: false });
    expect(lines(account).filter((line) => line.startsWith('POST /v1/disputes'))).toHaveLength(writes);

    const other = { uncategorized_text: 'Something else' };
    await expect(settle(stripe.disputes.submitEvidence({ disputeId, evidence: other }))).rejects.toMatchObject({
      code: 'CONFLICT',
      outcome: 'not_applied',
      message: expect.stringContaining('other evidence was submitted'),
    });
    expect(emulator.book.unsimulated).toEqual([]);
  });

  it('submits once when the answer to the first request is lost', async () => {
    const { stripe, emulator, disputeId, settle } = await openDisputed();
    emulator.faults.add({ match: 'POST /v1/disputes/{dispute}', fault: { type: 'reset', when: 'after' } });
    const submitted = await settle(stripe.disputes.submitEvidence({ disputeId, evidence: receipt }));
    expect(submitted).toMatchObject({ submissionCount: 1, status: 'under_review' });
  });

  it('refuses after the deadline, unless late evidence is allowed', async () => {
    const { stripe, emulator, disputeId, settle } = await openDisputed();
    await emulator.testHelpers.advance(week + 1_000);
    const late = { disputeId, evidence: receipt };
    await expect(settle(stripe.disputes.submitEvidence(late))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('2026-01-08'),
    });
    const submitted = await settle(stripe.disputes.submitEvidence({ ...late, allowLate: true }));
    expect(submitted.dispute.evidence_details.past_due).toBe(true);
  });

  it('refuses without evidence, and where the bank takes none', async () => {
    const { stripe, client, emulator, disputeId, settle } = await openDisputed();
    await expect(settle(stripe.disputes.submitEvidence({ disputeId }))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('no evidence'),
    });
    const order = { amount: 500, currency: 'usd', payment_method: 'pm_card_visa', confirm: true };
    const intent = await settle(
      client.paymentIntents.create({
        ...order,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      }),
    );
    const final = emulator.testHelpers.openDispute(toId(intent.latest_charge) ?? '', { dueBy: null });
    const input = { disputeId: final, evidence: receipt };
    await expect(settle(stripe.disputes.submitEvidence(input))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('no response'),
    });
  });

  it.each([
    [{ reciept: 'file_1' }, 'evidence.reciept'],
    [{ receipt: 'the receipt itself' }, 'file_'],
    [{ uncategorized_text: 'x'.repeat(20_001) }, '20000'],
    [
      Object.fromEntries(
        [
          'access_activity_log',
          'cancellation_policy_disclosure',
          'cancellation_rebuttal',
          'duplicate_charge_explanation',
          'product_description',
          'refund_policy_disclosure',
          'refund_refusal_explanation',
          'uncategorized_text',
        ].map((name) => [name, 'x'.repeat(19_000)]),
      ),
      '150000',
    ],
    [{}, 'at least one piece'],
  ])('refuses evidence that Stripe would not take, before any request', async (evidence, told) => {
    const { stripe, requests } = createScriptedStripe([]);
    await expect(stripe.disputes.submitEvidence({ disputeId: 'du_1', evidence })).rejects.toMatchObject({
      code: 'VALIDATION',
      message: expect.stringContaining(told),
    });
    expect(requests).toEqual([]);
  });
});

describe('disputes.close', () => {
  it('gives the money up, and leaves a lost dispute alone', async () => {
    const { stripe, emulator, disputeId, settle } = await openDisputed();
    const closed = await settle(stripe.disputes.close({ disputeId, acceptLoss: true }));
    expect(closed).toMatchObject({ status: 'lost', changed: true });
    expect(emulator.book.balance).toEqual({ usd: 0 });
    await expect(settle(stripe.disputes.close({ disputeId, acceptLoss: true }))).resolves.toMatchObject({
      changed: false,
    });
  });

  it('closes an inquiry, which has taken no money', async () => {
    const { stripe, emulator, disputeId, settle } = await openDisputed('pm_card_createDisputeInquiry');
    await expect(settle(stripe.disputes.close({ disputeId, acceptLoss: true }))).resolves.toMatchObject({
      status: 'warning_closed',
    });
    expect(emulator.book.balance).toEqual({ usd: 2_000 });
  });

  it('wants to be told that it is final, and cannot close what the bank is looking at', async () => {
    const { stripe, disputeId, settle } = await openDisputed();
    // @ts-expect-error it has to be said
    await expect(stripe.disputes.close({ disputeId })).rejects.toMatchObject({ code: 'VALIDATION' });
    await settle(stripe.disputes.submitEvidence({ disputeId, evidence: receipt }));
    await expect(settle(stripe.disputes.close({ disputeId, acceptLoss: true }))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });
});

describe('toDisputeFacts', () => {
  it('reads 0 and null as no deadline', async () => {
    const { emulator } = await openDisputed();
    const [dispute] = emulator.book.disputes;
    if (dispute === undefined) throw new Error('There is no dispute');
    const due = (by: number | null): number | undefined =>
      toDisputeFacts({ ...dispute, evidence_details: { ...dispute.evidence_details, due_by: by } }).dueBy;
    expect([due(0), due(null), due(1_767_312_000)]).toEqual([undefined, undefined, 1_767_312_000_000]);
  });
});
