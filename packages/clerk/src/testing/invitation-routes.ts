import { ClerkApiError, invalid, notFound } from './api-error.js';
import { PAGE, passes, passesSearch, type QueryRules, toPage } from './api-query.js';
import { type ApiRequest, type ClerkRoute, objectOf, textOf } from './api-request.js';
import type { ClerkState } from './clerk-state.js';
import { assertRole, toRoleName } from './membership-routes.js';
import type { InvitationRecord, OrganizationInvitationRecord } from './resources.js';

const DAY = 86_400_000;

/** Days for which an invitation stands, by default. Source: https://clerk.com/docs/guides/users/inviting */
const DAYS = 30;

/** Source: Clerk's API description, 2026-05-12. Nothing expires here. */
const FILTERS: QueryRules = { ...PAGE, order_by: 'string', status: ['pending', 'accepted', 'revoked', 'expired'] };

function readAddress(body: ApiRequest['body']): string {
  const address = textOf(body, 'email_address') ?? '';
  if (/^[^\s@]+@[^\s@]+$/.test(address)) return address.toLowerCase();
  throw invalid('email_address', 'email_address must be a valid email address.', 'form_param_format_invalid');
}

/** The address in the mail. */
const toTicket = (state: ClerkState): string =>
  `https://emulated.clerk.accounts.dev/v1/tickets/accept?ticket=${state.identifier('ticket')}`;

const duplicate = (address: string): ClerkApiError =>
  new ClerkApiError(400, 'duplicate_record', `There is already a pending invitation for ${address}.`, {
    parameter: 'email_address',
  });

/** The routes of invitations into organizations and into the application. */
export function createInvitationRoutes(state: ClerkState): Readonly<Record<string, ClerkRoute>> {
  const expiry = (body: ApiRequest['body']): number =>
    state.now() + ((body['expires_in_days'] as number | undefined) ?? DAYS) * DAY;
  const findIn = ({ parameters }: ApiRequest): OrganizationInvitationRecord => {
    const { id } = state.organization(parameters['organization'] ?? '');
    const found = state.organizationInvitations.get(parameters['invitation'] ?? '');
    if (found === undefined || found.organization_id !== id)
      throw notFound('organization invitation', parameters['invitation'] ?? '');
    return found;
  };
  return {
    'GET /v1/organizations/{organization}/invitations': {
      query: { ...FILTERS, email_address: 'string' },
      answer: ({ parameters, query }) => {
        const { id } = state.organization(parameters['organization'] ?? '');
        const found = [...state.organizationInvitations.values()].filter(
          (one) =>
            one.organization_id === id &&
            passes(query, 'status', [one.status]) &&
            passes(query, 'email_address', [one.email_address]),
        );
        const page = toPage(found, query, { email_address: (one) => one.email_address });
        return { data: page, total_count: found.length };
      },
    },
    'POST /v1/organizations/{organization}/invitations': {
      body: {
        email_address: 'string',
        inviter_user_id: 'string',
        role: 'string',
        public_metadata: 'object',
        private_metadata: 'object',
        redirect_url: 'string',
        expires_in_days: 'days',
        notify: 'boolean',
      },
      required: ['email_address', 'role'],
      ignored: ['redirect_url', 'notify'],
      answer: ({ parameters, body }) => {
        const { id } = state.organization(parameters['organization'] ?? '');
        const address = readAddress(body);
        const role = textOf(body, 'role') ?? '';
        assertRole(state, role);
        const inviter = textOf(body, 'inviter_user_id');
        if (inviter !== undefined && state.membership(id, inviter) === undefined)
          throw notFound('organization membership', inviter);
        assertInvitable(state, id, address);
        const invitation: OrganizationInvitationRecord = {
          id: state.identifier('orginv'),
          object: 'organization_invitation',
          email_address: address,
          role,
          role_name: toRoleName(role),
          organization_id: id,
          inviter_id: inviter ?? null,
          public_inviter_data: null,
          status: 'pending',
          public_metadata: objectOf(body, 'public_metadata') ?? {},
          private_metadata: objectOf(body, 'private_metadata') ?? {},
          url: toTicket(state),
          expires_at: expiry(body),
          created_at: state.now(),
          updated_at: state.now(),
        };
        state.organizationInvitations.set(invitation.id, invitation);
        state.emit('organizationInvitation.created', invitation);
        return invitation;
      },
    },
    'GET /v1/organizations/{organization}/invitations/{invitation}': { answer: findIn },
    'POST /v1/organizations/{organization}/invitations/{invitation}/revoke': {
      body: { requesting_user_id: 'string' },
      answer: (request) => {
        const invitation = findIn(request);
        if (invitation.status !== 'pending') {
          const message = `The invitation is ${invitation.status} already.`;
          throw new ClerkApiError(400, 'organization_invitation_not_pending', message);
        }
        const revoked = { ...invitation, status: 'revoked', updated_at: state.now() } as const;
        state.organizationInvitations.set(revoked.id, revoked);
        state.emit('organizationInvitation.revoked', revoked);
        return revoked;
      },
    },
    'GET /v1/invitations': {
      query: { ...FILTERS, query: 'string', paginated: 'boolean' },
      answer: ({ query }) => {
        const found = [...state.invitations.values()].filter(
          (one) => passes(query, 'status', [one.status]) && passesSearch(query, 'query', [one.id, one.email_address]),
        );
        const page = toPage(found, query, {
          email_address: (one) => one.email_address,
          expires_at: (one) => one.expires_at,
        });
        return query.get('paginated') === 'true' ? { data: page, total_count: found.length } : page;
      },
    },
    'POST /v1/invitations': {
      body: {
        email_address: 'string',
        public_metadata: 'object',
        redirect_url: 'string',
        notify: 'boolean',
        ignore_existing: 'boolean',
        expires_in_days: 'days',
        template_slug: ['invitation', 'waitlist_invitation'],
      },
      required: ['email_address'],
      ignored: ['redirect_url', 'notify', 'template_slug'],
      answer: ({ body }) => {
        const address = readAddress(body);
        const isInvited = [...state.invitations.values()].some(
          (one) => one.email_address === address && one.status === 'pending',
        );
        if (isInvited && body['ignore_existing'] !== true) throw duplicate(address);
        const invitation: InvitationRecord = {
          id: state.identifier('inv'),
          object: 'invitation',
          email_address: address,
          public_metadata: objectOf(body, 'public_metadata') ?? {},
          revoked: false,
          status: 'pending',
          url: toTicket(state),
          expires_at: expiry(body),
          created_at: state.now(),
          updated_at: state.now(),
        };
        state.invitations.set(invitation.id, invitation);
        return invitation;
      },
    },
    'POST /v1/invitations/{invitation}/revoke': {
      answer: ({ parameters }) => {
        const invitation = state.invitations.get(parameters['invitation'] ?? '');
        if (invitation === undefined) throw notFound('invitation', parameters['invitation'] ?? '');
        if (invitation.status !== 'pending')
          throw new ClerkApiError(400, 'invitation_already_revoked', 'The invitation is not pending.');
        const revoked = { ...invitation, status: 'revoked', revoked: true, updated_at: state.now() } as const;
        state.invitations.set(revoked.id, revoked);
        return revoked;
      },
    },
  };
}

function assertInvitable(state: ClerkState, organizationId: string, address: string): void {
  const user = [...state.users.values()].find((one) =>
    one.email_addresses.some(({ email_address }) => email_address === address),
  );
  if (user !== undefined && state.membership(organizationId, user.id) !== undefined) {
    const message = `${address} belongs to a member of the organization.`;
    throw new ClerkApiError(400, 'already_a_member_in_organization', message, { parameter: 'email_address' });
  }
  const isInvited = [...state.organizationInvitations.values()].some(
    (one) => one.organization_id === organizationId && one.email_address === address && one.status === 'pending',
  );
  if (isInvited) throw duplicate(address);
}
