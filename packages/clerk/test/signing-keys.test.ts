import { type IntegrationEvent, isIntegrationError } from '@breakwater/core';
import { toFetch } from '@breakwater/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClerkBench, createClerkBench, failureOf, settleSlowly } from './clerk-bench.js';

const JWKS = 'GET /v1/jwks';
const MINUTE = 60_000;
const down = { type: 'status', status: 503 } as const;

let bench: ClerkBench;
let userId: string;

beforeEach(async () => {
  bench = createClerkBench({ authorizedParties: 'any' });
  userId = await bench.user('ada');
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Moves both clocks: the SDK goes by the machine's, for its own five minutes and for tokens. */
async function advance(ms: number): Promise<void> {
  const now = Date.now();
  vi.spyOn(Date, 'now').mockImplementation(() => now + ms);
  await bench.clock.advance(ms);
}

const sign = (): Promise<string> => bench.emulator.testHelpers.createSessionToken({ userId, issuedAt: Date.now() });
/** The verdict, or the error. */
const verify = (token: string): Promise<unknown> => bench.clerk.verifyToken(token).catch((error: unknown) => error);
const count = (): number => bench.emulator.book.count(JWKS);

/** The same for one that has to wait. */
const verifySlowly = (token: string): Promise<unknown> => settleSlowly(bench.clock, verify(token));

/** A token whose key id nobody has. */
const withKeyId = (token: string, kid: string): string =>
  [btoa(JSON.stringify({ alg: 'RS256', typ: 'JWT', kid })).replaceAll('=', ''), ...token.split('.').slice(1)].join('.');

describe('the keys of tokens', () => {
  it('are used at once while newer ones are on their way, which are asked for once', async () => {
    await verify(await sign());
    bench.emulator.faults.add({ match: JWKS, fault: { type: 'slow', ms: 9_000 } });
    await advance(6 * MINUTE);
    const token = await sign();
    const verdicts = await Promise.all([verify(token), verify(token)]);
    expect(verdicts).toMatchObject([{ ok: true }, { ok: true }]);
    expect(count()).toBe(2);
  });

  it('are waited for where the last ones do not know the key', async () => {
    await verify(await sign());
    await advance(MINUTE);
    bench.emulator.testHelpers.rotateKey();
    bench.emulator.faults.add({ match: JWKS, fault: { type: 'slow', ms: 2_000 } });
    expect(await verifySlowly(await sign())).toMatchObject({ ok: true });
    expect(count()).toBe(2);
  });

  it('are waited for after ten minutes without a question: a key may have been taken out of use', async () => {
    const token = await sign();
    await verify(token);
    bench.emulator.testHelpers.rotateKey();
    await advance(11 * MINUTE);
    expect(await verify(token)).toEqual({ ok: false, reason: 'jwk-kid-mismatch' });
  });

  it('stand in through an outage, for an hour', async () => {
    await verify(await sign());
    bench.emulator.faults.add({ match: JWKS, times: Infinity, fault: down });
    await advance(20 * MINUTE);
    expect(await verifySlowly(await sign())).toMatchObject({ ok: true });
    await advance(30 * MINUTE);
    expect(await verify(await sign())).toMatchObject({ ok: true });
    await advance(11 * MINUTE);
    const error = await verifySlowly(await sign());
    expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual(['UNAVAILABLE', 'not_applied']);
  });

  it('do not make a stranger of whoever was given a newer key in an outage', async () => {
    await verify(await sign());
    await advance(MINUTE);
    bench.emulator.testHelpers.rotateKey();
    bench.emulator.faults.add({ match: JWKS, times: 3, fault: down });
    const token = await sign();
    const error = await verifySlowly(token);
    expect(isIntegrationError(error) && [error.code, error.outcome, error.retryable]).toEqual([
      'UNAVAILABLE',
      'not_applied',
      true,
    ]);
    const request = new Request('https://app.example/', { headers: { authorization: `Bearer ${token}` } });
    const pending = failureOf(bench.clerk.authenticate(request));
    expect(await settleSlowly(bench.clock, pending)).toMatchObject({ code: 'UNAVAILABLE', outcome: 'not_applied' });
    // The two together have asked three times; five seconds later it is asked again.
    expect(count()).toBe(4);
    await bench.clock.advance(6_000);
    expect(await verifySlowly(token)).toMatchObject({ ok: true });
  });

  it('are asked for once in five seconds while that fails, however many tokens name unknown ones', async () => {
    const token = await sign();
    await verify(token);
    bench.emulator.faults.add({ match: JWKS, times: Infinity, fault: down });
    await advance(MINUTE);
    for (let index = 0; index < 20; index++) await verifySlowly(withKeyId(token, `ins_${index}`));
    expect(count()).toBe(4);
  });
});

describe('the policy of the keys', () => {
  const busy = { rateLimiting: { requestsPerSecond: 1, burst: 1, concurrency: 1, queue: 100 } } as const;

  it('does not wait for the calls of a busy instance', async () => {
    const other = createClerkBench({ authorizedParties: 'any', ...busy, fetch: toFetch(bench.emulator) });
    const client = await other.clerk.client();
    const calls = Array.from({ length: 20 }, () => failureOf(client.users.getCount()));
    expect(await other.clerk.verifyToken(await sign())).toMatchObject({ ok: true });
    await other.clock.settle(Promise.all(calls));
  });

  it('has a circuit of its own, in either direction, with events of its own', async () => {
    const events: IntegrationEvent[] = [];
    const { emulator, clock } = bench;
    const telemetry = { emit: (event: IntegrationEvent): void => void events.push(event) };
    const options = { authorizedParties: 'any', fetch: toFetch(emulator), clock, telemetry } as const;
    const { clerk } = createClerkBench(options);
    emulator.faults.add({ match: 'GET /v1/users/count', times: Infinity, fault: down });
    const client = await clerk.client();
    for (let index = 0; index < 4; index++) await clock.settle(failureOf(client.users.getCount()));
    expect(clerk.health().breaker.state).toBe('open');
    expect(await clerk.verifyToken(await sign())).toMatchObject({ ok: true });

    const fresh = createClerkBench(options);
    emulator.faults.add({ match: JWKS, times: Infinity, fault: down });
    for (let index = 0; index < 4; index++) await settleSlowly(clock, failureOf(fresh.clerk.verifyToken(await sign())));
    expect(fresh.clerk.health().breaker.state).toBe('closed');
    const opened = events.filter((event) => event.type === 'breaker.changed');
    expect(opened.map(({ service }) => service)).toEqual(['clerk', 'clerk.jwks']);
  });
});
