import { notFound } from './api-error.js';
import { PAGE, passes, toPage } from './api-query.js';
import type { ClerkRoute } from './api-request.js';
import type { ClerkState } from './clerk-state.js';
import type { SessionRecord } from './resources.js';
import type { SigningKey } from './signing-key.js';

/** Source: Clerk's API description, 2026-05-12 */
const STATUSES = ['abandoned', 'active', 'ended', 'expired', 'removed', 'replaced', 'revoked'];

/** The routes of sessions and of the keys that their tokens are signed with. */
export function createSessionRoutes(
  state: ClerkState,
  key: SigningKey,
  toToken: (session: SessionRecord) => Promise<string>,
  templates: readonly string[],
): Readonly<Record<string, ClerkRoute>> {
  const find = (id: string | undefined): SessionRecord => {
    const session = state.sessions.get(id ?? '');
    if (session === undefined) throw notFound('session', id ?? '');
    return session;
  };
  return {
    'GET /v1/jwks': { answer: () => key.jwks() },
    'GET /v1/sessions': {
      query: { ...PAGE, user_id: 'string', client_id: 'string', status: STATUSES, paginated: 'boolean' },
      answer: ({ query }) => {
        const found = [...state.sessions.values()].filter(
          (one) =>
            passes(query, 'user_id', [one.user_id]) &&
            passes(query, 'client_id', [one.client_id]) &&
            passes(query, 'status', [one.status]),
        );
        const page = toPage(found, query);
        return query.get('paginated') === 'true' ? { data: page, total_count: found.length } : page;
      },
    },
    'GET /v1/sessions/{session}': { answer: ({ parameters }) => find(parameters['session']) },
    'POST /v1/sessions/{session}/revoke': {
      answer: ({ parameters }) => {
        const revoked = { ...find(parameters['session']), status: 'revoked', updated_at: state.now() } as const;
        state.sessions.set(revoked.id, revoked);
        state.emit('session.revoked', revoked);
        return revoked;
      },
    },
    'POST /v1/sessions/{session}/tokens/{template}': {
      body: { expires_in_seconds: 'integer' },
      answer: async ({ parameters }) => {
        const session = find(parameters['session']);
        const template = parameters['template'] ?? '';
        if (!templates.includes(template)) throw notFound('JWT template', template);
        return { object: 'token', jwt: await toToken(session) };
      },
    },
    'POST /v1/sessions/{session}/tokens': {
      body: { expires_in_seconds: 'integer' },
      answer: async ({ parameters }) => ({ object: 'token', jwt: await toToken(find(parameters['session'])) }),
    },
  };
}
