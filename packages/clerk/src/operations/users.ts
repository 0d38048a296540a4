import { type CallOptions, parseShape, shape } from '@breakwater/core';
import type { ClerkClient, User } from '@clerk/backend';
import { checkAnswer, checkPage, createAnswerError } from './answers.js';
import { type ClerkHost, inputOf, isMadeSince } from './clerk-host.js';
import { createOnce } from './create-once.js';
import { checkFilters } from './filters.js';
import { type ClerkPage, paginate } from './paginate.js';

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
   * user is looked up by it, and compared with what was asked for.
   *
   * @throws IntegrationError `CONFLICT` when the id, or an address, belongs to a user already
   */
  create(input: CreateUserInput, options?: CallOptions<User>): Promise<User>;
  /**
   * Every user that fits, page after page, oldest first. The options hold for each page.
   *
   * @throws IntegrationError `VALIDATION` at once for a filter that filters nothing
   */
  list(input?: ListUsersInput, options?: CallOptions<never>): AsyncGenerator<User, void, undefined>;
}

const EXTERNAL_ID = /* @__PURE__ */ shape.object({ externalId: shape.string({ maxLength: 255 }) });

/** Makes {@link UserOperations}. */
export function createUserOperations(host: ClerkHost): UserOperations {
  return Object.freeze<UserOperations>({
    async create(given, options) {
      const operation = 'users.create';
      const { externalId } = parseShape(
        { externalId: (Object(given) as Partial<CreateUserInput>).externalId },
        EXTERNAL_ID,
        inputOf(operation),
      );
      const input = { ...given };
      const startedAt = host.now();
      const check = (user: User): User =>
        checkAnswer(user, operation, 'the user that was asked for', (fields) => fields['externalId'] === externalId);
      return await createOnce<User>(
        host,
        {
          operation,
          create: async (client) => check(await client.users.createUser(input)),
          async find(client) {
            const page = await getUserList(client, operation, { externalId: [externalId], limit: 10 });
            return checkPage(page, operation).data.find((user) => user.externalId === externalId);
          },
          compare(found) {
            const isNew = input.createdAt !== undefined || isMadeSince(found.createdAt, startedAt);
            if (!isNew) return 'older';
            return isAsAsked(found, input) ? 'ours' : 'unclear';
          },
        },
        options,
      );
    },
    list(given = {}, options) {
      const operation = 'users.list';
      const input = checkFilters(given, operation);
      return paginate(operation, (position) =>
        host.run(
          operation,
          (client) => getUserList(client, operation, { orderBy: '+created_at', ...input, ...position }),
          options,
        ),
      );
    },
  });
}

/** The SDK takes this list apart itself, and trips over an answer that is none. */
async function getUserList(
  client: ClerkClient,
  operation: string,
  parameters: Parameters<ClerkClient['users']['getUserList']>[0],
): Promise<ClerkPage<User>> {
  try {
    return await client.users.getUserList(parameters);
  } catch (error) {
    throw error instanceof TypeError ? createAnswerError(operation, 'a page of a list') : error;
  }
}

const toPlain = (text: unknown): string => String(text).trim().toLowerCase();

/** Whether all that was asked for is there. Clerk adds to it, and writes addresses small. */
function isAsAsked(user: User, input: CreateUserInput): boolean {
  const { username, firstName, lastName, emailAddress = [], phoneNumber = [], createdAt } = input;
  const texts = [
    [username, user.username],
    [firstName, user.firstName],
    [lastName, user.lastName],
  ];
  const emails = new Set(user.emailAddresses.map((one) => toPlain(one.emailAddress)));
  const phones = new Set(user.phoneNumbers.map((one) => toPlain(one.phoneNumber).replaceAll(/\D/g, '')));
  return (
    texts.every(([asked, found]) => asked === undefined || toPlain(asked) === toPlain(found ?? '')) &&
    emailAddress.every((address) => emails.has(toPlain(address))) &&
    phoneNumber.every((number) => phones.has(toPlain(number).replaceAll(/\D/g, ''))) &&
    (createdAt === undefined || Math.abs(user.createdAt - new Date(createdAt).getTime()) < 1_000)
  );
}
