import type { ClerkState } from './clerk-state.js';
import type { SessionRecord } from './resources.js';

/** Seconds for which a session token is good. Source: https://clerk.com/docs/guides/sessions/session-tokens */
const LIFETIME = 60;

/** What a session token says, in version 2. Source: the same, and `jwtPayloadParser` of @clerk/shared 4.41.0 */
export function toSessionClaims(
  state: ClerkState,
  session: SessionRecord,
  { issuer, authorizedParty, issuedAt }: { issuer: string; authorizedParty: string | undefined; issuedAt: number },
): Readonly<Record<string, unknown>> {
  const seconds = Math.floor(issuedAt / 1_000);
  return {
    ...(authorizedParty !== undefined && { azp: authorizedParty }),
    exp: seconds + LIFETIME,
    fva: [0, -1],
    iat: seconds,
    iss: issuer,
    jti: state.identifier('jti'),
    nbf: seconds - 10,
    sid: session.id,
    sts: session.status,
    sub: session.user_id,
    v: 2,
    ...toOrganizationClaims(state, session),
  };
}

/**
 * The organization that the user works in. Permissions are packed: the features in `fea`, the verbs in `per`, and for each
 * feature the verbs that hold as bits in `fpm`. Clerk leaves its own system permissions out.
 */
function toOrganizationClaims(state: ClerkState, session: SessionRecord): Readonly<Record<string, unknown>> {
  const id = session.last_active_organization_id;
  const membership = id === null ? undefined : state.membership(id, session.user_id);
  if (id === null || membership === undefined) return {};
  const own = (state.roles[membership.role] ?? [])
    .map((key) => key.split(':'))
    .filter(([, feature = '']) => !feature.startsWith('sys_'));
  const features = [...new Set(own.map(([, feature = '']) => feature))];
  const verbs = [...new Set(own.map(([, , verb = '']) => verb))];
  const bits = features.map((feature) =>
    verbs.reduce((sum, verb, bit) => (own.some(([, f, v]) => f === feature && v === verb) ? sum + 2 ** bit : sum), 0),
  );
  const { slug } = state.organization(id);
  return {
    ...(features.length > 0 && { fea: features.map((feature) => `o:${feature}`).join(',') }),
    o: {
      id,
      rol: membership.role.replace(/^org:/, ''),
      slg: slug,
      ...(features.length > 0 && { per: verbs.join(','), fpm: bits.join(',') }),
    },
  };
}
