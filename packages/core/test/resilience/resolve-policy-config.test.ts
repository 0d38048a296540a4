import { describe, expect, it } from 'vitest';
import { isIntegrationError } from '../../src/errors/integration-error.js';
import { createPolicy } from '../../src/resilience/create-policy.js';
import type { PolicyConfig } from '../../src/resilience/policy.js';
import { resolvePolicyConfig } from '../../src/resilience/resolve-policy-config.js';

const context = { path: 'config', service: 'acme', operation: 'createPolicy' } as const;

function issuesOf(config: unknown): readonly string[] {
  try {
    createPolicy('acme', config as PolicyConfig);
  } catch (error) {
    if (isIntegrationError(error)) {
      expect(error.code).toBe('CONFIGURATION');
      return error.issues.map((issue) => issue.path);
    }
    throw error;
  }
  return [];
}

describe('the configuration of a policy', () => {
  it('has a default for everything', () => {
    const defaults = resolvePolicyConfig(undefined, context);
    expect(resolvePolicyConfig({}, context)).toEqual(defaults);
    expect(defaults).toEqual({
      retryPolicy: {
        maxRetries: 2,
        backoffStrategy: 'exponential',
        baseDelay: 200,
        maxDelay: 5_000,
        jitter: 'full',
        retryableErrors: ['RATE_LIMITED', 'TIMEOUT', 'NETWORK', 'UNAVAILABLE'],
        budget: { ratio: 0.2, burst: 10 },
      },
      circuitBreaker: {
        timeout: 10_000,
        errorThreshold: 80,
        resetTimeout: 1_000,
        minimumCalls: 10,
        window: 5_000,
        failureStreak: 5,
        slowCallRate: 100,
        halfOpenProbes: 3,
      },
      fallback: false,
      hedging: false,
      monitoring: { enabled: true, slowCallThreshold: 5_000 },
      deadline: 30_000,
      rateLimiting: { concurrency: 'adaptive', queue: 0 },
    });
  });

  it('lets a hundred wait for a fixed concurrency, and nobody for an adaptive one, unless told otherwise', () => {
    const queue = (rateLimiting: PolicyConfig['rateLimiting']): number | undefined =>
      resolvePolicyConfig({ rateLimiting }, context).rateLimiting.queue;
    expect([queue({}), queue({ concurrency: 5 }), queue({ concurrency: 5, queue: 1 }), queue({ queue: 7 })]).toEqual([
      0, 100, 1, 7,
    ]);
  });

  it('takes undefined for left out', () => {
    const config = { retryPolicy: { maxRetries: undefined }, deadline: undefined, fallback: undefined };
    expect(resolvePolicyConfig(config as unknown as PolicyConfig, context)).toEqual(
      resolvePolicyConfig(undefined, context),
    );
  });

  it.each<[string, unknown]>([
    ['config.retryPolicy.maxRetries', { retryPolicy: { maxRetries: -1 } }],
    ['config.retryPolicy.maxRetries', { retryPolicy: { maxRetries: 1.5 } }],
    ['config.retryPolicy.backoffStrategy', { retryPolicy: { backoffStrategy: 'fibonacci' } }],
    ['config.retryPolicy.baseDelay', { retryPolicy: { baseDelay: Number.NaN } }],
    ['config.retryPolicy.maxDelay', { retryPolicy: { maxDelay: Number.POSITIVE_INFINITY } }],
    ['config.retryPolicy.jitter', { retryPolicy: { jitter: 'some' } }],
    ['config.retryPolicy.retryableErrors[1]', { retryPolicy: { retryableErrors: ['TIMEOUT', 'OOPS'] } }],
    ['config.retryPolicy.budget', { retryPolicy: { budget: { ratio: -1, burst: 1 } } }],
    ['config.retryPolicy.budget', { retryPolicy: { budget: true } }],
    ['config.retryPolicy.maxRetry', { retryPolicy: { maxRetry: 3 } }],
    ['config.circuitBreaker.timeout', { circuitBreaker: { timeout: 0 } }],
    ['config.circuitBreaker.errorThreshold', { circuitBreaker: { errorThreshold: 0.5 } }],
    ['config.circuitBreaker.resetTimeout', { circuitBreaker: { resetTimeout: 0 } }],
    ['config.circuitBreaker.minimumCalls', { circuitBreaker: { minimumCalls: 0 } }],
    ['config.circuitBreaker.window', { circuitBreaker: { window: '5s' } }],
    ['config.circuitBreaker.failureStreak', { circuitBreaker: { failureStreak: 0 } }],
    ['config.circuitBreaker.slowCallThreshold', { circuitBreaker: { slowCallThreshold: -1 } }],
    ['config.circuitBreaker.slowCallRate', { circuitBreaker: { slowCallRate: 101 } }],
    ['config.circuitBreaker.halfOpenProbes', { circuitBreaker: { halfOpenProbes: 0 } }],
    ['config.fallback', { fallback: true }],
    ['config.fallback', { fallback: null }],
    ['config.fallback.value', { fallback: { type: 'value' } }],
    ['config.fallback.maxAge', { fallback: { type: 'value', value: 1, maxAge: 1 } }],
    ['config.fallback.handler', { fallback: { type: 'function', handler: 'f' } }],
    ['config.fallback.value', { fallback: { type: 'function', handler: () => 1, value: 1 } }],
    ['config.fallback.maxAge', { fallback: { type: 'stale', maxAge: -1, maxEntries: 1 } }],
    ['config.fallback.maxEntries', { fallback: { type: 'stale', maxAge: 1, maxEntries: 0 } }],
    ['config.fallback.value', { fallback: { type: 'stale', maxAge: 1, maxEntries: 1, value: 2 } }],
    ['config.fallback.extra', { fallback: { type: 'stale', maxAge: 1, maxEntries: 1, extra: 1 } }],
    ['config.fallback.type', { fallback: { type: 'cache' } }],
    ['config.fallback.type', { fallback: { type: 'constructor' } }],
    ['config.fallback.type', { fallback: {} }],
    ['config.fallback', { fallback: [] }],
    ['config.hedging', { hedging: { delay: 0 } }],
    ['config.hedging', { hedging: { delay: 5, maxHedges: 6 } }],
    ['config.monitoring.enabled', { monitoring: { enabled: 'yes' } }],
    ['config.deadline', { deadline: 0 }],
    ['config.deadline', { deadline: 1e12 }],
    ['config.rateLimiting.requestsPerSecond', { rateLimiting: { requestsPerSecond: 0 } }],
    ['config.rateLimiting.burst', { rateLimiting: { burst: 0 } }],
    ['config.rateLimiting.concurrency', { rateLimiting: { concurrency: 'auto' } }],
    ['config.rateLimiting.queue', { rateLimiting: { queue: -1 } }],
    ['config.retries', { retries: 3 }],
  ])('refuses %s in %j, at once and with its path', (path, config) => {
    expect(issuesOf(config)).toContain(path);
  });

  it.each<[unknown, string]>([
    [{ type: 'stale' }, 'config.fallback.maxAge must be a number of milliseconds of at least 0; got undefined'],
    [{ type: 'stale' }, 'config.fallback.maxEntries must be a number of answers of at least 1; got undefined'],
    [{ type: 'value' }, 'config.fallback.value must be given; got undefined'],
    [{ type: 'function' }, 'config.fallback.handler must be a function; got undefined'],
    [{ type: 'cache' }, `config.fallback.type must be 'value', 'function' or 'stale'; got "cache"`],
    ['stale', "config.fallback must be false, { type: 'value', value }"],
  ])('says what is missing in the fallback %j', (fallback, message) => {
    expect(() => createPolicy('acme', { fallback } as PolicyConfig)).toThrow(message);
  });

  it('names everything that is wrong at once', () => {
    expect(issuesOf({ deadline: 0, retryPolicy: { maxRetries: -1 } })).toHaveLength(2);
  });

  it.each([null, 7, 'config', []])('refuses %j in place of an object', (config) => {
    expect(issuesOf(config)).toEqual(['config']);
  });

  it.each(['', 7, undefined, 'x'.repeat(201)])('refuses %s as the name of a policy', (name) => {
    expect(() => createPolicy(name as string)).toThrow('name must be');
  });

  it.each<[string, PolicyConfig]>([
    ['no fallback', { fallback: false }],
    ['no hedging', { hedging: false }],
    ['a value of undefined', { fallback: { type: 'value', value: undefined } }],
    [
      'a key of another fallback that is undefined',
      { fallback: { type: 'value', value: 1, maxAge: undefined } as never },
    ],
    ['a function', { fallback: { type: 'function', handler: () => 1 } }],
    ['a stale cache', { fallback: { type: 'stale', maxAge: 0, maxEntries: 1 } }],
    ['hedging', { hedging: { delay: 50, maxHedges: 2 } }],
    ['no deadline', { deadline: Number.POSITIVE_INFINITY }],
    ['no budget', { retryPolicy: { budget: false } }],
  ])('accepts %s', (_kind, config) => {
    expect(issuesOf(config)).toEqual([]);
  });

  it('keeps nothing of what it was given, and changes none of it', () => {
    const given = {
      retryPolicy: { retryableErrors: ['TIMEOUT' as const], budget: { ratio: 0.1, burst: 1 } },
      fallback: { type: 'stale' as const, maxAge: 1, maxEntries: 1 },
    };
    const before = structuredClone(given);
    const resolved = resolvePolicyConfig(given, context);
    expect(given).toEqual(before);
    (given.retryPolicy.retryableErrors as string[]).push('UNKNOWN');
    given.retryPolicy.budget.burst = 99;
    given.fallback.maxEntries = 99;
    expect(resolved.retryPolicy.retryableErrors).toEqual(['TIMEOUT']);
    expect(resolved.retryPolicy.budget).toEqual({ ratio: 0.1, burst: 1 });
    expect(resolved.fallback).toEqual({ type: 'stale', maxAge: 1, maxEntries: 1 });
  });
});
