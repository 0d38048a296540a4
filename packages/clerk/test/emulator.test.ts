import { isIntegrationError } from '@breakwater/core';
import { createMemoryInbox, createWebhookHandler } from '@breakwater/core/webhooks';
import { serve, toFetch } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import { createClerk } from '../src/index.js';
import { createClerkEmulator } from '../src/testing/index.js';
import { clerkWebhook } from '../src/webhooks/index.js';
import { createClerkBench, failureOf, secretKey } from './clerk-bench.js';

describe('the emulator of Clerk', () => {
  it('remembers what it was told, and says what it does not simulate', async () => {
    const { clerk, emulator, user, organization } = createClerkBench();
    const [userId, organizationId] = [await user('ada'), await organization('acme')];
    await clerk.memberships.add({ userId, organizationId, role: 'org:admin' });
    expect(emulator.book.users[0]?.email_addresses[0]?.email_address).toBe('ada@example.com');
    expect(emulator.book.memberships).toMatchObject([{ userId, organizationId, role: 'org:admin' }]);
    const client = await clerk.client();
    await failureOf(client.allowlistIdentifiers.getAllowlistIdentifierList());
    expect(emulator.book.unsimulated).toEqual(['GET /v1/allowlist_identifiers']);
    expect(emulator.book.requests().filter(({ defect }) => defect !== undefined)).toEqual([]);
  });

  it('counts lists, with totals, and refuses a page that Clerk would not give', async () => {
    const { clerk, user } = createClerkBench();
    for (const name of ['ada', 'bob', 'eve']) await user(name);
    const client = await clerk.client();
    const page = await client.users.getUserList({ limit: 2, offset: 1, orderBy: '-created_at' });
    expect([page.totalCount, page.data.map(({ primaryEmailAddress }) => primaryEmailAddress?.emailAddress)]).toEqual([
      3,
      ['bob@example.com', 'ada@example.com'],
    ]);
    for (const limit of [0, 501, 1.5]) {
      expect(await failureOf(client.users.getUserList({ limit }))).toMatchObject({ status: 422 });
    }
  });

  it('limits the rate as Clerk does, and says when to come back', async () => {
    const { clerk, emulator, clock } = createClerkBench({}, { limit: 100 });
    const client = await clerk.client();
    for (let index = 0; index < 100; index++) await client.users.getCount();
    const answer = await toFetch(emulator)('https://api.clerk.com/v1/users/count', {
      headers: { authorization: `Bearer ${secretKey}` },
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '10']);
    const startedAt = clock.now();
    expect(await clock.settle(client.users.getCount())).toBe(0);
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(10_000);
  });

  it('merges metadata deeply, and replaces it where that is asked for', async () => {
    const { clerk, user } = createClerkBench();
    const userId = await user('ada');
    const client = await clerk.client();
    await client.users.updateUserMetadata(userId, { publicMetadata: { plan: { name: 'pro', seats: 1 }, old: true } });
    const merged = await client.users.updateUserMetadata(userId, { publicMetadata: { plan: { seats: 2 }, old: null } });
    expect(merged.publicMetadata).toEqual({ plan: { name: 'pro', seats: 2 } });
    const replaced = await client.users.replaceUserMetadata(userId, { publicMetadata: { plan: 'none' } });
    expect(replaced.publicMetadata).toEqual({ plan: 'none' });
  });

  it.each([
    ['without a key', {}, 'authorization_header_format_invalid'],
    ['with another key', { authorization: 'Bearer sk_test_other' }, 'clerk_key_invalid'],
  ])('refuses a request %s', async (_name, headers, code) => {
    const answer = await toFetch(createClerkEmulator())('https://api.clerk.com/v1/users', { headers });
    expect([answer.status, await answer.json()]).toMatchObject([401, { errors: [{ code }] }]);
  });

  it.each([
    ['a body of rubbish', 'POST', '/v1/users', '{', 400],
    ['a body that is a list', 'POST', '/v1/users', '[]', 400],
    ['a name of the prototype', 'POST', '/v1/users', '{"__proto__":{"x":1},"constructor":1}', 422],
    ['a wrong type', 'POST', '/v1/users', '{"email_address":"ada@example.com"}', 422],
    ['an order that there is not', 'GET', '/v1/users?order_by=secret', undefined, 422],
  ])('refuses %s', async (_name, method, path, body, status) => {
    const headers = { authorization: 'Bearer sk_test_emulated' };
    const answer = await toFetch(createClerkEmulator())(new URL(path, 'https://api.clerk.com'), {
      method,
      headers,
      body: body ?? null,
    });
    expect(answer.status).toBe(status);
  });

  it('refuses more members than an organization may have, and a role that nobody defined', async () => {
    const { clerk, user } = createClerkBench();
    const client = await clerk.client();
    const { id: organizationId } = await client.organizations.createOrganization({
      name: 'Acme',
      maxAllowedMemberships: 1,
    });
    await clerk.memberships.add({ userId: await user('ada'), organizationId, role: 'org:admin' });
    const full = await failureOf(
      clerk.memberships.add({ userId: await user('bob'), organizationId, role: 'org:member' }),
    );
    expect(isIntegrationError(full) && [full.code, full.vendorCode]).toEqual([
      'PERMISSION',
      'organization_membership_quota_exceeded',
    ]);
    const unknown = clerk.memberships.add({ userId: await user('eve'), organizationId, role: 'org:king' });
    expect(await failureOf(unknown)).toMatchObject({ code: 'VALIDATION' });
  });

  it('sends signed webhooks, which the handler takes once however often they come', async () => {
    const secret = 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=';
    const seen: string[] = [];
    const handler = createWebhookHandler({
      source: clerkWebhook({ secrets: [secret] }),
      inbox: createMemoryInbox(),
      on: {
        'user.created': (event) => void seen.push(`created ${event.data.email_addresses[0]?.email_address ?? ''}`),
        'organizationMembership.created': (event) => void seen.push(`joined as ${event.data.role}`),
        'organizationInvitation.accepted': (event) => void seen.push(`accepted ${event.data.email_address}`),
        'organizationMembership.deleted': (event) => void seen.push(`left ${event.data.organization.slug}`),
        'user.deleted': (event) => void seen.push(`deleted ${event.data.external_id ?? ''}`),
      },
    });
    const fetch: typeof globalThis.fetch = (input, init) => handler(new Request(input, init));
    const emulator = createClerkEmulator({
      secretKey,
      webhooks: { url: 'https://app.example/webhooks', secret, fetch },
    });
    emulator.faults.add({ webhook: '*', times: Infinity, fault: { type: 'duplicate', copies: 3 } });
    const clerk = createClerk({ secretKey, fetch: toFetch(emulator) });
    const { id: organizationId } = await clerk.organizations.create({ name: 'Acme', slug: 'acme' });
    const bob = await clerk.users.create({ externalId: 'bob', emailAddress: ['bob@example.com'] });
    const invitation = { organizationId, emailAddress: 'bob@example.com', role: 'org:member' } as const;
    emulator.testHelpers.acceptInvitation((await clerk.invitations.create(invitation)).id, bob.id);
    await clerk.memberships.remove({ organizationId, userId: bob.id });
    await clerk.run('users.delete', (client) => client.users.deleteUser(bob.id));
    await emulator.webhooks.flush();
    emulator.webhooks.resend(emulator.book.events[0]?.id ?? '');
    await emulator.webhooks.flush();
    expect(seen).toEqual([
      'created bob@example.com',
      'joined as org:member',
      'accepted bob@example.com',
      'left acme',
      'deleted bob',
    ]);
    expect(emulator.webhooks.deliveries.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect(emulator.webhooks.deliveries).toHaveLength(3 * (emulator.book.events.length + 1));
  });

  it('answers over loopback to a client with an address of its own', async () => {
    const emulator = createClerkEmulator({ secretKey });
    const server = await serve(emulator);
    try {
      const clerk = createClerk({ secretKey, baseUrl: server.url, authorizedParties: 'any' });
      const { id: userId } = await clerk.users.create({ externalId: 'ada', username: 'ada' });
      const token = await emulator.testHelpers.createSessionToken({ userId });
      expect(await clerk.verifyToken(token)).toMatchObject({ ok: true, claims: { sub: userId } });
      expect(await clerk.check()).toMatchObject({ ok: true });
    } finally {
      await server.close();
    }
  });
});
