import { inspect } from 'node:util';
import { isIntegrationError } from '@breakwater/core';
import { createVirtualClock, toFetch } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import { type Acme, AcmeError, createAcme } from '../src/index.js';
import { type AcmeEmulator, createAcmeEmulator } from '../src/testing/index.js';

const apiKey = 'acme_test_key';

function createBench(): { acme: Acme; emulator: AcmeEmulator; clock: ReturnType<typeof createVirtualClock> } {
  const clock = createVirtualClock();
  const emulator = createAcmeEmulator({ clock, apiKey });
  return { acme: createAcme({ apiKey, clock, fetch: toFetch(emulator) }), emulator, clock };
}

const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  await promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('orders.place', () => {
  it('places an order', async () => {
    const { acme, emulator, clock } = createBench();
    const order = await clock.settle(acme.orders.place({ item: 'anchor', quantity: 2 }));
    expect(order).toEqual({ id: 'ord_1', item: 'anchor', quantity: 2 });
    expect(emulator.book.orders).toEqual([order]);
  });

  it('orders once when the answer is lost after the order was placed', async () => {
    const { acme, emulator, clock } = createBench();
    emulator.faults.add({ match: 'POST /v1/orders', fault: { type: 'reset', when: 'after' } });
    await clock.settle(acme.orders.place({ item: 'anchor', quantity: 2 }));
    expect(emulator.book.count('POST /v1/orders')).toBe(2);
    expect(emulator.book.orders).toHaveLength(1);
  });

  it('refuses wrong input before any request, and names it', async () => {
    const { acme, emulator, clock } = createBench();
    const error = await clock.settle(failureOf(acme.orders.place({ item: '', quantity: 0.5 })));
    expect(isIntegrationError(error) && [error.code, error.issues.map(({ path }) => path)]).toEqual([
      'VALIDATION',
      ['input.item', 'input.quantity'],
    ]);
    expect(emulator.book.count()).toBe(0);
  });

  it('says declined when it is out of stock, with the vendor’s own code', async () => {
    const { acme, emulator, clock } = createBench();
    const body = JSON.stringify({ error: { code: 'out_of_stock', message: 'No anchors left.' } });
    emulator.faults.add({ match: 'POST /v1/orders', fault: { type: 'status', status: 409, body } });
    const error = await clock.settle(failureOf(acme.orders.place({ item: 'anchor', quantity: 2 })));
    expect(isIntegrationError(error) && [error.code, error.outcome, error.vendorCode, error.attempts]).toEqual([
      'DECLINED',
      'not_applied',
      'out_of_stock',
      1,
    ]);
  });

  it('throws the vendor’s own error from the bare client', async () => {
    const { acme, clock } = createBench();
    const client = await acme.client();
    const error = await clock.settle(failureOf(client.orders.retrieve('ord_9')));
    expect(error instanceof AcmeError && [error.status, error.code]).toEqual([404, 'no_such_order']);
  });

  it('shows its key nowhere, whatever a failing connection says of it', async () => {
    const events: unknown[] = [];
    const key = 'acme_canary4eC39HqLyjWDarjtT1';
    const acme = createAcme({
      apiKey: key,
      fetch: () => Promise.reject(new TypeError(`proxy refused ${key}`, { cause: new Error(`cause: ${key}`) })),
      telemetry: { emit: (event) => void events.push(event) },
      errorHandling: { retryPolicy: { maxRetries: 0 } },
    });
    const client = await acme.client();
    const errors = [
      await failureOf(acme.orders.place({ item: 'anchor', quantity: 2 })),
      await failureOf(client.orders.retrieve('ord_9')),
    ];
    expect(errors.every(isIntegrationError)).toBe(true);
    expect(events.length).toBeGreaterThan(0);
    expect(inspect([errors, events, acme, acme.health()], { depth: 12, showHidden: true })).not.toContain('canary');
  });

  it('refuses options that are wrong or unknown', () => {
    expect(() => createAcme({ apiKey: 'nonsense' })).toThrow('options.apiKey must be a key that begins with `acme_`');
    const unknown = { apiKey, retries: 3 };
    expect(() => createAcme(unknown)).toThrow('options.retries');
  });
});
