import { toFetch } from '@breakwater/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ClerkBench, createClerkBench, failureOf, secretKey } from './clerk-bench.js';

let bench: ClerkBench;
let ada: string;
let bob: string;
let acme: string;

const MADE = Date.UTC(2026, 0, 1);

beforeEach(async () => {
  bench = createClerkBench();
  const client = await bench.clerk.client();
  const first = {
    emailAddress: ['ada@example.com'],
    firstName: 'Ada',
    lastName: 'Lovelace',
    createdAt: new Date(MADE),
  };
  ada = (await client.users.createUser(first)).id;
  bob = (await client.users.createUser({ username: 'bob', firstName: 'Bob' })).id;
  acme = await bench.organization('acme');
  const other = await bench.organization('zoo');
  for (const userId of [ada, bob])
    await bench.clerk.memberships.add({ userId, organizationId: acme, role: 'org:member' });
  await bench.clerk.memberships.add({ userId: bob, organizationId: other, role: 'org:admin' });
});

/** The ids of what a list holds, or the status that it is refused with. */
async function list(path: string): Promise<unknown> {
  const answer = await toFetch(bench.emulator)(`https://api.clerk.com/v1${path}`, {
    headers: { authorization: `Bearer ${secretKey}` },
  });
  if (!answer.ok) return answer.status;
  const body = (await answer.json()) as object[] | { data: object[] };
  return (Array.isArray(body) ? body : body.data).map((item) => {
    const {
      id,
      slug,
      public_user_data: user,
    } = item as { id: string; slug?: string; public_user_data?: { user_id: string } };
    return { [ada]: 'ada', [bob]: 'bob' }[user?.user_id ?? id] ?? slug ?? id;
  });
}

describe('lists of the emulator', () => {
  it.each([
    ['user_id=-ada', ['bob']],
    ['user_id=%2Bada', ['ada']],
    ['email_address_query=ADA', ['ada']],
    ['username_query=bo', ['bob']],
    ['name_query=a%20love', ['ada']],
    ['phone_number=%2B15550100', []],
    ['web3_wallet=0x', []],
    [`created_at_before=${MADE + 1}`, ['ada']],
    [`created_at_after=${MADE}`, ['bob']],
    ['last_active_at_after=0', []],
    ['last_active_at_since=0', []],
    ['last_sign_in_at_before=9999999999999', []],
    ['banned=true', []],
    ['order_by=first_name', ['ada', 'bob']],
    ['order_by=-first_name', ['bob', 'ada']],
    ['order_by=%2Bcreated_at', ['ada', 'bob']],
    ['order_by=+created_at', ['ada', 'bob']],
    ['order_by=-username', ['ada', 'bob']],
    ['order_by=last_active_at', ['ada', 'bob']],
    ['order_by=web3wallet', ['ada', 'bob']],
    ['order_by=members_count', 422],
    ['banned=maybe', 422],
    ['created_at_after=yesterday', 422],
  ])('of users: %s', async (query, expected) => {
    expect(await list(`/users?${query.replace(/ada$/, ada)}`)).toEqual(expected);
  });

  it.each([
    ['user_id=-ada', ['bob']],
    ['email_address_query=zzz', []],
    ['email_address_query=ada', ['ada']],
    ['username_query=bob', ['bob']],
    ['name_query=love', ['ada']],
    ['phone_number_query=1', []],
    ['created_at_after=9999999999999', []],
    ['last_active_at_after=0', []],
    ['order_by=-first_name', ['bob', 'ada']],
    ['order_by=email_address', ['ada', 'bob']],
    ['order_by=last_active_at', 422],
  ])('of members: %s', async (query, expected) => {
    expect(await list(`/organizations/${acme}/memberships?${query.replace('=-ada', `=-${ada}`)}`)).toEqual(expected);
  });

  it.each([
    ['query=ZO', ['zoo']],
    ['user_id=-ada', ['zoo']],
    ['order_by=name', ['acme', 'zoo']],
    ['order_by=-name', ['zoo', 'acme']],
    ['order_by=-members_count', ['acme', 'zoo']],
    ['include_members_count=yes', 422],
  ])('of organizations: %s', async (query, expected) => {
    expect(await list(`/organizations?${query.replace('-ada', `-${ada}`)}`)).toEqual(expected);
  });

  it.each([
    ['/sessions?status=bogus', 422],
    ['/invitations?status=bogus', 422],
    ['/invitations?status=expired', []],
    ['/invitations?order_by=-expires_at', []],
    ['/invitations?order_by=bogus', 422],
  ])('of the rest: %s', async (path, expected) => {
    expect(await list(path)).toEqual(expected);
    expect(await list(`/organizations/${acme}/invitations?status=bogus`)).toBe(422);
  });

  it('say what they do not obey', async () => {
    await list('/users?provider=oauth_google&surely_unknown=1');
    await list(`/organizations/${acme}/memberships?limit=5`);
    const client = await bench.clerk.client();
    const invitation = { emailAddress: 'eve@example.com', templateSlug: 'waitlist_invitation', notify: false } as const;
    await client.invitations.createInvitation(invitation);
    expect(bench.emulator.book.unsimulated).toEqual([
      'GET /v1/users provider',
      'GET /v1/users surely_unknown',
      'POST /v1/invitations notify',
      'POST /v1/invitations template_slug',
    ]);
  });
});

describe('writes of the emulator', () => {
  it.each([
    [{ templateSlug: 'bogus' }, 422],
    [{ expiresInDays: 0 }, 422],
    [{ expiresInDays: 366 }, 422],
  ])('are refused with what Clerk does not take: %j', async (more, status) => {
    const client = await bench.clerk.client();
    const input = { emailAddress: 'eve@example.com', ...more } as never;
    expect(await failureOf(client.invitations.createInvitation(input))).toMatchObject({ status });
  });
});
