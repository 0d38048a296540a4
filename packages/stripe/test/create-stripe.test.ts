import { inspect } from 'node:util';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { createStripe, type StripeOptions } from '../src/index.js';
import { createScriptedStripe, toErrorAnswer } from './scripted-stripe.js';

const secretKey = 'sk_test_canary4eC39HqLyjWDarjtT1zdp7dc';
const customer = { body: { id: 'cus_1', object: 'customer' } };

describe('an integration with Stripe', () => {
  it('is a plain frozen object of which every member can be taken out', async () => {
    const { stripe, requests } = createScriptedStripe(() => ({ body: { object: 'balance' } }));
    const { client, run, health, check, close, name, subscriptions, payments, connect, billing, invoices, checkout } =
      stripe;
    expect(Object.isFrozen(stripe)).toBe(true);
    for (const group of [subscriptions, payments, connect, billing, invoices, checkout])
      expect(Object.isFrozen(group)).toBe(true);
    expect(name).toBe('stripe');
    expect(health()).toMatchObject({ service: 'stripe', status: 'healthy' });
    await expect(check()).resolves.toMatchObject({ ok: true });
    await expect(run('balance.retrieve', (loaded) => loaded.balance.retrieve())).resolves.toMatchObject({
      object: 'balance',
    });
    const { initiate } = payments;
    await expect(initiate({ amount: -1, currency: 'usd' })).rejects.toMatchObject({ code: 'VALIDATION' });
    expect(await client()).toBeInstanceOf(Stripe);
    expect(requests).toHaveLength(2);
    await close();
    await expect(client()).rejects.toMatchObject({ code: 'CONFIGURATION' });
  });

  it('has no member that another does not have', () => {
    expect(Object.keys(createStripe({ secretKey })).toSorted()).toEqual([
      'authentication',
      'baseUrl',
      'billing',
      'check',
      'checkout',
      'client',
      'close',
      'compliance',
      'connect',
      'disputes',
      'errorHandling',
      'events',
      'explain',
      'features',
      'health',
      'invoices',
      'monitoring',
      'name',
      'payments',
      'payouts',
      'rateLimiting',
      'retention',
      'run',
      'subscriptions',
      'version',
    ]);
  });

  it('shows its key nowhere', () => {
    const stripe = createStripe({ secretKey });
    expect(inspect(stripe, { depth: 9, showHidden: true })).not.toContain('canary');
    expect(JSON.stringify(stripe)).not.toContain('canary');
  });

  it.each(['sk_org_live_CANARY1234567890abcdef', 'rk_live_CANARY1234567890abcdef', secretKey])(
    'hides %s in whatever a failing connection, or a failing import, says of it',
    async (key) => {
      const events: unknown[] = [];
      const options: Partial<StripeOptions> = {
        secretKey: key,
        telemetry: { emit: (event) => void events.push(event) },
        errorHandling: { retryPolicy: { maxRetries: 0 } },
      };
      // Grown together with a word, a key has no shape to be known by: only the integration itself knows it.
      const refused = new TypeError(`proxy refused bearer${key}`, { cause: new Error(`cause${key}`) });
      const { stripe } = createScriptedStripe(() => refused, options);
      const unloadable = createScriptedStripe([], {
        ...options,
        stripe: () => Promise.reject(new Error(`no module for key${key}`)),
      });
      const client = await stripe.client();
      const errors = await Promise.all(
        [
          stripe.payments.initiate({ amount: 100, currency: 'usd' }),
          client.customers.create({}),
          stripe.run('mixed', () => Promise.reject(new Error(`thrown beside${key}`))),
          unloadable.stripe.client(),
        ].map((call) =>
          call.then(
            () => expect.fail('The call succeeded'),
            (error: unknown) => error,
          ),
        ),
      );
      const secret = key.slice(-12);
      for (const error of errors) {
        expect(inspect(error, { depth: 12, showHidden: true })).not.toContain(secret);
        expect(String((error as Error).stack)).not.toContain(secret);
      }
      expect(events.length).toBeGreaterThan(0);
      expect(inspect(events, { depth: 12, showHidden: true })).not.toContain(secret);
      expect(inspect([stripe, stripe.health()], { depth: 12, showHidden: true })).not.toContain(secret);
    },
  );

  it('loads the SDK once, at the first use, and again only after that has failed', async () => {
    let loads = 0;
    const { stripe } = createScriptedStripe(() => customer, {
      stripe: async () => {
        loads += 1;
        if (loads === 1) throw new Error('not there yet');
        return await import('stripe');
      },
    });
    expect(loads).toBe(0);
    await expect(stripe.client()).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('install it'),
    });
    const [first, second] = await Promise.all([stripe.client(), stripe.client()]);
    expect(first).toBe(second);
    expect(loads).toBe(2);
  });

  it('says so when what it is given is not the SDK', async () => {
    const { stripe } = createScriptedStripe([], { stripe: async () => ({ default: class {} }) as never });
    await expect(stripe.client()).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('import("stripe")'),
    });
  });

  it('sends the key, the pinned version and no telemetry', async () => {
    const { stripe, requests } = createScriptedStripe(() => customer, { secretKey });
    const client = await stripe.client();
    await client.customers.create({});
    await client.customers.create({});
    const { headers } = requests[1] ?? expect.fail('Nothing was sent');
    expect(headers.get('authorization')).toBe(`Bearer ${secretKey}`);
    expect(headers.get('stripe-version')).toBe(Stripe.API_VERSION);
    expect(headers.has('x-stripe-client-telemetry')).toBe(false);
    expect(headers.get('x-stripe-client-user-agent')).not.toContain('telemetry_id');
  });

  it('speaks the version and calls the host that it is told', async () => {
    const urls: string[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      urls.push(`${request.url} ${request.headers.get('stripe-version')}`);
      return Response.json({ object: 'balance' });
    };
    for (const baseUrl of ['http://127.0.0.1:4242', 'https://stripe.example', 'http://[::1]:8080']) {
      await createStripe({ secretKey, fetch, baseUrl, apiVersion: '2025-03-31.basil' }).check();
    }
    expect(urls).toEqual([
      'http://127.0.0.1:4242/v1/balance 2025-03-31.basil',
      'https://stripe.example/v1/balance 2025-03-31.basil',
      'http://[::1]:8080/v1/balance 2025-03-31.basil',
    ]);
  });

  it('shares nothing with another one', async () => {
    const down = createScriptedStripe(() => toErrorAnswer(503, { type: 'api_error' }), {
      errorHandling: { retryPolicy: { maxRetries: 0 }, circuitBreaker: { failureStreak: 1 } },
    });
    const up = createScriptedStripe(() => customer);
    await expect(down.stripe.check()).resolves.toMatchObject({ ok: false, code: 'UNAVAILABLE' });
    expect(down.stripe.health().status).toBe('failing');
    expect(up.stripe.health().status).toBe('healthy');
    expect(await up.stripe.client()).not.toBe(await down.stripe.client());
  });

  it('tells by `check` what a restricted key may not do, without throwing', async () => {
    const { stripe, requests } = createScriptedStripe(
      [toErrorAnswer(403, { type: 'invalid_request_error', message: `The key ${secretKey} lacks a permission` })],
      { secretKey },
    );
    const result = await stripe.check();
    expect(result).toMatchObject({ ok: false, code: 'PERMISSION' });
    expect(JSON.stringify(result)).not.toContain('canary');
    expect(requests.map(({ line }) => line)).toEqual(['GET /v1/balance']);
  });
});
