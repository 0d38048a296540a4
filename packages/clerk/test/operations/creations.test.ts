import { isIntegrationError } from '@breakwater/core';
import { toFetch } from '@breakwater/testing';
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
    // The repeat was refused, because the first one had arrived; which nobody can tell.
    expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual(['CONFLICT', 'unknown']);
    expect(bench.emulator.book.users).toHaveLength(1);
  });

  it.each([
    ['when it is not found: it may still be on its way', { type: 'reset' }, 'NETWORK'],
    ['when it is answered with an error', { type: 'status', status: 503 }, 'UNAVAILABLE'],
  ] as const)('leaves the outcome open %s', async (_name, fault, code) => {
    bench.emulator.faults.add({ match: 'POST /v1/users', times: Infinity, fault });
    const error = await bench.clock.settle(failureOf(bench.clerk.users.create({ externalId: 'c-7', username: 'ada' })));
    expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual([code, 'unknown']);
    expect(bench.emulator.book.count('POST /v1/users')).toBe(3);
  });

  it('finds its user when the first request arrives after it was looked for', async () => {
    const { emulator, clock } = bench;
    const real = toFetch(emulator);
    let posts = 0;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (init?.method !== 'POST' || ++posts > 1) return await real(input, init);
      // Taken, and carried out when nobody waits for the answer any more.
      clock.setTimeout(() => void real(input, { ...init, signal: null }), 350);
      return await new Promise((_, reject) => {
        init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    };
    const retryPolicy = { maxRetries: 1, baseDelay: 100, jitter: 'none', budget: false } as const;
    const { clerk } = createClerkBench({
      fetch,
      clock,
      errorHandling: { circuitBreaker: { timeout: 300 }, retryPolicy },
    });
    const made = await clock.settle(clerk.users.create({ externalId: 'c-7', username: 'ada' }));
    expect([emulator.book.users.map(({ id }) => id), posts]).toEqual([[made.id], 2]);
  });

  it.each([
    ['with another name', { username: 'mallory' }],
    ['with another address', { emailAddress: ['mallory@example.com'] }],
    ['with another first name', { username: 'ada', firstName: 'Mallory' }],
  ])('does not take a user of that id %s for its own', async (_name, more) => {
    await bench.clerk.users.create({ externalId: 'customer-7', username: 'ada', firstName: 'Ada' });
    bench.emulator.faults.add({ match: 'POST /v1/users', fault: { type: 'reset' } });
    const call = bench.clerk.users.create({ externalId: 'customer-7', ...more });
    const error = await bench.clock.settle(failureOf(call));
    expect(isIntegrationError(error) && error.code).toBe('CONFLICT');
  });

  it('says that nothing was made where the id had been taken before', async () => {
    await bench.clerk.users.create({ externalId: 'customer-7', username: 'ada' });
    await bench.clock.advance(3_600_000);
    bench.emulator.faults.add({ match: 'POST /v1/users', fault: { type: 'reset' } });
    const call = bench.clerk.users.create({ externalId: 'customer-7', username: 'ada' });
    const error = await bench.clock.settle(failureOf(call));
    expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual(['CONFLICT', 'not_applied']);
  });

  it('recognises what it has made in Clerk’s own spelling, and with a time of its own', async () => {
    bench.emulator.faults.add({ match: 'POST /v1/users', times: 2, fault: lost });
    const upper = { externalId: 'a', emailAddress: ['Ada@Example.com'] };
    expect(await bench.clock.settle(bench.clerk.users.create(upper))).toMatchObject({ externalId: 'a' });
    const imported = { externalId: 'b', username: 'bob', createdAt: new Date(0) };
    expect(await bench.clock.settle(bench.clerk.users.create(imported))).toMatchObject({ createdAt: 0 });
    expect(bench.emulator.book.count('POST /v1/users')).toBe(2);
  });

  it('refuses a key, which Clerk would not see', async () => {
    const call = bench.clerk.users.create({ externalId: 'c-7', username: 'ada' }, { idempotencyKey: 'k-1' });
    expect(await failureOf(call)).toMatchObject({ code: 'VALIDATION' });
    expect(bench.emulator.book.count()).toBe(0);
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
    expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual(['CONFLICT', 'not_applied']);
  });

  it('leaves the outcome open as long as the request may still arrive', async () => {
    bench.emulator.faults.add({ match: 'POST /v1/organizations', times: Infinity, fault: { type: 'reset' } });
    const error = await bench.clock.settle(failureOf(bench.clerk.organizations.create({ name: 'Acme', slug: 'acme' })));
    expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual(['NETWORK', 'unknown']);
    expect(bench.emulator.book.count('POST /v1/organizations')).toBe(3);
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
