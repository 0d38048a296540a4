import { describe, expect, it } from 'vitest';
import type { PolicyDependencies } from '../../src/resilience/policy.js';
import { createHarness, Failed } from './policy-harness.js';

const CONFIG = { retryPolicy: { maxRetries: 0 }, rateLimiting: { concurrency: 2, queue: 0 } } as const;

function throwing(error: unknown): () => never {
  return () => {
    throw error;
  };
}

const itself: object = {
  get message(): string {
    throw itself;
  },
};

function createRevoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('an attempt that cannot be judged', () => {
  it.each<[string, unknown, PolicyDependencies]>([
    ['the redactor throws', new Error('x'), { redact: throwing(new Error('redact')) }],
    ['a getter of the error throws', Object.defineProperty({}, 'message', { get: throwing(new Error('getter')) }), {}],
    ['a getter of the error throws the error itself', itself, {}],
    ['the error is a revoked proxy', createRevoked(), {}],
    ['the classifier throws a revoked proxy', new Error('x'), { classifyError: throwing(createRevoked()) }],
    [
      'a getter of the classification throws',
      new Error('x'),
      { classifyError: () => Object.defineProperty({}, 'code', { get: throwing(itself), enumerable: true }) as never },
    ],
  ])('fails as UNKNOWN and keeps no permit when %s', async (_kind, thrown, dependencies) => {
    const { policy, failure } = createHarness(CONFIG, dependencies);
    for (let call = 0; call < 5; call++)
      expect(await failure(policy.execute(throwing(thrown)))).toMatchObject({ code: 'UNKNOWN', outcome: 'unknown' });
    expect(policy.health().concurrency.inFlight).toBe(0);
  });

  it('takes no probe of the circuit with it', async () => {
    const { policy, script, failure, clock } = createHarness({ ...CONFIG, circuitBreaker: { halfOpenProbes: 1 } });
    for (let call = 0; call < 5; call++)
      await failure(policy.execute(throwing(Object.assign(new Error('x'), { status: 500 }))));
    await clock.advance(1_000);
    await failure(policy.execute(throwing(itself)));
    expect(await clock.settle(policy.execute(script('ok')))).toBe('ok');
  });
});

describe('an attempt', () => {
  it('is judged by the errors that everybody knows where the policy is given no classifier', async () => {
    const { policy, failure } = createHarness(CONFIG, { classifyError: undefined });
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    expect(await failure(policy.execute(throwing(reset)))).toMatchObject({ code: 'NETWORK', outcome: 'unknown' });
  });

  it('is judged by them also where the classifier says nothing', async () => {
    const { policy, failure } = createHarness(CONFIG);
    const missing = Object.assign(new Error('x'), { status: 404 });
    expect(await failure(policy.execute(throwing(missing)))).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    expect(await failure(policy.execute(throwing(new Failed('CONFLICT'))))).toMatchObject({ code: 'CONFLICT' });
  });
});
