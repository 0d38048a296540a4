import { isIntegrationError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { type ClerkIntegration, createClerk, type PermissionGrant, type PermissionSubject } from '../../src/index.js';
import { failureOf, secretKey } from '../clerk-bench.js';

const json = (body: unknown) => (): Response => Response.json(body);

/** Answers that come from something in between, or from nobody's description. */
const ODD: Readonly<Record<string, () => Response>> = {
  'an empty object': json({}),
  'an empty list': json([]),
  null: json(null),
  'a list that is null': json({ data: null, total_count: 0 }),
  'a list that is an object': json({ data: {}, total_count: 0 }),
  'a notice': json({ object: 'maintenance' }),
  'a text in JSON': json('ok'),
  'nothing, with 204': () => new Response(null, { status: 204 }),
  'nothing, with 200': () => new Response('', { status: 200 }),
  'JSON that says it is text': () =>
    new Response('{"data":[],"total_count":0}', { headers: { 'content-type': 'text/plain' } }),
};
const CONTRADICTION = json({ data: [], total_count: 1 });

const create = (answer: () => Response, writes: (PermissionGrant | PermissionSubject)[] = []): ClerkIntegration =>
  createClerk({
    secretKey,
    fetch: async () => answer(),
    permissionStore: { grant: (grant) => void writes.push(grant), revoke: (subject) => void writes.push(subject) },
    errorHandling: { retryPolicy: { maxRetries: 0 } },
    rateLimiting: { requestsPerSecond: 10_000 },
  });

const drain = async (list: AsyncIterable<unknown>): Promise<number> => {
  let count = 0;
  for await (const item of list) count += Number(item !== undefined);
  return count;
};

const told = async (call: Promise<unknown>): Promise<unknown> => {
  const error = await failureOf(call);
  return isIntegrationError(error) ? [error.code, error.outcome, error.retryable] : error;
};

const membership = (more: object): (() => Response) =>
  json({
    data: [
      {
        object: 'organization_membership',
        id: 'orgmem_1',
        role: 'org:admin',
        permissions: [],
        organization: { object: 'organization', id: 'org_1' },
        public_user_data: { user_id: 'user_1' },
        ...more,
      },
    ],
    total_count: 1,
  });

describe('an answer that is not as described', () => {
  it.each(Object.keys(ODD))('is an error of every list: %s', async (name) => {
    const clerk = create(ODD[name] ?? json({}));
    const lists = [
      clerk.organizations.list(),
      clerk.memberships.list({ organizationId: 'org_1' }),
      clerk.memberships.list({ userId: 'user_1' }),
      clerk.invitations.list({ organizationId: 'org_1' }),
      clerk.users.list(),
    ];
    for (const list of lists) expect(await told(drain(list))).toEqual(['UNAVAILABLE', 'not_applied', true]);
    const find = clerk.memberships.find({ organizationId: 'org_1', userId: 'user_1' });
    expect(await told(find)).toEqual(['UNAVAILABLE', 'not_applied', true]);
  });

  it.each(Object.keys(ODD))('leaves the outcome of what was to be made open: %s', async (name) => {
    const clerk = create(ODD[name] ?? json({}));
    const member = { organizationId: 'org_1', userId: 'user_1', role: 'org:member' };
    const invitation = { organizationId: 'org_1', emailAddress: 'ada@example.com', role: 'org:member' } as const;
    const calls = [
      clerk.users.create({ externalId: 'a', username: 'ada' }),
      clerk.organizations.create({ name: 'Acme', slug: 'acme' }),
      clerk.memberships.add(member),
      clerk.invitations.create(invitation),
    ];
    for (const call of calls) expect(await told(call)).toEqual(['UNAVAILABLE', 'unknown', true]);
  });

  it('is no user that somebody else asked for', async () => {
    const clerk = create(json({ object: 'user', id: 'user_2', external_id: 'b', email_addresses: [] }));
    expect(await told(clerk.users.create({ externalId: 'a', username: 'ada' }))).toEqual([
      'UNAVAILABLE',
      'unknown',
      true,
    ]);
  });
});

describe('permissions', () => {
  it.each([
    ...Object.entries(ODD),
    ['a list that is empty and counts one', CONTRADICTION] as const,
    ['a membership without permissions', membership({ permissions: undefined })] as const,
    ['permissions that are null', membership({ permissions: null })] as const,
    ['permissions that are a text', membership({ permissions: 'abc' })] as const,
    ['permissions that are none', membership({ permissions: [{}] })] as const,
    ['a membership without a role', membership({ role: undefined })] as const,
    ['a membership without an organization', membership({ organization: null })] as const,
  ])('are neither granted nor revoked on %s', async (_name, answer) => {
    const writes: (PermissionGrant | PermissionSubject)[] = [];
    const result = await told(create(answer, writes).syncPermissions('user_1', 'org_1'));
    expect([result, writes]).toEqual([['UNAVAILABLE', 'not_applied', true], []]);
  });

  it('are granted on a membership that holds none', async () => {
    const writes: (PermissionGrant | PermissionSubject)[] = [];
    await create(membership({}), writes).syncPermissions('user_1', 'org_1');
    expect(writes).toMatchObject([{ role: 'org:admin', permissions: [] }]);
  });
});

describe('a list that contradicts itself', () => {
  it('is an error, and not an empty list', async () => {
    const clerk = create(CONTRADICTION);
    expect(await told(drain(clerk.organizations.list()))).toEqual(['UNAVAILABLE', 'not_applied', true]);
    expect(await told(drain(clerk.memberships.list({ organizationId: 'org_1' })))).toEqual([
      'UNAVAILABLE',
      'not_applied',
      true,
    ]);
    const find = clerk.memberships.find({ organizationId: 'org_1', userId: 'user_1' });
    expect(await told(find)).toEqual(['UNAVAILABLE', 'not_applied', true]);
  });

  it.each([-1, 1.5, null, '1'])('is one whose count is %j', async (count) => {
    const clerk = create(json({ data: [], total_count: count }));
    expect(await told(drain(clerk.organizations.list()))).toEqual(['UNAVAILABLE', 'not_applied', true]);
  });
});
