import { createMemoryInbox, createWebhookHandler } from '@breakwater/core/webhooks';
import { describe, expect, it } from 'vitest';
import { createStripeEmulator } from '../../src/testing/index.js';
import { type StripeThinEvent, stripeWebhook } from '../../src/webhooks/index.js';
import { createScriptedStripe, toErrorAnswer } from '../scripted-stripe.js';
import { openEmulatedAccount } from './emulated-account.js';

const secret = 'whsec_dGhpbi1ldmVudHM';

describe('a thin event', () => {
  it('is delivered, verified, fetched, and followed to what it is about', async () => {
    const account = await openEmulatedAccount();
    const { stripe, emulator, clock, settle } = account;
    const received: StripeThinEvent[] = [];
    const handler = createWebhookHandler({
      source: stripeWebhook({ secrets: [secret] }),
      inbox: createMemoryInbox({ clock }),
      clock,
      mode: 'inline',
      on: { 'v1.customer.created': (event) => void received.push(event) },
    });
    emulator.webhooks.add({
      url: 'https://app.test/thin',
      secret,
      payload: 'thin',
      enabledEvents: ['v1.customer.*'],
      fetch: async (input, init) => await handler(new Request(input, init)),
    });
    const customer = await settle((await stripe.client()).customers.create({ name: 'Ada' }));
    await settle(emulator.webhooks.flush());
    expect(emulator.webhooks.deliveries.map(({ type, outcome }) => [type, outcome])).toEqual([
      ['v1.customer.created', 'accepted'],
    ]);
    expect(received).toMatchObject([
      {
        object: 'v2.core.event',
        type: 'v1.customer.created',
        created: '2026-01-01T00:00:00.000Z',
        related_object: { id: customer.id, type: 'customer', url: `/v1/customers/${customer.id}` },
      },
    ]);
    const [event] = received;
    if (event === undefined) throw new Error('No event arrived');
    expect(JSON.stringify(event)).not.toContain('Ada');

    const whole = await settle(stripe.events.fetch(event));
    expect(whole).toMatchObject({ id: event.id, type: 'v1.customer.created', snapshot_event: expect.any(String) });
    const related = await settle(stripe.events.fetchRelatedObject(event));
    expect(related).toMatchObject({ id: customer.id, name: 'Ada' });
  });

  it('is retried under the policy', async () => {
    const { stripe, emulator, settle } = await openEmulatedAccount();
    const id = `evt_65${emulator.book.events[0]?.id.slice(4) ?? ''}`;
    emulator.faults.add({ match: 'GET /v2/core/events/{id}', fault: { type: 'status', status: 503 } });
    await expect(settle(stripe.events.fetch({ id }))).resolves.toMatchObject({ id });
    const requests = emulator.book.requests().filter(({ path }) => path.startsWith('/v2/'));
    expect(requests).toHaveLength(2);
  });

  it('is gone after 30 days', async () => {
    const { stripe, emulator, settle } = await openEmulatedAccount();
    const id = `evt_65${emulator.book.events[0]?.id.slice(4) ?? ''}`;
    await emulator.testHelpers.advance(31 * 86_400_000);
    await expect(settle(stripe.events.fetch({ id }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      outcome: 'not_applied',
    });
    await expect(settle(stripe.events.fetch({ id: 'evt_none' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is fetched under the account that it is about, as the SDK itself does', async () => {
    const event = { id: 'evt_1', object: 'v2.core.event', type: 'v1.customer.created' };
    const { stripe, requests } = createScriptedStripe([{ body: event }, { body: { id: 'cus_1', object: 'customer' } }]);
    const thin = {
      id: 'evt_1',
      context: 'acct_1',
      related_object: { id: 'cus_1', type: 'customer', url: '/v1/customers/cus_1' },
    };
    await stripe.events.fetch(thin);
    await stripe.events.fetchRelatedObject(thin);
    expect(requests.map(({ line }) => line)).toEqual(['GET /v2/core/events/evt_1', 'GET /v1/customers/cus_1']);
    expect(requests.map(({ headers }) => headers.get('stripe-context'))).toEqual(['acct_1', 'acct_1']);
    expect(requests[1]?.headers.get('stripe-request-trigger')).toBe('event=evt_1');
  });

  it('about nothing has no related object; one that is gone is not found', async () => {
    const { stripe, requests } = createScriptedStripe([
      toErrorAnswer(404, { type: 'invalid_request_error', code: 'resource_missing', message: 'No such customer' }),
    ]);
    await expect(stripe.events.fetchRelatedObject({ id: 'evt_1', related_object: null })).resolves.toBeUndefined();
    expect(requests).toEqual([]);
    const related = { id: 'evt_1', related_object: { url: '/v1/customers/cus_1' } };
    await expect(stripe.events.fetchRelatedObject(related)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  // Ids of coupons, plans and products are the account's own choice.
  it.each([
    '/v1/coupons/25%25%20OFF',
    '/v1/products/gold.2026~a',
    '/v1/balance',
    '/v1/customers/cus_1/discount',
    '/v2/core/accounts/acct_1?include=identity',
  ])('is followed to whatever path Stripe names: %s', async (url) => {
    const { stripe, requests } = createScriptedStripe([{ body: { object: 'coupon' } }]);
    await stripe.events.fetchRelatedObject({ id: 'evt_1', related_object: { url } });
    expect(requests.map(({ url: sent }) => sent)).toEqual([`https://api.stripe.com${url}`]);
  });

  it.each([
    'https://evil.example/v1/customers',
    '//evil.example/v1/customers',
    '/v1/../admin',
    '/v1/coupons/%2e%2E/admin',
    '/v1/coupons/.',
    '/v1/coupons/a%2fb',
    '/v1/coupons/a%5Cb',
    '/v1/coupons/a\\b',
    '/v1//evil.example',
    '/v1/customers/cus_1#',
    '/v3/customers',
    '',
    7,
  ])('sends the key nowhere but to a path of the API: %s', async (url) => {
    const { stripe, requests } = createScriptedStripe([]);
    const related = { id: 'evt_1', related_object: { url: url as string } };
    await expect(stripe.events.fetchRelatedObject(related)).rejects.toMatchObject({
      code: 'VALIDATION',
      message: expect.stringContaining('related_object.url'),
    });
    expect(requests).toEqual([]);
  });

  it('of a made-up form is refused, whatever it is', async () => {
    const { stripe, requests } = createScriptedStripe([]);
    for (const event of [null, undefined, 'evt_1', { id: 'cus_1' }, { id: 'evt_1', context: '../x y' }]) {
      await expect(stripe.events.fetch(event as never)).rejects.toMatchObject({ code: 'VALIDATION' });
    }
    expect(requests).toEqual([]);
  });

  it('can be sent again by its id', async () => {
    const bodies: string[] = [];
    const emulator = createStripeEmulator({
      webhooks: {
        url: 'https://app.test/thin',
        secret,
        payload: 'thin',
        fetch: async (input, init) => {
          bodies.push(await new Request(input, init).text());
          return new Response();
        },
      },
    });
    await emulator.handle(
      new Request('https://api.stripe.com/v1/customers', {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_emulated', 'content-type': 'application/x-www-form-urlencoded' },
        body: 'name=Ada',
      }),
    );
    await emulator.webhooks.flush();
    emulator.webhooks.resend((JSON.parse(bodies[0] ?? '{}') as { id: string }).id);
    await emulator.webhooks.flush();
    expect(bodies[1]).toBe(bodies[0]);
  });
});
