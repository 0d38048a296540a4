import { inspect } from 'node:util';
import { containsCardNumber, type IntegrationEvent, type Issue, isIntegrationError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { findCardNumbers } from '../src/card-guard.js';
import type { StripeIntegration, StripeOptions } from '../src/index.js';
import { createScriptedStripe, toErrorAnswer } from './scripted-stripe.js';

const card = '4242424242424242';
const spaced = '3782 822463 10005';

async function caught(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => expect.fail('The call was not refused'),
    (error: unknown) => error,
  );
}

/** Curated operations that carry a card number in one of their texts. */
const curated: readonly (readonly [path: string, call: (stripe: StripeIntegration) => Promise<unknown>])[] = [
  [
    'input.metadata.note',
    (s) => s.payments.initiate({ amount: 1, currency: 'usd', metadata: { note: `card ${card}` } }),
  ],
  ['input.metadata.note', (s) => s.payments.initiate({ amount: 1, currency: 'usd', metadata: { note: spaced } })],
  ['input.metadata.iban', (s) => s.payments.initiate({ amount: 1, currency: 'usd', metadata: { iban: card } })],
  ['input.metadata', (s) => s.payments.initiate({ amount: 1, currency: 'usd', metadata: { [card]: 'x' } })],
  ['input.description', (s) => s.payments.initiate({ amount: 1, currency: 'usd', description: card })],
  ['input.comment', (s) => s.subscriptions.cancel({ subscriptionId: 'sub_1', comment: `my card ${card} was charged` })],
  [
    'input.lines[0].description',
    (s) => s.invoices.create({ customerId: 'cus_1', currency: 'usd', lines: [{ amount: 1, description: card }] }),
  ],
  [
    'input.clientReferenceId',
    (s) =>
      s.checkout.createSession({
        mode: 'setup',
        currency: 'usd',
        successUrl: 'https://a.example/',
        clientReferenceId: card,
      }),
  ],
  [
    'options.idempotencyKey',
    (s) => s.payments.initiate({ amount: 1, currency: 'usd' }, { idempotencyKey: `order-${card}` }),
  ],
  [
    'options.attributes.order',
    (s) => s.payments.initiate({ amount: 1, currency: 'usd' }, { attributes: { order: card } }),
  ],
];

describe('a card number', () => {
  it.each(curated)('in %s of a curated operation is refused before any I/O, and shown nowhere', async (path, call) => {
    const events: IntegrationEvent[] = [];
    const { stripe, requests } = createScriptedStripe([], { telemetry: { emit: (event) => void events.push(event) } });
    const error = await caught(call(stripe));
    expect(error).toMatchObject({ code: 'VALIDATION', outcome: 'not_applied', attempts: 0, issues: [{ path }] });
    expect(requests).toEqual([]);
    const shown = [inspect(error, { depth: 9 }), JSON.stringify(error), JSON.stringify(events)]
      .join()
      .replaceAll(' ', '');
    expect(shown).not.toContain(card);
    expect(shown).not.toContain(spaced.replaceAll(' ', ''));
  });

  const bare: readonly (readonly [place: string, call: (stripe: StripeIntegration) => Promise<unknown>])[] = [
    ['body.metadata[note]', async (s) => (await s.client()).customers.create({ metadata: { note: card } })],
    [
      'body.card[number]',
      async (s) =>
        (await s.client()).tokens.create({ card: { number: card, exp_month: '1', exp_year: '2030', cvc: '123' } }),
    ],
    ['body', async (s) => (await s.client()).customers.create({ metadata: { [card]: 'x' } })],
    ['query.email', async (s) => (await s.client()).customers.list({ email: card })],
    ['path', async (s) => (await s.client()).customers.retrieve(card)],
    ['idempotencyKey', async (s) => (await s.client()).customers.create({}, { idempotencyKey: card })],
    [
      'body.event_name',
      async (s) => (await s.client()).v2.billing.meterEvents.create({ event_name: card, payload: {} }),
    ],
  ];

  it.each(bare)('in %s of a bare client call is refused before any I/O', async (path, call) => {
    const { stripe, requests } = createScriptedStripe([]);
    const error = (await caught(call(stripe))) as { type: string; detail: unknown };
    // The vendor's own error, as with every bare call; `detail` holds ours.
    expect(error.type).toBe('StripeConnectionError');
    expect(isIntegrationError(error.detail)).toBe(true);
    expect(error.detail).toMatchObject({ code: 'VALIDATION', outcome: 'not_applied', issues: [{ path }] });
    expect(requests).toEqual([]);
    expect(inspect(error, { depth: 9 })).not.toContain(card);
  });

  it.each([
    ['dots', '4242.4242.4242.4242'],
    ['underscores', '4242_4242_4242_4242'],
    ['slashes', '4242/4242/4242/4242'],
    ['en dashes', '4242\u20134242\u20134242\u20134242'],
    ['two spaces', '4242  4242  4242  4242'],
    ['new lines', '4242\n4242\n4242\n4242'],
    ['a zero-width space', '4242\u200b424242424242'],
    ['full-width digits', '\uff14\uff12'.repeat(8)],
    ['a version before it', 'v1.4242424242424242'],
    ['letters before it', 'ab4242424242424242'],
    ['the sign of a phone number before it', '+378282246310005'],
  ])('with %s is refused before any I/O, curated or bare', async (_, note) => {
    const { stripe, requests } = createScriptedStripe([]);
    const input = { amount: 1, currency: 'usd', metadata: { note } };
    expect(await caught(stripe.payments.initiate(input))).toMatchObject({ code: 'VALIDATION' });
    const client = await stripe.client();
    expect(await caught(client.customers.create({ metadata: { note } }))).toMatchObject({
      detail: { code: 'VALIDATION' },
    });
    expect(requests).toEqual([]);
  });

  it('in a call by `run` is refused under the name of the call', async () => {
    const { stripe, requests } = createScriptedStripe([]);
    const error = await caught(
      stripe.run('customers.create', (client) => client.customers.create({ description: card })),
    );
    expect(error).toMatchObject({ code: 'VALIDATION', operation: 'customers.create', attempts: 0 });
    expect(requests).toEqual([]);
  });

  it('may go out when `pciCompliant` is off, and is still hidden from errors', async () => {
    const options: Partial<StripeOptions> = { compliance: { pciCompliant: false } };
    const refusal = toErrorAnswer(400, { type: 'invalid_request_error', message: `No such number: ${card}` });
    const { stripe, requests } = createScriptedStripe(() => refusal, options);
    const error = await caught(stripe.payments.initiate({ amount: 1, currency: 'usd', description: card }));
    expect(requests[0]?.form['description']).toBe(card);
    expect(error).toMatchObject({ code: 'VALIDATION' });
    expect(inspect(error, { depth: 9 })).not.toContain(card);
  });

  it.each([
    [
      'a phone number with spaces',
      '+49 1512 345 6787',
      async (s, value) => (await s.client()).customers.create({ phone: value }),
    ],
    [
      'a phone number of fourteen digits',
      '+36227206271667',
      async (s, value) => (await s.client()).customers.create({ phone: value }),
    ],
    ['a phone number', '+4915123456787', async (s, value) => (await s.client()).customers.create({ phone: value })],
    [
      'an account number',
      'SI56263300012039085',
      async (s, value) =>
        (await s.client()).accounts.createExternalAccount('acct_1', {
          external_account: { object: 'bank_account', country: 'SI', currency: 'eur', account_number: value },
        }),
    ],
    [
      'an IBAN',
      'SI56263300012039085',
      async (s, value) => (await s.client()).paymentMethods.create({ type: 'sepa_debit', sepa_debit: { iban: value } }),
    ],
    [
      'a tax id',
      '4222222222222',
      async (s, value) => (await s.client()).customers.create({ tax_id_data: [{ type: 'ro_tin', value }] }),
    ],
    [
      'an id number',
      '4222222222222',
      async (s, value) => (await s.client()).accounts.create({ individual: { id_number: value } }),
    ],
  ] satisfies readonly (readonly [string, string, (stripe: StripeIntegration, value: string) => Promise<unknown>])[])(
    'is not %s in its own field, though its digits pass the check',
    async (_, value, call) => {
      expect(containsCardNumber(value)).toBe(true);
      const { stripe, requests } = createScriptedStripe(() => ({ body: { id: 'x_1' } }));
      await call(stripe, value);
      expect(Object.values(requests[0]?.form ?? {})).toContain(value);
    },
  );

  it('is not a key made of a UUID, whatever its digits are', async () => {
    const { stripe, requests } = createScriptedStripe(() => ({ body: { id: 'cus_1' } }));
    const uuid = '42424242-4242-4242-8242-424242424242';
    await (await stripe.client()).customers.create({ metadata: { orderId: uuid } }, { idempotencyKey: uuid });
    await stripe.payments.initiate(
      { amount: 1, currency: 'usd', metadata: { orderId: uuid } },
      { idempotencyKey: `order-${uuid}` },
    );
    expect(requests).toHaveLength(2);
  });

  it('is looked for in linear time, whatever the fields are called', () => {
    const issues: Issue[] = [];
    findCardNumbers({ ['[tax_id_data'.repeat(90_000)]: card }, 'body', issues);
    expect(issues).toHaveLength(1);
  });

  it('is not a number that merely is long', async () => {
    const { stripe, requests } = createScriptedStripe(() => ({ body: { id: 'cus_1' } }));
    await (await stripe.client()).customers.create({
      description: '1767225600000',
      metadata: { uuid: '3f0c2b8e-1111-4222-8333-444455556666', total: '999999999999', order: '20260101-000000001' },
    });
    expect(requests).toHaveLength(1);
  });
});
