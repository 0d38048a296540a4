import { type CallOptions, parseShape, shape } from '@breakwater/core';
import type { ClerkClient, Organization } from '@clerk/backend';
import { checkAnswer, isText } from './answers.js';
import { assertFeature, type ClerkHost, inputOf, isMadeSince } from './clerk-host.js';
import { createOnce } from './create-once.js';
import { checkFilters } from './filters.js';
import { paginate } from './paginate.js';

type Organizations = ClerkClient['organizations'];

/** An organization to be made: the SDK's own parameters, with a slug. */
export type CreateOrganizationInput = Parameters<Organizations['createOrganization']>[0] & {
  /** The name in URLs. Clerk allows it once, which is what makes a repeat safe. */
  readonly slug: string;
};

/** The SDK's own filters and order. */
export type ListOrganizationsInput = Omit<
  NonNullable<Parameters<Organizations['getOrganizationList']>[0]>,
  'limit' | 'offset'
>;

/** Organizations. */
export interface OrganizationOperations {
  /**
   * Makes an organization once: after an unknown outcome it is looked up by its slug, and compared by name and time. On an
   * instance without slugs call `client.organizations.createOrganization` with `run`, which leaves an unknown outcome to you.
   *
   * @throws IntegrationError `CONFLICT` when the slug is taken
   */
  create(input: CreateOrganizationInput, options?: CallOptions<Organization>): Promise<Organization>;
  /**
   * Every organization that fits, page after page, oldest first. The options hold for each page.
   *
   * @throws IntegrationError `VALIDATION` at once for a filter that filters nothing
   */
  list(input?: ListOrganizationsInput, options?: CallOptions<never>): AsyncGenerator<Organization, void, undefined>;
}

const INPUT = /* @__PURE__ */ shape.object({
  name: shape.string({ maxLength: 256 }),
  slug: shape.string({
    pattern: /^[a-z0-9](?:[a-z0-9-]{0,254}[a-z0-9])?$/,
    expected: 'small letters, digits and hyphens',
  }),
});

/** Makes {@link OrganizationOperations}. */
export function createOrganizationOperations(host: ClerkHost): OrganizationOperations {
  return Object.freeze<OrganizationOperations>({
    async create(given, options) {
      const operation = 'organizations.create';
      assertFeature('organizations', operation, host);
      const { name: wanted, slug: asked } = Object(given) as Partial<CreateOrganizationInput>;
      const { name, slug } = parseShape({ name: wanted, slug: asked }, INPUT, inputOf(operation));
      const input = { ...given };
      const startedAt = host.now();
      const check = (organization: Organization): Organization =>
        checkAnswer(organization, operation, 'an organization', ({ name: made }) => isText(made));
      return await createOnce<Organization>(
        host,
        {
          operation,
          create: async (client) => check(await client.organizations.createOrganization(input)),
          async find(client) {
            const found = await findBySlug(client, slug);
            return found && check(found);
          },
          compare(found) {
            if (!isMadeSince(found.createdAt, startedAt)) return 'older';
            return found.name.trim() === name.trim() ? 'ours' : 'unclear';
          },
        },
        options,
      );
    },
    list(given = {}, options) {
      const operation = 'organizations.list';
      assertFeature('organizations', operation, host);
      const input = checkFilters(given, operation);
      return paginate(operation, (position) =>
        host.run(
          operation,
          (client) => client.organizations.getOrganizationList({ orderBy: '+created_at', ...input, ...position }),
          options,
        ),
      );
    },
  });
}

async function findBySlug(client: ClerkClient, slug: string): Promise<Organization | undefined> {
  try {
    return await client.organizations.getOrganization({ slug });
  } catch (error) {
    if ((Object(error) as { status?: unknown }).status === 404) return undefined;
    throw error;
  }
}
