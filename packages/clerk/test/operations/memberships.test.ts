import { isIntegrationError } from '@breakwater/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ClerkBench, createClerkBench, failureOf } from '../clerk-bench.js';

let bench: ClerkBench;
let organizationId: string;

beforeEach(async () => {
  bench = createClerkBench();
  organizationId = await bench.organization('acme');
});

/** Makes users and their memberships. */
async function fill(count: number): Promise<readonly string[]> {
  const client = await bench.clerk.client();
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const { id } = await client.users.createUser({ username: `user-${index}` });
    await client.organizations.createOrganizationMembership({ organizationId, userId: id, role: 'org:member' });
    ids.push(id);
  }
  return ids;
}

const idsOf = async (
  list: AsyncIterable<{ publicUserData?: { userId: string } | null | undefined }>,
): Promise<unknown[]> => {
  const ids: unknown[] = [];
  for await (const { publicUserData } of list) ids.push(publicUserData?.userId);
  return ids;
};

describe('memberships.list', () => {
  it('goes through all pages, where the SDK alone gives ten', async () => {
    const ids = await fill(1_003);
    const client = await bench.clerk.client();
    expect((await client.organizations.getOrganizationMembershipList({ organizationId })).data).toHaveLength(10);
    const before = bench.emulator.book.count('GET /v1/organizations/{organization}/memberships');
    expect(await idsOf(bench.clerk.memberships.list({ organizationId }))).toEqual(ids);
    expect(bench.emulator.book.count('GET /v1/organizations/{organization}/memberships') - before).toBe(3);
  });

  it('misses nobody when members leave on the way, and gives nobody twice', async () => {
    const ids = await fill(520);
    const seen: unknown[] = [];
    for await (const { publicUserData } of bench.clerk.memberships.list({ organizationId })) {
      seen.push(publicUserData?.userId);
      if (seen.length !== 500) continue;
      for (const userId of ids.slice(0, 15)) await bench.clerk.memberships.remove({ organizationId, userId });
    }
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(seen).toHaveLength(ids.length);
  });

  it('lists the organizations of a user', async () => {
    const userId = await bench.user('ada');
    const other = await bench.organization('other');
    for (const id of [organizationId, other])
      await bench.clerk.memberships.add({ userId, organizationId: id, role: 'org:admin' });
    const found: string[] = [];
    for await (const { organization } of bench.clerk.memberships.list({ userId })) found.push(organization.slug ?? '');
    expect(found.toSorted()).toEqual(['acme', 'other']);
  });

  it('hands the SDK’s filters on', async () => {
    const [first = ''] = await fill(3);
    await bench.clerk.run('promote', (client) =>
      client.organizations.updateOrganizationMembership({ organizationId, userId: first, role: 'org:admin' }),
    );
    expect(await idsOf(bench.clerk.memberships.list({ organizationId, role: ['org:admin'] }))).toEqual([first]);
  });

  it('ends with an error when the vendor does not obey the offset: the rest would be missing', async () => {
    const page = {
      data: [
        {
          object: 'organization_membership',
          id: 'orgmem_1',
          organization: { id: 'org_1' },
          public_user_data: { user_id: 'user_1' },
        },
      ],
      total_count: 9,
    };
    const stuck = createClerkBench({ fetch: async () => Response.json(page) });
    const error = await failureOf(idsOf(stuck.clerk.memberships.list({ organizationId: 'org_1' })));
    expect(isIntegrationError(error) && [error.code, error.message]).toEqual([
      'UNAVAILABLE',
      expect.stringContaining('a list of the 9'),
    ]);
  });

  it.each([
    ['an empty id', { organizationId: '' }, 'input.organizationId'],
    ['an empty filter, which would list everybody', { organizationId: 'org_1', userId: [] }, 'input.userId'],
    ['nothing', {}, 'input.userId'],
  ])('refuses %s at once, before any request', (_name, input, path) => {
    const before = bench.emulator.book.count();
    expect(() => bench.clerk.memberships.list(input as never)).toThrow(path);
    expect(bench.emulator.book.count()).toBe(before);
  });
});

describe('memberships.find', () => {
  it('finds one among thousands with one request', async () => {
    const ids = await fill(150);
    const before = bench.emulator.book.count();
    const found = await bench.clerk.memberships.find({ organizationId, userId: ids[140] ?? '' });
    expect([found?.publicUserData?.userId, bench.emulator.book.count() - before]).toEqual([ids[140], 1]);
  });

  it('is undefined where there is none, or no such organization', async () => {
    const userId = await bench.user('ada');
    expect(await bench.clerk.memberships.find({ organizationId, userId })).toBeUndefined();
    expect(await bench.clerk.memberships.find({ organizationId: 'org_gone', userId })).toBeUndefined();
  });

  it('does not take a 404 of something in between for an answer', async () => {
    bench.emulator.faults.add({ fault: { type: 'html', status: 404 } });
    expect(await failureOf(bench.clerk.memberships.find({ organizationId, userId: 'user_1' }))).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('memberships.add and remove', () => {
  it('adds once when the answer is lost', async () => {
    const userId = await bench.user('ada');
    bench.emulator.faults.add({
      match: 'POST /v1/organizations/{organization}/memberships',
      fault: { type: 'reset', when: 'after' },
    });
    const made = await bench.clock.settle(bench.clerk.memberships.add({ userId, organizationId, role: 'org:member' }));
    expect(made.id).toBe(bench.emulator.book.memberships[0]?.id);
    expect(bench.emulator.book.count('POST /v1/organizations/{organization}/memberships')).toBe(1);
  });

  it('adds at the second attempt when the first one never arrived', async () => {
    const userId = await bench.user('ada');
    bench.emulator.faults.add({ match: 'POST /v1/organizations/{organization}/memberships', fault: { type: 'reset' } });
    await bench.clock.settle(bench.clerk.memberships.add({ userId, organizationId, role: 'org:member' }));
    expect(bench.emulator.book.memberships).toHaveLength(1);
    expect(bench.emulator.book.count('POST /v1/organizations/{organization}/memberships')).toBe(2);
  });

  it('leaves the outcome open as long as the request may still arrive', async () => {
    const userId = await bench.user('ada');
    const route = 'POST /v1/organizations/{organization}/memberships';
    bench.emulator.faults.add({ match: route, times: Infinity, fault: { type: 'reset' } });
    const call = bench.clerk.memberships.add({ userId, organizationId, role: 'org:member' });
    const error = await bench.clock.settle(failureOf(call));
    expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual(['NETWORK', 'unknown']);
    expect(bench.emulator.book.count(route)).toBe(3);
  });

  it('does not take an older membership for its own', async () => {
    const [userId = ''] = await fill(1);
    await bench.clock.advance(3_600_000);
    const route = 'POST /v1/organizations/{organization}/memberships';
    bench.emulator.faults.add({ match: route, fault: { type: 'reset' } });
    const call = bench.clerk.memberships.add({ userId, organizationId, role: 'org:member' });
    const error = await bench.clock.settle(failureOf(call));
    expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual(['CONFLICT', 'not_applied']);
  });

  it('says conflict for a member', async () => {
    const [userId = ''] = await fill(1);
    const error = await failureOf(bench.clerk.memberships.add({ userId, organizationId, role: 'org:admin' }));
    expect(isIntegrationError(error) && [error.code, error.vendorCode]).toEqual([
      'CONFLICT',
      'already_a_member_in_organization',
    ]);
  });

  it('removes also when the answer is lost, and when there is nothing to remove', async () => {
    const [userId = ''] = await fill(1);
    bench.emulator.faults.add({ match: 'DELETE /v1/organizations/*', fault: { type: 'reset', when: 'after' } });
    await bench.clock.settle(bench.clerk.memberships.remove({ userId, organizationId }));
    await bench.clerk.memberships.remove({ userId, organizationId });
    expect(bench.emulator.book.memberships).toEqual([]);
    bench.emulator.faults.add({ match: 'DELETE /v1/organizations/*', fault: { type: 'status', status: 403 } });
    expect(await failureOf(bench.clerk.memberships.remove({ userId, organizationId }))).toMatchObject({
      code: 'PERMISSION',
    });
  });
});
