import { createHash } from 'node:crypto';
import { isIntegrationError } from '@breakwater/core';
import { toFetch } from '@breakwater/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClerkAuthentication, ClerkOptions } from '../../src/index.js';
import { type ClerkBench, createClerkBench, failureOf, settleSlowly } from '../clerk-bench.js';

// What Clerk is asked for a session has no place in the emulator: it is answered here.

const origin = 'https://app.example';
const NONCE = '/v1/clients/handshake_payload';
const browser = { accept: 'text/html', 'sec-fetch-dest': 'document' };

type Answer = () => Response | Promise<Response>;

const refuse =
  (status: number, code: string, headers = {}): Answer =>
  () =>
    Response.json({ errors: [{ code, message: 'refused' }], clerk_trace_id: 'trace-1' }, { status, headers });
const reset: Answer = () => {
  throw Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
  });
};
const page: Answer = () => new Response('<html>', { status: 404, headers: { 'content-type': 'text/html' } });

/** Answers that leave open who it is, with what is made of them. */
const OPEN: readonly (readonly [name: string, answer: Answer, code: string])[] = [
  ['an error of the server', () => Response.json({}, { status: 503 }), 'UNAVAILABLE'],
  ['an error of the server with a code', refuse(500, 'internal_clerk_error'), 'UNAVAILABLE'],
  ['a connection that breaks', reset, 'NETWORK'],
  ['a page of something in between', page, 'UNAVAILABLE'],
  ['an answer without cookies', () => Response.json({}), 'UNAVAILABLE'],
  ['an answer of nothing', () => new Response(null, { status: 204 }), 'UNAVAILABLE'],
  ['too many requests', refuse(429, 'too_many_requests', { 'retry-after': '1' }), 'RATE_LIMITED'],
  ['a secret key that is refused', refuse(401, 'clerk_key_invalid'), 'AUTHENTICATION'],
];

let answers: Map<string, Answer>;
let asked: string[];
let bench: ClerkBench;
let userId: string;
let suffix: string;

async function open(options: Partial<ClerkOptions> = {}): Promise<void> {
  answers = new Map();
  asked = [];
  const inner = createClerkBench();
  const real = toFetch(inner.emulator);
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname } = new URL(new Request(input).url);
    asked.push(pathname);
    const answer = answers.get(pathname.replace(/sess_\w+/, '*'));
    return answer === undefined ? await real(input, init) : await answer();
  };
  const { publishableKey, book } = inner.emulator;
  const { clock } = inner;
  bench = { ...createClerkBench({ authorizedParties: [origin], fetch, clock, publishableKey, ...options }), clock };
  bench = { ...bench, emulator: inner.emulator };
  userId = await bench.user('ada');
  suffix = createHash('sha1').update(publishableKey).digest('base64url').slice(0, 8);
  expect(book.users).toHaveLength(1);
}

beforeEach(() => open());

afterEach(() => {
  vi.restoreAllMocks();
});

const sign = (issuedAt = Date.now()): Promise<string> =>
  bench.emulator.testHelpers.createSessionToken({ userId, issuedAt });

const visit = (cookies: Readonly<Record<string, string>>, headers: Record<string, string> = {}): Request => {
  const all = { __clerk_db_jwt: 'dvb_1', ...cookies };
  const cookie = Object.entries(all).map(([name, value]) => `${name}=${value}`);
  return new Request(`${origin}/page`, { headers: { cookie: cookie.join('; '), ...headers } });
};

const past = (): string => String(Math.floor(Date.now() / 1_000) - 300);

/** The visit of somebody who comes back from Clerk. */
const comeBack = (headers = {}): Request => visit({ __client_uat: past(), __clerk_handshake_nonce: 'nonce1' }, headers);

/** The visit of somebody whose token has expired, with a cookie to have it refreshed. */
const lingering = async (headers = {}): Promise<Request> =>
  visit(
    { __session: await sign(Date.now() - 180_000), __client_uat: past(), [`__refresh_${suffix}`]: 'rt_1' },
    headers,
  );

const authenticate = (request: Request): Promise<ClerkAuthentication | { code?: string }> =>
  settleSlowly(
    bench.clock,
    bench.clerk.authenticate(request).catch((error: unknown) => error as { code?: string }),
  );

const expectOpen = (result: unknown, code: string): void => {
  if (!isIntegrationError(result)) throw new Error(`It is no error: ${JSON.stringify(result)}`);
  const isPassing = code !== 'AUTHENTICATION';
  expect([result.code, result.outcome, result.retryable]).toEqual([code, 'not_applied', isPassing]);
  expect([result.operation, result.message]).toEqual(['authenticate', expect.not.stringContaining('may have been')]);
};

describe('a visitor who comes back from Clerk', () => {
  it('is signed in by what Clerk has kept for the nonce', async () => {
    const token = await sign();
    answers.set(NONCE, () => Response.json({ directives: [`__session=${token}; Path=/`] }));
    expect(await authenticate(comeBack())).toMatchObject({ status: 'signed_in', userId });
  });

  it.each(OPEN)('is not signed out by %s, nor sent there once more', async (_name, answer, code) => {
    answers.set(NONCE, answer);
    expectOpen(await authenticate(comeBack()), code);
    expectOpen(await authenticate(comeBack(browser)), code);
  });

  it('is signed out when Clerk says that there is no such nonce', async () => {
    answers.set(NONCE, refuse(404, 'resource_not_found'));
    expect(await authenticate(comeBack())).toMatchObject({ status: 'signed_out', reason: 'session-token-missing' });
  });

  it('is not signed out when the keys cannot be had', async () => {
    const token = await sign();
    answers.set(NONCE, () => Response.json({ directives: [`__session=${token}; Path=/`] }));
    answers.set('/v1/jwks', () => Response.json({}, { status: 503 }));
    const result = await authenticate(comeBack());
    expect(result).toMatchObject({ code: 'UNAVAILABLE', outcome: 'not_applied' });
  });

  it('is not signed out when the key is newer than the keys that stand in', async () => {
    await bench.clerk.verifyToken(await sign());
    await bench.clock.advance(60_000);
    bench.emulator.testHelpers.rotateKey();
    const token = await sign();
    answers.set(NONCE, () => Response.json({ directives: [`__session=${token}; Path=/`] }));
    answers.set('/v1/jwks', () => Response.json({}, { status: 503 }));
    expect(await authenticate(comeBack())).toMatchObject({ code: 'UNAVAILABLE', outcome: 'not_applied' });
    answers.delete('/v1/jwks');
    await bench.clock.advance(10_000);
    expect(await authenticate(comeBack())).toMatchObject({ status: 'signed_in', userId });
  });
});

describe('a visitor whose token has expired', () => {
  const REFRESH = '/v1/sessions/*/refresh';

  it('is signed in with a fresh one', async () => {
    const token = await sign();
    answers.set(REFRESH, () => Response.json({ object: 'cookies', cookies: [`__session=${token}; Path=/`] }));
    const found = await authenticate(await lingering());
    expect(found).toMatchObject({ status: 'signed_in', userId });
    expect('headers' in found && found.headers.get('set-cookie')).toContain('__session=');
  });

  it.each(OPEN)('is not signed out by %s; a browser finds out at Clerk', async (_name, answer, code) => {
    answers.set(REFRESH, answer);
    expectOpen(await authenticate(await lingering()), code);
    expect(await authenticate(await lingering(browser))).toMatchObject({ status: 'handshake' });
  });

  it.each(['session_not_found', 'refresh_token_invalid'])('is signed out when Clerk says %s', async (code) => {
    answers.set(REFRESH, refuse(404, code));
    const reason = `session-token-expired-refresh-${code}`;
    expect(await authenticate(await lingering())).toMatchObject({ status: 'signed_out', reason });
  });

  it('is not signed out when time runs out', async () => {
    answers.set(REFRESH, () => new Promise(() => undefined));
    const request = await lingering();
    const pending = failureOf(bench.clerk.authenticate(request, { timeout: 2_000 }));
    expectOpen(await settleSlowly(bench.clock, pending), 'DEADLINE_EXCEEDED');
  });
});

describe('the log', () => {
  it('holds no errors of what was asked in vain', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    answers.set(NONCE, reset);
    await authenticate(comeBack());
    await authenticate(visit({ __clerk_handshake: 'ey.ey.ey', __client_uat: past() }));
    expect(print).not.toHaveBeenCalled();
  });

  it('still holds the advice of the SDK', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const token = await sign(Date.now() - 180_000);
    answers.set(NONCE, () => Response.json({ directives: [`__session=${token}; Path=/`] }));
    await authenticate(comeBack());
    expect(print.mock.calls.flat().join(' ')).toContain('Clock skew detected');
  });
});

describe('visitors with nonces that they have made up', () => {
  it('use up half of what may be asked at most, and are refused at once beyond', async () => {
    await open({ rateLimiting: { requestsPerSecond: 10, concurrency: 1_000 } });
    answers.set(NONCE, refuse(404, 'resource_not_found'));
    const visits = Array.from({ length: 60 }, () =>
      bench.clerk.authenticate(comeBack()).catch((error: unknown) => error),
    );
    const results = await settleSlowly(bench.clock, Promise.all(visits));
    expect(asked.filter((path) => path === NONCE)).toHaveLength(5);
    const refused = results.filter((result) => isIntegrationError(result));
    expect(refused).toHaveLength(55);
    expect(refused[0]).toMatchObject({
      code: 'OVERLOADED',
      outcome: 'not_applied',
      retryable: true,
      retryAfterMs: 200,
    });
    const client = await bench.clerk.client();
    const startedAt = bench.clock.now();
    await settleSlowly(bench.clock, client.users.getCount());
    expect(bench.clock.now() - startedAt).toBeLessThanOrEqual(200);
    await bench.clock.advance(1_000);
    expect(await authenticate(comeBack())).toMatchObject({ status: 'signed_out' });
  });
});
