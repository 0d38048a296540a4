import {
  type ClerkAuthentication,
  type ClerkIntegration,
  createClerk,
  type PermissionStore,
  type TokenVerdict,
} from '@breakwater/clerk';
import { createClerkEmulator } from '@breakwater/clerk/testing';
import type { CallContext, Integration } from '@breakwater/core';
import type { ClerkClient, OrganizationMembership, User } from '@clerk/backend';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<T>(_value: T): void {}
function isTrue<T extends true>(_value?: T): void {}

declare const clerk: ClerkIntegration;
declare const request: Request;

// The factory.
expectType<ClerkIntegration>(createClerk({ secretKey: 'sk_test_1' }));
createClerk({ secretKey: 'sk_test_1', authorizedParties: 'any' });
// @ts-expect-error a key is needed
createClerk({});
// @ts-expect-error the webhook secret belongs to the source of the webhooks
createClerk({ secretKey: 'sk_test_1', webhookSecret: 'whsec_1' });
// @ts-expect-error there is no such feature
createClerk({ secretKey: 'sk_test_1', features: { organisations: true } });
// @ts-expect-error a store grants and revokes
createClerk({ secretKey: 'sk_test_1', permissionStore: { grant: () => undefined } });
expectType<PermissionStore>({
  grant: async ({ permissions }) => void permissions.length,
  revoke: ({ asOf }) => void asOf,
});

// It is an integration of the official client, and knows its name.
expectType<Integration<ClerkClient, 'clerk'>>(clerk);
isTrue<Equal<typeof clerk.name, 'clerk'>>();
expectType<Promise<ClerkClient>>(clerk.client());
expectType<Promise<User>>(
  clerk.run('users.retrieve', async (client, context) => {
    expectType<CallContext>(context);
    return await client.users.getUser('user_1');
  }),
);

// The status tells the members.
function describe(found: ClerkAuthentication): string {
  switch (found.status) {
    case 'signed_in':
      expectType<boolean>(found.auth.has({ role: 'org:admin' }));
      return found.organization?.role ?? found.userId;
    case 'signed_out':
      // @ts-expect-error nobody is signed in
      void found.userId;
      return found.reason;
    case 'handshake':
      return found.location;
    default:
      // No status is left.
      expectType<never>(found);
      return '';
  }
}
describe(await clerk.authenticate(request, { authorizedParties: ['https://app.example'] }));

const verdict: TokenVerdict = await clerk.verifyToken('token');
if (verdict.ok) expectType<string>(verdict.claims.sub);
else expectType<string>(verdict.reason);

// Permissions are written where each call says, or where the options say.
await clerk.syncPermissions('user_1', 'org_1', { store: { grant: () => undefined, revoke: () => undefined } });
// @ts-expect-error a store grants and revokes
await clerk.syncPermissions('user_1', 'org_1', { store: { grant: () => undefined } });

// Lists are gone through; their filters are the SDK's.
for await (const membership of clerk.memberships.list({ organizationId: 'org_1', role: ['org:admin'] })) {
  expectType<OrganizationMembership>(membership);
}
clerk.memberships.list({ userId: 'user_1' });
// @ts-expect-error an organization or a user
clerk.memberships.list({});
// @ts-expect-error pages are not the caller's business
clerk.memberships.list({ organizationId: 'org_1', limit: 10 });
// @ts-expect-error an id of one's own is what makes a repeat safe
void clerk.users.create({ username: 'ada' });
// @ts-expect-error a slug is what makes a repeat safe
void clerk.organizations.create({ name: 'Acme' });

// @ts-expect-error frozen
clerk.memberships = createClerk({ secretKey: 'sk_test_1' }).memberships;

expectType<string>(createClerkEmulator().publishableKey);
