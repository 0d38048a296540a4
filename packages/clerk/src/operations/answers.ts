import { IntegrationError } from '@breakwater/core';
import type { OrganizationMembership } from '@clerk/backend';
import type { ClerkPage } from './paginate.js';

type Fields = Readonly<Record<string, unknown>>;

/** Whether an answer holds a text that is not empty. */
export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/**
 * The error for an answer that is not as Clerk describes it, such as one of something in between. Inside a call that has
 * written, the outcome becomes `unknown`.
 */
export function createAnswerError(operation: string, missing: string): IntegrationError {
  return new IntegrationError({
    code: 'UNAVAILABLE',
    service: 'clerk',
    operation,
    message: `clerk ${operation}: the answer is not as described: it is not ${missing}`,
  });
}

/**
 * Gives an answer back that is what was asked for: the SDK hands on whatever came, also nothing.
 *
 * @throws IntegrationError `UNAVAILABLE`
 */
export function checkAnswer<T>(answer: T, operation: string, wanted: string, fits: (fields: Fields) => boolean): T {
  const fields = Object(answer) as Fields;
  if (isText(fields['id']) && fits(fields)) return answer;
  throw createAnswerError(operation, wanted);
}

/** The same for a page: items with ids, and a count of them all that does not contradict the page. */
export function checkPage<Item>(page: ClerkPage<Item>, operation: string): ClerkPage<Item> {
  const { data, totalCount } = Object(page) as { data?: unknown; totalCount?: unknown };
  const isList = Array.isArray(data) && data.every((item: unknown) => isText((Object(item) as Fields)['id']));
  if (isList && Number.isSafeInteger(totalCount) && Number(totalCount) >= 0) return page;
  throw createAnswerError(operation, 'a page of a list');
}

/** Whether a membership is that of a user in an organization, as far as it says. */
export function isMembershipOf(
  { publicUserData, organization }: Fields,
  userId: string,
  organizationId: string,
): boolean {
  const user = publicUserData as OrganizationMembership['publicUserData'];
  const isTheirs = user === undefined || user === null || user.userId === userId;
  return isTheirs && (Object(organization) as Fields)['id'] === organizationId;
}
