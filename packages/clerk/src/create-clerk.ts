import {
  type CallOptions,
  createCallContext,
  createIntegration,
  createPolicy,
  createRedactor,
  createTransport,
  type Integration,
  type IntegrationError,
  systemClock,
  type Telemetry,
  type TelemetryOption,
  type TransportRules,
  toTelemetry,
} from '@breakwater/core';
import type { ClerkClient } from '@clerk/backend';
import { classifyError } from './classify-error.js';
import { classifyResponse } from './classify-response.js';
import type { ClerkFeatures } from './features.js';
import { createInquiries } from './inquiry.js';
import { type LoadedClerk, loadClient } from './load-client.js';
import { type AuthenticateOptions, authenticate, type ClerkAuthentication } from './operations/authenticate.js';
import type { ClerkHost } from './operations/clerk-host.js';
import { createInvitationOperations, type InvitationOperations } from './operations/invitations.js';
import { createMembershipOperations, type MembershipOperations } from './operations/memberships.js';
import { createOrganizationOperations, type OrganizationOperations } from './operations/organizations.js';
import { type PermissionSync, type SyncPermissionsOptions, syncPermissions } from './operations/sync-permissions.js';
import type { TokenOptions } from './operations/token-options.js';
import { createUserOperations, type UserOperations } from './operations/users.js';
import { type TokenHost, type TokenVerdict, verifyToken } from './operations/verify-token.js';
import type { ClerkOptions } from './options.js';
import { createRequestScope } from './request-scope.js';
import { resolveOptions } from './resolve-options.js';
import { CLERK_ROUTES, isIdempotent, isRead } from './routes.js';
import { createSdkFetch } from './sdk-fetch.js';
import { createSessionLookups } from './session-lookups.js';
import { createSigningKeys } from './signing-keys.js';

/** Clerk under one policy. Every member can be destructured: nothing depends on `this`. */
export interface ClerkIntegration extends Integration<ClerkClient, 'clerk'> {
  /**
   * Finds out who a request comes from, by its header or cookies.
   *
   * @throws IntegrationError `VALIDATION` without `authorizedParties` or for no Request; `CONFIGURATION` without
   * `publishableKey` or with a wrong set-up; and when Clerk cannot be asked, with `outcome: 'not_applied'`. Never for what a
   * request holds
   */
  authenticate(request: Request, options?: AuthenticateOptions): Promise<ClerkAuthentication>;
  /**
   * Verifies a session token. Asks Clerk for its keys once in five minutes, and never with a `jwtKey`.
   *
   * @throws IntegrationError `VALIDATION` without `authorizedParties`, and when the keys cannot be had; never for a token
   */
  verifyToken(
    token: string,
    options?: TokenOptions & Pick<CallOptions<TokenVerdict>, 'signal' | 'timeout'>,
  ): Promise<TokenVerdict>;
  /**
   * Brings the application's permissions, in `permissionStore` or in the `store` of this call, in line with Clerk: grants
   * what the membership holds, and revokes when there is no membership any more.
   *
   * @throws IntegrationError when Clerk cannot tell, with nothing written; and what the store throws
   */
  syncPermissions(userId: string, organizationId: string, options?: SyncPermissionsOptions): Promise<PermissionSync>;
  readonly users: UserOperations;
  readonly organizations: OrganizationOperations;
  readonly memberships: MembershipOperations;
  readonly invitations: InvitationOperations;
  readonly features: ClerkFeatures;
}

/**
 * Makes an integration with Clerk. Nothing is loaded and nothing is sent before it is used.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 * @example
 * ```ts
 * import { createClerk } from '@breakwater/clerk';
 *
 * const clerk = createClerk({ secretKey: 'sk_test_1', permissionStore: { grant: console.log, revoke: console.log } });
 * const user = await clerk.run('users.retrieve', (client) => client.users.getUser('user_1'));
 * for await (const membership of clerk.memberships.list({ userId: user.id })) {
 *   await clerk.syncPermissions(user.id, membership.organization.id);
 * }
 * ```
 */
export function createClerk(options: ClerkOptions): ClerkIntegration {
  const { options: resolved, definition } = resolveOptions(options);
  const { clock = systemClock, random, telemetry, features, secretKey, machineSecretKey, permissionStore } = resolved;
  const context = createCallContext();
  const redact = createRedactor({
    secrets: [secretKey, ...(machineSecretKey === undefined ? [] : [machineSecretKey])],
  });
  const { errorHandling, rateLimiting, baseUrl } = definition;
  const dependencies = { clock, random, redact };
  const policy = createPolicy('clerk', { ...errorHandling, rateLimiting }, { ...dependencies, telemetry });
  // Clerk does not limit the keys, and everybody waits for them: what other calls do must neither delay nor stop them.
  const keysPolicy = createPolicy('clerk', errorHandling, { ...dependencies, telemetry: toKeysTelemetry(telemetry) });
  const rules: TransportRules = {
    context,
    clock,
    redact,
    fetch: resolved.fetch,
    routes: CLERK_ROUTES,
    isIdempotent,
    isRead,
    classifyResponse,
  };
  const transport = createTransport(policy, rules);
  const scope = createRequestScope();
  const inquiries = createInquiries(context);
  const { requestsPerSecond = Infinity } = rateLimiting;
  const sdkFetch = createSdkFetch({
    transport,
    keysTransport: createTransport(keysPolicy, rules),
    scope,
    inquiries,
    lookups: createSessionLookups({ transport, clock, perSecond: requestsPerSecond / 2 }),
    keys: createSigningKeys({
      context,
      inquiries,
      clock,
      load: () => integration.run('jwks.retrieve', (client) => client.jwks.getJwks(), { fallback: rethrow }),
    }),
    baseUrl,
  });
  const verifiers = new WeakMap<ClerkClient, LoadedClerk['verifyToken']>();
  const integration: Integration<ClerkClient, 'clerk'> = createIntegration({
    definition,
    policy,
    context,
    clock,
    telemetry,
    redact,
    load: async () => {
      const loaded = await loadClient(resolved, sdkFetch, scope, redact);
      verifiers.set(loaded.client, loaded.verifyToken);
      return loaded.client;
    },
    classifyError,
    // One number: no personal data, and no list.
    check: (client) => client.users.getCount(),
  });
  const host: ClerkHost = { run: integration.run, client: integration.client, features, now: () => clock.now() };
  const tokenHost: TokenHost = {
    ...host,
    options: resolved,
    baseUrl,
    inquiries,
    redact,
    verifyToken: async (token, sdkOptions) => {
      const verify = verifiers.get(await integration.client());
      if (verify === undefined) throw new TypeError('The client was loaded without its verifyToken');
      return await verify(token, sdkOptions);
    },
  };
  return Object.freeze<ClerkIntegration>({
    ...integration,
    authenticate: (request, authenticateOptions) => authenticate(tokenHost, request, authenticateOptions),
    verifyToken: (token, tokenOptions) => verifyToken(tokenHost, token, tokenOptions),
    syncPermissions: (userId, organizationId, callOptions) =>
      syncPermissions(host, permissionStore, userId, organizationId, callOptions),
    users: createUserOperations(host),
    organizations: createOrganizationOperations(host),
    memberships: createMembershipOperations(host),
    invitations: createInvitationOperations(host),
    features: Object.freeze(features),
  });
}

/** The circuit of the keys is not that of the service: its events go by a name of their own. */
function toKeysTelemetry(given: TelemetryOption | undefined): Telemetry | undefined {
  const telemetry = toTelemetry(given);
  return telemetry && { emit: (event) => telemetry.emit({ ...event, service: 'clerk.jwks' }) };
}

/** A stand-in for the keys of tokens would be a stand-in for whoever asks. */
const rethrow = (error: IntegrationError): never => {
  throw error;
};
