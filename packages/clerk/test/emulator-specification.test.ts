import { toFetch } from '@breakwater/testing';
import { createComparison, readDescription, type Schema } from '@breakwater/vendor-descriptions';
import { describe, expect, it } from 'vitest';
import { createClerkEmulator } from '../src/testing/index.js';
import { createClerkBench, secretKey } from './clerk-bench.js';

const description = readDescription('clerk');
const findDifferences = createComparison(description.document);
const operations = description.operations.map((operation) => ({
  route: operation.route.replace(' ', ' /v1'),
  operation,
}));

/** An instance in which every id of the wanted path stands for something. */
async function createInstance(
  wanted: string,
): Promise<(route: string, body?: object) => Promise<{ status: number; answer: unknown }>> {
  const emulator = createClerkEmulator({ secretKey, jwtTemplates: ['supabase'], limit: 10_000 });
  const { clerk } = createClerkBench({ fetch: toFetch(emulator) });
  const client = await clerk.client();
  const { id: userId } = await client.users.createUser({ emailAddress: ['ada@example.com'], externalId: 'ada' });
  const { id: spare } = await client.users.createUser({ username: 'spare' });
  const { id: organizationId } = await client.organizations.createOrganization({ name: 'Acme', createdBy: userId });
  // Signing in takes a key, and making one takes time.
  if (wanted.includes('session')) await emulator.testHelpers.createSessionToken({ userId, organizationId });
  const sessionId = emulator.book.sessions[0]?.id ?? '';
  const invitation = { organizationId, emailAddress: 'bob@example.com', role: 'org:member' } as const;
  await client.organizations.createOrganizationInvitation(invitation);
  const ids: Readonly<Record<string, string>> = {
    user_id: userId,
    organization_id: organizationId,
    session_id: sessionId,
    template_name: 'supabase',
    spare,
  };
  return async (route, body) => {
    const [method = '', path = ''] = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name).split(' ');
    const text = body && JSON.stringify(body).replaceAll('$spare', spare);
    const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(text !== undefined && { body: text }) };
    const response = await toFetch(emulator)(new URL(path, 'https://api.clerk.com'), init);
    return { status: response.status, answer: await response.json() };
  };
}

/** A body that each route takes. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /v1/users': { username: 'bob', public_metadata: { plan: 'pro' } },
  'PATCH /v1/users/{user_id}': { first_name: 'Ada' },
  'PATCH /v1/users/{user_id}/metadata': { public_metadata: { plan: 'pro' } },
  'POST /v1/organizations': { name: 'Other', slug: 'other' },
  'PATCH /v1/organizations/{organization_id}': { name: 'Acme Inc.' },
  'PATCH /v1/organizations/{organization_id}/metadata': { public_metadata: { plan: 'pro' } },
  'POST /v1/organizations/{organization_id}/memberships': { user_id: '$spare', role: 'org:member' },
  'PATCH /v1/organizations/{organization_id}/memberships/{user_id}': { role: 'org:member' },
  'POST /v1/organizations/{organization_id}/invitations': { email_address: 'eve@example.com', role: 'org:member' },
  'POST /v1/invitations': { email_address: 'eve@example.com' },
};

/** An example of a type, to be taken by the emulator. */
function exampleOf(name: string, schema: Schema): unknown {
  if (schema.enum !== undefined) return schema.enum[0];
  if (/email_address/.test(name) && schema.type === 'string') return 'carol@example.com';
  if (name === 'role') return 'org:admin';
  if (name === 'user_id') return '$spare';
  if (name.endsWith('_at')) return '2026-01-31T12:00:00Z';
  if (name === 'slug') return 'a-slug';
  if (name === 'inviter_user_id' || name === 'created_by') return undefined;
  if (schema.type === 'array') return name === 'email_address' ? ['carol@example.com'] : ['x'];
  return { string: 'x', boolean: true, integer: 30, object: { key: 'value' } }[String(schema.type ?? 'string')];
}

describe("the Clerk emulator beside the vendor's description", () => {
  it('is compared with the description where it is at hand', (context) => {
    if (!description.isPresent) context.skip(description.absence);
    expect(operations.length).toBeGreaterThan(25);
  });

  it.each(operations)('answers $route in the form that is described', async ({ route, operation }) => {
    const send = await createInstance(route);
    const { status, answer } = await send(route, BODIES[route]);
    expect([status, findDifferences(answer, operation.answers.get(200) ?? {})]).toEqual([200, []]);
  });

  const written = operations.filter(({ operation }) => operation.body !== undefined);

  it.each(written)('takes every parameter of $route, and no other', async ({ route, operation }) => {
    const { properties = {} } = operation.body ?? {};
    const refused: string[] = [];
    for (const [name, schema] of Object.entries(properties)) {
      const value = exampleOf(name, schema);
      if (value === undefined) continue;
      const send = await createInstance(route);
      const { status, answer } = await send(route, { ...BODIES[route], [name]: value });
      if (status !== 200) refused.push(`${name}: ${JSON.stringify(answer)}`);
    }
    expect(refused).toEqual([]);
    const send = await createInstance(route);
    const { status, answer } = await send(route, { ...BODIES[route], surely_unknown: 1 });
    expect([status, answer]).toMatchObject([422, { errors: [{ code: 'form_param_unknown' }] }]);
  });

  it.each(written)('goes without nothing that $route needs', async ({ route, operation }) => {
    const { required = [] } = operation.body ?? {};
    for (const name of required) {
      const send = await createInstance(route);
      const { status, answer } = await send(route, { ...BODIES[route], [name]: null });
      expect([status, answer]).toMatchObject([
        422,
        { errors: [{ code: 'form_param_missing', meta: { param_name: name } }] },
      ]);
    }
  });

  it('refuses in the form that is described', async (context) => {
    if (!description.isPresent) context.skip(description.absence);
    const send = await createInstance('GET /v1/users');
    const { status, answer } = await send('GET /v1/users/user_none');
    const { errors } = answer as { errors: unknown };
    expect(status).toBe(404);
    const reference = { $ref: '#/components/schemas/ClerkError' };
    expect(findDifferences(errors, { type: 'array', items: reference })).toEqual([]);
  });
});
