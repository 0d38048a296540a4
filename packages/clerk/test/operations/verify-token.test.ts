import { isIntegrationError } from '@breakwater/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ClerkBench, createClerkBench, failureOf } from '../clerk-bench.js';

let bench: ClerkBench;
let userId: string;

beforeEach(async () => {
  bench = createClerkBench({ authorizedParties: 'any' });
  userId = await bench.user('ada');
});

const tokenOf = ({ emulator }: ClerkBench): Promise<string> => emulator.testHelpers.createSessionToken({ userId });

/** A token whose key id nobody has. */
function withKeyId(token: string, kid: string): string {
  const [, payload = '', signature = ''] = token.split('.');
  return [btoa(JSON.stringify({ alg: 'RS256', typ: 'JWT', kid })).replaceAll('=', ''), payload, signature].join('.');
}

describe('verifyToken', () => {
  it('verifies, and asks for the keys once', async () => {
    const { clerk, emulator } = bench;
    const verdicts = await Promise.all([1, 2, 3].map(async () => await clerk.verifyToken(await tokenOf(bench))));
    expect(verdicts.map((verdict) => verdict.ok && verdict.claims.sub)).toEqual([userId, userId, userId]);
    expect(emulator.book.count('GET /v1/jwks')).toBe(1);
  });

  it('refuses a session that has something left to do, as authenticate does, unless it is asked to take it', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const claims = { sub: userId, sid: 'sess_1', sts: 'pending', v: 2, iss: 'https://x.example' };
    const token = await bench.emulator.testHelpers.signToken({ ...claims, iat: now, nbf: now, exp: now + 60 });
    expect(await bench.clerk.verifyToken(token)).toEqual({ ok: false, reason: 'session-pending' });
    const taken = await bench.clerk.verifyToken(token, { treatPendingAsSignedOut: false });
    expect(taken).toMatchObject({ ok: true, claims: { sts: 'pending' } });
  });

  it('asks nobody with a key of its own', async () => {
    const jwtKey = await bench.emulator.testHelpers.publicKey();
    const local = createClerkBench({ authorizedParties: 'any', jwtKey });
    expect(await local.clerk.verifyToken(await tokenOf(bench))).toMatchObject({ ok: true });
    expect(local.emulator.book.count()).toBe(0);
  });

  it.each([
    ['no token', '', 'token-invalid'],
    ['no JSON', 'a.b.c', 'token-invalid'],
    ['nothing but null', 'bnVsbA.bnVsbA.bnVsbA', 'token-invalid'],
    ['too much', 'x'.repeat(20_000), 'token-invalid'],
  ])('gives a verdict on %s', async (_name, token, reason) => {
    expect(await bench.clerk.verifyToken(token)).toEqual({ ok: false, reason });
  });

  it('refuses a changed token', async () => {
    const [head = '', , signature = ''] = (await tokenOf(bench)).split('.');
    const forged = [head, btoa(JSON.stringify({ sub: 'user_root', exp: 9e9 })).replaceAll('=', ''), signature].join(
      '.',
    );
    expect(await bench.clerk.verifyToken(forged)).toEqual({ ok: false, reason: 'token-invalid-signature' });
  });

  it('sends exactly the requests of the policy when the keys cannot be had: the SDK’s own retries are off', async () => {
    const { clerk, emulator, clock } = bench;
    emulator.faults.add({ match: 'GET /v1/jwks', times: Infinity, fault: { type: 'reset' } });
    const token = await tokenOf(bench);
    const error = await clock.settle(failureOf(clerk.verifyToken(token)));
    expect(isIntegrationError(error) && [error.code, error.operation]).toEqual(['NETWORK', 'jwks.retrieve']);
    expect(emulator.book.count('GET /v1/jwks')).toBe(3);
  });

  it('does not let one caller who gives up take the others along', async () => {
    const { clerk, emulator, clock } = bench;
    emulator.faults.add({ match: 'GET /v1/jwks', fault: { type: 'slow', ms: 2_000 } });
    const token = await tokenOf(bench);
    const impatient = failureOf(clerk.verifyToken(token, { timeout: 500 }));
    const patient = clerk.verifyToken(token);
    await clock.advance(500);
    expect(await impatient).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await clock.advance(1_500);
    expect(await patient).toMatchObject({ ok: true });
    expect(emulator.book.count('GET /v1/jwks')).toBe(1);
  });

  it('asks once in half a minute however many tokens name unknown keys', async () => {
    const { clerk, emulator, clock } = bench;
    const token = await tokenOf(bench);
    for (let index = 0; index < 20; index++) {
      const verdict = await clerk.verifyToken(withKeyId(token, `ins_${index}`));
      expect(verdict).toEqual({ ok: false, reason: 'jwk-kid-mismatch' });
    }
    expect(emulator.book.count('GET /v1/jwks')).toBe(1);
    await clock.advance(31_000);
    await clerk.verifyToken(withKeyId(token, 'ins_new'));
    expect(emulator.book.count('GET /v1/jwks')).toBe(2);
  });

  it('finds the new key after a rotation', async () => {
    const { clerk, emulator, clock } = bench;
    await clerk.verifyToken(await tokenOf(bench));
    emulator.testHelpers.rotateKey();
    await clock.advance(31_000);
    const token = await emulator.testHelpers.createSessionToken({ userId, issuedAt: Date.now() });
    expect(await clerk.verifyToken(token)).toMatchObject({ ok: true });
  });

  it.each([{ keys: [] }, { keys: 'none' }, { keys: [{}] }, { keys: [{ kid: 'ins_1', kty: 'RSA' }] }, null])(
    'does not keep %j as keys, and says that nobody knows',
    async (body) => {
      const answer = (): Response => Response.json(body);
      const keyless = createClerkBench({ authorizedParties: 'any', fetch: async () => answer() });
      const error = await failureOf(keyless.clerk.verifyToken(await tokenOf(bench)));
      expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual(['UNAVAILABLE', 'not_applied']);
    },
  );
});
