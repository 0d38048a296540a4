import { isIntegrationError } from '@breakwater/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ClerkBench, createClerkBench, failureOf } from '../clerk-bench.js';

let bench: ClerkBench;

beforeEach(() => {
  bench = createClerkBench();
});

const lost = { type: 'reset', when: 'after' } as const;

async function collect<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

describe('users.create', () => {
  it('makes one user when the answer is lost', async () => {
    bench.emulator.faults.add({ match: 'POST /v1/users', fault: lost });
    const call = bench.clerk.users.create({ externalId: 'customer-7', emailAddress: ['ada@example.com'] });
    expect((await bench.clock.settle(call)).externalId).toBe('customer-7');
    expect([bench.emulator.book.users.length, bench.emulator.book.count('POST /v1/users')]).toEqual([1, 1]);
  });

  it('tries again when it surely was not made', async () => {
    bench.emulator.faults.add({ match: 'POST /v1/users', fault: { type: 'status', status: 503 } });
    await bench.clock.settle(bench.clerk.users.create({ externalId: 'customer-7', username: 'ada' }));
    expect([bench.emulator.book.users.length, bench.emulator.book.count('POST /v1/users')]).toEqual([1, 2]);
  });

  it('leaves the outcome open when it cannot be looked up', async () => {
    bench.emulator.faults.add({ match: 'POST /v1/users', fault: lost });
    bench.emulator.faults.add({ match: 'GET /v1/users', times: Infinity, fault: { type: 'status', status: 500 } });
    const error = await bench.clock.settle(failureOf(bench.clerk.users.create({ externalId: 'c-7', username: 'ada' })));
    expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual(['NETWORK', 'unknown']);
    expect(bench.emulator.book.count('POST /v1/users')).toBe(1);
  });

  it('says conflict for an id that is taken, and refuses to go without one', async () => {
    await bench.clerk.users.create({ externalId: 'customer-7', username: 'ada' });
    const error = await failureOf(bench.clerk.users.create({ externalId: 'customer-7', username: 'bob' }));
    expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual(['CONFLICT', 'not_applied']);
    const before = bench.emulator.book.count();
    const missing = await failureOf(bench.clerk.users.create({ username: 'bob' } as never));
    expect(isIntegrationError(missing) && missing.issues.map(({ path }) => path)).toEqual(['input.externalId']);
    expect(bench.emulator.book.count()).toBe(before);
  });
});

describe('users.list', () => {
  it('goes through all pages, oldest first', async () => {
    const client = await bench.clerk.client();
    for (let index = 0; index < 501; index++) await client.users.createUser({ username: `user-${index}` });
    const users = await collect(bench.clerk.users.list());
    expect(users).toHaveLength(501);
    expect([users[0]?.username, users[500]?.username]).toEqual(['user-0', 'user-500']);
    expect(await collect(bench.clerk.users.list({ username: ['user-7'] }))).toHaveLength(1);
  });

  it('refuses a filter that is an empty list', () => {
    expect(() => bench.clerk.users.list({ emailAddress: [] })).toThrow('input.emailAddress');
  });
});

describe('organizations.create', () => {
  it('makes one organization when the answer is lost', async () => {
    bench.emulator.faults.add({ match: 'POST /v1/organizations', fault: lost });
    const made = await bench.clock.settle(bench.clerk.organizations.create({ name: 'Acme', slug: 'acme' }));
    expect(bench.emulator.book.organizations.map(({ id }) => id)).toEqual([made.id]);
    expect(bench.emulator.book.count('POST /v1/organizations')).toBe(1);
  });

  it('does not take an older organization of that slug for its own', async () => {
    await bench.organization('acme');
    await bench.clock.advance(3_600_000);
    bench.emulator.faults.add({ match: 'POST /v1/organizations', fault: { type: 'reset' } });
    const error = await bench.clock.settle(failureOf(bench.clerk.organizations.create({ name: 'acme', slug: 'acme' })));
    expect(isIntegrationError(error) && error.code).toBe('CONFLICT');
  });

  it('lists all, and refuses a slug that is none', async () => {
    await bench.organization('one');
    await bench.organization('two');
    const slugs = (await collect(bench.clerk.organizations.list())).map(({ slug }) => slug);
    expect(slugs).toEqual(['one', 'two']);
    const error = await failureOf(bench.clerk.organizations.create({ name: 'Acme', slug: 'A c m e' }));
    expect(isIntegrationError(error) && error.issues[0]?.path).toBe('input.slug');
  });
});

describe('invitations', () => {
  const emailAddress = 'bob@example.com';

  it('invites once when the answer is lost', async () => {
    const organizationId = await bench.organization('acme');
    bench.emulator.faults.add({ match: 'POST /v1/organizations/{organization}/invitations', fault: lost });
    const call = bench.clerk.invitations.create({ organizationId, emailAddress, role: 'org:member' });
    const invitation = await bench.clock.settle(call);
    expect(bench.emulator.book.organizationInvitations.map(({ id }) => id)).toEqual([invitation.id]);
    expect(await collect(bench.clerk.invitations.list({ organizationId, status: ['pending'] }))).toHaveLength(1);
  });

  it('never sends a second mail on suspicion: when it is not found, the outcome stays unknown', async () => {
    const organizationId = await bench.organization('acme');
    bench.emulator.faults.add({ match: 'POST /v1/organizations/{organization}/invitations', fault: { type: 'reset' } });
    const call = bench.clerk.invitations.create({ organizationId, emailAddress, role: 'org:member' });
    const error = await bench.clock.settle(failureOf(call));
    expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual(['NETWORK', 'unknown']);
    expect(bench.emulator.book.count('POST /v1/organizations/{organization}/invitations')).toBe(1);
  });

  it('refuses what is no address, and runs only where it is switched on', async () => {
    const input = { organizationId: 'org_1', emailAddress: 'bob', role: 'org:member' } as const;
    expect(await failureOf(bench.clerk.invitations.create(input))).toMatchObject({ code: 'VALIDATION' });
    const off = createClerkBench({ features: { invitations: false } });
    expect(await failureOf(off.clerk.invitations.create({ ...input, emailAddress }))).toMatchObject({
      code: 'FEATURE_DISABLED',
    });
    expect(() => off.clerk.invitations.list({ organizationId: 'org_1' })).toThrow('invitations');
  });
});
