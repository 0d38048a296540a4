import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { createRedactor, ERROR_CODES, IntegrationError, isIntegrationError, sanitizeCause } from '@breakwater/core';
import { describe, expect, it } from 'vitest';

const error = new IntegrationError({
  code: 'RATE_LIMITED',
  service: 'acme',
  operation: 'things.create',
  message: 'acme things.create: slow down',
  retryAfterMs: 1000,
});

describe('IntegrationError', () => {
  it('is an Error with a closed code and an outcome', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'IntegrationError',
      code: 'RATE_LIMITED',
      outcome: 'not_applied',
      attempts: 0,
    });
  });

  it.each(ERROR_CODES)('says whether %s passes, unless it is told', (code) => {
    const passing = [
      'RATE_LIMITED',
      'TIMEOUT',
      'NETWORK',
      'UNAVAILABLE',
      'CIRCUIT_OPEN',
      'OVERLOADED',
      'DEADLINE_EXCEEDED',
    ];
    const init = { code, service: 'acme', operation: 'a.b', message: 'x' };
    expect(new IntegrationError(init).retryable).toBe(passing.includes(code));
    for (const retryable of [true, false])
      expect(new IntegrationError({ ...init, retryable }).retryable).toBe(retryable);
  });

  it('rounds the time to come back up to whole milliseconds', () => {
    const retryAfter = (retryAfterMs?: number): number | undefined =>
      new IntegrationError({ code: 'CIRCUIT_OPEN', service: 'a', operation: 'b', message: 'c', retryAfterMs })
        .retryAfterMs;
    expect([retryAfter(0), retryAfter(12), retryAfter(12.001), retryAfter()]).toEqual([0, 12, 13, undefined]);
  });

  it('serialises its fields, without stack', () => {
    const json = JSON.parse(JSON.stringify(error)) as Record<string, unknown>;
    expect(json).toMatchObject({
      name: 'IntegrationError',
      message: 'acme things.create: slow down',
      retryAfterMs: 1000,
    });
    expect(json).not.toHaveProperty('stack');
  });

  it('is recognised by its brand, also from another copy of the package', () => {
    const foreign = Object.assign(runInNewContext('new Error("x")') as Error, {
      [Symbol.for('breakwater.IntegrationError')]: true,
    });
    expect(isIntegrationError(error)).toBe(true);
    expect(isIntegrationError(foreign)).toBe(true);
    expect(isIntegrationError(new Error('x'))).toBe(false);
    expect(isIntegrationError(null)).toBe(false);
    expect(isIntegrationError('IntegrationError')).toBe(false);
    const revocable = Proxy.revocable({}, {});
    revocable.revoke();
    expect(isIntegrationError(revocable.proxy)).toBe(false);
  });
});

describe('sanitizeCause', () => {
  const redact = createRedactor({ secrets: ['canary-token'] });

  it('keeps name, code and message and drops what the vendor attached', () => {
    const vendor = Object.assign(new Error('refused canary-token'), {
      name: 'AxiosError',
      code: 'ECONNRESET',
      config: { headers: { Authorization: 'Bearer canary-token' } },
    });
    const cause = sanitizeCause(vendor, redact);
    expect(cause).toMatchObject({ name: 'AxiosError', code: 'ECONNRESET', message: 'refused [redacted]' });
    expect(inspect(cause, { depth: 9, showHidden: true })).not.toContain('canary-token');
    expect(cause).not.toHaveProperty('config');
  });

  it('follows the chain of causes to a bounded depth', () => {
    const loop: Error & { cause?: unknown } = new Error('loop');
    loop.cause = loop;
    let depth = 0;
    for (let current: unknown = sanitizeCause(loop, redact); current instanceof Error; current = current.cause)
      depth += 1;
    expect(depth).toBeGreaterThan(1);
    expect(depth).toBeLessThan(10);
  });

  it('describes a thrown value that is no error', () => {
    expect(sanitizeCause('canary-token', redact)?.message).toBe('A value that is not an error was thrown: [redacted]');
    expect(sanitizeCause(undefined, redact)).toBeUndefined();
  });
});
