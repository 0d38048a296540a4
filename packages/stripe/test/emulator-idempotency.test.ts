import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { startBench } from './emulator-bench.js';

const key = { 'idempotency-key': 'order-7' };
const payment = { amount: '1000', currency: 'usd' };

describe('idempotency of the Stripe emulator', () => {
  it('replays the answer to the same key and parameters, in whatever order they come', async () => {
    const { send, emulator } = startBench();
    const first = await send('POST /v1/payment_intents', payment, key);
    const second = await send('POST /v1/payment_intents', { currency: 'usd', amount: '1000' }, key);
    expect(second.body).toEqual(first.body);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.headers.get('idempotency-key')).toBe('order-7');
    expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(second.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
    expect(emulator.book.paymentIntents).toHaveLength(1);
    expect(emulator.book.requests().map((sent) => [sent.idempotencyKey, sent.committed, sent.replayed])).toEqual([
      ['order-7', true, false],
      ['order-7', false, true],
    ]);
  });

  it('refuses the key for other parameters or another endpoint', async () => {
    const { send, stripe, refusal } = startBench();
    await send('POST /v1/payment_intents', payment, key);
    expect(await send('POST /v1/payment_intents', { ...payment, amount: '2000' }, key)).toMatchObject({
      status: 400,
      error: { type: 'idempotency_error' },
    });
    const error = await refusal(stripe.customers.create({}, { idempotencyKey: 'order-7' }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(error.message).toContain("'/v1/payment_intents' vs '/v1/customers'");
  });

  it('answers 409 while the first request with the key is still executed', async () => {
    const { clock, send, emulator } = startBench();
    emulator.faults.add({ match: 'POST /v1/payment_intents', fault: { type: 'slow', ms: 5_000, when: 'during' } });
    const first = send('POST /v1/payment_intents', payment, key);
    await clock.drain();
    const second = await send('POST /v1/payment_intents', payment, key);
    expect(second).toMatchObject({ status: 409, error: { code: 'idempotency_key_in_use' } });
    expect(second.headers.get('stripe-should-retry')).toBe('true');
    expect((await clock.settle(first)).status).toBe(200);
    expect((await send('POST /v1/payment_intents', payment, key)).headers.get('idempotent-replayed')).toBe('true');
    expect(emulator.book.paymentIntents).toHaveLength(1);
  });

  it('does not save refused parameters', async () => {
    const { send } = startBench();
    expect((await send('POST /v1/payment_intents', { amount: '1000' }, key)).status).toBe(400);
    expect((await send('POST /v1/payment_intents', payment, key)).status).toBe(200);
  });

  it('saves what came of the execution, a decline too', async () => {
    const { send, emulator } = startBench();
    const declined = {
      ...payment,
      payment_method: 'pm_card_chargeDeclined',
      confirm: 'true',
      return_url: 'https://app.test/',
    };
    const first = await send('POST /v1/payment_intents', declined, key);
    const second = await send('POST /v1/payment_intents', declined, key);
    expect([first.status, second.status]).toEqual([402, 402]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(emulator.book.declinedCharges).toHaveLength(1);
  });

  it('saves a 500 that came during the execution, and no turning away', async () => {
    const { send, emulator } = startBench();
    emulator.faults.add({ fault: { type: 'status', status: 500, when: 'during' } });
    expect((await send('POST /v1/payment_intents', payment, key)).status).toBe(500);
    const second = await send('POST /v1/payment_intents', payment, key);
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([500, 'true']);
    emulator.faults.add({ fault: { type: 'status', status: 429, when: 'during' } });
    const other = { 'idempotency-key': 'order-8' };
    expect((await send('POST /v1/payment_intents', payment, other)).status).toBe(429);
    expect((await send('POST /v1/payment_intents', payment, other)).status).toBe(200);
    expect(emulator.book.paymentIntents).toHaveLength(1);
  });

  it('finds a charge once although its answer was lost', async () => {
    const { stripe, emulator } = startBench();
    emulator.faults.add({ match: 'POST /v1/payment_intents', fault: { type: 'reset', when: 'after' } });
    const create = (): Promise<Stripe.PaymentIntent> =>
      stripe.paymentIntents.create(
        {
          amount: 1_000,
          currency: 'usd',
          payment_method: 'pm_card_visa',
          confirm: true,
          return_url: 'https://app.test/',
        },
        { idempotencyKey: 'order-7' },
      );
    await expect(create()).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect((await create()).status).toBe('succeeded');
    expect(emulator.book.charges).toHaveLength(1);
    expect(emulator.book.count('POST /v1/payment_intents')).toBe(2);
  });

  it('forgets a key after a day', async () => {
    const { clock, send, emulator } = startBench();
    await send('POST /v1/payment_intents', payment, key);
    await clock.advance(24 * 3_600_000 + 1);
    const later = await send('POST /v1/payment_intents', payment, key);
    expect(later.headers.get('idempotent-replayed')).toBeNull();
    expect(emulator.book.paymentIntents).toHaveLength(2);
  });

  it('ignores a key on GET, and refuses one that is too long', async () => {
    const { send } = startBench();
    expect((await send('GET /v1/customers', {}, key)).status).toBe(200);
    expect((await send('GET /v1/products', {}, key)).status).toBe(200);
    expect((await send('POST /v1/customers', {}, { 'idempotency-key': 'x'.repeat(256) })).status).toBe(400);
  });
});
