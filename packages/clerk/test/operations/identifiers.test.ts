import { isIntegrationError } from '@breakwater/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ClerkBench, createClerkBench, failureOf } from '../clerk-bench.js';

let bench: ClerkBench;

beforeEach(() => {
  const permissionStore = { grant: () => undefined, revoke: () => undefined };
  bench = createClerkBench({ permissionStore });
});

const collect = async (list: () => AsyncIterable<unknown>): Promise<unknown[]> => {
  const items: unknown[] = [];
  for await (const item of list()) items.push(item);
  return items;
};

/** Ids that end a path, lead it elsewhere, or turn a filter around. */
const UNSAFE = ['org_1?', 'org_1#', '..', 'org_1/memberships', 'org_1%2f', 'org_1\\', 'org 1', 'org_1\n', '-org_1', ''];

describe('an id that is none', () => {
  it.each(UNSAFE)('is refused wherever it would become a part of a path: %j', async (id) => {
    const { memberships, invitations, syncPermissions } = bench.clerk;
    const emailAddress = 'ada@example.com';
    const calls: readonly (readonly [path: string, call: () => Promise<unknown>])[] = [
      ['organizationId', () => memberships.remove({ organizationId: id, userId: 'user_1' })],
      ['userId', () => memberships.remove({ organizationId: 'org_1', userId: id })],
      ['organizationId', () => memberships.find({ organizationId: id, userId: 'user_1' })],
      ['userId', () => memberships.find({ organizationId: 'org_1', userId: id })],
      ['organizationId', () => memberships.add({ organizationId: id, userId: 'user_1', role: 'org:member' })],
      ['userId', () => memberships.add({ organizationId: 'org_1', userId: id, role: 'org:member' })],
      ['organizationId', () => collect(() => memberships.list({ organizationId: id }))],
      ['userId', () => collect(() => memberships.list({ userId: id }))],
      ['organizationId', () => syncPermissions('user_1', id)],
      ['userId', () => syncPermissions(id, 'org_1')],
      ['organizationId', () => invitations.create({ organizationId: id, emailAddress, role: 'org:member' })],
      ['organizationId', () => collect(() => invitations.list({ organizationId: id }))],
    ];
    for (const [path, call] of calls) {
      const error = await failureOf(call());
      expect(isIntegrationError(error) && [error.code, error.issues.map((issue) => issue.path)]).toEqual([
        'VALIDATION',
        [`input.${path}`],
      ]);
    }
    expect(bench.emulator.book.count()).toBe(0);
  });

  it('does not delete the organization in place of a membership, by the bare client either', async () => {
    const [userId, organizationId] = [await bench.user('ada'), await bench.organization('acme')];
    await bench.clerk.memberships.add({ organizationId, userId, role: 'org:member' });
    const before = bench.emulator.book.count();
    const client = await bench.clerk.client();
    for (const unsafe of ['?', '#', '%3f', '\\', '\t/..']) {
      const input = { organizationId: organizationId + unsafe, userId };
      const error = await failureOf(client.organizations.deleteOrganizationMembership(input));
      expect(error).toBeInstanceOf(Error);
      const named = await failureOf(
        bench.clerk.run('leave', (sdk) => sdk.organizations.deleteOrganizationMembership(input)),
      );
      expect(named).toBeInstanceOf(Error);
    }
    expect([bench.emulator.book.organizations.length, bench.emulator.book.memberships.length]).toEqual([1, 1]);
    expect(bench.emulator.book.count()).toBe(before);
  });

  it('says what is wrong with it', async () => {
    const client = await bench.clerk.client();
    const error = await failureOf(client.users.deleteUser('user_1?x'));
    expect(isIntegrationError(error) && [error.code, error.issues[0]?.received]).toEqual([
      'VALIDATION',
      '"/users/user_1?x"',
    ]);
  });
});

describe('an id of an import', () => {
  it('may hold letters, digits, hyphens and underscores', async () => {
    for (const userId of ['user_2b8KQ9', '7f6c-11ee_A', 'customer-7'])
      expect(await bench.clerk.memberships.find({ organizationId: 'acme-1', userId })).toBeUndefined();
  });
});
