import type { OutgoingRequest } from '@breakwater/core';

/**
 * Templates of the routes that are walked most: the names of bare client calls. Other paths are told apart by their
 * segments. Read in the API classes of @clerk/backend 3.25.0.
 */
export const CLERK_ROUTES: readonly string[] = [
  '/v1/invitations',
  '/v1/invitations/{invitation}/revoke',
  '/v1/jwks',
  '/v1/organization_memberships',
  '/v1/organizations',
  '/v1/organizations/{organization}',
  '/v1/organizations/{organization}/invitations',
  '/v1/organizations/{organization}/invitations/{invitation}',
  '/v1/organizations/{organization}/invitations/{invitation}/revoke',
  '/v1/organizations/{organization}/memberships',
  '/v1/organizations/{organization}/memberships/{user}',
  '/v1/organizations/{organization}/memberships/{user}/metadata',
  '/v1/organizations/{organization}/metadata',
  '/v1/sessions/{session}',
  '/v1/sessions/{session}/refresh',
  '/v1/sessions/{session}/revoke',
  '/v1/sessions/{session}/tokens',
  '/v1/sessions/{session}/tokens/{template}',
  '/v1/users',
  '/v1/users/count',
  '/v1/users/{user}',
  '/v1/users/{user}/metadata',
  '/v1/users/{user}/organization_memberships',
];

/** Puts a user in a state, whatever it was before. Source: Clerk's API description, 2026-05-12 */
const SETTING = /^\/v1\/users\/[^/]+\/(?:ban|unban|lock|unlock)$/;

/** Looks a machine's token up: a read, sent with POST to keep the token out of URLs. Read in @clerk/backend 3.25.0. */
const VERIFYING = /^\/(?:api_keys|m2m_tokens|oauth_applications\/access_tokens)\/verify$/;

/** Writes that may be repeated: Clerk's PATCH sets or merges values, so that a second one changes nothing. */
export function isIdempotent({ method, url }: OutgoingRequest): boolean {
  return method === 'PATCH' || (method === 'POST' && SETTING.test(url.pathname));
}

/** Requests that change nothing, beside GET. */
export function isRead({ method, url }: OutgoingRequest): boolean {
  return method === 'POST' && VERIFYING.test(url.pathname);
}
