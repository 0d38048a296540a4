import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isIntegrationError } from '@breakwater/core';
import { toFetch } from '@breakwater/testing';
import { isClerkAPIResponseError } from 'clerk-backend-lowest/errors';
import lowest from 'clerk-backend-lowest/package.json' with { type: 'json' };
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClerkIntegration, ClerkOptions, PermissionGrant, PermissionSubject } from '../src/index.js';
import { type ClerkBench, createClerkBench, failureOf, settleSlowly } from './clerk-bench.js';

const origin = 'https://app.example';

/** Where the lower end of the peer range is found as `@clerk/backend`. */
let folder: string;
let bench: ClerkBench;
let clerk: ClerkIntegration;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clerk-lowest-'));
  mkdirSync(join(folder, 'node_modules', '@clerk'), { recursive: true });
  const installed = dirname(createRequire(import.meta.url).resolve('clerk-backend-lowest/package.json'));
  symlinkSync(installed, join(folder, 'node_modules', '@clerk', 'backend'), 'junction');
});

afterAll(() => rmSync(folder, { recursive: true }));

const open = (options: Partial<ClerkOptions> = {}): void => {
  bench = createClerkBench({ authorizedParties: [origin], sdkFrom: join(folder, 'app.js'), ...options });
  ({ clerk } = bench);
};

beforeEach(() => open());

const visit = (headers: Record<string, string>): Request => new Request(`${origin}/page`, { headers });

describe('the lowest version of the SDK', () => {
  it('is the one that the peer range begins with', () => {
    const own = new URL('../package.json', import.meta.url);
    const manifest = JSON.parse(readFileSync(own, 'utf8')) as { peerDependencies: Record<string, string> };
    expect(manifest.peerDependencies['@clerk/backend']).toBe(`>=${lowest.version} <4`);
  });

  it('sends everything by our fetch alone', async () => {
    const before = globalThis.fetch;
    expect(await (await clerk.client()).users.getCount()).toBe(0);
    expect([globalThis.fetch === before, bench.emulator.book.count()]).toEqual([true, 1]);
    const real = toFetch(bench.emulator);
    const sent: Request[] = [];
    open({
      fetch: async (input, init) => {
        sent.push(new Request(input, init));
        return await real(input, init);
      },
    });
    await (await clerk.client()).organizations.getOrganizationList({ includeMembersCount: false });
    expect(sent.map(({ url }) => new URL(url).search)).toEqual(['?include_members_count=false']);
    expect(sent[0]?.headers.get('user-agent')).toContain(lowest.version);
  });

  it('tells who a request comes from', async () => {
    const userId = await bench.user('ada');
    const organizationId = await bench.organization('acme');
    await clerk.memberships.add({ userId, organizationId, role: 'org:admin' });
    const { testHelpers } = bench.emulator;
    const token = await testHelpers.createSessionToken({ userId, organizationId });
    const bearer = visit({ authorization: `Bearer ${token}` });
    expect(await clerk.authenticate(bearer)).toMatchObject({
      status: 'signed_in',
      userId,
      organization: { id: organizationId },
    });
    const cookie = `__session=${token}; __client_uat=${Math.floor(Date.now() / 1_000) - 60}; __clerk_db_jwt=dev`;
    expect(await clerk.authenticate(visit({ cookie }))).toMatchObject({ status: 'signed_in', userId });
    const browser = visit({ accept: 'text/html', 'sec-fetch-dest': 'document' });
    expect(await clerk.authenticate(browser)).toMatchObject({ status: 'handshake' });
  });

  it.each([
    ['of another site', { authorizedParty: 'https://evil.example' }],
    ['that names no site', { authorizedParty: null }],
  ])('refuses a token %s', async (_name, input) => {
    const userId = await bench.user('ada');
    const token = await bench.emulator.testHelpers.createSessionToken({ userId, ...input });
    const reason = 'token-invalid-authorized-parties';
    expect(await clerk.verifyToken(token)).toEqual({ ok: false, reason });
    const found = await clerk.authenticate(visit({ authorization: `Bearer ${token}` }));
    expect(found).toMatchObject({ status: 'signed_out', reason });
  });

  it('verifies tokens, and signs nobody out when the keys or a session cannot be had', async () => {
    const userId = await bench.user('ada');
    const { emulator, clock } = bench;
    const token = await emulator.testHelpers.createSessionToken({ userId });
    emulator.faults.add({ match: 'GET /v1/jwks', times: 3, fault: { type: 'reset' } });
    const keyless = await settleSlowly(clock, failureOf(clerk.verifyToken(token)));
    expect(isIntegrationError(keyless) && [keyless.code, keyless.operation]).toEqual(['NETWORK', 'jwks.retrieve']);
    expect(emulator.book.count('GET /v1/jwks')).toBe(3);
    expect(await clerk.verifyToken(token)).toMatchObject({ ok: true, claims: { sub: userId } });

    const real = toFetch(emulator);
    open({
      fetch: async (input, init) => {
        const isLookup = new URL(new Request(input).url).pathname.endsWith('/handshake_payload');
        return isLookup ? Response.json({}, { status: 503 }) : await real(input, init);
      },
    });
    const cookie = `__client_uat=1; __clerk_db_jwt=dev; __clerk_handshake_nonce=n1`;
    const call = failureOf(clerk.authenticate(visit({ cookie })));
    expect(await settleSlowly(bench.clock, call)).toMatchObject({ code: 'UNAVAILABLE', outcome: 'not_applied' });
  });

  it('makes, lists and removes', async () => {
    const { emulator, clock } = bench;
    const lost = { type: 'reset', when: 'after' } as const;
    emulator.faults.add({ match: 'POST /v1/users', fault: lost });
    const user = await clock.settle(clerk.users.create({ externalId: 'a', emailAddress: ['ada@example.com'] }));
    const { id: organizationId } = await clerk.organizations.create({ name: 'Acme', slug: 'acme' });
    await clerk.memberships.add({ userId: user.id, organizationId, role: 'org:admin' });
    await clerk.invitations.create({ organizationId, emailAddress: 'bob@example.com', role: 'org:member' });
    const count = async (list: AsyncIterable<unknown>): Promise<number> => {
      let items = 0;
      for await (const item of list) items += Number(item !== undefined);
      return items;
    };
    expect([
      await count(clerk.users.list({ externalId: ['a'] })),
      await count(clerk.organizations.list()),
      await count(clerk.memberships.list({ organizationId })),
      await count(clerk.memberships.list({ userId: user.id })),
      await count(clerk.invitations.list({ organizationId })),
    ]).toEqual([1, 1, 1, 1, 1]);
    await clerk.memberships.remove({ userId: user.id, organizationId });
    expect(await clerk.memberships.find({ userId: user.id, organizationId })).toBeUndefined();
  });

  it('brings permissions in line', async () => {
    const writes: (PermissionGrant | PermissionSubject)[] = [];
    const store = {
      grant: (row: PermissionGrant) => void writes.push(row),
      revoke: () => void writes.push({} as never),
    };
    const [userId, organizationId] = [await bench.user('ada'), await bench.organization('acme')];
    await clerk.memberships.add({ userId, organizationId, role: 'org:member' });
    expect(await clerk.syncPermissions(userId, organizationId, { store })).toMatchObject({ status: 'granted' });
    await clerk.memberships.remove({ userId, organizationId });
    expect(await clerk.syncPermissions(userId, organizationId, { store })).toEqual({ status: 'revoked' });
    expect(writes).toHaveLength(2);
  });

  it('has errors of the same form, by the client and by run', async () => {
    const client = await clerk.client();
    const bare = await failureOf(client.users.getUser('user_9'));
    expect(isClerkAPIResponseError(bare)).toBe(true);
    expect(bare).toMatchObject({ clerkError: true, status: 404, errors: [{ code: 'resource_not_found' }] });
    const named = await failureOf(clerk.run('users.retrieve', (sdk) => sdk.users.getUser('user_9')));
    expect(isIntegrationError(named) && [named.code, named.vendorCode]).toEqual(['NOT_FOUND', 'resource_not_found']);
    expect(await failureOf(client.users.deleteUser('user_9?'))).toMatchObject({ code: 'VALIDATION' });
  });
});
