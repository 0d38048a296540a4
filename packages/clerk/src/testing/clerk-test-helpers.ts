import type { ClerkState } from './clerk-state.js';
import { addMember } from './membership-routes.js';
import type { SessionRecord } from './resources.js';
import { toSessionClaims } from './session-claims.js';
import type { SigningKey } from './signing-key.js';

/** A session to sign a token for. */
export interface SessionTokenInput {
  readonly userId: string;
  /** The organization that the user works in. @default none */
  readonly organizationId?: string | undefined;
  /** The origin that asks for the token; `null` for a native app, which has none. @default 'https://app.example' */
  readonly authorizedParty?: string | null | undefined;
  /** When it is signed, in milliseconds since the epoch; it is good for a minute. @default now, on the emulator's clock */
  readonly issuedAt?: number | undefined;
}

/** What a browser, or the dashboard, does at Clerk. */
export interface ClerkTestHelpers {
  /** Signs a user in, and returns a session token, signed with the key that `GET /v1/jwks` tells of. */
  createSessionToken(input: SessionTokenInput): Promise<string>;
  /** Signs claims of your own, to see them refused. */
  signToken(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** The public key, for `createClerk({ jwtKey })`. */
  publicKey(): Promise<string>;
  /**
   * Changes the key that tokens are signed with. An integration asks for keys at most once in 30 seconds: let its clock go on,
   * or a token of the new key is `jwk-kid-mismatch`.
   */
  rotateKey(): void;
  /** A user takes an invitation into an organization, and becomes a member. */
  acceptInvitation(invitationId: string, userId: string): void;
}

const DAY = 86_400_000;
/** How long a session lasts. Source: https://clerk.com/docs/guides/secure/session-options */
const SESSION_LIFETIME = 7 * DAY;

/** Makes {@link ClerkTestHelpers}. */
export function createClerkTestHelpers(state: ClerkState, key: SigningKey, issuer: string): ClerkTestHelpers {
  const startSession = ({ userId, organizationId }: SessionTokenInput): SessionRecord => {
    state.user(userId);
    if (organizationId !== undefined && state.membership(organizationId, userId) === undefined)
      throw new Error(`${userId} is no member of ${organizationId}.`);
    const now = state.now();
    const session: SessionRecord = {
      id: state.identifier('sess'),
      object: 'session',
      user_id: userId,
      client_id: state.identifier('client'),
      actor: null,
      status: 'active',
      last_active_organization_id: organizationId ?? null,
      last_active_at: now,
      expire_at: now + SESSION_LIFETIME,
      abandon_at: now + 30 * DAY,
      created_at: now,
      updated_at: now,
    };
    state.sessions.set(session.id, session);
    state.emit('session.created', session);
    return session;
  };
  return {
    async createSessionToken(input) {
      const authorizedParty = input.authorizedParty === undefined ? 'https://app.example' : input.authorizedParty;
      const issuedAt = input.issuedAt ?? state.now();
      const session = startSession(input);
      return await key.sign(
        toSessionClaims(state, session, { issuer, authorizedParty: authorizedParty ?? undefined, issuedAt }),
      );
    },
    signToken: (claims) => key.sign(claims),
    publicKey: () => key.pem(),
    rotateKey: () => key.rotate(),
    acceptInvitation(invitationId, userId) {
      const invitation = state.organizationInvitations.get(invitationId);
      if (invitation?.status !== 'pending') throw new Error(`There is no pending invitation ${invitationId}.`);
      addMember(state, invitation.organization_id, userId, invitation.role);
      const accepted = { ...invitation, status: 'accepted', updated_at: state.now() } as const;
      state.organizationInvitations.set(invitationId, accepted);
      state.emit('organizationInvitation.accepted', { ...accepted, user_id: userId });
    },
  };
}
