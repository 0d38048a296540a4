import { isIntegrationError } from '@breakwater/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClerk } from '../../src/index.js';
import { type ClerkBench, createClerkBench, failureOf, secretKey } from '../clerk-bench.js';

const origin = 'https://app.example';
let bench: ClerkBench;
let userId: string;
let organizationId: string;

beforeEach(async () => {
  bench = createClerkBench(
    { authorizedParties: [origin] },
    {
      roles: { 'org:biller': ['org:invoices:read', 'org:invoices:manage', 'org:files:read', 'org:sys_profile:manage'] },
    },
  );
  userId = await bench.user('ada');
  organizationId = await bench.organization('acme');
  await bench.clerk.memberships.add({ userId, organizationId, role: 'org:biller' });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const withToken = (token: string): Request =>
  new Request(`${origin}/page`, { headers: { authorization: `Bearer ${token}` } });

describe('authenticate', () => {
  it('knows the user, the organization and the permissions of a token in the header', async () => {
    const token = await bench.emulator.testHelpers.createSessionToken({ userId, organizationId });
    const found = await bench.clerk.authenticate(withToken(token));
    expect(found).toMatchObject({
      status: 'signed_in',
      userId,
      organization: {
        id: organizationId,
        role: 'org:biller',
        slug: 'acme',
        permissions: ['org:invoices:read', 'org:invoices:manage', 'org:files:read'],
      },
    });
    expect(found.status === 'signed_in' && found.auth.has({ permission: 'org:files:manage' })).toBe(false);
  });

  it('knows the user of a session cookie', async () => {
    const { clerk, emulator } = bench;
    const token = await emulator.testHelpers.createSessionToken({ userId });
    const cookie = `__session=${token}; __client_uat=${Math.floor(Date.now() / 1_000) - 60}; __clerk_db_jwt=dev`;
    const found = await clerk.authenticate(new Request(`${origin}/page`, { headers: { cookie } }));
    expect(found).toMatchObject({ status: 'signed_in', userId, organization: undefined });
  });

  it('sends a browser without cookies to fetch some, and an API client nowhere', async () => {
    const browser = new Request(`${origin}/page`, { headers: { accept: 'text/html', 'sec-fetch-dest': 'document' } });
    const found = await bench.clerk.authenticate(browser);
    expect(found.status === 'handshake' && new URL(found.location).hostname).toBe('emulated.clerk.accounts.dev');
    expect(await bench.clerk.authenticate(new Request(origin))).toMatchObject({
      status: 'signed_out',
      reason: 'dev-browser-missing',
    });
  });

  it.each([
    ['of another site', { authorizedParty: 'https://evil.example' }, 'token-invalid-authorized-parties'],
    ['that names no site', { authorizedParty: null }, 'token-invalid-authorized-parties'],
    ['that has expired', { issuedAt: Date.now() - 120_000 }, 'token-expired'],
    ['from the future', { issuedAt: Date.now() + 120_000 }, 'session-token-nbf'],
  ])('refuses a token %s', async (_name, input, reason) => {
    const token = await bench.emulator.testHelpers.createSessionToken({ userId, ...input });
    const found = await bench.clerk.authenticate(withToken(token));
    expect(found.status === 'signed_out' && found.reason).toContain(reason);
  });

  it('takes tokens of native apps where that is said', async () => {
    const token = await bench.emulator.testHelpers.createSessionToken({ userId, authorizedParty: null });
    expect(await bench.clerk.authenticate(withToken(token), { authorizedParties: 'any' })).toMatchObject({ userId });
  });

  it('holds a session that has something left to do for signed out', async () => {
    const claims = { azp: origin, sub: userId, sid: 'sess_1', sts: 'pending', v: 2, iss: 'https://x.example' };
    const now = Math.floor(Date.now() / 1_000);
    const token = await bench.emulator.testHelpers.signToken({ ...claims, iat: now, nbf: now, exp: now + 60 });
    expect(await bench.clerk.authenticate(withToken(token))).toMatchObject({
      status: 'signed_out',
      reason: 'session-pending',
    });
    const taken = await bench.clerk.authenticate(withToken(token), { treatPendingAsSignedOut: false });
    expect(taken).toMatchObject({ status: 'signed_in', userId });
  });

  it.each([
    ['an address that is none', { url: `${origin}/?__clerk_redirect_url=%20http://`, cookie: '__clerk_db_jwt=x' }],
    ['a broken handshake', { url: `${origin}/?__clerk_handshake=ey.ey.ey`, cookie: '__clerk_db_jwt=x' }],
    ['cookies of rubbish', { url: origin, cookie: '__session=%E0%A4%A; __client_uat=NaN; __clerk_db_jwt=%' }],
  ])('answers, and does not throw, for %s', async (_name, { url, cookie }) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const found = await bench.clerk.authenticate(new Request(url, { headers: { cookie, accept: 'text/html' } }));
    expect(['signed_out', 'handshake']).toContain(found.status);
  });

  it('does not call anybody signed out when the keys cannot be had, and asks exactly as the policy says', async () => {
    const { clerk, emulator, clock } = bench;
    const token = await emulator.testHelpers.createSessionToken({ userId });
    emulator.faults.add({ match: 'GET /v1/jwks', times: Infinity, fault: { type: 'status', status: 503 } });
    const pending = failureOf(clerk.authenticate(withToken(token)));
    // The SDK hashes something first, which no virtual timer stands for.
    await vi.waitUntil(() => emulator.book.count('GET /v1/jwks') > 0);
    const error = await clock.settle(pending);
    expect(isIntegrationError(error) && [error.code, error.outcome, error.status]).toEqual([
      'UNAVAILABLE',
      'not_applied',
      503,
    ]);
    expect(emulator.book.count('GET /v1/jwks')).toBe(3);
  });

  it('says so when the secret key is refused', async () => {
    const { emulator } = bench;
    const { testHelpers, publishableKey } = emulator;
    const token = await testHelpers.createSessionToken({ userId });
    const wrong = createClerkBench({ authorizedParties: 'any', publishableKey }, { secretKey: 'sk_test_another' });
    const error = await failureOf(wrong.clerk.authenticate(withToken(token)));
    expect(isIntegrationError(error) && [error.code, error.vendorCode]).toEqual([
      'AUTHENTICATION',
      'clerk_key_invalid',
    ]);
  });

  it('refuses to run without the origins to take, and without the publishable key', async () => {
    const without = createClerkBench();
    const error = await failureOf(without.clerk.authenticate(new Request(origin)));
    expect(isIntegrationError(error) && [error.code, error.issues[0]?.path]).toEqual([
      'VALIDATION',
      'options.authorizedParties',
    ]);
    const keyless = createClerk({ secretKey, authorizedParties: [origin] });
    expect(await failureOf(keyless.authenticate(new Request(origin)))).toMatchObject({ code: 'CONFIGURATION' });
    expect(without.emulator.book.count()).toBe(0);
  });
});
