import { describe, expect, it } from 'vitest';
import type { CreatePortalSessionInput } from '../../src/index.js';
import { createScriptedStripe } from '../scripted-stripe.js';

const input: CreatePortalSessionInput = { customerId: 'cus_1', returnUrl: 'https://a.example/account' };
const session = { body: { id: 'bps_1', object: 'billing_portal.session', url: 'https://billing.stripe.example/p/1' } };

describe('billing.createPortalSession', () => {
  it('makes a link to the front page of the portal', async () => {
    const { stripe, requests } = createScriptedStripe([session]);
    const result = await stripe.billing.createPortalSession(
      { ...input, configurationId: 'bpc_1', locale: 'en-GB' },
      { idempotencyKey: 'p' },
    );
    expect(requests.map(({ line, form }) => [line, form])).toEqual([
      [
        'POST /v1/billing_portal/sessions',
        { customer: 'cus_1', return_url: 'https://a.example/account', configuration: 'bpc_1', locale: 'en-GB' },
      ],
    ]);
    expect(requests[0]?.headers.get('idempotency-key')).toBe('p');
    expect(result).toEqual({ sessionId: 'bps_1', url: 'https://billing.stripe.example/p/1' });
  });

  it.each([
    [{ flow: 'payment_method_update' }, { 'flow_data[type]': 'payment_method_update' }],
    [
      { flow: 'subscription_cancel', subscriptionId: 'sub_1' },
      { 'flow_data[type]': 'subscription_cancel', 'flow_data[subscription_cancel][subscription]': 'sub_1' },
    ],
    [
      { flow: 'subscription_update', subscriptionId: 'sub_1' },
      { 'flow_data[type]': 'subscription_update', 'flow_data[subscription_update][subscription]': 'sub_1' },
    ],
  ] as const)('with %j leads straight there, and back afterwards', async (flow, form) => {
    const { stripe, requests } = createScriptedStripe([session]);
    await stripe.billing.createPortalSession({ ...input, ...flow });
    expect(requests[0]?.form).toMatchObject({
      ...form,
      'flow_data[after_completion][type]': 'redirect',
      'flow_data[after_completion][redirect][return_url]': 'https://a.example/account',
    });
  });

  it.each([
    [{ customerId: 'acct_1' }, 'input.customerId'],
    [{ returnUrl: 'account' }, 'input.returnUrl'],
    [{ flow: 'subscription_cancel' }, 'input.subscriptionId'],
    [{ subscriptionId: 'sub_1' }, 'input.subscriptionId'],
    [{ flow: 'payment_method_update', subscriptionId: 'sub_1' }, 'input.subscriptionId'],
    [{ flow: 'refund' }, 'input.flow'],
    [{ locale: 'English' }, 'input.locale'],
  ])('refuses %j before any I/O', async (wrong, path) => {
    const { stripe, requests } = createScriptedStripe([]);
    const call = stripe.billing.createPortalSession({ ...input, ...wrong } as CreatePortalSessionInput);
    await expect(call).rejects.toMatchObject({ code: 'VALIDATION', issues: [{ path }] });
    expect(requests).toEqual([]);
  });
});
