import { describe, expect, it } from 'vitest';
import { IntegrationError } from '../../src/errors/integration-error.js';
import type { Classification } from '../../src/resilience/classification.js';
import { createHarness, Failed, refused } from './policy-harness.js';

const KEYED = { operation: 'payments.create', idempotencyKey: 'k_1' } as const;
const reset = (): Error => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
const unreached = (): Error => Object.assign(new Error('x'), { code: 'ECONNREFUSED', syscall: 'connect' });

describe('a call of which one attempt may have been applied', () => {
  it('stays unknown when the later attempts are refused with 429', async () => {
    const { policy, script, failure, ofType } = createHarness();
    const work = script(reset(), refused('RATE_LIMITED', { status: 429 }));
    const error = await failure(policy.execute(work, KEYED));
    expect(work.attempts).toHaveLength(3);
    expect(error).toMatchObject({ code: 'RATE_LIMITED', status: 429, outcome: 'unknown', retryable: true });
    expect(error.message).toBe(
      'acme payments.create: answered RATE_LIMITED (attempt 3 of 3); it may have been applied: repeat it with idempotency key k_1, or look it up',
    );
    expect(ofType('call.finished')).toMatchObject([{ outcome: 'unknown', code: 'RATE_LIMITED' }]);
  });

  it.each<[string, Error]>([
    ['that could not connect', unreached()],
    ['that is refused for good', Object.assign(new Error('bad'), { status: 400 })],
    ['that is not found', Object.assign(new Error('gone'), { status: 404 })],
  ])('stays unknown after an attempt %s', async (_kind, later) => {
    const { policy, script, failure } = createHarness();
    expect(await failure(policy.execute(script(reset(), later), KEYED))).toMatchObject({ outcome: 'unknown' });
  });

  it('stays unknown without a key too, when it was declared idempotent', async () => {
    const { policy, script, failure } = createHarness();
    const error = await failure(policy.execute(script(reset(), unreached()), { idempotent: true }));
    expect(error).toMatchObject({ outcome: 'unknown', attempts: 3 });
    expect(error.message).toContain('it may have been applied: find out before you repeat it');
  });

  it('stays unknown when the circuit refuses the later attempts', async () => {
    const { policy, script, failure, clock } = createHarness({ retryPolicy: { jitter: 'none' } });
    const call = policy.execute(script(reset(), unreached()), KEYED);
    await clock.advance(250);
    policy.isolate();
    expect(await failure(call)).toMatchObject({ code: 'NETWORK', outcome: 'unknown', attempts: 2 });
  });

  it('stays unknown when the calling code refuses to go on, and the error tells of both', async () => {
    const { policy, script, failure } = createHarness();
    const own = new IntegrationError({ code: 'VALIDATION', service: 'acme', operation: 'a.b', message: 'own check' });
    const error = await failure(policy.execute(script(reset(), own), KEYED));
    expect(error).not.toBe(own);
    expect(error).toMatchObject({ code: 'VALIDATION', outcome: 'unknown', idempotencyKey: 'k_1', cause: own });
  });

  it('keeps the error of the calling code as it is when that says unknown itself', async () => {
    const { policy, script } = createHarness();
    const init = { code: 'CONFLICT', service: 'acme', operation: 'a.b', message: 'own check' } as const;
    const own = new IntegrationError({ ...init, outcome: 'unknown' });
    await expect(policy.execute(script(own), KEYED)).rejects.toBe(own);
  });

  it('succeeds when a later attempt does', async () => {
    const { policy, script, clock } = createHarness();
    expect(await clock.settle(policy.execute(script(reset(), refused(), 'paid'), KEYED))).toBe('paid');
  });

  it('cannot be a read', async () => {
    const { policy, script, failure } = createHarness();
    const error = await failure(policy.execute(script(reset(), refused('RATE_LIMITED')), { readOnly: true }));
    expect(error.outcome).toBe('not_applied');
  });

  it('does not make the next call uncertain', async () => {
    const { policy, script, failure } = createHarness();
    await failure(policy.execute(script(reset()), KEYED));
    expect((await failure(policy.execute(script(refused()), KEYED))).outcome).toBe('not_applied');
  });
});

describe('reconcile', () => {
  it('is asked again after a refusal while an earlier attempt may have been applied', async () => {
    const { policy, script, clock } = createHarness();
    const answers = [new Error('look-up failed'), 'paid'];
    const call = policy.execute(script(reset(), refused('RATE_LIMITED')), {
      ...KEYED,
      reconcile: async () => {
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
    expect(await clock.settle(call)).toBe('paid');
  });

  it('that surely finds nothing makes later refusals certain', async () => {
    const { policy, script, failure } = createHarness();
    let asked = 0;
    const reconcile = async (): Promise<undefined> => void asked++;
    const error = await failure(policy.execute(script(reset(), refused('RATE_LIMITED')), { reconcile }));
    expect(error).toMatchObject({ code: 'RATE_LIMITED', outcome: 'not_applied', attempts: 3 });
    expect(asked).toBe(1);
  });
});

describe('an answer that settles the outcome', () => {
  const replayed = (fields: Partial<Classification>): Failed =>
    new Failed('DECLINED', { status: 402, settlesOutcome: true, ...fields });

  it('proves that the earlier attempt was not applied', async () => {
    const { policy, script, failure } = createHarness();
    const error = await failure(policy.execute(script(reset(), replayed({})), KEYED));
    expect(error).toMatchObject({ code: 'DECLINED', outcome: 'not_applied', attempts: 2 });
  });

  it('holds for the attempts after it too', async () => {
    const { policy, script, failure } = createHarness();
    const work = script(reset(), replayed({ retryable: true }), refused());
    expect(await failure(policy.execute(work, KEYED))).toMatchObject({ outcome: 'not_applied', attempts: 3 });
  });

  it('may be an unknown outcome itself, and then stays one', async () => {
    const { policy, script, failure } = createHarness();
    const work = script(reset(), replayed({ outcome: 'unknown', retryable: true }), refused());
    expect(await failure(policy.execute(work, KEYED))).toMatchObject({ outcome: 'unknown', attempts: 3 });
  });
});
