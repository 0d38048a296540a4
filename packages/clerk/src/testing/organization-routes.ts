import { invalid, taken } from './api-error.js';
import { PAGE, passes, passesIds, passesSearch, toPage } from './api-query.js';
import { type ClerkRoute, objectOf, textOf, timeOf } from './api-request.js';
import { type ClerkState, mergeMetadata } from './clerk-state.js';
import { addMember, toMembership } from './membership-routes.js';
import type { MembershipRecord, OrganizationRecord } from './resources.js';

const METADATA = { public_metadata: 'object', private_metadata: 'object' } as const;

/** The routes of `/v1/organizations` itself. */
export function createOrganizationRoutes(state: ClerkState): Readonly<Record<string, ClerkRoute>> {
  const membersOf = (id: string): MembershipRecord[] =>
    [...state.memberships.values()].filter((one) => one.organizationId === id);
  const put = (organization: OrganizationRecord, change: Partial<OrganizationRecord>): OrganizationRecord => {
    const changed = { ...organization, ...change, updated_at: state.now() };
    state.organizations.set(organization.id, changed);
    state.emit('organization.updated', changed);
    return changed;
  };
  const show = (organization: OrganizationRecord, query: URLSearchParams): OrganizationRecord => {
    if (query.get('include_members_count') !== 'true') return organization;
    return { ...organization, members_count: membersOf(organization.id).length };
  };
  const assertSlug = (slug: string, ownId?: string): void => {
    if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(slug)) {
      throw invalid('slug', 'slug must be small letters, digits and hyphens.', 'form_param_format_invalid');
    }
    const isTaken = [...state.organizations.values()].some((one) => one.slug === slug && one.id !== ownId);
    if (isTaken) throw taken('slug');
  };
  const metadata = (merges: boolean): ClerkRoute => ({
    body: METADATA,
    answer: ({ parameters, body }) => {
      const organization = state.organization(parameters['organization'] ?? '');
      const change = Object.entries(body).map(([name, value]) => {
        const before = organization[name as keyof typeof METADATA];
        return [name, merges ? mergeMetadata(before, value as Record<string, unknown>) : value];
      });
      return put(organization, Object.fromEntries(change) as Partial<OrganizationRecord>);
    },
  });
  return {
    'GET /v1/organizations': {
      query: {
        ...PAGE,
        order_by: 'string',
        query: 'string',
        user_id: 'string',
        organization_id: 'string',
        include_members_count: 'boolean',
      },
      answer: ({ query }) => {
        const found = [...state.organizations.values()].filter(
          ({ id, name, slug }) =>
            passes(query, 'organization_id', [id]) &&
            passesIds(
              query,
              'user_id',
              membersOf(id).map(({ userId }) => userId),
            ) &&
            passesSearch(query, 'query', [id, name, slug]),
        );
        // The orders of the SDK's own type. Read in `OrganizationApi.d.ts` of @clerk/backend 3.25.0.
        const page = toPage(found, query, {
          name: ({ name }) => name,
          members_count: ({ id }) => membersOf(id).length,
        });
        return { data: page.map((one) => show(one, query)), total_count: found.length };
      },
    },
    'POST /v1/organizations': {
      body: {
        ...METADATA,
        name: 'string',
        created_by: 'string',
        slug: 'string',
        max_allowed_memberships: 'integer',
        created_at: 'date',
        role_set_key: 'string',
      },
      required: ['name'],
      ignored: ['role_set_key'],
      answer: ({ body }) => {
        const name = textOf(body, 'name') ?? '';
        const creator = textOf(body, 'created_by');
        if (creator !== undefined) state.user(creator);
        const id = state.identifier('org');
        const made = `${name
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, '-')
          .replaceAll(/^-|-$/g, '')}-${state.now()}`;
        const slug = textOf(body, 'slug') ?? made.replace(/^-/, '');
        assertSlug(slug);
        const now = state.now();
        const organization: OrganizationRecord = {
          id,
          object: 'organization',
          name,
          slug,
          image_url: 'https://img.clerk.com/emulated',
          has_image: false,
          max_allowed_memberships: (body['max_allowed_memberships'] as number | undefined) ?? 0,
          admin_delete_enabled: true,
          public_metadata: objectOf(body, 'public_metadata') ?? {},
          private_metadata: objectOf(body, 'private_metadata') ?? {},
          ...(creator !== undefined && { created_by: creator }),
          created_at: timeOf(body, 'created_at') ?? now,
          updated_at: now,
        };
        state.organizations.set(id, organization);
        state.emit('organization.created', organization);
        if (creator !== undefined) addMember(state, id, creator, 'org:admin');
        return organization;
      },
    },
    'GET /v1/organizations/{organization}': {
      query: { include_members_count: 'boolean' },
      answer: ({ parameters, query }) => show(state.organization(parameters['organization'] ?? ''), query),
    },
    'PATCH /v1/organizations/{organization}': {
      body: {
        name: 'string',
        slug: 'string',
        max_allowed_memberships: 'integer',
        admin_delete_enabled: 'boolean',
        created_at: 'date',
        role_set_key: 'string',
      },
      ignored: ['created_at', 'role_set_key'],
      answer: ({ parameters, body }) => {
        const organization = state.organization(parameters['organization'] ?? '');
        const { created_at: _createdAt, role_set_key: _roleSet, ...change } = body;
        const slug = textOf(change, 'slug');
        if (slug !== undefined) assertSlug(slug, organization.id);
        return put(organization, change);
      },
    },
    'PATCH /v1/organizations/{organization}/metadata': metadata(true),
    'PUT /v1/organizations/{organization}/metadata': metadata(false),
    'DELETE /v1/organizations/{organization}': {
      answer: ({ parameters }) => {
        const { id, slug } = state.organization(parameters['organization'] ?? '');
        for (const membership of membersOf(id)) {
          const shown = toMembership(state, membership);
          state.memberships.delete(membership.id);
          state.emit('organizationMembership.deleted', shown);
        }
        state.organizations.delete(id);
        const left = { object: 'organization', id, slug, deleted: true };
        state.emit('organization.deleted', left);
        return left;
      },
    },
  };
}
