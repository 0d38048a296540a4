import { type CallOptions, parseShape, shape, withoutUndefined } from '@breakwater/core';
import type { ClerkClient, User } from '@clerk/backend';
import { assertFilters, type ClerkHost, inputOf } from './clerk-host.js';
import { paginate } from './paginate.js';

/** A user to be made: the SDK's own parameters, with an id of yours. */
export type CreateUserInput = Parameters<ClerkClient['users']['createUser']>[0] & {
  /** Your own id of the user. Clerk allows it once, which is what makes a repeat safe. */
  readonly externalId: string;
};

/** The SDK's own filters and order. */
export type ListUsersInput = Omit<NonNullable<Parameters<ClerkClient['users']['getUserList']>[0]>, 'limit' | 'offset'>;

/** Users. */
export interface UserOperations {
  /**
   * Makes a user once: Clerk has no idempotency keys, so `externalId` stands in for one. After an unknown outcome the
   * user is looked up by it.
   *
   * @throws IntegrationError `CONFLICT` when the id, or an address, belongs to a user already
   */
  create(input: CreateUserInput, options?: CallOptions<User>): Promise<User>;
  /** Every user that fits, page after page, oldest first. The options hold for each page. */
  list(input?: ListUsersInput, options?: CallOptions<never>): AsyncGenerator<User, void, undefined>;
}

const EXTERNAL_ID = /* @__PURE__ */ shape.object({ externalId: shape.string({ maxLength: 255 }) });

/** Makes {@link UserOperations}. */
export function createUserOperations(host: ClerkHost): UserOperations {
  return Object.freeze<UserOperations>({
    async create(given, options = {}) {
      const { externalId } = parseShape(
        { externalId: (Object(given) as Partial<CreateUserInput>).externalId },
        EXTERNAL_ID,
        inputOf('users.create'),
      );
      const input = { ...given };
      const reconcile = async (): Promise<User | undefined> => {
        const client = await host.client();
        const { data } = await client.users.getUserList({ externalId: [externalId], limit: 10 });
        return data.find((user) => user.externalId === externalId);
      };
      return await host.run('users.create', (client) => client.users.createUser(input), { reconcile, ...options });
    },
    list(given = {}, options) {
      const input = withoutUndefined(given) as ListUsersInput;
      assertFilters(input, 'users.list');
      return paginate((position) =>
        host.run(
          'users.list',
          (client) => client.users.getUserList({ orderBy: '+created_at', ...input, ...position }),
          options,
        ),
      );
    },
  });
}
