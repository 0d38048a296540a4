import { describe, expect, it } from 'vitest';
import { startBench } from './emulator-bench.js';

describe('the API of the Stripe emulator', () => {
  it.each([
    ['a wrong key', { authorization: 'Bearer sk_test_wrong1234' }],
    ['no key', { authorization: '' }],
    ['a malformed header', { authorization: 'Bearer' }],
    ['basic authentication with a wrong key', { authorization: `Basic ${btoa('sk_test_wrong1234:')}` }],
    ['basic authentication that is not base64', { authorization: 'Basic ???' }],
  ])('answers 401 to %s, without repeating it', async (_, headers) => {
    const { send } = startBench();
    const answer = await send('GET /v1/customers', {}, headers);
    expect([answer.status, answer.error['type']]).toEqual([401, 'invalid_request_error']);
    expect(JSON.stringify(answer.body)).not.toContain('1234');
  });

  it('accepts the key by basic authentication too', async () => {
    const { send } = startBench();
    const answer = await send('GET /v1/customers', {}, { authorization: `Basic ${btoa('sk_test_bench:')}` });
    expect(answer.status).toBe(200);
  });

  it('answers 404 to an unknown route', async () => {
    const { send } = startBench();
    expect(await send('GET /v1/nothing')).toMatchObject({
      status: 404,
      error: {
        type: 'invalid_request_error',
        message: 'Unrecognized request URL (GET: /v1/nothing). The emulator does not simulate it.',
      },
    });
    expect((await send('DELETE /v1/payment_intents/pi_1')).status).toBe(404);
  });

  it('writes errors with a request id, a log address and the documentation of the code', async () => {
    const { send } = startBench();
    const { status, headers, error } = await send('GET /v1/customers/cus_none');
    const requestId = headers.get('request-id');
    expect(status).toBe(404);
    expect(error).toEqual({
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: "No such customer: 'cus_none'",
      param: 'id',
      doc_url: 'https://stripe.com/docs/error-codes/resource-missing',
      request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
    });
    expect(headers.get('stripe-version')).toBe('2026-10-28.endive');
  });

  it.each([
    ['an unknown parameter', { amount: '100', currency: 'usd', colour: 'red' }, 'parameter_unknown', 'colour'],
    [
      'one that the API had once',
      { amount: '100', currency: 'usd', 'payment_method_types[0]': 'card' },
      'parameter_unknown',
      'payment_method_types',
    ],
    [
      'an unknown one inside',
      { amount: '100', currency: 'usd', 'shipping[colour]': 'red' },
      'parameter_unknown',
      'shipping[colour]',
    ],
    ['a missing one', { amount: '100' }, 'parameter_missing', 'currency'],
    [
      'a missing one inside',
      { amount: '100', currency: 'usd', 'automatic_payment_methods[allow_redirects]': 'never' },
      'parameter_missing',
      'automatic_payment_methods[enabled]',
    ],
    ['an empty one', { amount: '', currency: 'usd' }, 'parameter_invalid_empty', 'amount'],
    ['a fraction', { amount: '1.5', currency: 'usd' }, 'parameter_invalid_integer', 'amount'],
    ['a negative amount', { amount: '-100', currency: 'usd' }, 'parameter_invalid_integer', 'amount'],
    ['too little', { amount: '49', currency: 'usd' }, 'amount_too_small', 'amount'],
    ['an unknown customer', { amount: '100', currency: 'usd', customer: 'cus_none' }, 'resource_missing', 'customer'],
    ['an id of another kind', { amount: '100', currency: 'usd', customer: 'price_1' }, 'resource_missing', 'customer'],
    [
      'a word out of the list',
      { amount: '100', currency: 'usd', capture_method: 'maybe' },
      undefined,
      'capture_method',
    ],
    ['a flag that is none', { amount: '100', currency: 'usd', confirm: 'yes' }, undefined, 'confirm'],
    ['an unknown currency', { amount: '100', currency: 'xxx' }, undefined, 'currency'],
    ['a value where a hash belongs', { amount: '100', currency: 'usd', shipping: 'x' }, undefined, 'shipping'],
    ['a hash where a value belongs', { amount: '100', currency: 'usd', 'customer[id]': 'x' }, undefined, 'customer'],
    ['a list with names', { amount: '100', currency: 'usd', 'expand[first]': 'customer' }, undefined, 'expand'],
    [
      'too long a text',
      { amount: '100', currency: 'usd', description: 'x'.repeat(1_001) },
      'parameter_invalid_string_too_long',
      'description',
    ],
    [
      'too long a metadata value',
      { amount: '100', currency: 'usd', 'metadata[a]': 'x'.repeat(501) },
      undefined,
      'metadata[a]',
    ],
  ])('refuses %s', async (_, form, code, param) => {
    const { send, emulator } = startBench();
    const { status, error } = await send('POST /v1/payment_intents', form);
    expect({ status, code: error['code'], param: error['param'] }).toEqual({ status: 400, code, param });
    expect(emulator.book.paymentIntents).toEqual([]);
    expect(emulator.book.requests()).toMatchObject([{ committed: false, route: 'POST /v1/payment_intents' }]);
  });

  it.each([
    ['an unbalanced bracket', 'a[b=1'],
    ['a value that is also a hash', 'metadata=1&metadata[a]=2'],
    ['a hash that is also a value', 'metadata[a]=2&metadata=1'],
    ['a name without end', `a${'[b]'.repeat(20)}=1`],
    ['parameters without end', Array.from({ length: 1_001 }, (_, index) => `metadata[${index}]=1`).join('&')],
    ['names that JavaScript knows', '__proto__[polluted]=1'],
    ['a constructor', 'constructor[prototype][polluted]=1'],
  ])('refuses a form with %s', async (_, query) => {
    const { send } = startBench();
    expect((await send(`GET /v1/customers?${query}`)).status).toBe(400);
    expect({}).not.toHaveProperty('polluted');
  });

  it('takes forms only, of a bounded size', async () => {
    const { send } = startBench();
    const json = { 'content-type': 'application/json' };
    expect((await send('POST /v1/customers', { name: 'Ada' }, json)).status).toBe(400);
    expect((await send('POST /v1/customers', { name: 'x'.repeat(300_000) })).status).toBe(400);
    expect((await send('POST /v1/customers')).status).toBe(200);
  });

  it('refuses versions of the API that it does not speak, and requests for other accounts', async () => {
    const { send } = startBench();
    expect((await send('GET /v1/customers', {}, { 'stripe-version': '2023-10-16' })).status).toBe(400);
    expect((await send('GET /v1/customers', {}, { 'stripe-account': 'acct_1' })).status).toBe(400);
    const older = await send('GET /v1/customers', {}, { 'stripe-version': '2026-09-30.endive' });
    expect([older.status, older.headers.get('stripe-version')]).toEqual([200, '2026-09-30.endive']);
  });

  it('sets, changes and removes metadata', async () => {
    const { stripe } = startBench();
    const { id } = await stripe.customers.create({ metadata: { a: '1', b: '2' } });
    expect((await stripe.customers.update(id, { metadata: { a: '', c: '3' } })).metadata).toEqual({ b: '2', c: '3' });
    expect((await stripe.customers.update(id, { metadata: '' })).metadata).toEqual({});
  });

  it('lists newest first, page by page', async () => {
    const { stripe, refusal } = startBench();
    const made: string[] = [];
    for (let number = 1; number <= 5; number += 1) made.push((await stripe.customers.create({ name: `${number}` })).id);
    const newest = made.toReversed();
    const first = await stripe.customers.list({ limit: 2 });
    expect([first.data.map(({ id }) => id), first.has_more]).toEqual([newest.slice(0, 2), true]);
    const last = await stripe.customers.list({ limit: 3, starting_after: newest[1] ?? '' });
    expect([last.data.map(({ id }) => id), last.has_more]).toEqual([newest.slice(2), false]);
    const before = await stripe.customers.list({ limit: 2, ending_before: newest[3] ?? '' });
    expect([before.data.map(({ id }) => id), before.has_more]).toEqual([newest.slice(1, 3), true]);
    const seen: string[] = [];
    for await (const { id } of stripe.customers.list({ limit: 2 })) seen.push(id);
    expect(seen).toEqual(newest);
    expect(await refusal(stripe.customers.list({ limit: 101 }))).toMatchObject({ param: 'limit' });
    expect(await refusal(stripe.customers.list({ starting_after: 'cus_none' }))).toMatchObject({
      code: 'resource_missing',
      param: 'starting_after',
    });
  });

  it('expands ids, also in lists and over several levels', async () => {
    const { stripe } = startBench();
    const customer = await stripe.customers.create({ name: 'Ada' });
    const { id } = await stripe.paymentIntents.create({
      amount: 1_000,
      currency: 'usd',
      customer: customer.id,
      payment_method: 'pm_card_visa',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    const intent = await stripe.paymentIntents.retrieve(id, {
      expand: ['customer', 'latest_charge.balance_transaction', 'latest_charge.refunds'],
    });
    expect(intent.customer).toMatchObject({ object: 'customer', name: 'Ada' });
    expect(intent.latest_charge).toMatchObject({
      object: 'charge',
      balance_transaction: { object: 'balance_transaction', net: 1_000 },
      refunds: { object: 'list', data: [] },
    });
    const { data } = await stripe.paymentIntents.list({ expand: ['data.customer'] });
    expect(data).toMatchObject([{ customer: { name: 'Ada' }, latest_charge: expect.stringMatching(/^ch_/) }]);
  });

  it.each([
    ['subscriptions.create', 'POST /v1/subscriptions', 'latest_invoice.payment_intent'],
    ['invoices', 'GET /v1/invoices', 'data.payment_intent'],
    ['a property that is no reference', 'GET /v1/customers', 'data.email'],
    ['a list without `data.`', 'GET /v1/payment_intents', 'customer'],
    ['five levels', 'GET /v1/refunds', 'data.charge.payment_intent.latest_charge.payment_intent.customer'],
  ])('refuses to expand what cannot be expanded: %s', async (_, request, path) => {
    const { send, emulator } = startBench();
    expect(await send(request, { 'expand[0]': path })).toMatchObject({ status: 400, error: { param: 'expand[0]' } });
    expect(emulator.book.events).toEqual([]);
  });

  it('notes parameters that it accepts without effect', async () => {
    const { stripe, emulator } = startBench();
    await stripe.customers.create({ tax: { ip_address: '203.0.113.1' }, name: 'Ada' });
    expect(emulator.book.unsimulated).toEqual(['POST /v1/customers tax']);
  });

  it('makes the same ids for the same seed', async () => {
    const ids = async (seed: number): Promise<string> => (await startBench({ seed }).stripe.customers.create()).id;
    expect(await ids(1)).toBe(await ids(1));
    expect(await ids(1)).not.toBe(await ids(2));
    expect(await ids(1)).toMatch(/^cus_\w{14}$/);
  });

  it('tells what the platform holds', async () => {
    const { stripe } = startBench();
    expect((await stripe.balance.retrieve()).available).toEqual([
      { amount: 0, currency: 'usd', source_types: { card: 0 } },
    ]);
  });
});
