import { createStripe, type StripeIntegration, type StripeModule, type StripeOptions } from '@breakwater/stripe';
import { createStripeEmulator } from '@breakwater/stripe/testing';
import { toFetch } from '@breakwater/testing';
import Lowest from 'stripe-lowest';
import { describe, expect, it } from 'vitest';

const secretKey = 'sk_test_lowest';

/** The lower end of the peer range. Its types are its own, what it does has to be the same. */
const loadLowest = async (): Promise<StripeModule> => (await import('stripe-lowest')) as unknown as StripeModule;

const create = (options: Partial<StripeOptions>): StripeIntegration =>
  createStripe({ secretKey, stripe: loadLowest, ...options });

describe('the lowest version of the SDK', () => {
  it('is the one that the peer range begins with, and is what is loaded', async () => {
    const client = await create({}).client();
    expect(client).toBeInstanceOf(Lowest);
    expect(Lowest.PACKAGE_VERSION).toBe('23.0.0');
    const manifest = (await import('../package.json', { with: { type: 'json' } })).default;
    expect(manifest.peerDependencies.stripe).toBe(`>=${Lowest.PACKAGE_VERSION} <24`);
  });

  it('has what the newest operations call', async () => {
    const emulator = createStripeEmulator({ secretKey });
    const stripe = create({ fetch: toFetch(emulator) });
    const paid = await stripe.payments.initiate({
      amount: 2_000,
      currency: 'usd',
      paymentMethodId: 'pm_card_createDispute',
      confirm: true,
    });
    expect(paid.status).toBe('succeeded');
    const [dispute] = emulator.book.disputes;
    const evidence = { uncategorized_text: 'winning_evidence' };
    const answered = await stripe.disputes.submitEvidence({ disputeId: dispute?.id ?? '', evidence });
    expect(answered).toMatchObject({ status: 'won', changed: true });

    const payoutId = emulator.testHelpers.payOut();
    emulator.testHelpers.finishPayout(payoutId);
    await expect(stripe.payouts.reconcile({ payoutId })).resolves.toMatchObject({ difference: 0 });

    const thin = { id: `evt_65${emulator.book.events[0]?.id.slice(4) ?? ''}` };
    const event = await stripe.events.fetch(thin);
    expect(event.type).toBe(`v1.${emulator.book.events[0]?.type ?? ''}`);
  });
});
