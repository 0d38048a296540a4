import { type CallOptions, parseShape, shape } from '@breakwater/core';
import type { ClerkClient, OrganizationInvitation } from '@clerk/backend';
import { identifierShape } from '../identifier.js';
import { checkAnswer } from './answers.js';
import { assertFeature, type ClerkHost, inputOf, isMadeSince } from './clerk-host.js';
import { checkFilters } from './filters.js';
import { paginate } from './paginate.js';

type Organizations = ClerkClient['organizations'];

/** An invitation into an organization: the SDK's own parameters. */
export type CreateInvitationInput = Parameters<Organizations['createOrganizationInvitation']>[0];

/** The SDK's own parameters. */
export type ListInvitationsInput = Omit<
  Parameters<Organizations['getOrganizationInvitationList']>[0],
  'limit' | 'offset'
>;

/** Invitations into organizations. */
export interface InvitationOperations {
  /**
   * Invites somebody. Clerk sends a mail for each invitation and has no idempotency keys: after an unknown outcome the
   * invitation is looked up, and never sent a second time. When it is not found, the outcome stays `unknown`.
   */
  create(input: CreateInvitationInput, options?: CallOptions<OrganizationInvitation>): Promise<OrganizationInvitation>;
  /** Every invitation that fits, page after page. The options hold for each page. */
  list(
    input: ListInvitationsInput,
    options?: CallOptions<never>,
  ): AsyncGenerator<OrganizationInvitation, void, undefined>;
}

const organizationShape = /* @__PURE__ */ identifierShape('organization');
const ORGANIZATION = /* @__PURE__ */ shape.object({ organizationId: organizationShape });
const INVITATION = /* @__PURE__ */ shape.object({
  organizationId: organizationShape,
  emailAddress: shape.string({ pattern: /^[^\s@]+@[^\s@]+$/, maxLength: 320, expected: 'a mail address' }),
  role: shape.string({ maxLength: 255 }),
});

/** Makes {@link InvitationOperations}. */
export function createInvitationOperations(host: ClerkHost): InvitationOperations {
  const list: InvitationOperations['list'] = (given, options) => {
    const operation = 'invitations.list';
    assertFeature('invitations', operation, host);
    const { organizationId } = Object(given) as Partial<ListInvitationsInput>;
    parseShape({ organizationId }, ORGANIZATION, inputOf(operation));
    const input = checkFilters(given, operation);
    return paginate(operation, (position) =>
      host.run(
        operation,
        (client) => client.organizations.getOrganizationInvitationList({ ...input, ...position }),
        options,
      ),
    );
  };
  return Object.freeze<InvitationOperations>({
    list,
    async create(given, options = {}) {
      const operation = 'invitations.create';
      assertFeature('invitations', operation, host);
      const { organizationId, emailAddress, role } = Object(given) as Partial<CreateInvitationInput>;
      const checked = parseShape({ organizationId, emailAddress, role }, INVITATION, inputOf(operation));
      const input = { ...given };
      const startedAt = host.now();
      const reconcile = async (): Promise<OrganizationInvitation> => {
        const client = await host.client();
        const pending = paginate(operation, (position) =>
          client.organizations.getOrganizationInvitationList({
            organizationId: checked.organizationId,
            status: ['pending'],
            ...position,
          }),
        );
        for await (const invitation of pending) {
          const isTheirs = invitation.emailAddress.toLowerCase() === checked.emailAddress.toLowerCase();
          if (isTheirs && invitation.role === checked.role && isMadeSince(invitation.createdAt, startedAt))
            return invitation;
        }
        // It may still be on its way: whoever repeated it now might send two mails.
        throw new Error('the invitation was not found');
      };
      const check = (invitation: OrganizationInvitation): OrganizationInvitation =>
        checkAnswer(invitation, operation, 'the invitation that was asked for', (fields) => {
          return fields['organizationId'] === checked.organizationId;
        });
      return await host.run(
        operation,
        async (client) => check(await client.organizations.createOrganizationInvitation(input)),
        { reconcile, ...options },
      );
    },
  });
}
