import { type CallOptions, IntegrationError, parseShape, shape } from '@breakwater/core';
import type { ClerkClient, OrganizationMembership } from '@clerk/backend';
import { identifierShape } from '../identifier.js';
import { checkAnswer, checkPage, createAnswerError, isMembershipOf } from './answers.js';
import { assertFeature, type ClerkHost, inputOf, isAbsent, isMadeSince } from './clerk-host.js';
import { createOnce } from './create-once.js';
import { checkFilters } from './filters.js';
import { paginate } from './paginate.js';

type Organizations = ClerkClient['organizations'];

/** A user and an organization. */
export interface MembershipInput {
  readonly userId: string;
  readonly organizationId: string;
}

/** A membership to be made. */
export interface AddMembershipInput extends MembershipInput {
  /** Key of the role, for example `org:member`. */
  readonly role: string;
}

type Filters = Omit<
  Parameters<Organizations['getOrganizationMembershipList']>[0],
  'organizationId' | 'limit' | 'offset'
>;

/** Whose memberships: an organization's, with the SDK's own filters, or a user's. */
export type ListMembershipsInput =
  | ({ readonly organizationId: string } & Filters)
  | { readonly userId: string; readonly organizationId?: undefined };

/** Who belongs where. */
export interface MembershipOperations {
  /**
   * Every membership of an organization or of a user, page after page. The options hold for each page.
   *
   * @throws IntegrationError `VALIDATION` at once for wrong input, and what a page fails with while it is gone through
   */
  list(
    input: ListMembershipsInput,
    options?: CallOptions<never>,
  ): AsyncGenerator<OrganizationMembership, void, undefined>;
  /** The membership of a user in an organization, or undefined when there is none. One request, however many members. */
  find(input: MembershipInput, options?: CallOptions<never>): Promise<OrganizationMembership | undefined>;
  /**
   * Makes a user a member. Clerk refuses a second membership, and after an unknown outcome it is looked up: it is made
   * once.
   *
   * @throws IntegrationError `CONFLICT` when the user is a member already
   */
  add(input: AddMembershipInput, options?: CallOptions<OrganizationMembership>): Promise<OrganizationMembership>;
  /** Sees to it that a user is no member. No membership to begin with is no failure. */
  remove(input: MembershipInput, options?: CallOptions<void>): Promise<void>;
}

const IDS = /* @__PURE__ */ Object.freeze({
  userId: identifierShape('user'),
  organizationId: identifierShape('organization'),
});
const MEMBERSHIP = /* @__PURE__ */ shape.object(IDS);
const NEW_MEMBERSHIP = /* @__PURE__ */ shape.object({ ...IDS, role: shape.string({ maxLength: 255 }) });
const OF_ORGANIZATION = /* @__PURE__ */ shape.object({ organizationId: IDS.organizationId });
const OF_USER = /* @__PURE__ */ shape.object({ userId: IDS.userId });

/** Makes {@link MembershipOperations}. */
export function createMembershipOperations(host: ClerkHost): MembershipOperations {
  const add = async (
    given: AddMembershipInput,
    options?: CallOptions<OrganizationMembership>,
  ): Promise<OrganizationMembership> => {
    const operation = 'memberships.add';
    assertFeature('organizations', operation, host);
    const input = parseShape(given, NEW_MEMBERSHIP, inputOf(operation));
    const startedAt = host.now();
    const isAsked = (fields: object): boolean => isMembershipOf({ ...fields }, input.userId, input.organizationId);
    return await createOnce<OrganizationMembership>(
      host,
      {
        operation,
        async create(client) {
          const made = await client.organizations.createOrganizationMembership(input);
          return checkAnswer(made, operation, 'the membership that was asked for', isAsked);
        },
        find: (client) => readMembership(client, operation, input),
        compare({ createdAt, role }) {
          if (!isMadeSince(createdAt, startedAt)) return 'older';
          return role === input.role ? 'ours' : 'unclear';
        },
      },
      options,
    );
  };
  const remove = async (given: MembershipInput, options?: CallOptions<void>): Promise<void> => {
    assertFeature('organizations', 'memberships.remove', host);
    const input = parseShape(given, MEMBERSHIP, inputOf('memberships.remove'));
    try {
      await host.run<unknown>(
        'memberships.remove',
        (client) => client.organizations.deleteOrganizationMembership(input),
        options,
      );
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  };
  return Object.freeze<MembershipOperations>({
    list: (given, options) => listMemberships(host, given, options),
    find: async (given, options) => await findMembership(host, 'memberships.find', given, options),
    add,
    remove,
  });
}

/** Reads one membership under the name of an operation; undefined says that Clerk knows of none. */
export async function findMembership(
  host: ClerkHost,
  operation: string,
  given: MembershipInput,
  options?: CallOptions<never>,
): Promise<OrganizationMembership | undefined> {
  assertFeature('organizations', operation, host);
  const input = parseShape(given, MEMBERSHIP, inputOf(operation));
  try {
    return await host.run<OrganizationMembership | undefined>(
      operation,
      (client) => readMembership(client, operation, input),
      options,
    );
  } catch (error) {
    // The organization itself is gone, and its memberships with it.
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/**
 * Looks one membership up. What is found is compared with what was asked for: on this answer permissions are granted, and
 * taken away.
 */
async function readMembership(
  client: ClerkClient,
  operation: string,
  { userId, organizationId }: MembershipInput,
): Promise<OrganizationMembership | undefined> {
  const page = await client.organizations.getOrganizationMembershipList({
    organizationId,
    userId: [userId],
    limit: 10,
  });
  const { data, totalCount } = checkPage(page, operation);
  // "There is one, and here is none" says nothing, least of all that there is none.
  if (data.length !== Math.min(totalCount, 10)) throw createAnswerError(operation, `the ${totalCount} that it counts`);
  const found = data.find(
    (membership) => membership.publicUserData?.userId === userId && membership.organization.id === organizationId,
  );
  if (found !== undefined || data.length === 0) return found;
  throw new IntegrationError({
    code: 'UNKNOWN',
    service: 'clerk',
    operation,
    message: `asked for one user's membership, and was answered with those of others`,
  });
}

function listMemberships(
  host: ClerkHost,
  given: ListMembershipsInput,
  options?: CallOptions<never>,
): AsyncGenerator<OrganizationMembership, void, undefined> {
  const operation = 'memberships.list';
  assertFeature('organizations', operation, host);
  const { organizationId, ...rest } = Object(given) as Partial<MembershipInput>;
  if (organizationId === undefined) {
    const { userId } = parseShape(rest, OF_USER, inputOf(operation));
    return paginate(operation, (position) =>
      host.run(operation, (client) => client.users.getOrganizationMembershipList({ userId, ...position }), options),
    );
  }
  parseShape({ organizationId }, OF_ORGANIZATION, inputOf(operation));
  const input = checkFilters(given as { organizationId: string } & Filters, operation);
  return paginate(operation, (position) =>
    host.run(
      operation,
      (client) => client.organizations.getOrganizationMembershipList({ orderBy: '+created_at', ...input, ...position }),
      options,
    ),
  );
}
