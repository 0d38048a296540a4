import { describe, expect, it } from 'vitest';
import { IntegrationError } from '../../src/errors/integration-error.js';
import { createHarness, Failed, refused } from './policy-harness.js';

describe('the error of a call', () => {
  it('says everything that is known', async () => {
    const { policy, script, failure } = createHarness({ retryPolicy: { maxRetries: 1, jitter: 'none' } });
    const cause = new Error('sanitised');
    const work = script(
      refused('RATE_LIMITED', {
        status: 429,
        vendorCode: 'lock_timeout',
        requestId: 'req_1',
        retryAfterMs: 500,
        cause,
      }),
    );
    const error = await failure(policy.execute(work, { operation: 'a.b', idempotencyKey: 'k_1' }));
    expect(error).toMatchObject({
      code: 'RATE_LIMITED',
      service: 'acme',
      operation: 'a.b',
      outcome: 'not_applied',
      retryable: true,
      status: 429,
      vendorCode: 'lock_timeout',
      requestId: 'req_1',
      retryAfterMs: 500,
      idempotencyKey: 'k_1',
      attempts: 2,
      elapsedMs: 500,
      cause,
    });
  });

  it('has the default name when the call gave none', async () => {
    const { policy, script, failure } = createHarness();
    expect((await failure(policy.execute(script(new Failed('VALIDATION'))))).message).toBe(
      'acme call: answered VALIDATION',
    );
  });

  it('that the calling code raised before any I/O is passed on as it is', async () => {
    const { policy, script } = createHarness();
    const own = new IntegrationError({
      code: 'FEATURE_DISABLED',
      service: 'acme',
      operation: 'a.b',
      message: 'switched off',
      issues: [],
    });
    await expect(policy.execute(script(own))).rejects.toBe(own);
  });

  it('of another integration inside the call is told as ours when it was repeated, without saying everything twice', async () => {
    const { policy, script, failure } = createHarness({ retryPolicy: { maxRetries: 1 } });
    const inner = new IntegrationError({
      code: 'UNAVAILABLE',
      service: 'acme',
      operation: 'a.b',
      message: 'acme a.b: gone',
      outcome: 'not_applied',
      retryable: true,
    });
    const error = await failure(policy.execute(script(inner), { operation: 'a.b' }));
    expect(error).not.toBe(inner);
    expect(error.message).toBe('acme a.b: gone (attempt 2 of 2)');
    expect(error.cause).toBe(inner);
  });

  it.each(['CIRCUIT_OPEN', 'OVERLOADED', 'DEADLINE_EXCEEDED'] as const)(
    '%s of another integration is not repeated',
    async (code) => {
      const { policy, script, failure } = createHarness();
      const inner = new IntegrationError({
        code,
        service: 'other',
        operation: 'a.b',
        message: 'x',
        outcome: 'not_applied',
        retryable: true,
      });
      const work = script(inner);
      const error = await failure(policy.execute(work));
      expect(work.attempts).toHaveLength(1);
      expect(error).toMatchObject({ code, retryable: true });
    },
  );

  it('carries no secret of what was thrown', async () => {
    const { policy, script, failure } = createHarness();
    const thrown = Object.assign(new Error('GET https://user:hunter2pass@acme.example?api_key=abc123secret failed'), {
      config: { headers: { authorization: 'Bearer sk_live_canary' } },
    });
    const error = await failure(policy.execute(script(thrown)));
    const cause = error.cause as Error;
    const everything = [
      error.message,
      error.stack,
      JSON.stringify(error),
      cause.message,
      cause.stack,
      JSON.stringify(cause),
      String(Object.values(cause)),
    ].join();
    expect(everything).not.toMatch(/hunter2pass|abc123secret|sk_live_canary/);
  });

  it('is redacted by the integration’s own rules when it has some', async () => {
    const { policy, script, failure } = createHarness(undefined, {
      redact: (text) => text.replaceAll('canary', '[hidden]'),
    });
    const error = await failure(policy.execute(script(new Error('the canary sings'))));
    expect(error.message).toBe(
      'acme call: the [hidden] sings; it may have been applied: find out before you repeat it',
    );
  });
});
