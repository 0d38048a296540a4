import { inspect } from 'node:util';
import { isIntegrationError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { createStripe, type StripeOptions } from '../src/index.js';

const secretKey = 'sk_test_canary4eC39HqLyjWDarjtT1zdp7dc';

function refusal(options: unknown): {
  code: string;
  message: string;
  issues: readonly { path: string; expected: string; received: string }[];
} {
  try {
    createStripe(options as StripeOptions);
  } catch (error) {
    if (isIntegrationError(error)) return error;
    throw error;
  }
  throw new Error('The options were accepted');
}

describe('the options', () => {
  it.each(['sk_test_abc', 'sk_live_abc', 'rk_test_abc', 'rk_live_abc', 'sk_org_live_abc'])('take the key %s', (key) => {
    expect(createStripe({ secretKey: key }).name).toBe('stripe');
  });

  it('say what is wrong with a publishable key, and where it belongs', () => {
    const error = refusal({ secretKey: 'pk_live_canary1234567890' });
    expect(error.code).toBe('CONFIGURATION');
    expect(error.issues).toEqual([
      {
        path: 'options.secretKey',
        expected: expect.stringContaining('sk_live_'),
        received: expect.stringContaining('publishable key'),
      },
    ]);
    expect(inspect(error)).not.toContain('canary');
  });

  it.each([
    ['a webhook secret', 'whsec_canary123', 'webhook secret'],
    ['white space around the key', ` ${secretKey}\n`, 'white space'],
    ['another text', 'canary-of-a-key', 'a string of 15 characters'],
    ['nothing', undefined, 'undefined'],
    ['a number', 42, 'a number'],
  ])('refuse %s as key, and never show it', (_, key, received) => {
    const error = refusal({ secretKey: key });
    expect(error.issues[0]?.received).toContain(received);
    expect(inspect(error)).not.toContain('canary');
  });

  it.each([
    [{ apiVersion: 'latest' }, 'options.apiVersion'],
    [{ baseUrl: 'https://stripe.example/api' }, 'options.baseUrl'],
    [{ baseUrl: 'https://user:pass@stripe.example' }, 'options.baseUrl'],
    [{ baseUrl: 'ftp://stripe.example' }, 'options.baseUrl'],
    [{ fetch: 'fetch' }, 'options.fetch'],
    [{ random: 0.5 }, 'options.random'],
    [{ telemetry: 'console' }, 'options.telemetry'],
    [{ features: { subscription: false } }, 'options.features.subscription'],
    [{ features: { connect: 'no' } }, 'options.features.connect'],
    [{ compliance: { dataRetention: 0 } }, 'options.compliance.dataRetention'],
    [{ compliance: { dataRetention: 1.5 } }, 'options.compliance.dataRetention'],
    [{ compliance: { pciCompliant: 1 } }, 'options.compliance.pciCompliant'],
    [{ stripe: {} }, 'options.stripe'],
    [{ webhookSecret: 'whsec_1' }, 'options.webhookSecret'],
    [{ errorHandling: { retryPolicy: { maxRetries: -1 } } }, 'options.errorHandling.retryPolicy.maxRetries'],
    [{ errorHandling: { retryPolicy: 3 } }, 'options.errorHandling.retryPolicy'],
    [{ errorHandling: { circuitBreaker: { timeout: 0 } } }, 'options.errorHandling.circuitBreaker.timeout'],
    [{ errorHandling: { retries: 3 } }, 'options.errorHandling.retries'],
    [{ rateLimiting: { requestsPerSecond: 0 } }, 'options.rateLimiting.requestsPerSecond'],
  ])('refuse %j with the path of what is wrong', (wrong, path) => {
    const error = refusal({ secretKey, ...wrong });
    expect(error.code).toBe('CONFIGURATION');
    expect(error.issues.map((issue) => issue.path)).toEqual([path]);
    expect(error.message).toContain(path);
  });

  it('name every wrong option at once', () => {
    expect(refusal({ secretKey: 'x', baseUrl: 'x', features: 1 }).issues).toHaveLength(3);
  });

  it('name them also when some are checked only once the others are put together', () => {
    const error = refusal({
      secretKey: undefined,
      baseUrl: 'x',
      apiVersion: '',
      features: { subscription: true },
      errorHandling: { deadline: -1, retryPolicy: { maxRetries: -1 }, rateLimiting: { concurrency: 5 } },
      rateLimiting: { concurrency: 0 },
      monitoring: 5,
    });
    expect(error.issues.map(({ path }) => path)).toEqual([
      'options.secretKey',
      'options.apiVersion',
      'options.features.subscription',
      'options.baseUrl',
      'options.monitoring',
      'options.errorHandling.rateLimiting',
      'options.errorHandling.retryPolicy.maxRetries',
      'options.errorHandling.deadline',
      'options.rateLimiting.concurrency',
    ]);
    expect(error.message).toContain('`options.rateLimiting` is the place for it');
    expect(error.message).not.toContain('definition');
  });

  it.each([undefined, null, 'sk_test_abc', []])('refuse %j in their place, once', (options) => {
    expect(refusal(options).issues.map(({ path }) => path)).toEqual(['options']);
  });

  it('begin with every feature, with the rules for cards, and with 90 days of retention', () => {
    const stripe = createStripe({ secretKey });
    expect(stripe.features).toEqual({
      subscriptions: true,
      marketplace: true,
      connect: true,
      billing: true,
      invoicing: true,
    });
    expect(stripe.compliance).toEqual({ pciCompliant: true, dataRetention: 90 });
  });

  it('take undefined for the default', () => {
    const stripe = createStripe({
      secretKey,
      features: { connect: undefined },
      compliance: { pciCompliant: undefined },
      errorHandling: { retryPolicy: { maxRetries: undefined }, circuitBreaker: undefined },
    } as unknown as StripeOptions);
    expect(stripe.features.connect).toBe(true);
    expect(stripe.compliance.pciCompliant).toBe(true);
    expect(stripe.errorHandling.retryPolicy.maxRetries).toBe(2);
    expect(stripe.errorHandling.circuitBreaker.timeout).toBe(20_000);
  });

  it('are copied: a later change by the caller changes nothing', () => {
    const features = { connect: false };
    const stripe = createStripe({ secretKey, features });
    features.connect = true;
    expect(stripe.features.connect).toBe(false);
  });

  it('override single settings, and leave the others at the defaults of the adapter', () => {
    const stripe = createStripe({
      secretKey,
      baseUrl: 'http://127.0.0.1:4242',
      apiVersion: '2025-03-31.basil',
      errorHandling: { retryPolicy: { maxRetries: 5 }, deadline: 90_000 },
      monitoring: { slowCallThreshold: 1_000 },
    });
    expect(stripe.baseUrl).toBe('http://127.0.0.1:4242');
    expect(stripe.version).toBe('2025-03-31.basil');
    expect(stripe.errorHandling.retryPolicy).toMatchObject({ maxRetries: 5, baseDelay: 200 });
    expect(stripe.errorHandling.circuitBreaker.timeout).toBe(20_000);
    expect(stripe.errorHandling.deadline).toBe(90_000);
    expect(stripe.monitoring).toEqual({ enabled: true, slowCallThreshold: 1_000 });
  });

  it.each([
    ['sk_live_abc', 100],
    ['rk_live_abc', 100],
    ['sk_test_abc', 25],
    ['rk_test_abc', 25],
  ])('with the key %s allow %d requests a second, as Stripe documents', (key, requestsPerSecond) => {
    expect(createStripe({ secretKey: key }).rateLimiting.requestsPerSecond).toBe(requestsPerSecond);
  });

  it('let a share of that limit be taken', () => {
    const { rateLimiting } = createStripe({ secretKey, rateLimiting: { requestsPerSecond: 5, concurrency: 3 } });
    expect(rateLimiting).toMatchObject({ requestsPerSecond: 5, concurrency: 3, queue: 100 });
  });
});
