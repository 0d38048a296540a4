import { createVirtualClock } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import type { CreateInvoiceInput } from '../../src/index.js';
import { createScriptedStripe, toErrorAnswer } from '../scripted-stripe.js';
import { toOpenInvoice } from '../stripe-objects.js';

const draft = toOpenInvoice({ status: 'draft', number: null, hosted_invoice_url: null });
const input: CreateInvoiceInput = {
  customerId: 'cus_1',
  currency: 'USD',
  lines: [
    { amount: 1_500, description: 'Workshop' },
    { priceId: 'price_1', quantity: 2 },
    { priceId: 'price_2', description: 'Extra' },
  ],
};

describe('invoices.create', () => {
  it('drafts an invoice of exactly these lines, which Stripe does not finalize by itself', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: draft }, { body: draft }]);
    const result = await stripe.invoices.create(
      { ...input, description: 'March', metadata: { a: 'b' } },
      { idempotencyKey: 'i' },
    );
    expect(requests.map(({ line, form }) => [line, form])).toEqual([
      [
        'POST /v1/invoices',
        {
          customer: 'cus_1',
          currency: 'usd',
          collection_method: 'send_invoice',
          days_until_due: '30',
          auto_advance: 'false',
          pending_invoice_items_behavior: 'exclude',
          description: 'March',
          'metadata[a]': 'b',
        },
      ],
      [
        'POST /v1/invoices/in_1/add_lines',
        {
          'lines[0][amount]': '1500',
          'lines[0][description]': 'Workshop',
          'lines[1][pricing][price]': 'price_1',
          'lines[1][quantity]': '2',
          'lines[2][pricing][price]': 'price_2',
          'lines[2][quantity]': '1',
          'lines[2][description]': 'Extra',
        },
      ],
    ]);
    expect(requests.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['i:invoice', 'i:lines']);
    expect(result).toMatchObject({
      invoiceId: 'in_1',
      status: 'draft',
      number: undefined,
      hostedInvoiceUrl: undefined,
      currency: 'usd',
    });
  });

  it('goes on where it stopped when it is repeated with its key', async () => {
    const clock = createVirtualClock();
    const { stripe, requests } = createScriptedStripe(
      ({ line }) =>
        line.endsWith('add_lines') && requests.length < 3
          ? toErrorAnswer(400, { type: 'invalid_request_error' })
          : { body: draft },
      { clock },
    );
    await expect(stripe.invoices.create(input, { idempotencyKey: 'i' })).rejects.toMatchObject({ code: 'VALIDATION' });
    await expect(stripe.invoices.create(input, { idempotencyKey: 'i' })).resolves.toMatchObject({ status: 'draft' });
    expect(requests.map(({ headers }) => headers.get('idempotency-key'))).toEqual([
      'i:invoice',
      'i:lines',
      'i:invoice',
      'i:lines',
    ]);
  });

  it('is charged to the payment method when told so', async () => {
    const { stripe, requests } = createScriptedStripe([{ body: draft }, { body: draft }]);
    await stripe.invoices.create({ ...input, collectionMethod: 'charge_automatically' });
    expect(requests[0]?.form).toMatchObject({ collection_method: 'charge_automatically' });
    expect(requests[0]?.form).not.toHaveProperty('days_until_due');
  });

  it.each([
    [{ customerId: 'in_1' }, 'input.customerId'],
    [{ lines: [] }, 'input.lines'],
    [{ lines: [{ amount: 10.5, description: 'x' }] }, 'input.lines[0].amount'],
    [{ lines: [{ amount: 10 }] }, 'input.lines[0].description'],
    [{ lines: [{ priceId: 'cus_1' }] }, 'input.lines[0].priceId'],
    [{ lines: [{ description: 'x' }] }, 'input.lines[0].priceId'],
    [{ lines: ['price_1'] }, 'input.lines[0]'],
    [{ currency: 'ugx', lines: [{ amount: 150, description: 'x' }] }, 'input.lines[0].amount'],
    [{ currency: 'dollar' }, 'input.currency'],
    [{ collectionMethod: 'charge_automatically', daysUntilDue: 3 }, 'input.daysUntilDue'],
  ])('refuses %j before any I/O', async (wrong, path) => {
    const { stripe, requests } = createScriptedStripe([]);
    const call = stripe.invoices.create({ ...input, ...wrong } as CreateInvoiceInput);
    await expect(call).rejects.toMatchObject({ code: 'VALIDATION', issues: [{ path }] });
    expect(requests).toEqual([]);
  });
});

describe('the other operations on invoices', () => {
  it('are one call each, under the key of the caller', async () => {
    const { stripe, requests } = createScriptedStripe(({ line }) => ({
      body: toOpenInvoice(line.endsWith('void') ? { status: 'void' } : {}),
    }));
    const invoiceId = 'in_1';
    const opened = await stripe.invoices.finalize({ invoiceId }, { idempotencyKey: 'f' });
    await stripe.invoices.finalize({ invoiceId, autoAdvance: true });
    await stripe.invoices.send({ invoiceId }, { idempotencyKey: 's' });
    const voided = await stripe.invoices.void({ invoiceId }, { idempotencyKey: 'v' });
    expect(requests.map(({ line, form }) => [line, form])).toEqual([
      ['POST /v1/invoices/in_1/finalize', {}],
      ['POST /v1/invoices/in_1/finalize', { auto_advance: 'true' }],
      ['POST /v1/invoices/in_1/send', {}],
      ['POST /v1/invoices/in_1/void', {}],
    ]);
    expect([0, 2, 3].map((index) => requests[index]?.headers.get('idempotency-key'))).toEqual(['f', 's', 'v']);
    expect(opened).toMatchObject({
      status: 'open',
      number: 'A-0001',
      amountDue: 2_000,
      amountPaid: 0,
      hostedInvoiceUrl: 'https://invoice.stripe.example/i/1',
      dueDate: 1_767_312_000_000,
      customerId: 'cus_1',
    });
    expect(voided.status).toBe('void');
  });

  it('tell of a state that they do not know', async () => {
    const { stripe } = createScriptedStripe([
      { body: toOpenInvoice({ status: 'disputed', due_date: null, customer: { id: 'cus_2' } }) },
    ]);
    await expect(stripe.invoices.send({ invoiceId: 'in_1' })).resolves.toMatchObject({
      status: 'unknown',
      dueDate: undefined,
      customerId: 'cus_2',
    });
  });

  it('are a CONFLICT on an invoice that is not in the right state', async () => {
    const { stripe } = createScriptedStripe([
      toErrorAnswer(400, { type: 'invalid_request_error', code: 'invoice_not_editable' }),
    ]);
    await expect(stripe.invoices.finalize({ invoiceId: 'in_1' })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('refuse the id of something else', async () => {
    const { stripe } = createScriptedStripe([]);
    for (const call of [stripe.invoices.finalize, stripe.invoices.send, stripe.invoices.void]) {
      await expect(call({ invoiceId: 'ii_1' })).rejects.toMatchObject({
        code: 'VALIDATION',
        issues: [{ path: 'input.invoiceId' }],
      });
    }
  });
});
