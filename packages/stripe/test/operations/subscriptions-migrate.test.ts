import { describe, expect, it } from 'vitest';
import { createScriptedStripe } from '../scripted-stripe.js';
import { toSubscription } from '../stripe-objects.js';
import { openEmulatedAccount } from './emulated-account.js';

const flexible = toSubscription({ billing_mode: { type: 'flexible', flexible: null } });

describe('subscriptions.migrate', () => {
  it('moves a subscription to the flexible billing mode, and is harmless to repeat', async () => {
    const { stripe, client, emulator, customerId, basic, settle } = await openEmulatedAccount();
    const { id: subscriptionId } = await settle(
      client.subscriptions.create({
        customer: customerId,
        items: [{ price: basic }],
        billing_mode: { type: 'classic' },
        payment_behavior: 'default_incomplete',
      }),
    );
    emulator.faults.add({ match: 'POST /v1/subscriptions/{id}/migrate', fault: { type: 'reset', when: 'after' } });
    await expect(settle(stripe.subscriptions.migrate({ subscriptionId }))).resolves.toMatchObject({
      changed: true,
      subscription: { billing_mode: { type: 'flexible' } },
    });
    await expect(settle(stripe.subscriptions.migrate({ subscriptionId }))).resolves.toMatchObject({ changed: false });
    expect(emulator.book.count('POST /v1/subscriptions/{id}/migrate')).toBe(2);
  });

  it('says how discounts are shown only when it is told', async () => {
    const { stripe, requests } = createScriptedStripe([
      { body: toSubscription({ billing_mode: { type: 'classic' } }) },
      { body: flexible },
      { body: toSubscription({ billing_mode: { type: 'classic' } }) },
      { body: flexible },
    ]);
    await stripe.subscriptions.migrate({ subscriptionId: 'sub_1' }, { idempotencyKey: 'mode' });
    expect(requests[1]).toMatchObject({ line: 'POST /v1/subscriptions/sub_1/migrate' });
    expect(requests[1]?.form).toEqual({ 'billing_mode[type]': 'flexible' });
    expect(requests[1]?.headers.get('idempotency-key')).toBe('mode');
    await stripe.subscriptions.migrate({ subscriptionId: 'sub_1', prorationDiscounts: 'itemized' });
    expect(requests[3]?.form).toMatchObject({ 'billing_mode[flexible][proration_discounts]': 'itemized' });
  });

  it('refuses one that has ended', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: toSubscription({ status: 'canceled' }) }]);
    await expect(stripe.subscriptions.migrate({ subscriptionId: 'sub_1' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(requests).toHaveLength(1);
  });
});
