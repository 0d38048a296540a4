import { type Clock, systemClock } from '@breakwater/core';
import { type Book, createEmulator, createFaultProgram, type Emulator, type FaultProgram } from '@breakwater/testing';
import { genericError, toErrorResponse } from './api-error.js';
import { createClerkApi } from './clerk-api.js';
import { type ClerkRoles, createClerkState, DEFAULT_ROLES } from './clerk-state.js';
import { type ClerkTestHelpers, createClerkTestHelpers } from './clerk-test-helpers.js';
import {
  type ClerkWebhookEndpoint,
  type ClerkWebhookEndpoints,
  createClerkWebhookEndpoints,
} from './clerk-webhook-endpoints.js';
import { createInvitationRoutes } from './invitation-routes.js';
import { createMembershipRoutes } from './membership-routes.js';
import { createOrganizationRoutes } from './organization-routes.js';
import type {
  EventRecord,
  InvitationRecord,
  MembershipRecord,
  OrganizationInvitationRecord,
  OrganizationRecord,
  SessionRecord,
  UserRecord,
} from './resources.js';
import { toSessionClaims } from './session-claims.js';
import { createSessionRoutes } from './session-routes.js';
import { createSigningKey } from './signing-key.js';
import { createUserRoutes } from './user-routes.js';

/** Options of {@link createClerkEmulator}. */
export interface ClerkEmulatorOptions {
  /** The only key that is accepted. @default 'sk_test_emulated' */
  readonly secretKey?: string;
  /** Roles besides `org:admin` and `org:member`, or others for these, with their permissions. */
  readonly roles?: ClerkRoles;
  /** Names of JWT templates. Their tokens hold what a session token does. @default none */
  readonly jwtTemplates?: readonly string[];
  /** Where signed webhooks are sent. More endpoints can be added later. @default nowhere */
  readonly webhooks?: ClerkWebhookEndpoint;
  /** Requests that are answered within ten seconds. @default 100, and 1000 for a live key */
  readonly limit?: number;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Makes ids repeatable. @default 1 */
  readonly seed?: number;
  /** @default no faults; add them with `emulator.faults.add` */
  readonly faults?: FaultProgram;
}

/** What the emulator keeps: requests, and what Clerk believes. */
export interface ClerkBook extends Book {
  readonly users: readonly UserRecord[];
  readonly organizations: readonly OrganizationRecord[];
  readonly memberships: readonly MembershipRecord[];
  readonly organizationInvitations: readonly OrganizationInvitationRecord[];
  readonly invitations: readonly InvitationRecord[];
  readonly sessions: readonly SessionRecord[];
  readonly events: readonly EventRecord[];
  /** Requests to routes that the emulator does not have, and parameters that it does not obey: `GET /v1/users provider`. */
  readonly unsimulated: readonly string[];
}

/** A stateful twin of Clerk. */
export interface ClerkEmulator extends Emulator<ClerkBook> {
  readonly webhooks: ClerkWebhookEndpoints;
  readonly testHelpers: ClerkTestHelpers;
  /** The publishable key of the instance, for `createClerk({ publishableKey })`. */
  readonly publishableKey: string;
}

const FRONTEND = 'emulated.clerk.accounts.dev';

/**
 * Creates a stateful twin of Clerk: users, organizations, memberships, invitations, sessions with signed tokens, and the
 * keys to verify them. It refuses what Clerk refuses, sends signed webhooks, and fails as its fault program says. What it
 * leaves out is listed in `book.unsimulated`.
 *
 * @example
 * ```ts
 * import { createClerk } from '@breakwater/clerk';
 * import { createClerkEmulator } from '@breakwater/clerk/testing';
 * import { toFetch } from '@breakwater/testing';
 *
 * const emulator = createClerkEmulator({ secretKey: 'sk_test_1' });
 * export const clerk = createClerk({ secretKey: 'sk_test_1', fetch: toFetch(emulator) });
 * ```
 */
export function createClerkEmulator(options: ClerkEmulatorOptions = {}): ClerkEmulator {
  const { clock = systemClock, faults = createFaultProgram(), secretKey = 'sk_test_emulated', seed = 1 } = options;
  const unsimulated = new Set<string>();
  const state = createClerkState({
    clock,
    seed,
    roles: { ...DEFAULT_ROLES, ...options.roles },
    onEvent: (event) => endpoints.send(event),
  });
  const key = createSigningKey(state.identifier);
  const issuer = `https://${FRONTEND}`;
  const endpoints = createClerkWebhookEndpoints({
    clock,
    faults,
    instanceId: state.identifier('ins'),
    find: (id) => state.events.find((event) => event.id === id),
  });
  if (options.webhooks) endpoints.add(options.webhooks);
  const toToken = async (session: SessionRecord): Promise<string> =>
    await key.sign(toSessionClaims(state, session, { issuer, authorizedParty: undefined, issuedAt: state.now() }));
  const api = createClerkApi({
    state,
    secretKey,
    unsimulated,
    limit: options.limit ?? (secretKey.startsWith('sk_live_') ? 1_000 : 100),
    routes: {
      ...createUserRoutes(state),
      ...createOrganizationRoutes(state),
      ...createMembershipRoutes(state),
      ...createInvitationRoutes(state),
      ...createSessionRoutes(state, key, toToken, options.jwtTemplates ?? []),
    },
  });
  const emulator = createEmulator<Omit<ClerkBook, keyof Book>>({
    name: 'clerk',
    clock,
    faults,
    domain: {
      get users() {
        return [...state.users.values()];
      },
      get organizations() {
        return [...state.organizations.values()];
      },
      get memberships() {
        return [...state.memberships.values()];
      },
      get organizationInvitations() {
        return [...state.organizationInvitations.values()];
      },
      get invitations() {
        return [...state.invitations.values()];
      },
      get sessions() {
        return [...state.sessions.values()];
      },
      get events() {
        return [...state.events];
      },
      get unsimulated() {
        return [...unsimulated];
      },
    },
    route: api.route,
    respond: api.respond,
    errorResponse: (status) => toErrorResponse(genericError(status), state.identifier('trace')),
    close: () => endpoints.close(),
  });
  const { add, flush, resend } = endpoints;
  return {
    ...emulator,
    publishableKey: `pk_test_${btoa(`${FRONTEND}$`)}`,
    webhooks: {
      add,
      flush,
      resend,
      get deliveries() {
        return endpoints.deliveries;
      },
    },
    testHelpers: createClerkTestHelpers(state, key, issuer),
  };
}
