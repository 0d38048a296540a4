import { inspect } from 'node:util';
import type { IntegrationEvent } from '@breakwater/core';
import { createVirtualClock } from '@breakwater/testing';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { createStripe } from '../src/index.js';
import { createScriptedStripe, toErrorAnswer } from './scripted-stripe.js';

const secretKey = 'sk_test_canary4eC39HqLyjWDarjtT1zdp7dc';
const customer = { body: { id: 'cus_1', object: 'customer' } };

describe('a bare client call', () => {
  it('throws the own error of the vendor, with its fields', async () => {
    const { stripe } = createScriptedStripe([
      toErrorAnswer(404, { type: 'invalid_request_error', code: 'resource_missing', param: 'id' }),
    ]);
    const client = await stripe.client();
    const error: unknown = await client.customers.retrieve('cus_1').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error).toMatchObject({ code: 'resource_missing', param: 'id', requestId: 'req_1', statusCode: 404 });
  });

  it('is retried under the policy with one key, and named by its route', async () => {
    const clock = createVirtualClock();
    const events: IntegrationEvent[] = [];
    const { stripe, requests } = createScriptedStripe(
      [toErrorAnswer(500, { type: 'api_error' }), new TypeError('fetch failed'), customer],
      {
        clock,
        telemetry: { emit: (event) => void events.push(event) },
      },
    );
    const client = await stripe.client();
    await expect(clock.settle(client.coupons.update('spring', {}))).resolves.toMatchObject({ id: 'cus_1' });
    const keys = requests.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(events.filter(({ type }) => type === 'call.finished')).toMatchObject([
      { operation: 'POST /v1/coupons/{coupon}', attempts: 3, result: 'success' },
    ]);
  });

  it('is not retried when Stripe says that it would be of no use', async () => {
    const { stripe, requests } = createScriptedStripe([
      toErrorAnswer(500, { type: 'api_error' }, { 'stripe-should-retry': 'false' }),
    ]);
    const client = await stripe.client();
    await expect(client.customers.create({})).rejects.toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
    expect(requests).toHaveLength(1);
  });

  it('that meets its own key in use waits for the first request, and gets its answer', async () => {
    const clock = createVirtualClock();
    const { stripe, requests } = createScriptedStripe(
      [toErrorAnswer(409, { type: 'invalid_request_error', code: 'idempotency_key_in_use' }), customer],
      { clock },
    );
    const client = await stripe.client();
    await expect(clock.settle(client.customers.create({}))).resolves.toMatchObject({ id: 'cus_1' });
    expect(requests).toHaveLength(2);
  });

  it('takes the PDF of a quote as the stream that it is', async () => {
    const fetch: typeof globalThis.fetch = async () =>
      new Response('%PDF-1.7', { headers: { 'content-type': 'application/pdf' } });
    const client = await createStripe({ secretKey, fetch }).client();
    const stream = (await client.quotes.pdf('qt_1')) as unknown as ReadableStream;
    await expect(new Response(stream).text()).resolves.toBe('%PDF-1.7');
  });

  it('pages through a list, each page a call of its own', async () => {
    const page = (id: string, more: boolean): { body: unknown } => ({
      body: { object: 'list', url: '/v1/customers', has_more: more, data: [{ id }] },
    });
    const { stripe, requests } = createScriptedStripe([page('cus_1', true), page('cus_2', false)]);
    const ids: string[] = [];
    for await (const { id } of (await stripe.client()).customers.list()) ids.push(id);
    expect(ids).toEqual(['cus_1', 'cus_2']);
    expect(requests[1]?.query).toEqual({ starting_after: 'cus_1' });
  });
});

describe('a call by `run`', () => {
  it('puts its key on the write, the same on every attempt', async () => {
    const clock = createVirtualClock();
    const { stripe, requests } = createScriptedStripe([toErrorAnswer(503, { type: 'api_error' }), customer], { clock });
    await clock.settle(
      stripe.run('customers.create', (client) => client.customers.create({}), { idempotencyKey: 'order-7' }),
    );
    expect(requests.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['order-7', 'order-7']);
  });

  it('throws one kind of error, with the vendor code and without the key of the account', async () => {
    const { stripe } = createScriptedStripe(
      [
        toErrorAnswer(402, {
          type: 'card_error',
          code: 'card_declined',
          decline_code: 'lost_card',
          message: `No: ${secretKey}`,
        }),
      ],
      { secretKey },
    );
    const error: unknown = await stripe
      .run('charges.create', (client) => client.charges.create({}))
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'DECLINED',
      service: 'stripe',
      operation: 'charges.create',
      outcome: 'not_applied',
      vendorCode: 'card_declined',
      requestId: 'req_1',
      status: 402,
      attempts: 1,
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });

  it('says that the outcome is unknown when no answer came, and gives the key to repeat it with', async () => {
    const clock = createVirtualClock();
    const reset = new TypeError('fetch failed', {
      cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    });
    const { stripe, requests } = createScriptedStripe([reset, reset, reset], { clock });
    const call = stripe.run('customers.create', (client) => client.customers.create({}), { idempotencyKey: 'order-8' });
    await expect(clock.settle(call)).rejects.toMatchObject({
      code: 'NETWORK',
      outcome: 'unknown',
      idempotencyKey: 'order-8',
      attempts: 3,
    });
    expect(requests).toHaveLength(3);
  });
});
